export interface AutoGainOptions {
  /** Speech is brought to this, dBFS RMS while somebody speaks. */
  readonly targetDb: number;
  readonly highestDb: number;
  readonly lowestDb: number;
}

/** Loudness is a mean over this much speech, s. */
const MEMORY_S = 1.5;
/** The first word counts at once and then ever less, s. */
const FIRST_S = 0.1;
/** dB a second: down before it hurts, up so slowly that nobody hears it move. */
const FALL_DB = 20;
const RISE_DB = 6;
/** What is this far below the speech so far is the pause between two words, dB. */
const PAUSE_DB = 15;

/**
 * Brings speech to one loudness, whoever speaks and however far from the microphone. It learns and moves only while
 * somebody speaks: in a pause it stands still, so that no room is pumped up. Blocks in, dB out; who applies it ramps.
 */
export class AutoGain {
  readonly #options: AutoGainOptions;
  #gainDb = 0;
  /** Mean power of speech, and how much speech it is a mean of, s. */
  #power = 0;
  #heardS = 0;

  constructor(options: AutoGainOptions) {
    this.#options = options;
  }

  get gainDb(): number {
    return this.#gainDb;
  }

  /** Level of one block before the gain, dBFS; returns the gain for it, dB. */
  push(rmsDb: number, voiced: boolean, blockMs: number): number {
    const { targetDb, highestDb, lowestDb } = this.#options;
    const speechDb = this.#heardS === 0 ? Number.NEGATIVE_INFINITY : 10 * Math.log10(this.#power);
    if (!voiced || !Number.isFinite(rmsDb) || rmsDb < speechDb - PAUSE_DB) return this.#gainDb;
    const blockS = blockMs / 1000;
    const share = this.#heardS === 0 ? 1 : blockS / Math.min(MEMORY_S, this.#heardS + FIRST_S);
    this.#power += share * (10 ** (rmsDb / 10) - this.#power);
    this.#heardS += blockS;
    const goal = Math.min(highestDb, Math.max(lowestDb, targetDb - 10 * Math.log10(this.#power)));
    const step = Math.max(-FALL_DB * blockS, Math.min(RISE_DB * blockS, goal - this.#gainDb));
    this.#gainDb += step;
    return this.#gainDb;
  }
}
