import { gainToDb } from "./gain";

export interface Level {
  /** dBFS, −∞ for silence. */
  readonly peakDb: number;
  readonly rmsDb: number;
  /** Samples at full scale: the microphone clips. */
  readonly clipped: number;
}

/** Level of one block. A block without samples is silence. */
export function levelOf(block: Float32Array): Level {
  let peak = 0;
  let sum = 0;
  let clipped = 0;
  for (const sample of block) {
    const size = Math.abs(sample);
    if (size > peak) peak = size;
    if (size >= 0.999) clipped++;
    sum += sample * sample;
  }
  return { peakDb: gainToDb(peak), rmsDb: gainToDb(Math.sqrt(sum / Math.max(1, block.length))), clipped };
}

/** Below this nothing is speech, however quiet the room, dBFS. */
const QUIETEST_DB = -55;
/** Speech stands out of the room's noise by this much, dB. */
const ABOVE_NOISE_DB = 9;
/** Noise rises slowly: a long vowel is not the room. dB a second. */
const NOISE_RISE_DB = 3;
/** Consonants at the end of a word are quiet, ms. */
const HANG_MS = 200;

/**
 * Says whether somebody speaks, by energy against the room's noise. It marks where the timeline may jump unheard, so it
 * errs towards speech.
 */
export class VoicedDetector {
  #noiseDb = QUIETEST_DB;
  #hangMs = 0;
  #begun = false;

  /** `blockMs`: length of the block, ms. True for a block that holds speech or follows it closely. */
  push(block: Float32Array, blockMs: number): boolean {
    const { rmsDb } = levelOf(block);
    const floor = Math.max(QUIETEST_DB - ABOVE_NOISE_DB, rmsDb);
    // The first block may already be speech: noise is believed to be no louder than -50 dBFS.
    if (!this.#begun) this.#noiseDb = Math.min(floor, -50);
    this.#begun = true;
    this.#noiseDb = Math.min(floor, this.#noiseDb + (NOISE_RISE_DB * blockMs) / 1000);
    const speech = rmsDb > QUIETEST_DB && rmsDb > this.#noiseDb + ABOVE_NOISE_DB;
    this.#hangMs = speech ? HANG_MS : Math.max(0, this.#hangMs - blockMs);
    return speech || this.#hangMs > 0;
  }
}
