import type { UpwardHead } from "@dalaba/protocol";

/** So many counters of the current boot are remembered; what is older than the oldest of them is refused. */
const REMEMBERED_COUNTERS = 256;
/** Earlier boots that may not come back. */
const REMEMBERED_BOOTS = 8;

/**
 * Decides whether a verified message of one speaker is new. A window instead of "higher than the last": after a
 * reconnect a receipt that waited for its PUBACK comes again behind newer messages, and must not be lost.
 */
export class ReplayGuard {
  #bootId = "";
  #boots: string[] = [];
  #seen = new Set<number>();
  #floor = -1;

  /** The boot the speaker speaks from now; empty before its first message. */
  get bootId(): string {
    return this.#bootId;
  }

  /** True when the message is new; it is then remembered. */
  admit(head: UpwardHead): boolean {
    if (head.bootId !== this.#bootId) {
      if (this.#boots.includes(head.bootId)) return false;
      if (this.#bootId !== "") this.#boots = [...this.#boots.slice(1 - REMEMBERED_BOOTS), this.#bootId];
      this.#bootId = head.bootId;
      this.#seen.clear();
      this.#floor = -1;
    }
    if (head.counter <= this.#floor || this.#seen.has(head.counter)) return false;
    this.#seen.add(head.counter);
    if (this.#seen.size > REMEMBERED_COUNTERS) {
      const lowest = Math.min(...this.#seen);
      this.#seen.delete(lowest);
      this.#floor = lowest;
    }
    return true;
  }
}
