import { type EndReason, FRAME_SAMPLES, MEDIA_RATE_HZ } from "@dalaba/protocol";
import { DecodedTrack } from "./decoded-track";
import type { FrameDecoder } from "./frame-source";
import { CUT_MS, FADE_MS, Ramp } from "./gain";
import { type FrameMessage, JitterBuffer, messageFrom } from "./jitter-buffer";
import { type PlayoutResult, PlayoutTally } from "./playout-tally";
import { joinAt, mediaTimeAt, type PlayoutTiming } from "./playout-timing";
import type { FrameHooks } from "./segments";

/** An audio message as a playout takes it: the protocol's AudioMessage fits. */
export interface PlayoutMessage extends FrameMessage {
  readonly eos: boolean;
}

export interface PlayoutOptions extends FrameHooks {
  readonly timing: PlayoutTiming;
  /** Of card and decoder, Hz; a divisor of 48,000. */
  readonly sampleRate: number;
  readonly decoder: FrameDecoder;
  /** How far ahead of what sounds frames are kept, ms; 2,500 when left out. */
  readonly maxAheadMs?: number;
  /** Live sound without a message for this long ends (`dead-stream`), ms; 3,000 when left out, null: never. */
  readonly deadAfterMs?: number | null;
}

/** Bands of the distance between where a sample is and where it should be, µs (wire.md 3). */
const IN_STEP_US = 100;
const SOFT_US = 5_000;
/** Past this there is nothing to cross-fade with: the sound stops and comes in again. */
const JUMP_US = 200_000;
/** One sample in 2,000: 500 ppm. */
const SOFT_EVERY = 2_000;

/**
 * One broadcast in one speaker: frames go in as they arrive, samples come out where they belong on the card's timeline.
 *
 * `push(message, nowUs)` takes a verified message. `pull(playAtUs, out)` fills a block whose first sample leaves the
 * converter at serverTime `playAtUs`, however the card and the clock drift: each block is placed anew, and the distance is
 * made up by single samples, a cross-fade or a pause, never by a click. Blocks of 5-20 ms suit; `nowUs` and `playAtUs`
 * are on the same clock (loosely synchronised speakers use their own and a timeline anchored to arrival).
 */
export class Playout {
  readonly #rate: number;
  readonly #ratio: number;
  readonly #cut: number;
  readonly #deadAfter: number;
  readonly #buffer: JitterBuffer;
  readonly #tally = new PlayoutTally();
  readonly #track: DecodedTrack;
  readonly #audible = new Ramp(1);
  #timing: PlayoutTiming;
  #phase: "idle" | "waiting" | "running" | "ended" = "idle";
  /** Index (mediaTime at the card's rate) of the next sample to write. */
  #position = 0;
  #envelope = new Ramp(0);
  #fadeInMs = CUT_MS;
  #fade: { left: number; then: EndReason | "wait" } | undefined;
  #shift: { readonly by: number; readonly length: number; done: number } | undefined;
  #sinceSoft = SOFT_EVERY;
  #unheard = 0;
  #end: { readonly mediaTime: number; readonly reason: EndReason } | undefined;
  #endedBecause: EndReason | null = null;

  constructor(options: PlayoutOptions) {
    const { sampleRate, deadAfterMs = 3_000, maxAheadMs = 2_500 } = options;
    if (MEDIA_RATE_HZ % sampleRate !== 0) throw new RangeError(`${sampleRate} Hz does not divide 48,000`);
    this.#rate = sampleRate;
    this.#ratio = MEDIA_RATE_HZ / sampleRate;
    this.#cut = Math.round((CUT_MS * sampleRate) / 1000);
    this.#deadAfter = deadAfterMs === null ? Number.POSITIVE_INFINITY : (deadAfterMs * sampleRate) / 1000;
    this.#timing = options.timing;
    this.#buffer = new JitterBuffer((maxAheadMs * MEDIA_RATE_HZ) / 1000);
    this.#track = new DecodedTrack(this.#buffer, options.decoder, sampleRate, this.#tally, options);
  }

  /** Why it ended; null while it goes on. */
  get endedBecause(): EndReason | null {
    return this.#endedBecause;
  }

  /** Takes a message that arrived at serverTime `nowUs`. */
  push(message: PlayoutMessage, nowUs: number): void {
    if (this.#phase === "ended") return;
    this.#unheard = 0;
    const { mediaTime, frames } = message;
    const end = mediaTime + frames.length * FRAME_SAMPLES;
    if (frames.length > 0) {
      this.#tally.received(end);
      if (this.#phase === "idle") {
        const join = joinAt(this.#timing, mediaTime, nowUs);
        this.#track.restart(join.mediaTime);
        this.#position = this.#track.end;
        this.#fadeInMs = join.late ? FADE_MS : CUT_MS;
        this.#phase = "waiting";
      }
      // What a late joiner leaves out was never its to play: not late, not missing.
      const kept = this.#fadeInMs === FADE_MS ? messageFrom(message, this.#track.head) : message;
      if (kept !== undefined) this.#buffer.push(kept, this.#track.head);
    }
    if (message.eos) this.endAt(end);
  }

  /** Fills `out`; its first sample leaves the converter at serverTime `playAtUs`. True when something of it sounds. */
  pull(playAtUs: number, out: Float32Array): boolean {
    out.fill(0);
    if (this.#phase === "idle" || this.#phase === "ended") return false;
    const target = mediaTimeAt(this.#timing, playAtUs) / this.#ratio;
    if (this.#end === undefined) {
      this.#unheard += out.length;
      if (this.#unheard >= this.#deadAfter) this.stop("dead-stream");
    }
    if (this.#phase === "running") this.#correct(target);
    let offset = 0;
    let sounded = false;
    while (offset < out.length) {
      if (this.#phase === "waiting") offset = this.#wait(target, offset, out.length);
      else if (this.#phase === "running") {
        offset = this.#run(out, offset, target, playAtUs);
        sounded = true;
      } else break;
    }
    this.#track.passed(this.#position, this.#cut);
    return sounded && this.#audible.value > 0;
  }

  /** A new timeline (RETIME): followed by the same corrections as drift. */
  retime(timing: PlayoutTiming): void {
    this.#timing = timing;
  }

  /** Suspends (runs on silently) or rejoins, under a 20 ms fade. */
  setAudible(audible: boolean): void {
    this.#audible.to(audible ? 1 : 0, Math.round((FADE_MS * this.#rate) / 1000));
  }

  /** Ends with the sample before `mediaTime`: EOS, or a STOP that names it. The earliest end holds. */
  endAt(mediaTime: number, reason: EndReason = "finished"): void {
    if (this.#end !== undefined && this.#end.mediaTime <= mediaTime) return;
    this.#end = { mediaTime, reason };
    if (this.#phase === "idle") this.#finish(reason);
  }

  /** Ends now, under a 5 ms fade: the next block is the last that sounds. */
  stop(reason: EndReason): void {
    if (this.#phase === "running") {
      if (this.#fade === undefined || this.#fade.then === "wait") this.#beginFade(this.#cut, reason);
    } else if (this.#phase !== "ended") this.#finish(reason);
  }

  result(): PlayoutResult {
    return this.#tally.result({
      counts: this.#buffer.counts,
      lastSequence: this.#buffer.lastSequence,
      unreadable: this.#track.unreadable,
      endedBecause: this.#endedBecause,
    });
  }

  /** Silence until the first sample is due. Returns the offset in the block at which something happens. */
  #wait(target: number, offset: number, length: number): number {
    let begin = this.#position;
    if (this.#track.end <= begin) {
      const nowMediaTime = (target + offset) * this.#ratio;
      // A frame whose first sample is past is late, and never sounds (SPEC 3.6).
      this.#buffer.dropBefore(Math.floor(nowMediaTime - this.#ratio));
      const first = this.#buffer.firstFrom(this.#track.head);
      if (this.#end !== undefined && (first ?? nowMediaTime) >= this.#end.mediaTime) {
        this.#finish(this.#end.reason);
        return offset;
      }
      if (first === undefined) return length;
      begin = this.#track.indexOf(first);
      if (begin - target >= length) return length;
      this.#tally.skip(this.#track.head, first);
      this.#track.restart(first);
      this.#position = begin;
    }
    const start = Math.max(offset, Math.round(begin - target));
    if (start >= length) return length;
    // After a pause its beginning may have passed: come in where we should be.
    this.#position = Math.max(begin, Math.round(target + start));
    this.#envelope = new Ramp(0);
    this.#envelope.to(1, Math.round((this.#fadeInMs * this.#rate) / 1000));
    this.#fadeInMs = CUT_MS;
    this.#phase = "running";
    return start;
  }

  /** Compares where the next sample is with where it should be, and begins what makes it up. */
  #correct(target: number): void {
    if (this.#shift !== undefined || this.#fade !== undefined) return;
    const distance = target - this.#position;
    const us = (distance * 1e6) / this.#rate;
    if (Math.abs(us) < IN_STEP_US) return;
    if (Math.abs(us) < SOFT_US) {
      // A sample is dropped or doubled within a cross-fade of the sound with itself, one sample on.
      const by = Math.sign(distance);
      if (this.#sinceSoft < SOFT_EVERY || !this.#reach(this.#position + this.#cut + by, false)) return;
      this.#sinceSoft = 0;
      this.#shift = { by, length: this.#cut, done: 0 };
    } else if (us > 0 && us <= JUMP_US) {
      const by = Math.round(distance);
      this.#reach(this.#position + this.#cut + by, true);
      this.#shift = { by, length: this.#cut, done: 0 };
    } else this.#beginFade(this.#cut, "wait");
  }

  #reach(index: number, force: boolean): boolean {
    // A fade that began too close to the end, or past it, needs something to fade.
    const end = this.#fade === undefined ? this.#end?.mediaTime : undefined;
    return this.#track.reach(index, force, end ?? Number.POSITIVE_INFINITY);
  }

  /** Writes samples up to the next thing that happens; returns the offset reached. */
  #run(out: Float32Array, offset: number, target: number, playAtUs: number): number {
    const left =
      this.#end === undefined
        ? Number.POSITIVE_INFINITY
        : this.#track.indexOf(this.#end.mediaTime) - this.#position;
    // The stream's own end needs no fade (SPEC 8.4), unless it became known after it was passed.
    const bare = this.#end?.reason === "finished" && left >= 0;
    if (this.#end !== undefined && this.#fade === undefined && left <= (bare ? 0 : this.#cut)) {
      if (!bare) this.#beginFade(this.#cut, this.#end.reason);
      else {
        this.#finish(this.#end.reason);
        return offset;
      }
    }
    const shift = this.#shift;
    let count = out.length - offset;
    if (shift !== undefined) count = Math.min(count, shift.length - shift.done);
    else {
      this.#reach(this.#position + 1, true);
      count = Math.min(count, Math.max(1, this.#track.end - this.#position));
    }
    if (this.#fade !== undefined) count = Math.min(count, this.#fade.left);
    else count = Math.min(count, bare ? left : left - this.#cut);
    const audible = this.#audible.value > 0 || this.#audible.moving;
    for (let i = 0; i < count; i++) {
      const at = this.#position + i;
      let sample = this.#track.at(at);
      if (shift !== undefined) {
        const weight = (shift.done + i + 0.5) / shift.length;
        sample += weight * (this.#track.at(at + shift.by) - sample);
      }
      out[offset + i] = sample * this.#envelope.next() * this.#audible.next();
    }
    const sampleUs = 1e6 / this.#rate;
    const atUs = playAtUs + offset * sampleUs;
    this.#track.rendered(this.#position, count, audible, offset, atUs, sampleUs);
    this.#advance(count);
    if (this.#fade?.left === 0) this.#fadeDone(target + offset + count);
    return offset + count;
  }

  #advance(count: number): void {
    this.#position += count;
    this.#sinceSoft += count;
    if (this.#fade !== undefined) this.#fade.left -= count;
    if (this.#shift !== undefined) {
      this.#shift.done += count;
      if (this.#shift.done >= this.#shift.length) {
        this.#position += this.#shift.by;
        this.#shift = undefined;
      }
    }
  }

  #beginFade(samples: number, then: EndReason | "wait"): void {
    this.#envelope.to(0, samples);
    this.#fade = { left: samples, then };
  }

  #fadeDone(target: number): void {
    const then = this.#fade?.then ?? "wait";
    this.#fade = undefined;
    this.#shift = undefined;
    if (then !== "wait") {
      this.#finish(then);
      return;
    }
    this.#phase = "waiting";
    if (this.#position > target) return;
    // Far behind: what is decoded is of no use, and neither is what comes before the target.
    this.#track.restart(this.#track.head);
    this.#position = this.#track.end;
  }

  #finish(reason: EndReason): void {
    const idle = this.#phase === "idle";
    this.#phase = "ended";
    this.#endedBecause = reason;
    this.#track.settleAll();
    if (idle || this.#end === undefined || this.#end.reason !== reason) return;
    // The end is known, so it is known what should have sounded before it.
    this.#tally.finish(this.#track.settledTo, this.#end.mediaTime);
  }
}
