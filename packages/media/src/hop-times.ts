/** A minute of frames. */
const MOST = 3000;
/** Of the last minute, ms. */
export const HOP_WINDOW_MS = 60_000;

/** Of values in ascending order, at least one, the one below which that share of them lies. */
export function keptBy(ascending: ArrayLike<number>, share: number): number {
  return ascending[Math.min(ascending.length - 1, Math.floor(share * ascending.length))] as number;
}

/** Of the last minute, ms. */
export interface HopTime {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** How long one hop took, of the last minute: at most 3,000 values, the newest. */
export class HopTimes {
  readonly #ms = new Float32Array(MOST);
  readonly #atMs = new Float64Array(MOST).fill(Number.NEGATIVE_INFINITY);
  #at = 0;

  add(ms: number, nowMs: number): void {
    this.#ms[this.#at] = ms;
    this.#atMs[this.#at] = nowMs;
    this.#at = (this.#at + 1) % MOST;
  }

  /** Null when nothing was measured in the last minute. */
  of(nowMs: number): HopTime | null {
    const recent = this.#ms.filter((_, i) => (this.#atMs[i] as number) > nowMs - HOP_WINDOW_MS).sort();
    if (recent.length === 0) return null;
    return { p50: keptBy(recent, 0.5), p95: keptBy(recent, 0.95), p99: keptBy(recent, 0.99) };
  }
}
