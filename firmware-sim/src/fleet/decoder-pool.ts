import { createOpusDecoder, type OpusDecoder } from "@dalaba/codec";

/** Opus decoders made ahead of time: making one is asynchronous, and a broadcast does not wait. */
export class DecoderPool {
  readonly sampleRate: 16_000 | 48_000;
  readonly #spare: OpusDecoder[] = [];
  readonly #keep: number;
  #making = 0;
  #closed = false;

  private constructor(sampleRate: 16_000 | 48_000, keep: number) {
    this.sampleRate = sampleRate;
    this.#keep = keep;
  }

  /** `keep`: so many stand ready, about 100 KB each. */
  static async create(sampleRate: 16_000 | 48_000, keep: number): Promise<DecoderPool> {
    const pool = new DecoderPool(sampleRate, keep);
    await Promise.all(Array.from({ length: keep }, () => pool.#make()));
    return pool;
  }

  /** undefined when more broadcasts start at once than stand ready: the taker then counts without decoding. */
  take(): OpusDecoder | undefined {
    const decoder = this.#spare.pop();
    if (this.#spare.length + this.#making < this.#keep) void this.#make();
    return decoder;
  }

  give(decoder: OpusDecoder): void {
    if (this.#closed || this.#spare.length >= 2 * this.#keep) {
      decoder.free();
      return;
    }
    decoder.reset();
    this.#spare.push(decoder);
  }

  close(): void {
    this.#closed = true;
    for (const decoder of this.#spare.splice(0)) decoder.free();
  }

  async #make(): Promise<void> {
    this.#making++;
    try {
      const decoder = await createOpusDecoder(this.sampleRate);
      if (this.#closed) decoder.free();
      else this.#spare.push(decoder);
    } finally {
      this.#making--;
    }
  }
}
