/** Without sound for so long, an amplifier goes to sleep, µs. */
const SLEEPS_AFTER_US = 10_000_000;

/**
 * A power amplifier behind the converter: after 10 s of silence it sleeps, and what comes while it wakes is swallowed. An
 * accepted offer wakes it (SPEC 8.1), and sound that nobody announced does too, too late for its beginning. Instants are
 * speakerTime, µs.
 */
export class Amplifier {
  readonly #wakeUs: number;
  #readyUs = Number.NEGATIVE_INFINITY;
  /** It has something to do, or had lately. */
  #busyUs = Number.NEGATIVE_INFINITY;

  constructor(wakeMs: number) {
    this.#wakeUs = wakeMs * 1000;
  }

  wake(nowUs: number): void {
    if (nowUs - this.#busyUs > SLEEPS_AFTER_US) this.#readyUs = nowUs + this.#wakeUs;
    this.#busyUs = Math.max(this.#busyUs, nowUs);
  }

  /** Takes away what it swallows of a block whose first sample leaves at `fromUs`. */
  pass(block: Float32Array, fromUs: number, sampleRate: number): void {
    if (this.#wakeUs === 0 || !block.some((sample) => sample !== 0)) return;
    this.wake(fromUs);
    const swallowed = Math.ceil(((this.#readyUs - fromUs) * sampleRate) / 1e6);
    if (swallowed > 0) block.fill(0, 0, Math.min(block.length, swallowed));
    this.#busyUs = fromUs + (block.length * 1e6) / sampleRate;
  }
}
