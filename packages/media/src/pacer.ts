export interface PacerOptions {
  /** When frame 0 is due, µs on the caller's monotonic clock. */
  readonly startUs: number;
  /** 20,000 when left out. */
  readonly frameUs?: number;
  /** Most frames at once after a stall; 3 when left out. */
  readonly maxBurst?: number;
}

/**
 * Tells a sender when its frames are due. Frame n is due at start + n × frame, never later because an earlier one was:
 * no drift accumulates. After a stall it catches up in small bursts, so that nobody's queue is flooded.
 */
export class Pacer {
  readonly #startUs: number;
  readonly #frameUs: number;
  readonly #maxBurst: number;
  #sent = 0;
  #notBeforeUs = Number.NEGATIVE_INFINITY;

  constructor(options: PacerOptions) {
    this.#startUs = options.startUs;
    this.#frameUs = options.frameUs ?? 20_000;
    this.#maxBurst = options.maxBurst ?? 3;
  }

  /** Frames handed out so far: the index of the next. */
  get sent(): number {
    return this.#sent;
  }

  /** Frames that are due and not yet handed out. */
  behind(nowUs: number): number {
    return Math.max(0, Math.floor((nowUs - this.#startUs) / this.#frameUs) + 1 - this.#sent);
  }

  /** How many frames to send now, and when to ask again (µs, same clock). */
  due(nowUs: number): { readonly frames: number; readonly nextUs: number } {
    const behind = nowUs < this.#notBeforeUs ? 0 : this.behind(nowUs);
    const frames = Math.min(behind, this.#maxBurst);
    this.#sent += frames;
    // A quarter of a frame between bursts: full ones catch up twelve times faster than real time.
    if (behind > frames) this.#notBeforeUs = nowUs + this.#frameUs / 4;
    return { frames, nextUs: Math.max(this.#notBeforeUs, this.#startUs + this.#sent * this.#frameUs) };
  }
}
