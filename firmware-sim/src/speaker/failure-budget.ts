import type { Crypto } from "@dalaba/protocol";

/** Signatures cost time: after so many failures within a second, the rest of that second goes unchecked (SPEC 6.4). */
export class FailureBudget {
  readonly #most: number;
  #secondUs = 0;
  #failures = 0;

  constructor(most = 100) {
    this.#most = most;
  }

  /** False while the budget of this second is spent. */
  open(nowUs: number): boolean {
    if (nowUs - this.#secondUs >= 1_000_000) {
      this.#secondUs = nowUs;
      this.#failures = 0;
    }
    return this.#failures < this.#most;
  }

  failed(): void {
    this.#failures++;
  }
}

/** One budget of failed signatures for orders, documents and audio together (SPEC 6.1). */
export function budgeted(crypto: Crypto, budget: FailureBudget): Crypto {
  return {
    ...crypto,
    verify: (publicKey, bytes, signature) => {
      const genuine = crypto.verify(publicKey, bytes, signature);
      if (!genuine) budget.failed();
      return genuine;
    },
  };
}
