import type { Flash } from "../speaker/flash";

/** Which occurrences this speaker has begun, through power cuts (SPEC 13.7). */

const KEPT_MS = 8 * 86_400_000;
const MOST = 512;

export interface Begun {
  readonly broadcast: string;
  readonly atUtcMs: number;
  readonly alone: boolean;
}

export class BegunJournal {
  readonly #flash: Flash;
  readonly #begun: Map<string, Begun>;

  constructor(flash: Flash) {
    this.#flash = flash;
    this.#begun = new Map(flash.read().begun.map((each) => [each.broadcast, each]));
  }

  get(broadcast: string): Begun | undefined {
    return this.#begun.get(broadcast);
  }

  /** What was begun alone stays so. */
  add(begun: Begun): void {
    if (this.#begun.has(begun.broadcast)) return;
    this.#begun.set(begun.broadcast, begun);
    for (const [broadcast, { atUtcMs }] of this.#begun) {
      if (this.#begun.size <= MOST && begun.atUtcMs - atUtcMs < KEPT_MS) break;
      this.#begun.delete(broadcast);
    }
    this.#flash.write({ ...this.#flash.read(), begun: [...this.#begun.values()] });
  }
}
