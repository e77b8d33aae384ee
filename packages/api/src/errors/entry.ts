/** What a coded error means to whoever meets it. */
export interface ErrorEntry {
  /** HTTP status; 0 for what only a client can notice. */
  readonly status: number;
  readonly title: string;
  /** The next thing to do or to try. */
  readonly next: string;
}
