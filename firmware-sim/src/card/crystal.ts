/**
 * A speaker's crystal: the one oscillator behind its monotonic clock (speakerTime) and its sound card. It starts
 * somewhere of its own and runs off by some parts per million, as real ones do.
 */
export class Crystal {
  #machineUs: number;
  #speakerUs: number;
  #ppm: number;

  /** At `machineUs` of the machine's CLOCK_MONOTONIC the speaker's clock shows `speakerUs`; `ppm` > 0 runs fast. */
  constructor(machineUs: number, speakerUs: number, ppm: number) {
    this.#machineUs = machineUs;
    this.#speakerUs = speakerUs;
    this.#ppm = ppm;
  }

  get ppm(): number {
    return this.#ppm;
  }

  /** speakerTime, µs, unrounded. */
  speakerUs(machineUs: number): number {
    return this.#speakerUs + (machineUs - this.#machineUs) * (1 + this.#ppm * 1e-6);
  }

  /** The true instant of a speakerTime, µs of the machine's CLOCK_MONOTONIC; exact since the last `drift`. */
  machineUs(speakerUs: number): number {
    return this.#machineUs + (speakerUs - this.#speakerUs) / (1 + this.#ppm * 1e-6);
  }

  /** The rate changes from `machineUs` on (a warm day); the clock itself does not jump. */
  drift(ppm: number, machineUs: number): void {
    this.#speakerUs = this.speakerUs(machineUs);
    this.#machineUs = machineUs;
    this.#ppm = ppm;
  }
}
