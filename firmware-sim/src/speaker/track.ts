import {
  CountingPlayout,
  CUT_MS,
  type FrameDecoder,
  Playout,
  type PlayoutMessage,
  type PlayoutTiming,
} from "@dalaba/media";
import { type EndReason, FRAME_SAMPLES } from "@dalaba/protocol";
import { Ear } from "./ear";
import type { PassedSlot } from "./slot-tally";

/** The frames of one broadcast on their way to the converter: sounded, or only judged and counted. */

export interface TrackHooks {
  /** A frame begins to sound, this far into the block that is being pulled, µs. */
  frame(mediaTime: number, intoBlockUs: number): void;
  /** The first sample loud enough for a voice, this far into the block, µs. */
  voiced(intoBlockUs: number): void;
  /** Sound reached this far into the block, µs. */
  sound(intoBlockUs: number): void;
  passed(slot: PassedSlot): void;
  /** The Opus packet of a frame that was pushed. */
  packet(sequence: number, mediaTime: number): Uint8Array | undefined;
  /** serverTime of the card's tick nearest to a serverTime. */
  onCard(serverUs: number): number;
  /** A decoder for whoever begins to listen to a track that only counts; undefined: it stays silent. */
  ear(): FrameDecoder | undefined;
}

export interface TrackBegin {
  readonly firstSampleAtUs: number | null;
  readonly firstMediaTime: number | null;
}

export interface Track {
  readonly endedBecause: EndReason | null;
  push(message: PlayoutMessage, serverUs: number): void;
  /**
   * Fills `block`, whose first sample leaves the converter at `serverUs`. True when it holds sound to be mixed.
   * @param heard somebody listens: also a track that only counts is to sound
   */
  pull(serverUs: number, block: Float32Array, heard: boolean): boolean;
  retime(timing: PlayoutTiming): void;
  setAudible(audible: boolean): void;
  endAt(mediaTime: number, because: EndReason): void;
  stop(because: EndReason, serverUs: number): void;
  result(): TrackBegin;
}

const FRAME_US = FRAME_SAMPLES / 0.048;

/** −34 dBFS, before level: louder than what a quiet room leaves in a microphone. */
export const VOICED_LEVEL = 0.02;

/** Decodes and sounds. */
export class RenderedTrack implements Track {
  readonly #playout: Playout;
  readonly #sampleUs: number;
  readonly #hooks: TrackHooks;
  #voiced = false;

  constructor(timing: PlayoutTiming, sampleRate: number, decoder: FrameDecoder, hooks: TrackHooks) {
    this.#sampleUs = 1e6 / sampleRate;
    this.#hooks = hooks;
    this.#playout = new Playout({
      timing,
      sampleRate,
      decoder,
      deadAfterMs: null,
      onPlaced: ({ mediaTime, outcome, offset }) => {
        if (outcome === "played") hooks.frame(mediaTime, offset * this.#sampleUs);
      },
      onSettled: (slot) => hooks.passed(slot),
    });
  }

  get endedBecause(): EndReason | null {
    return this.#playout.endedBecause;
  }

  push(message: PlayoutMessage, serverUs: number): void {
    this.#playout.push(message, serverUs);
  }

  pull(serverUs: number, block: Float32Array): boolean {
    if (!this.#playout.pull(serverUs, block)) return false;
    let last = block.length;
    while (last > 0 && block[last - 1] === 0) last--;
    if (last === 0) return false;
    if (!this.#voiced) {
      const first = voicedSample(block);
      if (first >= 0) {
        this.#voiced = true;
        this.#hooks.voiced(first * this.#sampleUs);
      }
    }
    this.#hooks.sound(last * this.#sampleUs);
    return true;
  }

  retime(timing: PlayoutTiming): void {
    this.#playout.retime(timing);
  }

  setAudible(audible: boolean): void {
    this.#playout.setAudible(audible);
  }

  endAt(mediaTime: number, because: EndReason): void {
    this.#playout.endAt(mediaTime, because);
  }

  stop(because: EndReason, _serverUs: number): void {
    this.#playout.stop(because);
  }

  result(): TrackBegin {
    const { firstSampleAtUs, firstMediaTime } = this.#playout.result();
    return { firstSampleAtUs, firstMediaTime };
  }
}

/** Judges arrivals and counts, as `RenderedTrack` would; decodes only until the voice is found, and that shared. */
export class CountedTrack implements Track {
  readonly #playout: CountingPlayout;
  readonly #hooks: TrackHooks;
  #listener: FrameDecoder | undefined;
  #ear: Ear | undefined;
  #audible = true;
  #blockUs = 0;
  #firstSampleAtUs: number | null = null;
  /** serverTime at which a cut has faded. */
  #cutUs = Number.POSITIVE_INFINITY;
  readonly #sampleUs: number;

  constructor(
    timing: PlayoutTiming,
    sampleRate: number,
    leadUs: number,
    listener: FrameDecoder | undefined,
    hooks: TrackHooks,
  ) {
    this.#sampleUs = 1e6 / sampleRate;
    this.#listener = listener;
    this.#hooks = hooks;
    this.#playout = new CountingPlayout({
      timing,
      leadUs,
      deadAfterMs: null,
      onSettled: (slot) => {
        if (slot.outcome === "played")
          this.#sounded(slot.sequence, slot.mediaTime, hooks.onCard(slot.playAtUs));
        hooks.passed(slot);
      },
    });
  }

  #sounded(sequence: number, mediaTime: number, fromUs: number): void {
    this.#firstSampleAtUs ??= fromUs;
    const into = fromUs - this.#blockUs;
    this.#hooks.frame(mediaTime, into);
    this.#listen(sequence, mediaTime, into);
    const packet = this.#ear && this.#hooks.packet(sequence, mediaTime);
    if (packet) this.#ear?.hear(packet, fromUs);
    this.#hooks.sound(Math.min(into + FRAME_US, this.#cutUs - this.#blockUs));
  }

  get endedBecause(): EndReason | null {
    return this.#playout.endedBecause;
  }

  push(message: PlayoutMessage, serverUs: number): void {
    this.#playout.push(message, serverUs);
  }

  pull(serverUs: number, block: Float32Array, heard: boolean): boolean {
    this.#blockUs = serverUs;
    this.#lend(heard);
    this.#playout.advance(serverUs + block.length * this.#sampleUs);
    return this.#ear !== undefined && this.#audible && this.#ear.fill(serverUs, block, this.#cutUs);
  }

  #lend(heard: boolean): void {
    if (!heard) this.#ear = undefined;
    else if (!this.#ear) {
      const decoder = this.#hooks.ear();
      if (decoder) this.#ear = new Ear(decoder, this.#sampleUs);
    }
  }

  retime(timing: PlayoutTiming): void {
    this.#playout.retime(timing);
  }

  setAudible(audible: boolean): void {
    this.#audible = audible;
    this.#playout.setAudible(audible);
  }

  endAt(mediaTime: number, because: EndReason): void {
    this.#playout.endAt(mediaTime, because);
  }

  stop(because: EndReason, serverUs: number): void {
    this.#blockUs = serverUs;
    this.#cutUs = serverUs + CUT_MS * 1000;
    // A frame that begins before the fade is over has begun to sound: it counts (SPEC 9.1).
    this.#playout.advance(this.#cutUs + FRAME_US - 1);
    this.#playout.stop(because, serverUs);
  }

  result(): TrackBegin {
    return { firstSampleAtUs: this.#firstSampleAtUs, firstMediaTime: this.#playout.result().firstMediaTime };
  }

  #listen(sequence: number, mediaTime: number, intoBlockUs: number): void {
    const packet = this.#listener && this.#hooks.packet(sequence, mediaTime);
    const pcm = packet && this.#listener?.decode(packet);
    const first = pcm ? voicedSample(pcm) : -1;
    if (first < 0) return;
    this.#listener = undefined;
    this.#hooks.voiced(intoBlockUs + first * this.#sampleUs);
  }
}

function voicedSample(pcm: Float32Array): number {
  for (let i = 0; i < pcm.length; i++) if (Math.abs(pcm[i] as number) >= VOICED_LEVEL) return i;
  return -1;
}

/** How many of `count` frames from `mediaTime` on lie before `limit`. */
export function framesBefore(limit: number, mediaTime: number, count: number): number {
  return Math.min(count, Math.max(0, Math.ceil((limit - mediaTime) / FRAME_SAMPLES)));
}
