/** An eye needs so long to see a peak, ms; then it falls. */
const HOLD_MS = 1200;
const FALL_DB_PER_S = 24;

export interface HeldPeak {
  readonly db: number;
  readonly atMs: number;
}

/** The peak mark of a meter: stays where the loudest moment was, then falls to where the level is. */
export function heldPeak(held: HeldPeak | null, peakDb: number, nowMs: number): HeldPeak {
  const fallenMs = held ? Math.max(0, nowMs - held.atMs - HOLD_MS) : 0;
  const stillDb = held ? held.db - (FALL_DB_PER_S * fallenMs) / 1000 : Number.NEGATIVE_INFINITY;
  if (!held || peakDb >= stillDb) return { db: peakDb, atMs: nowMs };
  return held;
}

/** Where the mark stands now, dBFS. */
export function markDb(held: HeldPeak, nowMs: number): number {
  return held.db - (FALL_DB_PER_S * Math.max(0, nowMs - held.atMs - HOLD_MS)) / 1000;
}
