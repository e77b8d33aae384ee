/** A piece of an endless row of samples, addressed by index. */
export class SampleWindow {
  #samples = new Float32Array(4_096);
  #from: number;
  #length = 0;

  constructor(from = 0) {
    this.#from = from;
  }

  get from(): number {
    return this.#from;
  }

  /** Index after the last sample. */
  get end(): number {
    return this.#from + this.#length;
  }

  /** 0 outside the window. */
  at(index: number): number {
    const i = index - this.#from;
    return i < 0 || i >= this.#length ? 0 : (this.#samples[i] as number);
  }

  append(pcm: Float32Array): void {
    const needed = this.#length + pcm.length;
    if (needed > this.#samples.length) {
      const larger = new Float32Array(2 * needed);
      larger.set(this.#samples.subarray(0, this.#length));
      this.#samples = larger;
    }
    this.#samples.set(pcm, this.#length);
    this.#length = needed;
  }

  /** Forgets the samples before `index`. */
  dropBefore(index: number): void {
    const gone = Math.min(this.#length, index - this.#from);
    if (gone <= 0) return;
    this.#samples.copyWithin(0, gone, this.#length);
    this.#from += gone;
    this.#length -= gone;
  }

  /** Forgets everything and goes on at `from`. */
  restart(from: number): void {
    this.#from = from;
    this.#length = 0;
  }
}
