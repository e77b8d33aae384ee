/** The middle value; the mean of the two middle ones when their number is even. NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return Number.NaN;
  if (sorted.length % 2 === 1) return sorted[middle] as number;
  return ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/**
 * Nearest rank: the smallest value that at least `p` percent of the values do not exceed; p in 0-100. NaN of nothing.
 * No value is made up between two measured ones.
 */
export function percentile(values: readonly number[], p: number): number {
  if (values.length === 0) return Number.NaN;
  const sorted = [...values].sort((a, b) => a - b);
  const rank = Math.ceil((p / 100) * sorted.length);
  return sorted[Math.min(Math.max(rank, 1), sorted.length) - 1] as number;
}

/** How many of the values are at most `limit`. */
export function countAtMost(values: readonly number[], limit: number): number {
  return values.filter((value) => value <= limit).length;
}

/** As a figure has it: null for what no value stands behind. */
export const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
