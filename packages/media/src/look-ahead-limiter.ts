import { dbToGain, gainToDb } from "./gain";

export interface LimiterOptions {
  readonly sampleRate: number;
  /** Nothing leaves louder, dBFS. */
  readonly ceilingDb: number;
  /** How long before a peak the gain begins to fall: the delay it adds, ms. */
  readonly lookAheadMs: number;
  /** Time constant of the gain's return, ms. */
  readonly releaseMs: number;
}

/** A gain so close to 1 is 1: the way back would never end. */
const ALL_BACK = 0.99999;

/**
 * Holds peaks under a ceiling without bending them. Each sample asks for a gain; what is applied is the mean, over the
 * look-ahead, of the least gain asked for within the look-ahead. Every term of that mean is at most what the sample now
 * leaving asked for, so no peak passes, and a mean has no corners, so nothing clicks.
 */
export class LookAheadLimiter {
  readonly delaySamples: number;
  readonly #ceiling: number;
  readonly #release: number;
  /** Rings of one window: the sound on its way, and the gains under the mean. */
  readonly #delayed: Float64Array;
  readonly #gains: Float64Array;
  /** Falling minima of the window: sample number and gain, a ring as a double-ended queue. */
  readonly #minAt: Float64Array;
  readonly #minGain: Float64Array;
  #minHead = 0;
  #minCount = 0;
  #at = 0;
  #n = 0;
  #sum: number;
  #eased = 1;
  #least = 1;
  /** From this sample on every gain of the window is 1, unless a peak comes. */
  #restAt = 0;

  constructor(options: LimiterOptions) {
    const window = Math.max(1, Math.round((options.lookAheadMs * options.sampleRate) / 1000));
    this.delaySamples = window - 1;
    this.#ceiling = dbToGain(options.ceilingDb);
    this.#release = 1 - Math.exp(-1000 / (options.releaseMs * options.sampleRate));
    this.#delayed = new Float64Array(window);
    this.#gains = new Float64Array(window).fill(1);
    this.#minAt = new Float64Array(window);
    this.#minGain = new Float64Array(window);
    this.#sum = window;
  }

  /** The strongest reduction of the last block, dB ≤ 0. */
  get reductionDb(): number {
    return gainToDb(this.#least);
  }

  /** Changes the block in place; what comes out lies `delaySamples` behind what went in. */
  process(block: Float32Array): void {
    const window = this.#delayed.length;
    this.#least = 1;
    for (let i = 0; i < block.length; i++) {
      const sample = block[i] as number;
      const size = Math.abs(sample);
      const gain = size <= this.#ceiling && this.#n >= this.#restAt ? 1 : this.#gainFor(size, window);
      this.#n++;
      this.#delayed[this.#at] = sample;
      this.#at = this.#at + 1 === window ? 0 : this.#at + 1;
      // The oldest sample of the window: the place that is written next.
      block[i] = (this.#delayed[this.#at] as number) * gain;
    }
  }

  #gainFor(size: number, window: number): number {
    const asked = size > this.#ceiling ? this.#ceiling / size : 1;
    if (this.#n >= this.#restAt) this.#minCount = 0;
    const least = this.#leastWithin(asked, window);
    const back = this.#eased + (1 - this.#eased) * this.#release;
    this.#eased = Math.min(least, back > ALL_BACK ? 1 : back);
    if (this.#eased < 1) this.#restAt = this.#n + window;
    this.#sum += this.#eased - (this.#gains[this.#at] as number);
    this.#gains[this.#at] = this.#eased;
    // Once a turn the sum is made anew, so that rounding never adds up.
    if (this.#at === 0) this.#sum = this.#gains.reduce((sum, gain) => sum + gain, 0);
    const gain = Math.min(1, this.#sum / window);
    if (gain < this.#least) this.#least = gain;
    return gain;
  }

  #leastWithin(gain: number, window: number): number {
    if (this.#minCount > 0 && (this.#minAt[this.#minHead] as number) <= this.#n - window) {
      this.#minHead = (this.#minHead + 1) % window;
      this.#minCount--;
    }
    while (
      this.#minCount > 0 &&
      (this.#minGain[(this.#minHead + this.#minCount - 1) % window] as number) >= gain
    )
      this.#minCount--;
    const last = (this.#minHead + this.#minCount) % window;
    this.#minAt[last] = this.#n;
    this.#minGain[last] = gain;
    this.#minCount++;
    return this.#minGain[this.#minHead] as number;
  }
}
