/** Columns of a drawn clip: as many as a wide screen shows of it. */
export const WAVEFORM_COLUMNS = 400;

/** What a drawing of a sound needs: the peak of each of 400 equal parts, a byte each, 255 for full scale. */
export class Waveform {
  readonly #peaks = new Float32Array(WAVEFORM_COLUMNS);
  readonly #samples: number;
  #at = 0;

  /** @param samples of the whole sound; a shorter one than 400 leaves columns at 0 */
  constructor(samples: number) {
    this.#samples = Math.max(1, samples);
  }

  push(block: Float32Array): void {
    for (const sample of block) {
      const column = Math.min(
        WAVEFORM_COLUMNS - 1,
        Math.floor((this.#at++ * WAVEFORM_COLUMNS) / this.#samples),
      );
      this.#peaks[column] = Math.max(this.#peaks[column] as number, Math.abs(sample));
    }
  }

  get bytes(): Uint8Array {
    return Uint8Array.from(this.#peaks, (peak) => Math.min(255, Math.round(peak * 255)));
  }
}
