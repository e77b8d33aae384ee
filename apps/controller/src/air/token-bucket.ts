/** Allows `perSecond` on average and `burst` at once. Time is an argument, in ms of any monotonic clock. */
export class TokenBucket {
  readonly #perMs: number;
  readonly #burst: number;
  #tokens: number;
  #atMs: number;

  constructor(perSecond: number, burst: number, nowMs: number) {
    this.#perMs = perSecond / 1000;
    this.#burst = burst;
    this.#tokens = burst;
    this.#atMs = nowMs;
  }

  /** Adds what `ms` allow, over the burst if need be: what came in them comes at once. */
  makeUp(ms: number, nowMs: number): void {
    this.#tokens += ms * this.#perMs;
    this.#atMs = Math.max(this.#atMs, nowMs);
  }

  /** Takes `count` tokens when there are so many; otherwise takes none and says false. */
  take(count: number, nowMs: number): boolean {
    if (nowMs > this.#atMs) {
      const most = Math.max(this.#burst, this.#tokens);
      this.#tokens = Math.min(most, this.#tokens + (nowMs - this.#atMs) * this.#perMs);
      this.#atMs = nowMs;
    }
    if (this.#tokens < count) return false;
    this.#tokens -= count;
    return true;
  }
}
