import { type EndReason, FRAME_SAMPLES, MEDIA_RATE_HZ } from "@dalaba/protocol";
import { JitterBuffer, messageFrom } from "./jitter-buffer";
import type { PlayoutMessage } from "./playout";
import { type FrameOutcome, type PlayoutResult, PlayoutTally } from "./playout-tally";
import { joinAt, mediaTimeAt, type PlayoutTiming, playAtOf } from "./playout-timing";
import type { SettledFrame } from "./segments";

export interface CountingPlayoutOptions {
  readonly timing: PlayoutTiming;
  /** How long before its playAt a frame must be here, µs: block and output buffer. 20,000 when left out. */
  readonly leadUs?: number;
  readonly maxAheadMs?: number;
  readonly deadAfterMs?: number | null;
  /** Once for each frame, in order; `playAtUs` is serverTime of its first sample. */
  readonly onSettled?: (frame: SettledFrame & { readonly playAtUs: number }) => void;
}

/** As in Playout: what is missing would be made up for 60 ms. */
const CONCEALED_SAMPLES = (60 * MEDIA_RATE_HZ) / 1000;

/**
 * A playout that decodes nothing: it judges each frame by its arrival and counts as `Playout` would. For a simulated
 * town, where most speakers verify and count. Costs a map entry for each frame.
 */
export class CountingPlayout {
  readonly #leadUs: number;
  readonly #deadAfterUs: number;
  readonly #buffer: JitterBuffer;
  readonly #tally = new PlayoutTally();
  readonly #onSettled: CountingPlayoutOptions["onSettled"];
  #timing: PlayoutTiming;
  #started = false;
  #sounding = false;
  #lateJoin = false;
  #audible = true;
  #head = 0;
  #missed = 0;
  #lastMessageUs = 0;
  #end: { readonly mediaTime: number; readonly reason: EndReason } | undefined;
  #endedBecause: EndReason | null = null;

  constructor(options: CountingPlayoutOptions) {
    const { leadUs = 20_000, maxAheadMs = 2_500, deadAfterMs = 3_000 } = options;
    this.#timing = options.timing;
    this.#leadUs = leadUs;
    this.#deadAfterUs = deadAfterMs === null ? Number.POSITIVE_INFINITY : deadAfterMs * 1_000;
    this.#buffer = new JitterBuffer((maxAheadMs * MEDIA_RATE_HZ) / 1000);
    this.#onSettled = options.onSettled;
  }

  get endedBecause(): EndReason | null {
    return this.#endedBecause;
  }

  /** Takes a message that arrived at serverTime `nowUs`. */
  push(message: PlayoutMessage, nowUs: number): void {
    this.advance(nowUs);
    if (this.#endedBecause !== null) return;
    this.#lastMessageUs = nowUs;
    const { mediaTime, frames } = message;
    const end = mediaTime + frames.length * FRAME_SAMPLES;
    if (frames.length === 0) {
      if (message.eos) this.endAt(end);
      return;
    }
    this.#tally.received(end);
    if (!this.#started) {
      const join = joinAt(this.#timing, mediaTime, nowUs);
      this.#started = true;
      this.#lateJoin = join.late;
      this.#head = join.mediaTime;
    }
    const kept = this.#lateJoin && !this.#sounding ? messageFrom(message, this.#head) : message;
    const deadline = Math.ceil(mediaTimeAt(this.#timing, nowUs + this.#leadUs));
    if (kept !== undefined) this.#buffer.push(kept, Math.max(this.#head, deadline));
    if (message.eos) this.endAt(end);
  }

  /** Settles what has sounded whole by serverTime `nowUs`. Ask every 100 ms or so, and before `result`. */
  advance(nowUs: number): void {
    if (!this.#started || this.#endedBecause !== null) return;
    const reached = mediaTimeAt(this.#timing, nowUs);
    while (this.#end === undefined || this.#head < this.#end.mediaTime) {
      const next = this.#buffer.peek(this.#head)?.mediaTime ?? this.#buffer.firstFrom(this.#head);
      if (!this.#sounding) {
        if (next === undefined || next + FRAME_SAMPLES > reached) break;
        this.#tally.skip(this.#head, next);
        this.#head = next;
        this.#sounding = true;
      }
      const samples = Math.min(
        FRAME_SAMPLES,
        next === undefined || next === this.#head ? FRAME_SAMPLES : next - this.#head,
      );
      if (this.#head + samples > reached) break;
      this.#settle(samples);
    }
    if (this.#end !== undefined && reached >= this.#end.mediaTime) this.#finish(this.#end.reason);
    else if (this.#end === undefined && nowUs - this.#lastMessageUs >= this.#deadAfterUs)
      this.#finish("dead-stream");
  }

  retime(timing: PlayoutTiming): void {
    this.#timing = timing;
  }

  setAudible(audible: boolean): void {
    this.#audible = audible;
  }

  endAt(mediaTime: number, reason: EndReason = "finished"): void {
    if (this.#end !== undefined && this.#end.mediaTime <= mediaTime) return;
    this.#end = { mediaTime, reason };
    if (!this.#started) this.#finish(reason);
  }

  /** Ends at serverTime `nowUs`. */
  stop(reason: EndReason, nowUs: number): void {
    this.advance(nowUs);
    if (this.#endedBecause === null) this.#finish(reason);
  }

  result(): PlayoutResult {
    return this.#tally.result({
      counts: this.#buffer.counts,
      lastSequence: this.#buffer.lastSequence,
      unreadable: 0,
      endedBecause: this.#endedBecause,
    });
  }

  #settle(samples: number): void {
    const mediaTime = this.#head;
    const frame = this.#buffer.take(mediaTime);
    this.#head += samples;
    let outcome: FrameOutcome = "played";
    if (frame === undefined) {
      outcome = this.#missed < CONCEALED_SAMPLES ? "concealed" : "missing";
      this.#missed += samples;
    } else this.#missed = 0;
    if (samples < FRAME_SAMPLES) return;
    if (!this.#audible) outcome = "silent";
    const playAtUs = playAtOf(this.#timing, mediaTime);
    if (outcome === "played") this.#tally.sounded(playAtUs, mediaTime);
    this.#tally.settle(outcome, mediaTime);
    this.#onSettled?.({ mediaTime, sequence: frame?.sequence ?? -1, outcome, playAtUs });
  }

  #finish(reason: EndReason): void {
    this.#endedBecause = reason;
    if (this.#end === undefined || this.#end.reason !== reason || !this.#started) return;
    this.#tally.finish(this.#head, this.#end.mediaTime);
  }
}
