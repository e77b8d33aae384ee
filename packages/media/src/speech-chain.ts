import { AutoGain } from "./auto-gain";
import { Biquad } from "./biquad";
import { dbToGain, Ramp } from "./gain";
import { LookAheadLimiter } from "./look-ahead-limiter";
import { levelOf, VoicedDetector } from "./meter";

/** Everything below is the room, the desk and the mains; no voice needs it on a horn loudspeaker. */
const RUMBLE_HZ = 120;
const SPEECH_DB = -20;
/** More would bring up the room of whoever sits too far away. */
const HIGHEST_GAIN_DB = 18;
const LOWEST_GAIN_DB = -12;
const CEILING_DB = -1;
const LOOK_AHEAD_MS = 4;
const RELEASE_MS = 60;
/** Clipping of a moment must be seen by an eye, ms. */
const CLIP_HOLD_MS = 1000;

export interface SpeechReading {
  /** Of the microphone, before anything is done to it, dBFS. */
  readonly peakDb: number;
  readonly rmsDb: number;
  /** The microphone reached full scale within the last second. */
  readonly clipping: boolean;
  /** What the gain control adds now, dB. */
  readonly gainDb: number;
  /** What the limiter takes away, dB ≤ 0. */
  readonly limiterDb: number;
  /** Somebody speaks. */
  readonly voiced: boolean;
}

const SILENCE: SpeechReading = {
  ...{ peakDb: Number.NEGATIVE_INFINITY, rmsDb: Number.NEGATIVE_INFINITY },
  ...{ clipping: false, gainDb: 0, limiterDb: 0, voiced: false },
};

/**
 * What a sender does to a microphone before it encodes: takes away rumble, brings speech to one loudness, holds peaks
 * under −1 dBFS. Adds 4 ms.
 */
export class SpeechChain {
  readonly delaySamples: number;
  readonly #sampleRate: number;
  readonly #highPass: Biquad;
  readonly #voice = new VoicedDetector();
  readonly #autoGain = new AutoGain({
    ...{ targetDb: SPEECH_DB, highestDb: HIGHEST_GAIN_DB, lowestDb: LOWEST_GAIN_DB },
  });
  readonly #ramp = new Ramp(1);
  readonly #limiter: LookAheadLimiter;
  #clipHoldMs = 0;
  #reading = SILENCE;
  /** Off: the gain returns to 0 dB, the limiter stays. */
  gainControl = true;
  /** False while nobody speaks to the town: what is said beside the key teaches the gain nothing. */
  learning = true;

  constructor(options: { readonly sampleRate: number }) {
    const { sampleRate } = options;
    this.#sampleRate = sampleRate;
    this.#highPass = Biquad.highPass(RUMBLE_HZ, sampleRate);
    this.#limiter = new LookAheadLimiter({
      ...{ sampleRate, ceilingDb: CEILING_DB, lookAheadMs: LOOK_AHEAD_MS, releaseMs: RELEASE_MS },
    });
    this.delaySamples = this.#limiter.delaySamples;
  }

  /** Of the last block. */
  get reading(): SpeechReading {
    return this.#reading;
  }

  /** Takes a block of any length, leaves it as it is, and returns the sound to encode. What is no number is silence. */
  push(block: Float32Array): Float32Array {
    const out = new Float32Array(block.length);
    for (let i = 0; i < block.length; i++) out[i] = Number.isFinite(block[i]) ? (block[i] as number) : 0;
    const blockMs = (block.length * 1000) / this.#sampleRate;
    const { peakDb, rmsDb, clipped } = levelOf(out);
    this.#clipHoldMs = clipped > 0 ? CLIP_HOLD_MS : Math.max(0, this.#clipHoldMs - blockMs);
    this.#highPass.process(out);
    const voiced = this.#voice.push(out, blockMs);
    const learnt = this.#autoGain.push(levelOf(out).rmsDb, voiced && this.learning, blockMs);
    const gainDb = this.gainControl ? learnt : 0;
    this.#ramp.to(dbToGain(gainDb), block.length);
    for (let i = 0; i < out.length; i++) out[i] = (out[i] as number) * this.#ramp.next();
    this.#limiter.process(out);
    const { reductionDb } = this.#limiter;
    const clipping = this.#clipHoldMs > 0;
    this.#reading = { peakDb, rmsDb, clipping, gainDb, limiterDb: reductionDb, voiced };
    return out;
  }
}
