import type { Writable } from "node:stream";
import { floatToPcm16, pcm16Bytes, wavHeader } from "@dalaba/media";
import type { Sink } from "../card/sound-card";

/** Sent in one go, ms. */
const BATCH_MS = 40;
/** A listener that is so far behind is dropped, ms. */
const BEHIND_MS = 2_000;

/** What a speaker puts out, as an endless WAV: 16-bit mono, at the pace of its own crystal. */
export class LiveWav implements Sink {
  readonly #out: Writable;
  readonly #batch: Float32Array;
  readonly #mostBytes: number;
  #filled = 0;

  constructor(out: Writable, sampleRate: number) {
    this.#out = out;
    this.#batch = new Float32Array((BATCH_MS * sampleRate) / 1000);
    this.#mostBytes = (BEHIND_MS * sampleRate * 2) / 1000;
    out.write(wavHeader({ sampleRate, channels: 1 }));
  }

  write(pcm: Float32Array): void {
    for (let at = 0; at < pcm.length; ) {
      const part = pcm.subarray(at, at + this.#batch.length - this.#filled);
      this.#batch.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
      if (this.#filled === this.#batch.length) this.#send();
    }
  }

  close(): void {
    this.#out.end();
  }

  #send(): void {
    this.#filled = 0;
    if (this.#out.destroyed) return;
    // Old sound is of no use to anyone, and must not gather here.
    if (this.#out.writableLength > this.#mostBytes) this.#out.destroy();
    else this.#out.write(pcm16Bytes(floatToPcm16(this.#batch)));
  }
}
