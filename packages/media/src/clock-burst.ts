import { type ClockExchange, errorOf } from "./clock-filter";

/** Exchanges in a burst (wire-facts 3). */
export const BURST_SIZE = 8;

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

/** Until the next burst, µs: every second for the first ten, then every ten. */
export function burstIntervalUs(burstsDone: number): number {
  return burstsDone < 10 ? 1_000_000 : 10_000_000;
}
