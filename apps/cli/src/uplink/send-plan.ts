import { Pacer } from "@dalaba/media";

export interface SendPlanOptions {
  /** When frame 0 is due, µs on the caller's monotonic clock. */
  readonly startUs: number;
  /** A frame that is later than this would sound nowhere, µs. */
  readonly latestUs: number;
}

export interface Due {
  /** Sequence of the first frame to send now. */
  readonly first: number;
  readonly count: number;
  /** When to ask again, µs. */
  readonly nextUs: number;
}

const FRAME_US = 20_000;

/**
 * Which sequences are due. `air` puts frame n at t0 + n × 20 ms, so who was held up (a suspended laptop, a busy
 * machine) and simply went on would be late for ever, and heard by nobody. Beyond `latestUs` the plan leaves a gap in
 * the sequence instead: the words come later, and none is lost.
 */
export class SendPlan {
  readonly #options: SendPlanOptions;
  #pacer: Pacer;
  /** Sequence of the pacer's frame 0. */
  #base = 0;
  #skipped = 0;

  constructor(options: SendPlanOptions) {
    this.#options = options;
    this.#pacer = new Pacer({ startUs: options.startUs });
  }

  /** Sequences that were left out because their time had passed. */
  get skipped(): number {
    return this.#skipped;
  }

  /** `leadUs`: how far ahead of their time frames may leave now; it may grow, and is 0 for what is only being said. */
  due(nowUs: number, leadUs = 0): Due {
    const { startUs, latestUs } = this.#options;
    const next = this.#base + this.#pacer.sent;
    if (nowUs - (startUs + next * FRAME_US) > latestUs) {
      const base = Math.floor((nowUs - startUs) / FRAME_US);
      this.#skipped += base - next;
      this.#base = base;
      this.#pacer = new Pacer({ startUs: startUs + base * FRAME_US });
    }
    const first = this.#base + this.#pacer.sent;
    const { frames, nextUs } = this.#pacer.due(nowUs + leadUs);
    return { first, count: frames, nextUs: nextUs - leadUs };
  }
}
