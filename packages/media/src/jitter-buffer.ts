import { FRAME_SAMPLES, MEDIA_RATE_HZ } from "@dalaba/protocol";

/** What the buffer needs of an audio message (SPEC 4.1): frames of 20 ms in a row from `mediaTime`. */
export interface FrameMessage {
  readonly sequence: number;
  readonly mediaTime: number;
  readonly frames: readonly Uint8Array[];
  /** The decoder is reset before the first frame. */
  readonly disc: boolean;
}

export interface BufferedFrame {
  readonly mediaTime: number;
  readonly sequence: number;
  readonly packet: Uint8Array;
  readonly disc: boolean;
}

/** The message without its frames before `mediaTime`; undefined when none is left. */
export function messageFrom(message: FrameMessage, mediaTime: number): FrameMessage | undefined {
  const skip = Math.max(0, Math.ceil((mediaTime - message.mediaTime) / FRAME_SAMPLES));
  if (skip === 0) return message;
  if (skip >= message.frames.length) return undefined;
  const { sequence, disc, frames } = message;
  return { sequence, disc, mediaTime: message.mediaTime + skip * FRAME_SAMPLES, frames: frames.slice(skip) };
}

/** All in frames. */
export interface JitterCounts {
  readonly received: number;
  /** Arrived when their place had been rendered. */
  readonly late: number;
  /** Of a message, or for a place, that had been taken already; or of a message behind the window. */
  readonly duplicate: number;
  /** Too far ahead to keep. */
  readonly overflow: number;
}

/** Messages remembered to tell a repeat (SPEC 4.1: each sequence once). */
export const SEQUENCE_WINDOW = 64;

/** 2.5 s: a stored programme's 1.5 s of delay and a second of grace. At the bound the newest frame is refused. */
const MAX_SAMPLES = 2.5 * MEDIA_RATE_HZ;

/** The frames of one broadcast that wait for their time. */
export class JitterBuffer {
  readonly #maxSamples: number;
  readonly #frames = new Map<number, BufferedFrame>();
  readonly #seen = new Float64Array(SEQUENCE_WINDOW).fill(-1);
  #lastSequence = -1;
  #received = 0;
  #late = 0;
  #duplicate = 0;
  #overflow = 0;

  /** `maxSamples`: how far ahead of what sounds a frame may lie, 48 kHz samples. */
  constructor(maxSamples: number = MAX_SAMPLES) {
    this.#maxSamples = maxSamples;
  }

  get counts(): JitterCounts {
    return {
      received: this.#received,
      late: this.#late,
      duplicate: this.#duplicate,
      overflow: this.#overflow,
    };
  }

  /** Highest sequence taken; -1 before the first. */
  get lastSequence(): number {
    return this.#lastSequence;
  }

  get size(): number {
    return this.#frames.size;
  }

  /** Takes a message. `headMediaTime`: the next place to be rendered; what lies before it is late. */
  push(message: FrameMessage, headMediaTime: number): void {
    const { sequence, frames } = message;
    const slot = sequence % SEQUENCE_WINDOW;
    if (this.#seen[slot] === sequence || sequence <= this.#lastSequence - SEQUENCE_WINDOW) {
      this.#duplicate += frames.length;
      return;
    }
    this.#seen[slot] = sequence;
    this.#lastSequence = Math.max(this.#lastSequence, sequence);
    let disc = message.disc;
    frames.forEach((packet, i) => {
      const mediaTime = message.mediaTime + i * FRAME_SAMPLES;
      if (mediaTime < headMediaTime) this.#late++;
      else if (mediaTime >= headMediaTime + this.#maxSamples) this.#overflow++;
      else if (this.#frames.has(mediaTime)) this.#duplicate++;
      else {
        this.#received++;
        // When the message's first frame was late, the reset holds for its next.
        this.#frames.set(mediaTime, { mediaTime, sequence, packet, disc });
        disc = false;
      }
    });
  }

  peek(mediaTime: number): BufferedFrame | undefined {
    return this.#frames.get(mediaTime);
  }

  /** The frame for this place, which is given up: undefined when it is missing. */
  take(mediaTime: number): BufferedFrame | undefined {
    const frame = this.#frames.get(mediaTime);
    if (frame !== undefined) this.#frames.delete(mediaTime);
    return frame;
  }

  /** The earliest place at or after `mediaTime` that has a frame. */
  firstFrom(mediaTime: number): number | undefined {
    let first: number | undefined;
    for (const each of this.#frames.keys()) {
      if (each >= mediaTime && (first === undefined || each < first)) first = each;
    }
    return first;
  }

  /** Gives up frames before `mediaTime`, and counts them late: they came, but their time had passed. */
  dropBefore(mediaTime: number): void {
    for (const each of this.#frames.keys()) {
      if (each >= mediaTime) continue;
      this.#frames.delete(each);
      this.#received--;
      this.#late++;
    }
  }
}
