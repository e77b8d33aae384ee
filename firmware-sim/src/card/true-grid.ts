import type { Crystal } from "./crystal";

/**
 * Brings a card's samples, which its crystal spaces a little too far or too close, onto a grid of true time, so that
 * recordings of two speakers can be laid over each other sample by sample. Windowed sinc of 16 taps, 512 phases.
 */

const TAPS = 16;
const HALF = TAPS / 2;
const PHASES = 512;

const table = ((): Float32Array => {
  const out = new Float32Array((PHASES + 1) * TAPS);
  for (let phase = 0; phase <= PHASES; phase++) {
    let sum = 0;
    for (let tap = 0; tap < TAPS; tap++) {
      const x = tap - (HALF - 1) - phase / PHASES;
      const window = 0.5 + 0.5 * Math.cos((Math.PI * x) / HALF);
      const value = x === 0 ? 1 : (Math.sin(Math.PI * x) / (Math.PI * x)) * window;
      out[phase * TAPS + tap] = value;
      sum += value;
    }
    for (let tap = 0; tap < TAPS; tap++) {
      const at = phase * TAPS + tap;
      out[at] = (out[at] as number) / sum;
    }
  }
  return out;
})();

export class TrueGrid {
  readonly #rate: number;
  readonly #startUs: number;
  /** The last TAPS samples before `#nextIndex`. */
  readonly #history = new Float32Array(TAPS);
  #nextIndex = 0;
  #sounding = false;

  /** Sample 0 of the grid is the one at `startUs` of true time; the grid has the card's nominal rate, Hz. */
  constructor(startUs: number, rate: number) {
    this.#startUs = startUs;
    this.#rate = rate;
  }

  /** The grid's sample for a true instant, fractional. */
  gridAt(us: number): number {
    return ((us - this.#startUs) * this.#rate) / 1e6;
  }

  /** True when silence would still change the grid: the end of a sound is not out yet. */
  get ringing(): boolean {
    return this.#sounding;
  }

  /**
   * The card put out `pcm` from its sample `index` on. Returns the grid's samples that are now decided, and the first
   * one's place. Samples that were skipped since the last call count as silence.
   */
  push(
    pcm: Float32Array,
    index: number,
    crystal: Crystal,
  ): { readonly from: number; readonly pcm: Float32Array } {
    if (index !== this.#nextIndex) this.#history.fill(0);
    const input = new Float32Array(TAPS + pcm.length);
    input.set(this.#history);
    input.set(pcm, TAPS);
    // Card sample i + TAPS of `input` is card sample `index + i`; a grid sample needs HALF of them on either side.
    const usPerSample = 1e6 / this.#rate;
    const gridOf = (card: number): number => this.gridAt(crystal.machineUs(card * usPerSample));
    const from = Math.max(0, Math.ceil(gridOf(index - HALF)));
    const end = Math.max(from, Math.ceil(gridOf(index + pcm.length - HALF)));
    const out = new Float32Array(end - from);
    for (let k = from; k < end; k++) {
      const card = crystal.speakerUs(this.#startUs + k * usPerSample) / usPerSample;
      const whole = Math.floor(card);
      const phase = Math.round((card - whole) * PHASES) * TAPS;
      const first = whole - index + TAPS - (HALF - 1);
      let sum = 0;
      for (let tap = 0; tap < TAPS; tap++) sum += (table[phase + tap] as number) * (input[first + tap] ?? 0);
      out[k - from] = sum;
    }
    this.#history.set(input.subarray(input.length - TAPS));
    this.#nextIndex = index + pcm.length;
    this.#sounding = pcm.some((sample) => sample !== 0);
    return { from, pcm: out };
  }
}
