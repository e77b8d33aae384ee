import { MEDIA_RATE_HZ } from "@dalaba/protocol";
import { dbToGain } from "./gain";
import { LookAheadLimiter } from "./look-ahead-limiter";
import { LoudnessMeter } from "./loudness-meter";
import { TruePeakMeter } from "./true-peak-meter";

export interface LevelGoal {
  readonly loudnessLufs: number;
  /** Nothing may be higher between two samples either, dBTP. */
  readonly truePeakDb: number;
  /** Brings up no room's noise by more than this, dB. */
  readonly highestGainDb: number;
}

/**
 * −16 LUFS: what podcasts and streams of speech are made for, and as loud as a live talk here (its speech stands at
 * −20 dBFS RMS while somebody speaks). Broadcasting's −23 would give away 7 dB of a horn's reach; −14 and above would
 * have to bend the peaks of almost every voice under the ceiling.
 */
export const CLIP_GOAL: LevelGoal = { loudnessLufs: -16, truePeakDb: -1, highestGainDb: 20 };

/** How a sound is brought to a goal, and what it measures before and after. */
export interface Levelling {
  readonly gainDb: number;
  /** Of the limiter behind the gain, dBFS. */
  readonly ceilingDb: number;
  readonly beforeLufs: number;
  readonly afterLufs: number;
  readonly truePeakDb: number;
}

const LOOK_AHEAD_MS = 4;
const RELEASE_MS = 60;
/** Bending peaks takes loudness away, so the gain is found in steps; each is one walk through the sound. */
const MOST_STEPS = 5;
const NEAR_LU = 0.2;
/** The ceiling goes this much under what was too high: peaks between samples move when the gain does, dB. */
const RESERVE_DB = 0.05;
const BLOCK = 4_800;

/** How `pcm` (48 kHz, one channel) reaches the goal. Undefined where nothing of it passes the gates: it is silence. */
export function planLevel(pcm: Float32Array, goal: LevelGoal): Levelling | undefined {
  const before = measure(blocksOf(pcm));
  if (before.lufs === Number.NEGATIVE_INFINITY) return undefined;
  const plan = { gainDb: Math.min(goal.highestGainDb, goal.loudnessLufs - before.lufs), ceilingDb: 0 };
  const of = (truePeakDb: number, afterLufs: number): Levelling => ({
    ...plan,
    ...{ beforeLufs: before.lufs, afterLufs, truePeakDb },
  });
  if (before.peakDb + plan.gainDb <= goal.truePeakDb)
    return of(before.peakDb + plan.gainDb, before.lufs + plan.gainDb);
  plan.ceilingDb = goal.truePeakDb - RESERVE_DB;
  for (let step = 1; ; step++) {
    const after = measure(levelled(pcm, plan, BLOCK));
    const over = after.peakDb - goal.truePeakDb;
    const missing = Math.min(goal.loudnessLufs - after.lufs, goal.highestGainDb - plan.gainDb);
    if (over <= 0 && Math.abs(missing) < NEAR_LU) return of(after.peakDb, after.lufs);
    if (step < MOST_STEPS) {
      if (over > 0) plan.ceilingDb -= over + RESERVE_DB;
      plan.gainDb += missing;
      continue;
    }
    if (over <= 0) return of(after.peakDb, after.lufs);
    // A limiter knows no absolute level: with gain and ceiling lowered alike the same sound comes out, lowered.
    plan.gainDb -= over;
    plan.ceilingDb -= over;
    return of(after.peakDb - over, after.lufs - over);
  }
}

/** The sound at its new level, in blocks of `size`, the last one shorter; as long as it was, and nothing moved in time. */
export function* levelled(
  pcm: Float32Array,
  { gainDb, ceilingDb }: Pick<Levelling, "gainDb" | "ceilingDb">,
  size: number,
): Generator<Float32Array> {
  const limiter = new LookAheadLimiter({
    ...{ sampleRate: MEDIA_RATE_HZ, ceilingDb, lookAheadMs: LOOK_AHEAD_MS, releaseMs: RELEASE_MS },
  });
  const gain = dbToGain(gainDb);
  const behind = limiter.delaySamples;
  const amplified = (from: number, length: number): Float32Array => {
    const block = new Float32Array(length);
    for (let i = 0; i < length; i++) block[i] = (pcm[from + i] ?? 0) * gain;
    limiter.process(block);
    return block;
  };
  amplified(0, behind);
  for (let at = 0; at < pcm.length; at += size) yield amplified(at + behind, Math.min(size, pcm.length - at));
}

function* blocksOf(pcm: Float32Array): Generator<Float32Array> {
  for (let at = 0; at < pcm.length; at += BLOCK) yield pcm.subarray(at, at + BLOCK);
}

function measure(blocks: Iterable<Float32Array>): { readonly lufs: number; readonly peakDb: number } {
  const loudness = new LoudnessMeter();
  const peak = new TruePeakMeter();
  for (const block of blocks) {
    loudness.push(block);
    peak.push(block);
  }
  return { lufs: loudness.integrated, peakDb: peak.end() };
}
