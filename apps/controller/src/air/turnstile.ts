/** What speakers say is read for so long in one turn of the event loop, ms: a tenth of a frame. */
const TURN_MS = 2;
/** What was read is let go of in pieces of so many. */
const MOST_READ = 1024;

/** Somebody with something to be read. */
export interface Comer {
  /** Reads the oldest thing that waits, if any. Must not throw. */
  takeTurn(): void;
}

/**
 * Lets in what speakers say, a little in each turn of the event loop. 270 of them answer an offer within milliseconds,
 * reading one answer takes a tenth of a millisecond, and so, read as they come, they would hold up the next frames of
 * the very talk that they answer by 30-60 ms, which is most of D. What does not fit into a turn waits in the order of
 * its coming; between two turns every socket is looked at, and a frame of the sender leaves. Nothing is lost here:
 * what may wait is bounded by each door's flood gate.
 */
export class Turnstile {
  readonly #nowMs: () => number;
  #waiting: Comer[] = [];
  /** Read so far of `#waiting`. */
  #at = 0;
  /** When this turn's first reading began, ms; undefined before it. */
  #sinceMs: number | undefined;

  /** `nowMs` is any monotonic clock. */
  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
  }

  /** Calls `takeTurn` once: now, or in a later turn when this one is used up or others came before. */
  enter(comer: Comer): void {
    if (this.#waiting.length === 0 && this.#open()) comer.takeTurn();
    else this.#waiting.push(comer);
  }

  /** True while this turn lasts. */
  #open(): boolean {
    const nowMs = this.#nowMs();
    if (this.#sinceMs === undefined) {
      this.#sinceMs = nowMs;
      setImmediate(this.#turn);
    }
    return nowMs - this.#sinceMs < TURN_MS;
  }

  readonly #turn = (): void => {
    this.#sinceMs = undefined;
    this.#admit();
  };

  readonly #admit = (): void => {
    const comer = this.#waiting[this.#at];
    if (comer === undefined) {
      this.#waiting = [];
      this.#at = 0;
      return;
    }
    if (!this.#open()) return;
    if (++this.#at >= MOST_READ) this.#waiting = this.#waiting.slice(this.#at);
    this.#at %= MOST_READ;
    comer.takeTurn();
    // The broker reads in a tick of its own: what that took belongs to the turn.
    process.nextTick(this.#admit);
  };
}
