import { gainToDb } from "./gain";

/** Four times as many samples (BS.1770-4, annex 2): these lie between one and the next. */
const BETWEEN = [0.25, 0.5, 0.75];
/** Samples to either side that shape what lies between. */
const HALF = 12;
const TAPS = 2 * HALF;
/** Looked at together: where even the worst shape could not pass the peak so far, nothing is computed. */
const STRIDE = 64;

/** Windowed sinc, for the point `at` of the way from tap HALF − 1 to tap HALF. */
function tapsAt(at: number): Float64Array {
  const taps = Float64Array.from({ length: TAPS }, (_, tap) => {
    const x = tap - (HALF - 1) - at;
    return (Math.sin(Math.PI * x) / (Math.PI * x)) * Math.cos((Math.PI * x) / (2 * HALF + 1)) ** 2;
  });
  const sum = taps.reduce((total, tap) => total + tap, 0);
  return taps.map((tap) => tap / sum);
}

const FILTERS = BETWEEN.map(tapsAt);
/** The most that any shape makes of samples within −1 to 1. */
const WORST = Math.max(...FILTERS.map((taps) => taps.reduce((sum, tap) => sum + Math.abs(tap), 0)));

/** The highest point of the curve that a converter draws through the samples, which may lie between two of them. */
export class TruePeakMeter {
  /** The end of what came before, then the block; at first silence. */
  #held = new Float32Array(TAPS - 1);
  #peak = 0;

  push(block: Float32Array): void {
    const sound = new Float32Array(this.#held.length + block.length);
    sound.set(this.#held);
    sound.set(block, this.#held.length);
    const count = Math.max(0, sound.length - TAPS + 1);
    for (let from = 0; from < count; from += STRIDE)
      this.#stride(sound, from, Math.min(count, from + STRIDE));
    this.#held = sound.slice(Math.max(0, sound.length - TAPS + 1));
  }

  /** dBTP; −∞ for silence. The last samples count once they are over: push HALF of silence, or ask `end`. */
  get peakDb(): number {
    return gainToDb(this.#peak);
  }

  /** Nothing comes after; answers dBTP. */
  end(): number {
    this.push(new Float32Array(TAPS));
    return this.peakDb;
  }

  #stride(sound: Float32Array, from: number, to: number): void {
    let most = 0;
    for (let i = from; i < to + TAPS - 1; i++) most = Math.max(most, Math.abs(sound[i] as number));
    if (most * WORST <= this.#peak) return;
    this.#peak = Math.max(this.#peak, most);
    for (const taps of FILTERS) {
      for (let first = from; first < to; first++) {
        let sum = 0;
        for (let tap = 0; tap < TAPS; tap++) sum += (taps[tap] as number) * (sound[first + tap] as number);
        const size = Math.abs(sum);
        if (size > this.#peak) this.#peak = size;
      }
    }
  }
}
