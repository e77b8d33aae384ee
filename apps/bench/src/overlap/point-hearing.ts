import type { OverlapReply, SurroundingsReply } from "@dalaba/api";
import { Soundscape, stoi } from "@dalaba/media";

/** What one person at a listening point makes of the same speech from many speakers. */

/** What fills the scale, dB SPL. Only ratios count: noise and speech are scaled alike. */
const FULL_SCALE_DB = 100;

export type PointReply = OverlapReply["at"][number];
type ArrivalReply = PointReply["arrivals"][number];

export interface Speech {
  readonly pcm: Float32Array;
  readonly sampleRate: number;
  /** Its level as a mean over words, dBFS. */
  readonly rmsDb: number;
}

/** Level of speech as a mean over its words: 20 ms frames within 20 dB of the loudest. */
export function speechRmsDb(pcm: Float32Array, sampleRate: number): number {
  const frame = Math.round(sampleRate * 0.02);
  const powers = Array.from({ length: Math.floor(pcm.length / frame) }, (_, at) => {
    let sum = 0;
    for (let i = at * frame; i < (at + 1) * frame; i++) sum += (pcm[i] as number) ** 2;
    return sum / frame;
  });
  const least = Math.max(...powers) / 100;
  const words = powers.filter((power) => power >= least);
  return 10 * Math.log10(words.reduce((sum, power) => sum + power, 0) / words.length);
}

/** What the air takes from a frequency, dB/km, read between the octaves that the controller tells, and beyond. */
export function airDbPerKm(air: SurroundingsReply["air"], hz: number): number {
  const [lowest] = air;
  if (!lowest) return 0;
  // Below the first octave it falls with the square of the frequency.
  if (hz <= lowest.hz) return lowest.dbPerKm * (hz / lowest.hz) ** 2;
  const above = air.findIndex((each) => each.hz >= hz);
  const at = above === -1 ? air.length - 1 : above;
  const high = air[at] ?? lowest;
  const low = air[at - 1] ?? lowest;
  if (high === low) return low.dbPerKm;
  // Straight on a double logarithmic scale, and on along the last stretch.
  const part = Math.log(hz / low.hz) / Math.log(high.hz / low.hz);
  return low.dbPerKm * (high.dbPerKm / low.dbPerKm) ** part;
}

/**
 * How much of the speech is understood there, 0 to 1 (STOI), the listener following the loudest of `arrivals`; null
 * where nobody is heard.
 * @param delayMs how much later than the others a speaker sounds, by plan
 */
export function understood(
  speech: Speech,
  arrivals: readonly ArrivalReply[],
  delayMs: (speaker: string) => number,
  surroundings: SurroundingsReply,
): number | null {
  const [loudest] = arrivals;
  if (loudest === undefined) return null;
  const { sampleRate } = speech;
  const samplesOf = (each: ArrivalReply) => ((each.travelMs + delayMs(each.speaker)) * sampleRate) / 1000;
  const followed = Math.round(samplesOf(loudest));
  const scape = new Soundscape({ sampleRate, samples: speech.pcm.length });
  for (const each of arrivals) {
    const km = each.metres / 1000;
    scape.add({
      pcm: speech.pcm,
      at: samplesOf(each) - followed,
      gainDb: each.levelDb + surroundings.speechDbPerKm * km - FULL_SCALE_DB - speech.rmsDb,
      lossDb: (hz) => airDbPerKm(surroundings.air, hz) * km,
    });
  }
  scape.addNoise(surroundings.ambientDb - FULL_SCALE_DB, 1);
  return stoi(speech.pcm, scape.finish(), sampleRate);
}
