/** Levels: gain in dB, ramps between levels, and a ceiling that sound bends under instead of breaking on. */

/** dB to a factor; −∞ gives 0. */
export function dbToGain(db: number): number {
  return 10 ** (db / 20);
}

/** A factor to dB; 0 gives −∞. */
export function gainToDb(gain: number): number {
  return 20 * Math.log10(gain);
}

/** A level that moves to its goal in a straight line, sample by sample. */
export class Ramp {
  #value: number;
  #goal: number;
  #step = 0;

  constructor(value: number) {
    this.#value = value;
    this.#goal = value;
  }

  get value(): number {
    return this.#value;
  }

  get moving(): boolean {
    return this.#value !== this.#goal;
  }

  /**
   * Moves to `goal`, there after `samples` (at once when 0). From wherever it is: a ramp may be turned around, and one
   * that is told its goal again goes on as it was.
   */
  to(goal: number, samples: number): void {
    if (goal === this.#goal && samples >= 1) return;
    this.#goal = goal;
    if (samples < 1) this.#value = goal;
    this.#step = (goal - this.#value) / Math.max(1, samples);
  }

  /** The level of this sample; the next call is for the next. */
  next(): number {
    if (this.#value === this.#goal) return this.#value;
    const now = this.#value;
    const then = now + this.#step;
    this.#value = this.#step > 0 ? Math.min(this.#goal, then) : Math.max(this.#goal, then);
    return now;
  }
}

/** Ramps: 5 ms where something ends or is cut, 20 ms where it comes, goes or is ducked (wire.md 5). */
export const CUT_MS = 5;
export const FADE_MS = 20;

/**
 * Bends |sample| under `ceiling`: untouched up to half of it (−6 dB), then ever flatter. The slope has no corner at the
 * knee, and nothing passes the ceiling, whatever comes in.
 */
export function softLimit(sample: number, ceiling: number): number {
  const knee = ceiling / 2;
  const size = Math.abs(sample);
  if (size <= knee) return sample;
  return Math.sign(sample) * (knee + (ceiling - knee) * Math.tanh((size - knee) / (ceiling - knee)));
}

/** The last stage before the converter: gain with 20 ms ramps, then the ceiling. */
export class GainStage {
  readonly #rate: number;
  readonly #gain: Ramp;
  #ceiling: number;

  /** `gainDb` of the broadcast; `ceilingDb` ≤ 0 is the speaker's level limit, dBFS. */
  constructor(options: { readonly sampleRate: number; readonly gainDb: number; readonly ceilingDb: number }) {
    this.#rate = options.sampleRate;
    this.#gain = new Ramp(dbToGain(options.gainDb));
    this.#ceiling = dbToGain(Math.min(0, options.ceilingDb));
  }

  setGainDb(gainDb: number, rampMs: number = FADE_MS): void {
    this.#gain.to(dbToGain(gainDb), Math.round((rampMs * this.#rate) / 1000));
  }

  /** A lower ceiling holds at once; it bends, so nothing clicks. */
  setCeilingDb(ceilingDb: number): void {
    this.#ceiling = dbToGain(Math.min(0, ceilingDb));
  }

  /** Changes the block in place. */
  process(block: Float32Array): void {
    for (let i = 0; i < block.length; i++)
      block[i] = softLimit((block[i] as number) * this.#gain.next(), this.#ceiling);
  }
}
