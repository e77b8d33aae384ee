import { FRAME_MS } from "@dalaba/protocol";

/** A crystal that is off by 100 ppm has moved 0.5 ms in this, ms. */
const WINDOW_MS = 5000;
/**
 * So many frames in a row later than this, and none less late than the one before: the context stood still, and its time
 * with it. A page that was held up gets its frames at once, each less late by a frame.
 */
const STOOD_MS = 100;
const STOOD_FRAMES = 5;

/**
 * Places the audio context's time on the page's monotonic clock. A frame reaches the page some time after its last
 * sample was taken; the least delayed frame of the last seconds tells where that was, whatever held up the others.
 */
export class CaptureClock {
  /** page time − context time, ms: least of the window that runs, and of the one before. */
  #least = Number.POSITIVE_INFINITY;
  #before = Number.POSITIVE_INFINITY;
  #windowEndMs = 0;
  #late = 0;
  #offset = 0;

  /** A frame whose first sample has `contextMs` came at `arrivedMs`; returns when that sample was taken, ms. */
  frame(contextMs: number, arrivedMs: number): number {
    const offset = arrivedMs - (contextMs + FRAME_MS);
    const late = offset > Math.min(this.#least, this.#before) + STOOD_MS;
    this.#late = late && offset > this.#offset - FRAME_MS / 2 ? this.#late + 1 : 0;
    this.#offset = offset;
    if (this.#late >= STOOD_FRAMES) {
      this.#least = Number.POSITIVE_INFINITY;
      this.#before = Number.POSITIVE_INFINITY;
      this.#late = 0;
    }
    if (contextMs >= this.#windowEndMs) {
      this.#before = this.#least;
      this.#least = Number.POSITIVE_INFINITY;
      this.#windowEndMs = contextMs + WINDOW_MS;
    }
    this.#least = Math.min(this.#least, offset);
    return contextMs + Math.min(this.#least, this.#before);
  }
}
