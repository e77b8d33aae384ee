import { Ceiling, dbToGain } from "@dalaba/media";
import type { Hears } from "../speaker/player-options";
import type { Speaker } from "../speaker/speaker";
import { Amplifier } from "./amplifier";
import type { Crystal } from "./crystal";
import type { Recorder } from "./recorder";
import { TruthLog } from "./truth";

/**
 * The virtual sound card: it takes samples at the pace of its own crystal, and what has not yet left the converter at
 * `advance`'s instant is not asked for. So nothing counts as sounded before its true time, and whatever was too late for
 * that was too late.
 */

/** Taken at once: a speaker that was held up is asked for the missed time piece by piece. */
const MOST_SAMPLES_MS = 20;

export interface Sink {
  /** What sounds, −1 to 1; the array is used again. */
  write(pcm: Float32Array): void;
  close(): void;
}

export interface SoundCardOptions {
  readonly sampleRate: number;
  readonly sink: Sink | undefined;
  /** Mixes even when nobody listens: the whole work of a real speaker. */
  readonly always: boolean;
  /** The loudest it gets, dB of full scale, 0 or less: of the factory (SPEC 8.5). */
  readonly ceilingDb: number;
  /** What the amplifier behind it needs to wake; none when left out. */
  readonly wakeMs?: number;
}

export class SoundCard implements Hears {
  readonly truth: TruthLog;
  readonly #options: SoundCardOptions;
  readonly #crystal: Crystal;
  readonly #mix: Float32Array;
  readonly #ceiling: Ceiling;
  readonly #amplifier: Amplifier;
  /** The next sample to leave the converter; sample 0 is at speakerTime 0. */
  #index: number;
  recorder: Recorder | undefined;
  /** Whoever listens now, besides recorder and sink. */
  listeners = new Set<Sink>();

  constructor(crystal: Crystal, nowUs: number, options: SoundCardOptions, truth = new TruthLog()) {
    this.#crystal = crystal;
    this.#options = options;
    this.truth = truth;
    this.#ceiling = new Ceiling(dbToGain(options.ceilingDb), options.sampleRate);
    this.#amplifier = new Amplifier(options.wakeMs ?? 0);
    this.#mix = new Float32Array((MOST_SAMPLES_MS * options.sampleRate) / 1000);
    this.#index = this.#indexAt(nowUs);
  }

  /** The same card after a reboot: a clock that began anew, the same horn and the same memory of what it sounded. */
  after(crystal: Crystal, nowUs: number): SoundCard {
    const card = new SoundCard(crystal, nowUs, this.#options, this.truth);
    card.recorder = this.recorder;
    card.listeners = this.listeners;
    return card;
  }

  /** Lets out what is due by `nowUs` of the machine. */
  advance(speaker: Speaker, nowUs: number): void {
    const end = this.#indexAt(nowUs);
    const heard = this.#heard;
    if (speaker.silent) {
      if (heard) this.#silence(end - this.#index);
      this.#index = Math.max(this.#index, end);
      return;
    }
    while (this.#index < end) {
      const count = Math.min(this.#mix.length, end - this.#index);
      const mix = this.#mix.subarray(0, count);
      mix.fill(0);
      const speakerUs = (this.#index * 1e6) / this.#options.sampleRate;
      const mixes = heard || this.#options.always;
      speaker.render(speakerUs, count, mixes ? mix : undefined);
      // Two at once may be louder than the horn.
      if (mixes) {
        this.#ceiling.push(mix);
        this.#amplifier.pass(mix, speakerUs, this.#options.sampleRate);
      }
      if (heard) {
        this.recorder?.push(mix, this.#index, this.#crystal);
        this.#write(mix);
      }
      this.#index += count;
    }
  }

  /** Powered off or frozen: the time passes, and nothing sounds. */
  skip(nowUs: number): void {
    const end = this.#indexAt(nowUs);
    if (this.#heard) this.#silence(end - this.#index);
    this.#index = Math.max(this.#index, end);
  }

  close(): void {
    this.#options.sink?.close();
    for (const listener of this.listeners) listener.close();
  }

  get #heard(): boolean {
    return this.recorder !== undefined || this.#options.sink !== undefined || this.listeners.size > 0;
  }

  #write(pcm: Float32Array): void {
    this.#options.sink?.write(pcm);
    for (const listener of this.listeners) listener.write(pcm);
  }

  announced(atUs: number): void {
    this.#amplifier.wake(atUs);
  }

  chime(broadcast: string, fromUs: number, toUs: number): void {
    this.truth.chime(broadcast, this.#crystal.machineUs(fromUs), this.#crystal.machineUs(toUs));
  }

  frame(broadcast: string, mediaTime: number, fromUs: number): void {
    this.truth.frame(broadcast, mediaTime, this.#crystal.machineUs(fromUs));
  }

  sound(broadcast: string, toUs: number): void {
    this.truth.sound(broadcast, this.#crystal.machineUs(toUs));
  }

  voiced(broadcast: string, atUs: number): void {
    this.truth.voiced(broadcast, this.#crystal.machineUs(atUs));
  }

  #indexAt(machineUs: number): number {
    return Math.floor((this.#crystal.speakerUs(machineUs) * this.#options.sampleRate) / 1e6);
  }

  #silence(count: number): void {
    this.recorder?.push(undefined, this.#index, this.#crystal);
    if (this.#options.sink === undefined && this.listeners.size === 0) return;
    for (let left = count; left > 0; left -= this.#mix.length) {
      const silence = this.#mix.subarray(0, Math.min(left, this.#mix.length));
      silence.fill(0);
      this.#write(silence);
    }
  }
}
