import { AIR_PATH_HALF, airPathTaps } from "./air-path";
import { dbToGain, softLimit } from "./gain";
import { pinkNoise } from "./seeded-noise";

/** One sound on its way to an ear. */
export interface HeardSound {
  /** As it left the converter, −1 to 1, at the scape's rate. */
  readonly pcm: Float32Array;
  /** Where its first sample arrives, samples after the scape's first; fractions count, and it may have begun before. */
  readonly at: number;
  /** Before the air's own share, dB. */
  readonly gainDb: number;
  /** What the air takes at a frequency over the whole way, dB. */
  readonly lossDb: (hz: number) => number;
}

/** Looked at for silence at once, samples. */
const BLOCK = 256;

function silent(pcm: Float32Array, from: number, to: number): boolean {
  for (let i = Math.max(0, from); i < Math.min(pcm.length, to); i++) if (pcm[i] !== 0) return false;
  return true;
}

/** What one ear hears: every sound at its own time, softened and dulled by its way, over the noise of the place. */
export class Soundscape {
  readonly #rate: number;
  readonly #mix: Float64Array;

  constructor(options: { readonly sampleRate: number; readonly samples: number }) {
    this.#rate = options.sampleRate;
    this.#mix = new Float64Array(options.samples);
  }

  add({ pcm, at, gainDb, lossDb }: HeardSound): void {
    const whole = Math.floor(at);
    const taps = airPathTaps({ sampleRate: this.#rate, fraction: at - whole, gainDb, lossDb });
    const mix = this.#mix;
    const from = Math.max(0, whole - AIR_PATH_HALF);
    const to = Math.min(mix.length, whole + pcm.length + AIR_PATH_HALF);
    for (let i = from; i < to; i++) {
      // Most of a recording is silence, and silence costs nothing.
      if (
        (i - from) % BLOCK === 0 &&
        silent(pcm, i - whole - AIR_PATH_HALF, i - whole + BLOCK + AIR_PATH_HALF)
      ) {
        i += BLOCK - 1;
        continue;
      }
      // Tap t looks at input i − whole − (t − half): from the first that exists to the last.
      const centre = i - whole + AIR_PATH_HALF;
      const first = Math.max(0, centre - pcm.length + 1);
      const last = Math.min(taps.length - 1, centre);
      let sum = 0;
      for (let tap = first; tap <= last; tap++) sum += (taps[tap] as number) * (pcm[centre - tap] as number);
      mix[i] = (mix[i] as number) + sum;
    }
  }

  /** Pink noise at `rmsDb` of full scale; the same seed, the same noise. */
  addNoise(rmsDb: number, seed: number): void {
    const noise = pinkNoise(this.#mix.length, this.#rate, dbToGain(rmsDb), seed);
    for (let i = 0; i < noise.length; i++) this.#mix[i] = (this.#mix[i] as number) + (noise[i] as number);
  }

  /** Bent under full scale: what is louder than a file can hold is squeezed and does not break. */
  finish(): Float32Array {
    return Float32Array.from(this.#mix, (sample) => softLimit(sample, 1));
  }
}
