import type { Random } from "./random";

/** When a device tries again (SPEC 1.5): after 0.2-1.5 s, then doubling up to 15 s, each time ± 50 %. */

const LEAST_US = 200_000;
const MOST_FIRST_US = 1_500_000;
const MOST_US = 15_000_000;

export class Reconnect {
  readonly #random: Random;
  #atUs: number;
  #waitUs = 0;

  constructor(random: Random, firstUs: number) {
    this.#random = random;
    this.#atUs = firstUs;
  }

  due(nowUs: number): boolean {
    return nowUs >= this.#atUs;
  }

  worked(): void {
    this.#waitUs = 0;
  }

  failed(nowUs: number): void {
    if (this.#waitUs === 0) {
      this.#waitUs = LEAST_US + this.#random() * (MOST_FIRST_US - LEAST_US);
      this.#atUs = nowUs + this.#waitUs;
      return;
    }
    this.#waitUs = Math.min(MOST_US, this.#waitUs * 2);
    this.#atUs = nowUs + this.#waitUs * (0.5 + this.#random());
  }

  now(nowUs: number): void {
    this.#waitUs = 0;
    this.#atUs = nowUs;
  }
}
