import type { Scope } from "@dalaba/protocol";

/** Orders go again, byte for byte, to who has not acknowledged (wire.md 4). ms after the first sending. */
export const REPEATS_MS: readonly number[] = [100, 300, 1000];
/** A speaker that just connected trusts UTC within a second or so and refuses, silently, until then. */
export const LATE_REPEATS_MS: readonly number[] = [100, 300, 1000, 2000, 4000];

export interface RepeatedOrder {
  readonly counter: number;
  readonly bytes: Uint8Array;
  readonly scope: Scope;
}

interface Waiting {
  readonly order: RepeatedOrder;
  readonly sentAtMs: number;
  readonly after: readonly number[];
  readonly speakers: Set<string>;
  next: number;
}

/** Which orders still wait for whose answer, and when they are due again. */
export class OrderRepeats {
  readonly #waiting = new Map<number, Waiting>();

  sent(order: RepeatedOrder, to: readonly string[], nowMs: number, after = REPEATS_MS): void {
    if (to.length > 0)
      this.#waiting.set(order.counter, { order, sentAtMs: nowMs, after, speakers: new Set(to), next: 0 });
  }

  /** An answer to an order. */
  acknowledged(counter: number, speaker: string): void {
    this.#release(counter, speaker);
  }

  /** A speaker that is gone, or whose receipt says that it obeyed, needs no repeats of anything. */
  forget(speaker: string): void {
    for (const counter of [...this.#waiting.keys()]) this.#release(counter, speaker);
  }

  /** Drops all repeats, e.g. of offers when the broadcast was stopped. */
  clear(): void {
    this.#waiting.clear();
  }

  /** What is due now, each with its receivers. */
  due(nowMs: number): Array<{ readonly order: RepeatedOrder; readonly to: readonly string[] }> {
    const out: Array<{ order: RepeatedOrder; to: readonly string[] }> = [];
    for (const [counter, waiting] of this.#waiting) {
      const at = waiting.after[waiting.next];
      if (at === undefined || nowMs < waiting.sentAtMs + at) continue;
      waiting.next++;
      out.push({ order: waiting.order, to: [...waiting.speakers] });
      if (waiting.next >= waiting.after.length) this.#waiting.delete(counter);
    }
    return out;
  }

  /** When `due` has something next; undefined when nothing waits. */
  wakeAtMs(): number | undefined {
    let wake: number | undefined;
    for (const { sentAtMs, after, next } of this.#waiting.values()) {
      const at = sentAtMs + (after[next] ?? Number.POSITIVE_INFINITY);
      if (wake === undefined || at < wake) wake = at;
    }
    return wake;
  }

  #release(counter: number, speaker: string): void {
    const waiting = this.#waiting.get(counter);
    waiting?.speakers.delete(speaker);
    if (waiting?.speakers.size === 0) this.#waiting.delete(counter);
  }
}
