import { createResampler, type Resampler } from "@dalaba/codec";
import { floatToPcm16, pcm16ToFloat } from "@dalaba/media";
import { SOURCE_RATE_HZ } from "./audio-source";

/** Raw signed 16-bit little-endian mono bytes, in chunks of any size, to samples at 48 kHz. */
export class PcmReader {
  readonly #resampler: Resampler | undefined;
  /** A chunk may end in the middle of a sample. */
  #odd: Uint8Array = new Uint8Array(0);

  private constructor(resampler: Resampler | undefined) {
    this.#resampler = resampler;
  }

  /** `rateHz`: 4,000 to 384,000. */
  static async create(rateHz: number): Promise<PcmReader> {
    const same = rateHz === SOURCE_RATE_HZ;
    return new PcmReader(
      same ? undefined : await createResampler({ from: rateHz, to: SOURCE_RATE_HZ, channels: 1 }),
    );
  }

  read(chunk: Uint8Array): Int16Array {
    const bytes = this.#odd.length === 0 ? chunk : Buffer.concat([this.#odd, chunk]);
    const pcm = new Int16Array(bytes.length >> 1);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let i = 0; i < pcm.length; i++) pcm[i] = view.getInt16(2 * i, true);
    this.#odd = bytes.slice(2 * pcm.length);
    return this.#resampler ? floatToPcm16(this.#resampler.process(pcm16ToFloat(pcm))) : pcm;
  }

  /** What the filter still holds. */
  flush(): Int16Array {
    return this.#resampler ? floatToPcm16(this.#resampler.flush()) : new Int16Array(0);
  }

  free(): void {
    this.#resampler?.free();
  }
}
