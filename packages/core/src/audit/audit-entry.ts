/** One act, allowed or refused, as the audit keeps it (issue 2 item 6). Never holds voices or secrets. */
export interface AuditEntry {
  readonly atMs: number;
  /** `operator:ID`, `token:ID` or `system`. */
  readonly actor: string;
  readonly room: string | null;
  /** Network address the act came from; null for the system itself. */
  readonly address: string | null;
  /** What was done, kebab-case: `talk`, `speaker-rotate`, `town-apply` ... */
  readonly act: string;
  /** What it was done to, as `kind:ID`. */
  readonly object: string;
  /** The reason given by the person; null when none was asked. */
  readonly why: string | null;
  /** `ok`, or the code of the refusal or failure. */
  readonly result: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** An entry in its place in the chain. Hashes are 64 lower-case hex digits. */
export interface AuditRow extends AuditEntry {
  /** From 1, without gaps. */
  readonly seq: number;
  readonly previousHash: string;
  readonly hash: string;
}
