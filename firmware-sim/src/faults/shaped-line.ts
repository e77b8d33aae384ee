import type { Random } from "../fleet/random";

/**
 * A line with faults. TCP turns loss into stalls and keeps the order, so an impaired stream is delayed by 20 ± 20 ms a
 * segment and 1 % of its segments stall for 200 ms, after which what had queued up comes in a burst. Datagrams are not
 * held up by each other: there the same 1 % is lost.
 */

export interface LineFaults {
  /** Added to everything, 0-10,000 ms. */
  readonly delayMs: number;
  readonly jitter: boolean;
}

export const NO_LINE_FAULTS: LineFaults = { delayMs: 0, jitter: false };

const JITTER_US = 40_000;
const STALL_ODDS = 0.01;
/** max(200 ms, 2 × RTT), with a round trip of twice 20 ms. */
const STALL_US = 200_000;
/** At the bound the oldest is handed over early: a line holds back, it does not lose. */
const MOST = 20_000;

export class ShapedLine<T> {
  readonly #random: Random;
  readonly #ordered: boolean;
  readonly #deliver: (item: T, atUs: number) => void;
  #queue: { readonly item: T; readonly dueUs: number }[] = [];
  #lastDueUs = 0;
  faults = NO_LINE_FAULTS;

  /** `deliver` is told the instant of arrival, which may lie a few ms before the tick that hands it over. */
  constructor(random: Random, ordered: boolean, deliver: (item: T, atUs: number) => void) {
    this.#random = random;
    this.#ordered = ordered;
    this.#deliver = deliver;
  }

  get shaping(): boolean {
    return this.faults.jitter || this.faults.delayMs > 0 || this.#queue.length > 0;
  }

  /** `item` is kept while the line is shaped. */
  push(item: T, nowUs: number): void {
    if (!this.shaping) {
      this.#deliver(item, nowUs);
      return;
    }
    let dueUs = nowUs + this.faults.delayMs * 1000;
    if (this.faults.jitter) {
      dueUs += this.#random() * JITTER_US;
      if (this.#random() < STALL_ODDS) {
        if (!this.#ordered) return;
        dueUs += STALL_US;
      }
    }
    if (this.#ordered) dueUs = Math.max(dueUs, this.#lastDueUs);
    this.#lastDueUs = dueUs;
    this.#queue.push({ item, dueUs });
    if (this.#queue.length > MOST) this.#handOver(this.#queue.shift() as { item: T; dueUs: number }, nowUs);
  }

  tick(nowUs: number): void {
    if (this.#queue.length === 0) return;
    const due = this.#queue.filter((each) => each.dueUs <= nowUs);
    if (due.length === 0) return;
    this.#queue = this.#queue.filter((each) => each.dueUs > nowUs);
    due.sort((a, b) => a.dueUs - b.dueUs);
    for (const each of due) this.#handOver(each, nowUs);
  }

  /** The line broke: what was on it is gone. */
  clear(): void {
    this.#queue = [];
    this.#lastDueUs = 0;
  }

  #handOver(each: { readonly item: T; readonly dueUs: number }, nowUs: number): void {
    this.#deliver(each.item, Math.min(each.dueUs, nowUs));
  }
}
