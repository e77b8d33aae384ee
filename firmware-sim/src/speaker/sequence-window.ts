/** Which sequence numbers of a broadcast were seen (SPEC 4.1): the newest and 64 below it, each once. */
export const SEQUENCE_WINDOW = 64;

export class SequenceWindow {
  #newest = -1;
  /** Bit n of the two words: newest − n was seen. */
  #low = 0;
  #high = 0;

  /** True when the number is neither behind the window nor seen. Changes nothing: forged numbers must not move it. */
  fresh(sequence: number): boolean {
    const age = this.#newest - sequence;
    if (age < 0) return true;
    if (age >= SEQUENCE_WINDOW) return false;
    return age < 32 ? (this.#low & (1 << age)) === 0 : (this.#high & (1 << (age - 32))) === 0;
  }

  /** After the signature passed. */
  take(sequence: number): void {
    const ahead = sequence - this.#newest;
    if (ahead > 0) {
      this.#shift(this.#newest < 0 ? SEQUENCE_WINDOW : ahead);
      this.#newest = sequence;
      this.#low |= 1;
    } else if (-ahead < 32) this.#low |= 1 << -ahead;
    else if (-ahead < SEQUENCE_WINDOW) this.#high |= 1 << (-ahead - 32);
  }

  #shift(by: number): void {
    if (by >= SEQUENCE_WINDOW) {
      this.#low = 0;
      this.#high = 0;
    } else if (by >= 32) {
      this.#high = by === 32 ? this.#low : this.#low << (by - 32);
      this.#low = 0;
    } else {
      this.#high = (this.#high << by) | (this.#low >>> (32 - by));
      this.#low <<= by;
    }
  }
}
