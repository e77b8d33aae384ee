/** How early frames are there (SPEC 9.8). */
export class ArrivalMargin {
  #leastUs = Number.POSITIVE_INFINITY;

  arrived(marginUs: number): void {
    this.#leastUs = Math.min(this.#leastUs, marginUs);
  }

  /** The least one since it was taken before; none when nothing arrived. */
  take(): { readonly marginUs?: number } {
    const leastUs = this.#leastUs;
    this.#leastUs = Number.POSITIVE_INFINITY;
    if (leastUs === Number.POSITIVE_INFINITY) return {};
    return { marginUs: Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, Math.round(leastUs))) };
  }
}
