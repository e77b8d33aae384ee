/** How far one sound lies behind another, by the peak of their correlation. */
export interface Lag {
  /** Samples, with fractions; above 0: `heard` is later. */
  readonly samples: number;
  /** 0 to 1: how much alike they are there. */
  readonly likeness: number;
}

/**
 * Where `size` samples of `reference` from `at` on are found in `heard`, up to `most` samples around `heardAt`. Null where
 * there is nothing to compare: silence, or the end of either.
 */
export function lagOf(
  reference: Float32Array,
  at: number,
  heard: Float32Array,
  heardAt: number,
  size: number,
  most: number,
): Lag | null {
  const inside = at >= 0 && at + size <= reference.length;
  if (!inside || heardAt - most < 0 || heardAt + most + size > heard.length) return null;
  const own = energy(reference, at, size);
  if (own < size * QUIET) return null;
  let other = energy(heard, heardAt - most, size);
  const scores = Array.from({ length: 2 * most + 1 }, (_, i) => {
    const from = heardAt - most + i;
    let sum = 0;
    for (let k = 0; k < size; k++) sum += (reference[at + k] as number) * (heard[from + k] as number);
    const score = sum / Math.sqrt(own * Math.max(0, other) + 1e-12);
    // The next one is a sample later.
    other += (heard[from + size] ?? 0) ** 2 - (heard[from] as number) ** 2;
    return score;
  });
  const likeness = Math.max(...scores);
  const best = scores.indexOf(likeness);
  return { samples: best - most + peakOffset(scores, best), likeness };
}

/** Mean square of −60 dBFS: nothing is spoken below. */
const QUIET = 1e-6;

function energy(pcm: Float32Array, at: number, size: number): number {
  let sum = 0;
  for (let k = 0; k < size; k++) sum += (pcm[at + k] as number) ** 2;
  return sum;
}

/** The top of the parabola through the peak and its neighbours, −0.5 to 0.5. */
function peakOffset(scores: readonly number[], best: number): number {
  const [before, peak, after] = [scores[best - 1], scores[best], scores[best + 1]];
  if (before === undefined || peak === undefined || after === undefined) return 0;
  const bend = before - 2 * peak + after;
  return bend === 0 ? 0 : (before - after) / (2 * bend);
}
