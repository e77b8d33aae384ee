import { TALK_SILENCE_MS } from "@dalaba/api/browser";

/**
 * Whether a line still carries. `air` speaks at least three times a second while a talk is on air, and takes what it is
 * sent; a browser can neither ping nor ask. A page that stood still itself (a timer came late) has proved nothing.
 */
export class LineWatch {
  #heardMs: number | undefined;
  #fullSinceMs: number | undefined;
  #buffered = 0;
  #checkedMs: number | undefined;

  /** Something came. `on-air` is the first word after which it may not fall silent. */
  heard(nowMs: number): void {
    this.#heardMs = nowMs;
  }

  /**
   * True when the line is lost. Asked at least every 100 ms; `buffered`: bytes that wait to leave.
   * `listening`: whether `air` is to be heard all the time now.
   */
  lost(nowMs: number, buffered: number, listening: boolean): boolean {
    const stoodMs = this.#checkedMs === undefined ? 0 : Math.max(0, nowMs - this.#checkedMs - EXPECTED_MS);
    this.#checkedMs = nowMs;
    if (this.#heardMs !== undefined) this.#heardMs = listening ? this.#heardMs + stoodMs : nowMs;
    if (this.#fullSinceMs !== undefined) this.#fullSinceMs += stoodMs;
    if (buffered === 0 || buffered < this.#buffered) this.#fullSinceMs = undefined;
    else this.#fullSinceMs ??= nowMs;
    this.#buffered = buffered;
    const silentMs = this.#heardMs === undefined ? 0 : nowMs - this.#heardMs;
    const fullMs = this.#fullSinceMs === undefined ? 0 : nowMs - this.#fullSinceMs;
    return silentMs > TALK_SILENCE_MS || fullMs > TALK_SILENCE_MS;
  }
}

/** Between two questions, at the worst, of a page that runs, ms. */
const EXPECTED_MS = 100;
