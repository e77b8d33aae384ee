import type { Speaker } from "../model";

/** What the model must know of a speaker. */
export type SoundSource = Pick<Speaker, "id" | "place" | "levelDb" | "bearing" | "hardware">;

/**
 * Speech that fills the scale, by kind of hardware: dB SPL at 1 m on the axis, as a mean over words. Rated power and
 * sensitivity give what a sine reaches; speech of the same peaks lies 12 dB below it.
 * - horn: 30 W at 105 dB/W/m: 105 + 14.8 − 12 = 108
 * - column, all around a pole: 60 W at 103 dB/W/m: 103 + 17.8 − 12 = 109
 */
export const SPEECH_DB_AT_1_M = { horn: 108, column: 109 } as const;
export type HardwareClass = keyof typeof SPEECH_DB_AT_1_M;

/** By the type plate; what says nothing of itself is taken for a horn. */
export function hardwareClass(hardware: string | null): HardwareClass {
  return hardware !== null && /column|音柱/i.test(hardware) ? "column" : "horn";
}

/** dB SPL of speech at 1 m on the axis, at the level that is set. */
export function speechDbAt1m(source: Pick<Speaker, "levelDb" | "hardware">): number {
  return SPEECH_DB_AT_1_M[hardwareClass(source.hardware)] + source.levelDb;
}

/** A horn's nominal coverage: its level is 6 dB down this far off its axis, degrees. */
const HORN_6_DB_AT = 45;
/** And never more than this: what leaks backwards and comes round the rim, dB. */
const HORN_REAR_DB = 18;

/** dB relative to the axis, `degrees` off it to either side: 0 ahead, falling with the square of the angle, −18 behind. */
export function hornDb(degrees: number): number {
  const off = Math.abs(((degrees + 540) % 360) - 180);
  return -Math.min(HORN_REAR_DB, 6 * (off / HORN_6_DB_AT) ** 2);
}

/** What its direction makes of it towards a compass bearing, dB; without a bearing of its own it sounds all around. */
export function directivityDb(source: Pick<Speaker, "bearing">, towardsDegrees: number): number {
  return source.bearing === null ? 0 : hornDb(towardsDegrees - source.bearing);
}

/** The digital level at which speech is that loud, dBFS as a mean over words: 12 dB under a sine that fills the scale. */
export const SPEECH_DBFS = -15;
