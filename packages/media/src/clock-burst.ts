import { type ClockExchange, errorOf } from "./clock-filter";

/** Exchanges in a burst (wire-facts 3). */
export const BURST_SIZE = 8;
/** The same by way of the broker (SPEC 3.3), where each costs it a message in and one out. */
export const BURST_SIZE_MQTT = 4;

/** Keeps the exchange of the least error of a burst: it waited least in anybody's queue. */
export class ClockBurst {
  #best: ClockExchange | undefined;
  #count = 0;

  add(exchange: ClockExchange): void {
    this.#count++;
    if (this.#best === undefined || errorOf(exchange) < errorOf(this.#best)) this.#best = exchange;
  }

  get full(): boolean {
    return this.#count >= BURST_SIZE;
  }

  /** The best so far (undefined when no reply came), and begins the next burst. */
  take(): ClockExchange | undefined {
    const best = this.#best;
    this.#best = undefined;
    this.#count = 0;
    return best;
  }
}

/** After 1, 1, 2, 4 seconds (SPEC 3.3): a rate is known the better the longer it was watched, not the more often. */
const FIRST_INTERVALS_US = [1_000_000, 1_000_000, 2_000_000, 4_000_000];

/** Until the next burst, µs, by how many there were since the speaker connected. */
export function burstIntervalUs(burstsDone: number): number {
  return FIRST_INTERVALS_US[burstsDone - 1] ?? 10_000_000;
}
