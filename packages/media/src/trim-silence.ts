import { CUT_MS, dbToGain } from "./gain";

const BLOCK_MS = 10;
/** Quieter than the loudest moment by this much is no part of it: the end of a word lies above, a room below, dB. */
const UNDER_LOUDEST_DB = 40;
/** Nothing below this is sound, however quiet the rest, dBFS. */
const QUIETEST_DB = -65;
/** Kept before the first and after the last sound: a breath, and the room's answer. */
const MARGIN_MS = 50;

/**
 * Takes the silence off both ends, 50 ms kept. A part of `pcm`, not a copy; where it was cut, its first and last 5 ms are
 * faded in place. Undefined: all of it is silence. A level that merely stands (an offset of the converter) is none.
 */
export function trimSilence(pcm: Float32Array, sampleRate: number): Float32Array | undefined {
  const block = Math.round((sampleRate * BLOCK_MS) / 1000);
  const powers = Float64Array.from({ length: Math.ceil(pcm.length / block) }, (_, i) =>
    movement(pcm.subarray(i * block, (i + 1) * block)),
  );
  const loudest = powers.reduce((most, power) => Math.max(most, power), 0);
  const least = Math.max(dbToGain(QUIETEST_DB) ** 2, loudest * dbToGain(-UNDER_LOUDEST_DB) ** 2);
  const first = powers.findIndex((power) => power > least);
  if (first < 0) return undefined;
  const last = powers.findLastIndex((power) => power > least);
  const margin = Math.round((sampleRate * MARGIN_MS) / 1000);
  const from = Math.max(0, first * block - margin);
  const to = Math.min(pcm.length, (last + 1) * block + margin);
  const kept = pcm.subarray(from, to);
  const fade = Math.min(kept.length, Math.round((sampleRate * CUT_MS) / 1000));
  for (let i = 0; i < fade; i++) {
    const level = i / fade;
    if (from > 0) kept[i] = (kept[i] as number) * level;
    const end = kept.length - 1 - i;
    if (to < pcm.length) kept[end] = (kept[end] as number) * level;
  }
  return kept;
}

/** Mean square around the mean. */
function movement(block: Float32Array): number {
  let sum = 0;
  let squares = 0;
  for (const sample of block) {
    sum += sample;
    squares += sample * sample;
  }
  const mean = sum / Math.max(1, block.length);
  return squares / Math.max(1, block.length) - mean * mean;
}
