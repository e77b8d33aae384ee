import { dbToGain, FADE_MS, Ramp } from "@dalaba/media";
import { ALERT_PRIORITY, type DelayClass, DUCK_DB } from "@dalaba/protocol";

/** Where and how loud a speaker sounds: from its cfg, or the factory's before the first. */
export interface Placement {
  /** −60 to 0. */
  readonly levelDb: number;
  readonly delayClass: DelayClass;
  readonly trimUs: number;
}

export const FACTORY_PLACEMENT: Placement = { levelDb: 0, delayClass: "lan", trimUs: 0 };

/** `sounding` is heard; `ducked` is heard 18 dB down; `suspended` runs on silently (SPEC 7.1). */
export type PlayState = "sounding" | "ducked" | "suspended";

export interface LevelInputs {
  readonly priority: number;
  /** Of the offer or its latest UPDATE, −60 to 0. */
  readonly gainDb: number;
  readonly state: PlayState;
  /** Of the cfg. */
  readonly levelDb: number;
  /** Of the factory. */
  readonly ceilingDb: number;
}

/** dB of full scale: below 80 level and gain, from 80 up full level whatever they say; never over the ceiling (SPEC 8.2). */
export function levelOf({ priority, gainDb, state, levelDb, ceilingDb }: LevelInputs): number {
  if (priority >= ALERT_PRIORITY) return Math.min(0, ceilingDb);
  return Math.min(ceilingDb, levelDb + gainDb - (state === "ducked" ? DUCK_DB : 0));
}

/** A broadcast's share of what sounds: its level, moving within 20 ms. */
export class MixLevel {
  readonly #gain: Ramp;
  readonly #rampSamples: number;

  constructor(inputs: LevelInputs, sampleRate: number) {
    this.#gain = new Ramp(dbToGain(levelOf(inputs)));
    this.#rampSamples = (FADE_MS * sampleRate) / 1000;
  }

  move(inputs: LevelInputs): void {
    this.#gain.to(dbToGain(levelOf(inputs)), this.#rampSamples);
  }

  /** Adds `block` to the beginning of `mix`. */
  add(mix: Float32Array, block: Float32Array): void {
    const gain = this.#gain.value;
    if (!this.#gain.moving)
      for (let i = 0; i < block.length; i++) mix[i] = (mix[i] as number) + (block[i] as number) * gain;
    else
      for (let i = 0; i < block.length; i++)
        mix[i] = (mix[i] as number) + (block[i] as number) * this.#gain.next();
  }
}
