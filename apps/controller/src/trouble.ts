import { errorOf } from "@dalaba/api";

/** Something that keeps the town from working as it should, as long as it lasts. */
export interface Trouble {
  /** A row of docs/errors.md. */
  readonly code: string;
  /** One English sentence. */
  readonly detail: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** Not ready: speakers cannot be made to sound as they should. */
  readonly grave: boolean;
}

/** With what to do about it. */
export type TroubleTold = Trouble & { readonly next: string };

/** Each part hangs its troubles here and takes them down again; /readyz and `status` read them. */
export class TroubleBoard {
  private readonly hung = new Map<string, Trouble>();
  private readonly listeners = new Set<(key: string, trouble: TroubleTold | null) => void>();

  /** `key` names the part and its matter, such as `air` or `broker-rights`; a second one replaces the first. */
  hang(key: string, trouble: Omit<Trouble, "params" | "grave"> & Partial<Trouble>): void {
    const before = this.hung.get(key);
    const now = { params: {}, grave: true, ...trouble };
    this.hung.set(key, now);
    const told = before?.code === now.code && before.detail === now.detail && before.grave === now.grave;
    if (!told) this.tell(key, { ...now, next: errorOf(now.code).next });
  }

  clear(key: string): void {
    if (this.hung.delete(key)) this.tell(key, null);
  }

  /** Calls back when something is hung, changes, or is taken down (null). Answers how to leave. */
  onChange(listener: (key: string, trouble: TroubleTold | null) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private tell(key: string, trouble: TroubleTold | null): void {
    for (const listener of [...this.listeners]) listener(key, trouble);
  }

  all(): readonly TroubleTold[] {
    return [...this.hung.values()].map((trouble) => ({ ...trouble, next: errorOf(trouble.code).next }));
  }

  ready(): boolean {
    return [...this.hung.values()].every(({ grave }) => !grave);
  }
}
