/**
 * The speaker's UTC (SPEC 3.4): believed once three replies in a row agree pairwise and none lies below the floor kept
 * in flash; carried on by its own crystal in between, without contact too. One reply that disagrees changes nothing.
 */

interface Estimate {
  /** UTC minus speakerTime, ms. */
  readonly offsetMs: number;
  readonly uncertainMs: number;
}

const AGREEING = 3;
export const FLOOR_MARGIN_MS = 600_000;

const agree = (a: Estimate, b: Estimate): boolean =>
  Math.abs(a.offsetMs - b.offsetMs) <= a.uncertainMs + b.uncertainMs;

export class UtcClock {
  readonly #floorMs: number;
  #trusted: Estimate | undefined;
  #last: Estimate[] = [];

  constructor(floorMs: number) {
    this.#floorMs = floorMs;
  }

  /** `t4Us`: speakerTime at arrival; `roundTripUs` and `errorMs` bound what the reply can be wrong by. */
  reply(utcMs: number, errorMs: number, roundTripUs: number, t4Us: number): void {
    const wayMs = roundTripUs / 2000;
    if (utcMs + wayMs < this.#floorMs) {
      this.#last = [];
      return;
    }
    const estimate = { offsetMs: utcMs + wayMs - t4Us / 1000, uncertainMs: errorMs + wayMs + 1 };
    this.#last = [...this.#last.slice(1 - AGREEING), estimate];
    const [a, b, c] = this.#last;
    if (!a || !b || !c || !agree(a, b) || !agree(b, c) || !agree(a, c)) return;
    this.#trusted = this.#last.reduce((best, each) => (each.uncertainMs < best.uncertainMs ? each : best));
  }

  /** UTC ms at a speakerTime; undefined until it is trusted. */
  nowMs(speakerUs: number): number | undefined {
    return this.#trusted && Math.max(this.#floorMs, this.#trusted.offsetMs + speakerUs / 1000);
  }

  /** The speakerTime at which UTC will be that; undefined until UTC is trusted. */
  speakerUsAt(utcMs: number): number | undefined {
    return this.#trusted && (utcMs - this.#trusted.offsetMs) * 1000;
  }
}
