/** Finds clicks of about 2 ms in sound that was recorded on either end, and matches those of one end with the other's. */

/** A click stands out of the noise of the recording by this much in energy, times. */
const OVER_NOISE = 30;
/** … and is no echo of a far louder one: at least this share of the energy of the loudest. */
const OF_LOUDEST = 0.02;
/** … and is heard at all, −34 dBFS over a millisecond: where every click was lost, what little is left is none. */
const LEAST_RMS = 0.02;
/** Two maxima nearer than this are one click: a codec rings before and after it, ms. */
const APART_MS = 100;
/** The instant of a click is the centre of its energy so far around the maximum, ms. */
const AROUND_MS = 4;

/**
 * Where clicks are, in samples from the start, between samples too. The same estimate serves both ends, so that what it
 * prefers of a click's shape cancels out; a codec's smear moves it by a fraction of a millisecond. The
 * silence before and after all sound is no measure of its noise.
 */
export function clicksIn(pcm: Float32Array, rateHz: number): number[] {
  const step = Math.round(rateHz / 1000);
  const energies = Float64Array.from({ length: Math.floor(pcm.length / step) }, (_, window) =>
    energyOf(pcm, window * step, (window + 1) * step),
  );
  const from = energies.findIndex((energy) => energy > 0);
  if (from < 0) return [];
  const sorted = energies.slice(from, energies.findLastIndex((energy) => energy > 0) + 1).sort();
  const noise = sorted[sorted.length >> 1] as number;
  const loudest = sorted[sorted.length - 1] as number;
  const least = Math.max(noise * OVER_NOISE, loudest * OF_LOUDEST, step * LEAST_RMS ** 2);
  const found: number[] = [];
  energies.forEach((energy, window) => {
    if (energy < least) return;
    const first = Math.max(0, window - APART_MS);
    const around = energies.subarray(first, window + APART_MS + 1);
    // Of equal maxima, the first.
    const highest = around.reduce((most, each) => Math.max(most, each), 0);
    if (energy === highest && around.indexOf(energy) === window - first)
      found.push(centreOf(pcm, Math.round((window + 0.5) * step), AROUND_MS * step));
  });
  return found;
}

function energyOf(pcm: Float32Array, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += (pcm[i] as number) ** 2;
  return sum;
}

function centreOf(pcm: Float32Array, middle: number, around: number): number {
  const from = Math.max(0, middle - around);
  const to = Math.min(pcm.length, middle + around);
  let [sum, moment] = [0, 0];
  for (let i = from; i < to; i++) {
    const energy = (pcm[i] as number) ** 2;
    sum += energy;
    moment += energy * i;
  }
  return moment / sum;
}

export interface MatchedClicks {
  /** From mouth to ear, ms; one per click that was found on both ends. */
  readonly latencyMs: readonly number[];
  /** Said and not found at the ear. */
  readonly unheard: number;
}

/**
 * Each click of the ear is the last one said before it, if it was said within `withinMs`: less than lies between two
 * clicks, or a late one would pass for a quick one. A click that is heard twice counts as it was heard first.
 */
export function matchClicks(
  mouthUs: readonly number[],
  earUs: readonly number[],
  withinMs: number,
): MatchedClicks {
  const heard = new Map<number, number>();
  for (const ear of [...earUs].sort((a, b) => a - b)) {
    const said = mouthUs.findLast((mouth) => mouth <= ear);
    if (said !== undefined && ear - said <= withinMs * 1000 && !heard.has(said)) heard.set(said, ear);
  }
  const latencyMs = [...heard].map(([said, ear]) => (ear - said) / 1000);
  return { latencyMs, unheard: mouthUs.length - heard.size };
}
