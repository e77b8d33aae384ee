import { CUT_MS, joinAt, mediaTimeAt, type PlayoutTiming, playAtOf } from "@dalaba/media";
import {
  type AudioMessage,
  type DelayClass,
  type EndReason,
  FRAME_SAMPLES,
  type Offer,
  type Retime,
  type Timeline,
  type Update,
} from "@dalaba/protocol";
import { ArrivalMargin } from "./arrival-margin";
import { type ChimeTrack, openChime } from "./chime-track";
import { type LevelInputs, MixLevel, type Placement, type PlayState } from "./level";
import { MessageLedger } from "./message-ledger";
import type { AudioEntry } from "./message-source";
import type { PlayerOptions } from "./player-options";
import { SequenceWindow } from "./sequence-window";
import type { ServerTime } from "./server-time";
import type { PassedSlot, SlotTally } from "./slot-tally";
import {
  CountedTrack,
  framesBefore,
  RenderedTrack,
  type Track,
  type TrackBegin,
  type TrackHooks,
} from "./track";

/** One broadcast in one speaker, from its start to silence (SPEC 3.5-3.9, 8.2, 9). What ends it is decided elsewhere. */

/** A cut fades for so long, 48 kHz samples. */
const CUT_SAMPLES = CUT_MS * 48;

export class BroadcastPlayer {
  readonly offer: Offer;
  readonly time: ServerTime;
  readonly startedUs: number;
  readonly tally: SlotTally;
  readonly window = new SequenceWindow();
  readonly margin = new ArrivalMargin();
  /** speakerTime of the last authenticated message. */
  lastValidUs: number;
  lastSequence = 0;
  lastMediaTime = 0;
  duckedBy = "";
  endsByUtcMs: number;
  readonly #options: PlayerOptions;
  readonly #track: Track;
  readonly #level: MixLevel;
  readonly #messages = new MessageLedger();
  #state: PlayState = "sounding";
  #placement: Placement;
  #delayUs: Readonly<Record<DelayClass, number>>;
  #timing: PlayoutTiming;
  #gainDb: number;
  #chime: ChimeTrack | undefined;
  /** mediaTime of the first frame that is to sound; undefined before the first message. */
  #joinFrom: number | undefined;
  #blockUs = 0;
  /** mediaTime after the last frame that began to sound. */
  #begunTo = 0;
  #cut: { readonly atUs: number; readonly because: EndReason } | undefined;
  #endMediaTime = 2 ** 31;
  #retimeRev = 0;
  #updateRev = 0;
  #scratch = new Float32Array(0);
  #counted = false;

  constructor(options: PlayerOptions) {
    const { offer, sampleRate } = options;
    this.#options = options;
    this.offer = offer;
    this.time = options.time;
    this.startedUs = options.startedUs;
    this.lastValidUs = options.startedUs;
    this.tally = options.tally;
    this.endsByUtcMs = offer.endsByUtcMs;
    this.#placement = options.placement;
    this.#gainDb = offer.gainDb;
    this.#delayUs = offer.delayUs;
    this.#timing = this.#timingOf({ m0: offer.m0, t0Us: offer.t0Us, rPpb: offer.rPpb });
    this.#level = new MixLevel(this.#levelInputs(), sampleRate);
    const hooks: TrackHooks = {
      frame: (mediaTime, intoUs) => {
        if (this.#state === "suspended") return;
        this.#begunTo = mediaTime + FRAME_SAMPLES;
        options.hears.frame(offer.broadcast, mediaTime, this.#blockUs + intoUs);
      },
      voiced: (intoUs) => options.hears.voiced(offer.broadcast, this.#blockUs + intoUs),
      sound: (intoUs) => options.hears.sound(offer.broadcast, this.#blockUs + intoUs),
      passed: (slot) => this.#passed(slot),
      packet: (sequence, mediaTime) => this.#messages.packet(sequence, mediaTime),
      onCard: (serverUs) => this.#onCard(serverUs),
      ear: options.ear,
    };
    this.#track = options.decoder
      ? new RenderedTrack(this.#timing, sampleRate, options.decoder, hooks)
      : new CountedTrack(this.#timing, sampleRate, options.leadUs, options.listener, hooks);
    if (offer.chime !== "none") this.#chime = openChime(options, this.#timing);
  }

  /** Where a sample really leaves the converter: at a tick of the card nearest to where it should. */
  #onCard(serverUs: number): number {
    const sampleUs = 1e6 / this.#options.sampleRate;
    return this.time.at(Math.round(this.time.speakerAt(serverUs) / sampleUs) * sampleUs);
  }

  #passed(slot: PassedSlot): void {
    const { mediaTime, sequence } = slot;
    const cut = this.#track.endedBecause !== null && slot.outcome !== "played";
    // What had begun to sound when it was cut counts; what had not is not before the end (SPEC 9.1).
    if (cut && (sequence < 0 || mediaTime >= this.#begunTo)) return;
    const counted = cut ? ({ mediaTime, sequence, outcome: "played" } as const) : slot;
    this.tally.passed(counted, this.#messages.bytes(sequence));
    this.#messages.passed(sequence);
  }

  get state(): PlayState {
    return this.#state;
  }

  /** Ending by a decision, or at an end that came. */
  get ending(): boolean {
    return this.#cut !== undefined || this.#track.endedBecause !== null;
  }

  /** Silent for good, and every slot has passed. */
  get over(): boolean {
    return this.#track.endedBecause !== null && (this.#chime?.over ?? true);
  }

  get endedBecause(): EndReason {
    return this.#cut?.because ?? this.#track.endedBecause ?? "finished";
  }

  get result(): TrackBegin & { readonly endMediaTime: number | null } {
    const { firstSampleAtUs, firstMediaTime } = this.#track.result();
    const fadedTo = this.#endMediaTime + (this.#cut ? CUT_SAMPLES : 0);
    const endMediaTime = this.#begunTo > 0 ? Math.round(Math.min(this.#begunTo, fadedTo)) : null;
    return { firstSampleAtUs: this.time.measured(firstSampleAtUs), firstMediaTime, endMediaTime };
  }

  /** The speakerTime at which a mediaTime leaves the converter. */
  playAt(mediaTime: number): number {
    return this.time.speakerAt(playAtOf(this.#timing, mediaTime));
  }

  /** An authenticated message (SPEC 6.4): its frames go into their slots, or are late (SPEC 3.6, 9.3). */
  push(entry: AudioEntry, message: AudioMessage, nowUs: number): void {
    const { frames, mediaTime, sequence } = message;
    const end = mediaTime + frames.length * FRAME_SAMPLES;
    this.lastValidUs = nowUs;
    this.lastSequence = Math.max(this.lastSequence, sequence);
    this.lastMediaTime = Math.max(this.lastMediaTime, end);
    if (message.eos) this.#endMediaTime = Math.min(this.#endMediaTime, end);
    if (this.#joinFrom === undefined) {
      // SPEC 3.8: this frame is taken to have arrived the moment it was sent.
      this.time.anchor(nowUs, playAtOf(this.#timing, mediaTime) - this.#timing.delayUs);
      this.#joinFrom = joinAt(this.#timing, mediaTime, this.time.at(nowUs)).mediaTime;
      this.tally.begin(mediaTime);
    } else this.margin.arrived(this.playAt(mediaTime) - nowUs - this.#options.leadUs);
    const serverUs = this.time.at(nowUs);
    const deadline = Math.ceil(mediaTimeAt(this.#timing, serverUs + this.#options.leadUs));
    const late = framesBefore(Math.max(this.#joinFrom, deadline), mediaTime, frames.length);
    for (let i = 0; i < late; i++) this.tally.lateFrame(mediaTime + i * FRAME_SAMPLES);
    if (late === frames.length && !message.eos) return;
    this.#messages.add(sequence, entry);
    if (late === 0) this.#track.push(message, serverUs);
    else {
      const kept = frames.slice(late);
      this.#track.push({ ...message, frames: kept, mediaTime: mediaTime + late * FRAME_SAMPLES }, serverUs);
    }
  }

  /**
   * Adds its sound to `mix`, of which `count` samples leave the converter from `speakerUs` on; without `mix` it is only
   * known what would sound.
   */
  render(speakerUs: number, count: number, mix: Float32Array | undefined): void {
    const serverUs = this.time.at(speakerUs);
    this.#blockUs = speakerUs;
    if (this.#cut && speakerUs >= this.#cut.atUs) this.#stop(this.#cut.because, serverUs);
    if (this.#scratch.length < count) this.#scratch = new Float32Array(count);
    const block = this.#scratch.subarray(0, count);
    let sounds = this.#track.pull(serverUs, block, mix !== undefined);
    if (this.#chime && !this.#chime.over) {
      if (!sounds) block.fill(0);
      if (this.#track.endedBecause !== null) this.#chime.cut();
      sounds = this.#pullChime(serverUs, block) || sounds;
    }
    if (mix && sounds) this.#level.add(mix, block);
    if (this.over) this.#count();
  }

  duck(by: string): void {
    this.duckedBy = by;
    this.#enter("ducked");
  }

  suspend(by: string): void {
    this.duckedBy = by;
    this.#enter("suspended");
  }

  rejoin(ducked: boolean): void {
    this.#enter(ducked ? "ducked" : "sounding");
  }

  #enter(state: PlayState): void {
    this.#state = state;
    this.#track.setAudible(state !== "suspended");
    if (state === "suspended") this.#chime?.cut();
    this.#level.move(this.#levelInputs());
  }

  /** Silence as soon as what is handed over has left the converter, under a 5 ms fade (SPEC 8.4). */
  cut(because: EndReason, nowUs: number): void {
    this.#cut ??= { atUs: nowUs + this.#options.leadUs, because };
  }

  /** Drops what is left: the same broadcast begins anew. */
  drop(nowUs: number): void {
    this.#stop(this.endedBecause, this.time.at(nowUs));
    this.#count();
  }

  /** False when nothing of it has come yet or its end is past: then it is to be cut instead (SPEC 8.6). */
  endAt(mediaTime: number, because: EndReason, nowUs: number): boolean {
    if (this.#joinFrom === undefined || this.playAt(mediaTime) <= nowUs) return false;
    this.#endMediaTime = Math.min(this.#endMediaTime, mediaTime);
    this.#track.endAt(mediaTime, because);
    return true;
  }

  /** A new cfg. */
  place(placement: Placement): void {
    this.#placement = placement;
    this.#retime(this.#timing.timeline);
    this.#level.move(this.#levelInputs());
  }

  /** False when that or a later one was obeyed already (SPEC 4.7). */
  retime(retime: Retime): boolean {
    if (retime.rev <= this.#retimeRev) return false;
    this.#retimeRev = retime.rev;
    this.#delayUs = retime.delayUs;
    this.#retime({ m0: retime.m0, t0Us: retime.t0Us, rPpb: retime.rPpb });
    return true;
  }

  /** False when that or a later one was obeyed already (SPEC 4.8). */
  update(update: Update): boolean {
    if (update.rev <= this.#updateRev) return false;
    this.#updateRev = update.rev;
    this.#gainDb = update.gainDb;
    this.endsByUtcMs = update.endsByUtcMs;
    this.#level.move(this.#levelInputs());
    return true;
  }

  #retime(timeline: Timeline): void {
    this.#timing = this.#timingOf(timeline);
    this.#track.retime(this.#timing);
  }

  #timingOf(timeline: Timeline): PlayoutTiming {
    const { delayClass, trimUs } = this.#placement;
    return { timeline, delayUs: this.#delayUs[delayClass], trimUs };
  }

  #levelInputs(): LevelInputs {
    const { offer, ceilingDb } = this.#options;
    const { levelDb } = this.#placement;
    return { priority: offer.priority, gainDb: this.#gainDb, state: this.#state, levelDb, ceilingDb };
  }

  #stop(because: EndReason, serverUs: number): void {
    this.#chime?.cut();
    if (this.#track.endedBecause !== null) return;
    this.#endMediaTime = Math.min(this.#endMediaTime, mediaTimeAt(this.#timing, serverUs));
    this.#track.stop(because, serverUs);
  }

  #count(): void {
    if (this.#counted) return;
    this.#counted = true;
    this.tally.end(this.#endMediaTime);
  }

  #pullChime(serverUs: number, block: Float32Array): boolean {
    const stretch = this.#chime?.pull(serverUs, block);
    if (!stretch) return false;
    const sampleUs = 1e6 / this.#options.sampleRate;
    const [from, to] = [stretch.from, stretch.to].map((at) => this.#blockUs + at * sampleUs);
    this.#options.hears.chime(this.offer.broadcast, from as number, to as number);
    return true;
  }
}
