import type { TalkEndReason, TalkSource, UplinkFrame } from "@dalaba/api";
import { SourceTimeline } from "@dalaba/media";
import {
  ALERT_PRIORITY,
  FRAME_SAMPLES,
  type Refusal,
  type Report,
  refuse,
  serverTimeOf,
  type Timeline,
} from "@dalaba/protocol";
import { diskUnder } from "../disk-level";
import { Audience } from "./audience";
import { BroadcastAudio, NO_AUDIO } from "./broadcast-audio";
import { beginEntry, endEntry, LATE_RECEIPTS_MS, stopReason } from "./broadcast-lines";
import { framesPerMessage, signOffers } from "./broadcast-offers";
import { type BroadcastParts, nowMs } from "./broadcast-parts";
import type { BroadcastFace, LiveBroadcast as LiveView } from "./ipc";
import { FRAMES_PER_MESSAGE, type OfferFacts } from "./offer-of";
import { Recording } from "./recording";
import type { TalkEnding } from "./talk-state";
import type { Actor, Ticket } from "./ticket";

/** How often speakers' progress is judged. */
const JUDGE_EVERY_MS = 500;
/** A speaker's clock may be this far off while it sounds the tail. */
const TAIL_SLACK_MS = 500;

const MAX_TIMELINES = 2_000;

export type BroadcastPhase = "offering" | "on-air" | "ending" | "settled";

/** One broadcast from its offer to its last receipt. */
export class LiveBroadcast {
  readonly ticket: Ticket;
  readonly audience: Audience;
  readonly startedAtUtcMs: number;
  /** Hears the end, whoever ended it. */
  onFinished: ((because: TalkEndReason) => void) | undefined;
  /** Hears where frames belong from now on. */
  onPlaced: ((timeline: Timeline, shift: number) => void) | undefined;
  readonly #parts: BroadcastParts;
  #phase: BroadcastPhase = "offering";
  #facts: OfferFacts | undefined;
  #audio: BroadcastAudio | undefined;
  /** Of a live source; what is read from a file keeps the time by itself. */
  #source: SourceTimeline | undefined;
  /** What speakers followed, the first one first. */
  readonly #timelines: Timeline[] = [];
  #endBeforeStart: { ending: TalkEnding; by: Actor | null } | undefined;
  #rev = 0;
  #settleAtMs = Number.POSITIVE_INFINITY;
  #judgedAtMs = 0;
  #tailUntilMs = Number.NEGATIVE_INFINITY;

  constructor(parts: BroadcastParts, ticket: Ticket) {
    this.#parts = parts;
    this.ticket = ticket;
    this.startedAtUtcMs = parts.clocks.utcMs();
    this.audience = new Audience(parts, ticket);
  }

  /** One that a crash of `air` left without an end: whoever comes back is told to stop and asked for its receipt. */
  static leftOver(
    parts: BroadcastParts,
    ticket: Ticket,
    offered: readonly string[],
    untilUtcMs: number,
    settleAtMs: number,
  ): LiveBroadcast {
    const broadcast = new LiveBroadcast(parts, ticket);
    broadcast.#phase = "ending";
    broadcast.#settleAtMs = settleAtMs;
    broadcast.audience.leftOver(offered, { reason: "sender-lost", endMediaTime: undefined, untilUtcMs });
    return broadcast;
  }

  get phase(): BroadcastPhase {
    return this.#phase;
  }

  /** Speakers may still ask about it, and come back to it, until then. */
  get endsByUtcMs(): number {
    return this.#facts?.endsByUtcMs ?? this.startedAtUtcMs + this.ticket.maxMs;
  }

  get counts(): { readonly accepted: number; readonly sounding: number; readonly of: number } {
    const { lanes } = this.audience;
    const sounding = lanes.count("sounding");
    return { accepted: sounding + lanes.count("accepted", "done"), sounding, of: lanes.size };
  }

  has(speaker: string): boolean {
    return this.audience.lanes.get(speaker) !== undefined;
  }

  /** On air, and in the tail of D after the source has ended: what a stop is for. */
  get sounds(): boolean {
    return (
      this.#phase === "on-air" || (this.#phase === "ending" && nowMs(this.#parts.clocks) < this.#tailUntilMs)
    );
  }

  /** True while a speaker is to sound it. */
  goesOn(speaker: string): boolean {
    return this.sounds && this.has(speaker);
  }

  /** Signs, journals, offers. The answer says where frame 0 lies on serverTime. */
  async begin(
    source: TalkSource,
    t0Us: number,
  ): Promise<{ readonly ok: true; readonly t0Us: number } | Refusal> {
    const parts = this.#parts;
    const { ticket, audience } = this;
    const made = await signOffers(parts, ticket, t0Us);
    if (!made.ok) return this.#never(made);
    const { facts, offers } = made;
    const recording = this.#record();
    const online = new Set(ticket.speakers.filter((id) => parts.downlink.present(id)));
    const begin = beginEntry(facts, source, audience.lanes, online, recording?.path ?? null);
    // An alarm goes out even when the disk is full; anything else that nobody could account for does not.
    if (!parts.journal.writeNow(begin) && ticket.priority < ALERT_PRIORITY)
      return this.#never(refuse("journal-failed", "the journal cannot be written"));
    this.#facts = facts;
    this.#timelines.push({ m0: 0, t0Us: facts.t0Us, rPpb: 0 });
    if (ticket.kind === "talk" && source !== "file") {
      this.#source = new SourceTimeline({ t0Us: facts.t0Us });
    }
    const frames = framesPerMessage(parts, ticket, FRAMES_PER_MESSAGE[ticket.kind]);
    const route = parts.downlink.route(facts.topic);
    const audio = new BroadcastAudio(ticket.broadcast, parts.streamKey(), frames, route, recording);
    this.#audio = audio;
    const scopes = offers.map(({ addressed }) => addressed);
    audience.offer({ facts, scopes, route, sentMediaTime: () => audio.sentMediaTime }, offers, online);
    this.#phase = "on-air";
    parts.counters.add("broadcasts_total");
    const ended = this.#endBeforeStart;
    if (ended) this.finish(ended.ending, ended.by);
    return { ok: true, t0Us: facts.t0Us };
  }

  #never(refusal: Refusal): Refusal {
    this.#phase = "settled";
    return refusal;
  }

  #record(): Recording | undefined {
    const { dataFolder, trouble } = this.#parts;
    const onTrouble = (detail: string) => trouble("recording-failed", `${this.ticket.broadcast}: ${detail}`);
    // What is left belongs to the journal and the store: without a recording one can speak, without those not.
    if (diskUnder(dataFolder)?.level === "full") {
      onTrouble("the disk of DALABA_DATA is full, so this is not recorded");
      return undefined;
    }
    try {
      return new Recording(dataFolder, this.ticket.broadcast, onTrouble);
    } catch (error) {
      onTrouble((error as Error).message);
      return undefined;
    }
  }

  /** @param mediaTime its place on the broadcast's timeline; left out: as it is counted */
  frame(frame: UplinkFrame, mediaTime: number = frame.sequence * FRAME_SAMPLES): void {
    if (this.#phase !== "on-air") return;
    this.#audio?.frame(frame, mediaTime, this.#parts.clocks.serverTimeUs());
    this.audience.wake();
  }

  /**
   * Each frame that reaches `air`, before it is placed, and those too late to be sent too: they tell where the source is.
   * False: nobody speaks in it, and leaving it out brings the talk back to D.
   */
  arrived(frame: UplinkFrame, atUs: number): boolean {
    const source = this.#source;
    if (source === undefined || this.#phase !== "on-air") return true;
    const { timeline, shift } = source;
    const kept = source.push(frame, atUs);
    if (source.timeline !== timeline) this.#retime(source.timeline);
    if (source.shift !== shift) this.#parts.counters.add("talk_frames_shifted_total");
    if (source.timeline !== timeline || source.shift !== shift)
      this.onPlaced?.(source.timeline, source.shift);
    return kept;
  }

  #retime(timeline: Timeline): void {
    const facts = this.#facts;
    if (facts === undefined) return;
    // A bound that nobody meets: an hour of orders two seconds apart. What is left out in the middle is some ms off.
    if (this.#timelines.length >= MAX_TIMELINES) this.#timelines.splice(1, 1);
    this.#timelines.push(timeline);
    this.#facts = { ...facts, t0Us: Math.round(serverTimeOf(timeline, 0)), rPpb: timeline.rPpb };
    this.audience.retime(this.#facts, ++this.#rev, timeline);
    this.#parts.counters.add("retimes_total");
  }

  /** How far it has come, and how early its frames came: what D the next talk needs, and what people are shown. */
  reported(speaker: string, report: Report): void {
    this.audience.report(speaker, report);
    const delayClass = this.audience.lanes.get(speaker)?.delayClass;
    const { marginUs } = report;
    if (this.ticket.kind !== "talk" || !this.#facts || !delayClass || marginUs === undefined) return;
    const { delays, latency, clocks } = this.#parts;
    const delayUs = this.#facts.delayUs[delayClass];
    delays.arrived(delayClass, delayUs - marginUs, nowMs(clocks));
    latency.arrived(delayClass, delayUs, marginUs, nowMs(clocks));
  }

  /** When a speaker was to sound a mediaTime, serverTime µs, its own trim left out; undefined before it began. */
  plannedAtUs(speaker: string, mediaTime: number): number | undefined {
    const lane = this.audience.lanes.get(speaker);
    const timeline = this.#timelines.findLast(({ m0 }) => m0 <= mediaTime);
    const facts = this.#facts;
    if (lane === undefined || timeline === undefined || facts === undefined) return undefined;
    const delayUs = facts.delayUs[lane.delayClass] + this.audience.laterMs(speaker) * 1000;
    return Math.round(serverTimeOf(timeline, mediaTime) + delayUs);
  }

  /** Ends it: stopped by someone, at once, also in its tail; otherwise with the tail of D. Idempotent. */
  finish(ending: TalkEnding, by: Actor | null): void {
    if (this.#phase === "offering") this.#endBeforeStart ??= { ending, by };
    if (this.#phase === "ending" && ending.because === "stopped" && this.sounds) this.#cutTail();
    const audio = this.#audio;
    if (this.#phase !== "on-air" || !audio) return;
    this.#phase = "ending";
    const { clocks, journal } = this.#parts;
    const atOnce = ending.because === "stopped";
    if (!atOnce) audio.end();
    const { sum, recording } = audio;
    const endMediaTime = atOnce ? undefined : sum.endMediaTime;
    const lastMs = Math.max(0, ...Object.values(this.ticket.laterMs ?? {}));
    const silentAtMs = atOnce ? 0 : this.audience.soundsAtMs("wan", lastMs) + sum.endMediaTime / 48;
    this.audience.stop({
      reason: stopReason(ending.because),
      endMediaTime,
      untilUtcMs: this.endsByUtcMs,
    });
    this.#tailUntilMs = silentAtMs + TAIL_SLACK_MS;
    this.#settleAtMs = Math.max(nowMs(clocks), silentAtMs) + LATE_RECEIPTS_MS;
    void recording?.close();
    journal.write(endEntry(this.ticket.broadcast, ending, by, sum, recording?.path ?? null));
    this.onFinished?.(ending.because);
  }

  /** All of it has been sent and not all has sounded. The journal has its end; each receipt will say `stopped`. */
  #cutTail(): void {
    const atMs = nowMs(this.#parts.clocks);
    this.audience.stop({ reason: "stopped", endMediaTime: undefined, untilUtcMs: this.endsByUtcMs });
    this.#tailUntilMs = atMs;
    this.#settleAtMs = Math.min(this.#settleAtMs, atMs + LATE_RECEIPTS_MS);
  }

  /** `air` stood still for so long: what speakers said meanwhile is yet to be read. */
  stoodStill(ms: number): void {
    this.audience.lanes.stoodStill(ms);
    this.#settleAtMs += ms;
  }

  /** Call about every 50 ms: repeats, bundles, who does not keep up, settling. */
  tick(atMs: number): void {
    this.audience.tick(atMs);
    if (this.#phase === "on-air") {
      this.#audio?.tick(atMs * 1000);
      if (atMs - this.#judgedAtMs < JUDGE_EVERY_MS) return;
      this.#judgedAtMs = atMs;
      this.audience.judge(atMs);
    } else if (this.#phase === "ending") {
      if (atMs < this.#settleAtMs && this.audience.lanes.owing().length > 0) return;
      this.#phase = "settled";
      this.audience.dropLifeless(atMs);
      this.#parts.journal.write({ type: "settled", broadcast: this.ticket.broadcast });
    }
  }

  get face(): BroadcastFace {
    const { broadcast, kind, class: named, priority, actor, to } = this.ticket;
    return { broadcast, kind, class: named, priority, actor, to, startedAtUtcMs: this.startedAtUtcMs };
  }

  view(): LiveView {
    const { room, why } = this.ticket;
    return {
      ...this.face,
      ...{ room, why },
      phase: this.#phase === "on-air" || this.#phase === "offering" ? "on-air" : "ending",
      t0Us: this.#facts?.t0Us ?? 0,
      frames: (this.#audio?.sum ?? NO_AUDIO).frames,
      speakers: this.audience.view(),
    };
  }
}
