import { CUT_MS, FADE_MS, type PlayoutTiming, playAtOf, Ramp } from "@dalaba/media";
import { type ChimeName, chimeMs, chimePcm } from "@dalaba/protocol";
import type { PlayerOptions } from "./player-options";

/** The built-in chime before m0, made by formula (SPEC 4.11). */

const made = new Map<string, Float32Array>();

function pcmOf(name: ChimeName, rate: number): Float32Array {
  const key = `${name} ${rate}`;
  let pcm = made.get(key);
  if (!pcm) {
    pcm = chimePcm(name, rate);
    made.set(key, pcm);
  }
  return pcm;
}

/** The chime of an offer that starts now. */
export function openChime(options: PlayerOptions, timing: PlayoutTiming): ChimeTrack {
  const { offer, sampleRate, startedUs, leadUs, time } = options;
  // Anchored, there is nothing to be in step with: all of the chime, as soon as it can be had (SPEC 3.8).
  time.anchor(startedUs, offer.t0Us - chimeMs(offer.chime) * 1000);
  const notBeforeUs = time.at(startedUs + leadUs);
  return new ChimeTrack(offer.chime, sampleRate, playAtOf(timing, offer.m0), notBeforeUs);
}

export class ChimeTrack {
  readonly #pcm: Float32Array;
  readonly #rate: number;
  readonly #startUs: number;
  readonly #notBeforeUs: number;
  readonly #gain = new Ramp(1);
  #next: number | undefined;
  #cut = false;
  #left = 0;

  /**
   * Ends at `endUs` (playAt of m0). What of it would have to leave the converter before `notBeforeUs` is left out, and
   * the rest joined under a fade. All serverTime.
   */
  constructor(name: ChimeName, rate: number, endUs: number, notBeforeUs: number) {
    this.#pcm = pcmOf(name, rate);
    this.#rate = rate;
    this.#startUs = endUs - chimeMs(name) * 1000;
    this.#notBeforeUs = notBeforeUs;
  }

  /** Nothing of it is left to sound. */
  get over(): boolean {
    return this.#next !== undefined && (this.#next >= this.#pcm.length || (this.#cut && this.#left <= 0));
  }

  /** Ends under a 5 ms fade. */
  cut(): void {
    if (this.#cut) return;
    this.#cut = true;
    this.#left = Math.round((CUT_MS * this.#rate) / 1000);
    this.#gain.to(0, this.#left);
    this.#next ??= this.#pcm.length;
  }

  /**
   * Adds to `out`, whose first sample leaves the converter at `playAtUs`. Returns the stretch of the block in which it
   * sounds, or undefined.
   */
  pull(playAtUs: number, out: Float32Array): { readonly from: number; readonly to: number } | undefined {
    let from = 0;
    if (this.#next === undefined) {
      const begin = Math.max(this.#startUs, this.#notBeforeUs);
      from = Math.max(0, Math.round(((begin - playAtUs) * this.#rate) / 1e6));
      if (from >= out.length) return undefined;
      const at = Math.round(((playAtUs - this.#startUs) * this.#rate) / 1e6) + from;
      this.#next = Math.max(0, at);
      if (at > 1) {
        this.#gain.to(0, 0);
        this.#gain.to(1, Math.round((FADE_MS * this.#rate) / 1000));
      }
    }
    let to = from;
    for (; to < out.length && !this.over; to++) {
      out[to] = (out[to] as number) + (this.#pcm[this.#next] as number) * this.#gain.next();
      this.#next++;
      if (this.#cut) this.#left--;
    }
    return to > from ? { from, to } : undefined;
  }
}
