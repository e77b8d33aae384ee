import { MEDIA_RATE_HZ } from "@dalaba/protocol";
import { Biquad } from "./biquad";

/** Gating blocks are 400 ms and overlap by 75 %: one begins with each of these, samples (ITU-R BS.1770-4, annex 1). */
const STEP = MEDIA_RATE_HZ / 10;
const STEPS_IN_BLOCK = 4;
/** What is quieter is no part of the programme, LUFS. */
export const ABSOLUTE_GATE_LUFS = -70;
/** Nor is what lies this far under the rest, LU. */
const RELATIVE_GATE_LU = 10;
/** So that a sine of 997 Hz at full scale in one channel reads −3.01 LUFS. */
const OFFSET_LU = -0.691;

/** BS.1770-4, tables 1 and 2: a head's shelf, then the ear's high-pass, both for 48 kHz. */
function kWeighting(): readonly Biquad[] {
  return [
    Biquad.of(
      [1.53512485958697, -2.69169618938638, 1.19839281085285],
      [1, -1.69065929318241, 0.73248077421585],
    ),
    Biquad.of([1, -2, 1], [1, -1.99004745483398, 0.99007225036621]),
  ];
}

/**
 * Loudness of a whole programme (EBU R 128, ITU-R BS.1770-4): K-weighting, blocks of 400 ms, both gates. 48 kHz; every
 * channel weighs 1 (left, right, centre; the surrounds of 5.1 are not for us).
 */
export class LoudnessMeter {
  readonly #filters: readonly (readonly Biquad[])[];
  /** Sum of weighted squares over all channels, a whole step each. */
  readonly #steps: number[] = [];
  #sum = 0;
  #taken = 0;

  constructor(channels = 1) {
    this.#filters = Array.from({ length: channels }, kWeighting);
  }

  /** One block of the same length for each channel, left as it is. */
  push(...channels: readonly Float32Array[]): void {
    const weighted = this.#filters.map((filters, channel) => {
      const block = (channels[channel] as Float32Array).slice();
      for (const filter of filters) filter.process(block);
      return block;
    });
    const length = channels[0]?.length ?? 0;
    for (let from = 0; from < length; ) {
      const to = Math.min(length, from + STEP - this.#taken);
      let sum = 0;
      for (const block of weighted)
        for (let i = from; i < to; i++) sum += (block[i] as number) * (block[i] as number);
      this.#sum += sum;
      this.#taken += to - from;
      from = to;
      if (this.#taken < STEP) break;
      this.#steps.push(this.#sum);
      this.#sum = 0;
      this.#taken = 0;
    }
  }

  /** LUFS so far; −∞ where nothing passes the gates. What is shorter than a block is measured over its own length. */
  get integrated(): number {
    const powers = this.#blockPowers();
    const heard = powers.filter((power) => lufs(power) > ABSOLUTE_GATE_LUFS);
    const gate = lufs(mean(heard)) - RELATIVE_GATE_LU;
    return lufs(mean(heard.filter((power) => lufs(power) > gate)));
  }

  #blockPowers(): readonly number[] {
    const steps = this.#steps;
    if (steps.length < STEPS_IN_BLOCK) {
      const samples = steps.length * STEP + this.#taken;
      return samples === 0 ? [] : [steps.reduce((sum, each) => sum + each, this.#sum) / samples];
    }
    const powers: number[] = [];
    for (let last = STEPS_IN_BLOCK - 1; last < steps.length; last++) {
      let sum = 0;
      for (let step = last - STEPS_IN_BLOCK + 1; step <= last; step++) sum += steps[step] as number;
      powers.push(sum / (STEPS_IN_BLOCK * STEP));
    }
    return powers;
  }
}

function lufs(power: number): number {
  return OFFSET_LU + 10 * Math.log10(power);
}

function mean(powers: readonly number[]): number {
  return powers.reduce((sum, each) => sum + each, 0) / Math.max(1, powers.length);
}
