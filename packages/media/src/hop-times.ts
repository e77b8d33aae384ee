/** A minute of frames. */
const MOST = 3000;
const WINDOW_MS = 60_000;

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
    const recent = this.#ms.filter((_, i) => (this.#atMs[i] as number) > nowMs - WINDOW_MS).sort();
    if (recent.length === 0) return null;
    const part = (share: number): number =>
      recent[Math.min(recent.length - 1, Math.floor(share * recent.length))] as number;
    return { p50: part(0.5), p95: part(0.95), p99: part(0.99) };
  }
}
