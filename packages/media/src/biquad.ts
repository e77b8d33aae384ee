/** Below this a filter's memory is silence; numbers that are almost 0 make processors slow. */
const NOTHING = 1e-20;

/** A second-order filter, transposed direct form II. */
export class Biquad {
  readonly #b0: number;
  readonly #b1: number;
  readonly #b2: number;
  readonly #a1: number;
  readonly #a2: number;
  #z1 = 0;
  #z2 = 0;

  private constructor(b: readonly [number, number, number], a: readonly [number, number, number]) {
    const [a0, a1, a2] = a;
    this.#b0 = b[0] / a0;
    this.#b1 = b[1] / a0;
    this.#b2 = b[2] / a0;
    this.#a1 = a1 / a0;
    this.#a2 = a2 / a0;
  }

  /** High-pass of 12 dB an octave (R. Bristow-Johnson, Audio EQ Cookbook). `q` 0.707: flat above `hz`. */
  static highPass(hz: number, sampleRate: number, q = Math.SQRT1_2): Biquad {
    const w = (2 * Math.PI * hz) / sampleRate;
    const cos = Math.cos(w);
    const alpha = Math.sin(w) / (2 * q);
    return new Biquad([(1 + cos) / 2, -(1 + cos), (1 + cos) / 2], [1 + alpha, -2 * cos, 1 - alpha]);
  }

  /** As a standard gives it: numerator b0 to b2, denominator a0 to a2. */
  static of(b: readonly [number, number, number], a: readonly [number, number, number]): Biquad {
    return new Biquad(b, a);
  }

  /** Changes the block in place. */
  process(block: Float32Array): void {
    let z1 = this.#z1;
    let z2 = this.#z2;
    for (let i = 0; i < block.length; i++) {
      const x = block[i] as number;
      const y = this.#b0 * x + z1;
      z1 = this.#b1 * x - this.#a1 * y + z2;
      z2 = this.#b2 * x - this.#a2 * y;
      block[i] = y;
    }
    this.#z1 = Math.abs(z1) < NOTHING ? 0 : z1;
    this.#z2 = Math.abs(z2) < NOTHING ? 0 : z2;
  }
}
