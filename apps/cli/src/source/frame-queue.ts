import { SOURCE_FRAME } from "./audio-source";

/** Cuts sound that comes in chunks of any size into whole frames. */
export class FrameQueue {
  readonly #most: number;
  #frames: Int16Array[] = [];
  #partial = new Int16Array(SOURCE_FRAME);
  #filled = 0;
  #ended = false;

  /** `most`: frames kept; at the bound the oldest is dropped, because whoever is late wants what is said now. */
  constructor(most: number = Number.POSITIVE_INFINITY) {
    this.#most = most;
  }

  get length(): number {
    return this.#frames.length;
  }

  push(chunk: Int16Array): void {
    for (let at = 0; at < chunk.length; ) {
      const count = Math.min(SOURCE_FRAME - this.#filled, chunk.length - at);
      this.#partial.set(chunk.subarray(at, at + count), this.#filled);
      this.#filled += count;
      at += count;
      if (this.#filled === SOURCE_FRAME) this.#add();
    }
  }

  /** Nothing more will come: the last frame is filled up with silence. */
  end(): void {
    if (this.#filled > 0) this.#add();
    this.#ended = true;
  }

  take(): Int16Array | undefined | "ended" {
    return this.#frames.shift() ?? (this.#ended ? "ended" : undefined);
  }

  clear(): void {
    this.#frames = [];
    this.#filled = 0;
    this.#partial = new Int16Array(SOURCE_FRAME);
  }

  #add(): void {
    this.#frames.push(this.#partial);
    if (this.#frames.length > this.#most) this.#frames.shift();
    this.#partial = new Int16Array(SOURCE_FRAME);
    this.#filled = 0;
  }
}
