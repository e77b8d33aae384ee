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

/** Each part hangs its troubles here and takes them down again; /readyz and `status` read them. */
export class TroubleBoard {
  private readonly hung = new Map<string, Trouble>();

  /** `key` names the part and its matter, such as `air` or `broker-rights`; a second one replaces the first. */
  hang(key: string, trouble: Omit<Trouble, "params" | "grave"> & Partial<Trouble>): void {
    this.hung.set(key, { params: {}, grave: true, ...trouble });
  }

  clear(key: string): void {
    this.hung.delete(key);
  }

  all(): readonly (Trouble & { readonly next: string })[] {
    return [...this.hung.values()].map((trouble) => ({ ...trouble, next: errorOf(trouble.code).next }));
  }

  ready(): boolean {
    return [...this.hung.values()].every(({ grave }) => !grave);
  }
}
