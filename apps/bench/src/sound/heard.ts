import { stoi } from "@dalaba/media";
import type { Recording } from "../talk/simulator";
import { lagOf } from "./lag";

/** What was heard of one talk at several speakers, against each other and against what was said. */

const WINDOW_S = 0.25;
const STEP_S = 0.25;
/** Speakers that lie further apart than this are apart altogether, s. */
const MOST_S = 0.02;
/** A window in which a frame was concealed is not the same sound any more. */
const ALIKE = 0.9;

/** Skew of each pair of speakers in each window in which all were heard alike, ms. */
export function skewsMs(recordings: readonly Recording[], fromUs: number, toUs: number): number[] {
  const [first, ...others] = recordings;
  if (!first) return [];
  const { rateHz } = first;
  const size = Math.round(WINDOW_S * rateHz);
  const indexOf = ({ startUs }: Recording, us: number): number => ((us - startUs) * rateHz) / 1e6;
  const out: number[] = [];
  for (let us = fromUs; us + WINDOW_S * 1e6 < toUs; us += STEP_S * 1e6) {
    const at = Math.round(indexOf(first, us));
    const offsets = [0];
    for (const other of others) {
      const exact = indexOf(other, first.startUs + (at * 1e6) / rateHz);
      const heardAt = Math.round(exact);
      const lag = lagOf(first.pcm, at, other.pcm, heardAt, size, Math.round(MOST_S * rateHz));
      if (lag && lag.likeness >= ALIKE) offsets.push(((heardAt + lag.samples - exact) * 1000) / rateHz);
    }
    for (const [i, a] of offsets.entries()) for (const b of offsets.slice(i + 1)) out.push(Math.abs(a - b));
  }
  return out;
}

/** How much is understood of what was said, 0 to 1 (STOI); null when it is not found in the recording. */
export function understoodAt(said: Float32Array, heard: Recording, firstUs: number): number | null {
  const { pcm, rateHz, startUs } = heard;
  const about = Math.round(((firstUs - startUs) * rateHz) / 1e6);
  const size = Math.min(said.length, 2 * rateHz);
  const lag = lagOf(said, 0, pcm, about, size, Math.round(0.05 * rateHz));
  if (!lag) return null;
  const from = about + Math.round(lag.samples);
  return stoi(said, pcm.subarray(from, from + said.length), rateHz);
}
