/** Nearest-rank percentile of values in ascending order (ISO 16269-7 sample quantile); null when there are none. */
export function percentile(ascending: readonly number[], percent: number): number | null {
  if (ascending.length === 0) return null;
  const rank = Math.max(1, Math.ceil((percent / 100) * ascending.length));
  return ascending[rank - 1] ?? null;
}

/**
 * Percentile of the differences between every two of these integers, as if all pairs were listed and sorted, but in
 * n log range instead of n squared: 2,700 speakers have 3.6 million pairs. Null for fewer than two.
 */
export function pairPercentile(integers: readonly number[], percent: number): number | null {
  const sorted = [...integers].sort((a, b) => a - b);
  const pairs = (sorted.length * (sorted.length - 1)) / 2;
  if (pairs === 0) return null;
  const rank = Math.max(1, Math.ceil((percent / 100) * pairs));
  let low = 0;
  let high = (sorted.at(-1) ?? 0) - (sorted[0] ?? 0);
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (pairsWithin(sorted, middle) >= rank) high = middle;
    else low = middle + 1;
  }
  return low;
}

function pairsWithin(sorted: readonly number[], distance: number): number {
  let count = 0;
  let left = 0;
  for (const [right, value] of sorted.entries()) {
    while (value - (sorted[left] ?? value) > distance) left++;
    count += right - left;
  }
  return count;
}
