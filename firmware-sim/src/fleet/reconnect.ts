import type { Random } from "./random";

/**
 * When a device tries again (SPEC 1.5): three times after 0.2-1.5 s, which a server that is started again takes to listen,
 * then doubling up to 15 s, each time ± 50 %.
 */

const LEAST_US = 200_000;
const MOST_FIRST_US = 1_500_000;
const MOST_US = 15_000_000;
const SOON = 3;

export class Reconnect {
  readonly #random: Random;
  #atUs: number;
  #waitUs = 0;
  #failures = 0;

  constructor(random: Random, firstUs: number) {
    this.#random = random;
    this.#atUs = firstUs;
  }

  due(nowUs: number): boolean {
    return nowUs >= this.#atUs;
  }

  worked(): void {
    this.#failures = 0;
  }

  failed(nowUs: number): void {
    if (++this.#failures <= SOON) {
      this.#waitUs = LEAST_US + this.#random() * (MOST_FIRST_US - LEAST_US);
      this.#atUs = nowUs + this.#waitUs;
      return;
    }
    this.#waitUs = Math.min(MOST_US, this.#waitUs * 2);
    this.#atUs = nowUs + this.#waitUs * (0.5 + this.#random());
  }

  now(nowUs: number): void {
    this.#failures = 0;
    this.#atUs = nowUs;
  }
}
