import { FRAME_MS } from "@dalaba/protocol";

/** 20 ms of processed microphone. */
export interface SpeechFrame {
  readonly pcm: Float32Array;
  readonly voiced: boolean;
  /** When its first sample was captured, ms on the page's monotonic clock. */
  readonly captureMs: number;
}

export interface OutgoingFrame extends SpeechFrame {
  readonly sequence: number;
}

/** A word begins before it is loud enough to be known as one: so much before it is kept, frames. */
const PRE_ROLL = 3;
/** 2.5 s: `air` takes nothing that is over 3 s early (TALK_MAX_AHEAD_MS). */
export const MOST_KEPT = 125;
/** Off the timeline by more than this is mended in the next pause, ms. */
const SLACK_MS = 30;
/** Further behind than this is mended at once, by a gap: `air` would drop as late all that follows, ms. */
const LATEST_MS = 200;

/**
 * Which frames of a talk leave, and at which place of its timeline.
 *
 * While the line opens, what is said is kept and the silence before it is not: whoever waits a moment before speaking,
 * as people do, is heard without the time the line took. `air` then puts frame n at t0 + n × 20 ms for good, so the
 * words that were kept are ahead of their time by as much as they waited, and a microphone's crystal drifts from
 * everyone else's. Both are made up for where nobody speaks: a frame of silence is left out, or said twice.
 */
export class SpeechQueue {
  #kept: SpeechFrame[] = [];
  #spoken = false;
  #flowing = false;
  /** When frame 0 is due, ms. */
  #anchorMs: number | undefined;
  #openedMs = 0;
  #next = 0;
  #dropped = 0;

  /** Whether anything was said yet. */
  get spoken(): boolean {
    return this.#spoken;
  }

  get flowing(): boolean {
    return this.#flowing;
  }

  /** Words lost because the line took too long to open, frames. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Takes what was captured; returns what leaves now. */
  push(frame: SpeechFrame): readonly OutgoingFrame[] {
    this.#spoken ||= frame.voiced;
    if (this.#flowing) return this.#place(frame);
    this.#kept.push(frame);
    if (this.#kept.length > (this.#spoken ? MOST_KEPT : PRE_ROLL)) {
      this.#kept.shift();
      if (this.#spoken) this.#dropped++;
    }
    return [];
  }

  /** The line is open: returns what was kept. */
  flow(nowMs: number): readonly OutgoingFrame[] {
    this.#flowing = true;
    this.#openedMs = nowMs;
    const kept = this.#spoken ? this.#kept : [];
    this.#kept = [];
    const [first] = kept;
    if (first) this.#anchorMs = Math.max(first.captureMs + FRAME_MS, nowMs);
    return kept.map((frame) => this.#numbered(frame));
  }

  #place(frame: SpeechFrame): readonly OutgoingFrame[] {
    const wholeMs = frame.captureMs + FRAME_MS;
    this.#anchorMs ??= Math.max(wholeMs, this.#openedMs);
    const earlyMs = this.#anchorMs + this.#next * FRAME_MS - wholeMs;
    if (earlyMs < -LATEST_MS) this.#next += Math.floor(-earlyMs / FRAME_MS);
    else if (!frame.voiced && earlyMs > SLACK_MS) return [];
    else if (!frame.voiced && earlyMs < -SLACK_MS) return [this.#numbered(frame), this.#numbered(frame)];
    return [this.#numbered(frame)];
  }

  #numbered(frame: SpeechFrame): OutgoingFrame {
    return { ...frame, sequence: this.#next++ };
  }
}
