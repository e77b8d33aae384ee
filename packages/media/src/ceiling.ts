/** How fast it gives back what it took, per second: 12 dB in half a second is heard as no pumping. */
const RELEASE_PER_S = 2;

/**
 * No sample over a level, whatever is added up: what would pass it is turned down from that very sample on, and given back
 * slowly. Without delay, since a mix must stay on its timeline.
 */
export class Ceiling {
  readonly #most: number;
  readonly #release: number;
  #gain = 1;

  /** @param most largest magnitude, 0 to 1 @param sampleRate Hz */
  constructor(most: number, sampleRate: number) {
    if (!(most >= 0 && most <= 1)) throw new RangeError(`${most}: a ceiling lies within 0 and 1`);
    this.#most = most;
    this.#release = RELEASE_PER_S / sampleRate;
  }

  /** Changes the block in place. */
  push(block: Float32Array): void {
    const most = this.#most;
    let gain = this.#gain;
    for (let i = 0; i < block.length; i++) {
      const sample = block[i] as number;
      const loud = Math.abs(sample);
      if (loud * gain > most) gain = most / loud;
      block[i] = Math.max(-most, Math.min(most, sample * gain));
      if (gain < 1) gain = Math.min(1, gain + this.#release);
    }
    this.#gain = gain;
  }
}
