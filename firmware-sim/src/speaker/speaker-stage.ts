import type { ClockFilter, FrameDecoder } from "@dalaba/media";
import {
  ALERT_PRIORITY,
  type EndReason,
  type Offer,
  type Receipt,
  type Report,
  type Retime,
  type Update,
} from "@dalaba/protocol";
import { BroadcastPlayer } from "./broadcast-player";
import { type BroadcastRecord, RecordShelf } from "./broadcast-record";
import type { FactoryLimits } from "./factory-limits";
import type { Placement } from "./level";
import type { Stage } from "./order-desk";
import type { Hears } from "./player-options";
import { ServerTime } from "./server-time";

/** The broadcasts that a speaker holds, and those whose last fade is still sounding: started, mixed, ended, receipted. */

export interface StagePorts {
  readonly filter: ClockFilter;
  readonly sampleRate: number;
  readonly leadUs: number;
  readonly limits: FactoryLimits;
  readonly hears: Hears;
  placement(): Placement;
  /** undefined: this speaker counts without decoding. */
  decoder(): FrameDecoder | undefined;
  listener(): FrameDecoder | undefined;
  done(decoder: FrameDecoder): void;
  started(player: BroadcastPlayer, nowUs: number): void;
  receipt(receipt: Receipt): void;
  /** It ended by itself: arbitration is to be told. */
  ended(broadcast: string, because: EndReason, nowUs: number): void;
  subscribe(topic: string): void;
  unsubscribe(topic: string): void;
}

/** Audio of a broadcast that nobody subscribed us to comes within this, or we subscribe (SPEC 8.1). */
const SUBSCRIBE_AFTER_US = 40_000;
const OBSERVE_EVERY_US = 200_000;
const LEASED: readonly Offer["class"][] = ["file", "schedule", "music", "link"];
const LIVE: readonly Offer["class"][] = ["talk", "page", "link"];

interface Act {
  readonly player: BroadcastPlayer;
  readonly record: BroadcastRecord;
  readonly decoder: FrameDecoder | undefined;
  /** Arbitration ended it: nobody is to be told. */
  decided: boolean;
  subscribed: boolean;
  observeUs: number;
  /** Since when it is heard without a break. */
  heardUs: number;
  /** When a clock reply last let it go on. */
  leaseUs: number;
}

export class SpeakerStage implements Stage {
  readonly #ports: StagePorts;
  readonly #shelf = new RecordShelf();
  readonly #held = new Map<string, Act>();
  #fading: Act[] = [];

  constructor(ports: StagePorts) {
    this.#ports = ports;
  }

  /** Nothing to render. */
  get silent(): boolean {
    return this.#held.size === 0 && this.#fading.length === 0;
  }

  player(broadcast: string): BroadcastPlayer | undefined {
    return this.#held.get(broadcast)?.player;
  }

  /** Sounding or ducked. */
  get heard(): string[] {
    const out: string[] = [];
    for (const [broadcast, { player }] of this.#held) if (player.state !== "suspended") out.push(broadcast);
    return out;
  }

  reports(): Report[] {
    const out: Report[] = [];
    for (const { player, record } of this.#held.values())
      if (player.state !== "suspended") out.push(record.report(player));
    return out;
  }

  start(offer: Offer, ducked: boolean, nowUs: number): void {
    const { broadcast } = offer;
    this.#ports.hears.announced?.(nowUs);
    this.#endFade(broadcast, nowUs);
    const { filter, sampleRate, leadUs, limits, hears } = this.#ports;
    const record = this.#shelf.take(broadcast);
    const decoder = this.#ports.decoder();
    const player = new BroadcastPlayer({
      offer,
      placement: this.#ports.placement(),
      time: new ServerTime(filter, offer.clockId, nowUs),
      startedUs: nowUs,
      sampleRate,
      leadUs,
      ceilingDb: limits.ceilingDb,
      decoder,
      listener: decoder ? undefined : this.#ports.listener(),
      ear: () => this.#ports.listener(),
      tally: record.tally,
      hears,
    });
    if (ducked) player.duck("");
    this.#held.set(broadcast, {
      player,
      record,
      decoder,
      decided: false,
      subscribed: false,
      observeUs: nowUs,
      heardUs: nowUs,
      leaseUs: nowUs,
    });
    this.#ports.started(player, nowUs);
  }

  /** The same broadcast begins anew: what its last end left to sound is dropped, and receipted first. */
  #endFade(broadcast: string, nowUs: number): void {
    const mine = this.#fading.filter(({ player }) => player.offer.broadcast === broadcast);
    if (mine.length === 0) return;
    this.#fading = this.#fading.filter((act) => !mine.includes(act));
    for (const act of mine) {
      act.player.drop(nowUs);
      this.#finish(act, nowUs);
    }
  }

  end(broadcast: string, because: EndReason, by: string, nowUs: number): void {
    const act = this.#held.get(broadcast);
    if (!act) {
      // It waited, and never sounded or not again.
      const record = this.#shelf.take(broadcast);
      this.#ports.receipt(record.receipt(broadcast, because, this.#ports.filter.state(nowUs)));
      this.#shelf.put(broadcast, record, nowUs);
      return;
    }
    if (by !== "" && because !== "replaced") act.player.duckedBy = by;
    this.#held.delete(broadcast);
    act.decided = true;
    act.player.cut(because, nowUs);
    this.#fading.push(act);
  }

  duck(broadcast: string, by: string): void {
    this.#held.get(broadcast)?.player.duck(by);
  }

  suspend(broadcast: string, by: string): void {
    this.#held.get(broadcast)?.player.suspend(by);
  }

  rejoin(broadcast: string, ducked: boolean, nowUs: number): void {
    const act = this.#held.get(broadcast);
    if (!act) return;
    act.heardUs = nowUs;
    act.leaseUs = nowUs;
    act.player.rejoin(ducked);
  }

  endAt(broadcast: string, endMediaTime: number, because: EndReason, nowUs: number): boolean {
    return this.#held.get(broadcast)?.player.endAt(endMediaTime, because, nowUs) ?? false;
  }

  retime(retime: Retime): boolean {
    return this.#held.get(retime.broadcast)?.player.retime(retime) ?? false;
  }

  update(update: Update): boolean {
    return this.#held.get(update.broadcast)?.player.update(update) ?? false;
  }

  place(placement: Placement): void {
    for (const { player } of this.#held.values()) player.place(placement);
  }

  /** What a clock reply said of the broadcasts that were asked about (SPEC 8.4). */
  goOn(asked: readonly string[], goOn: readonly boolean[], nowUs: number): void {
    asked.forEach((broadcast, i) => {
      const act = this.#held.get(broadcast);
      if (!act) return;
      if (goOn[i]) act.leaseUs = nowUs;
      else if (isLeased(act.player.offer)) act.player.cut("stopped", nowUs);
    });
  }

  /** Ends what is to end (SPEC 8.4, 8.5). `utcMsAt` is undefined while UTC is not trusted. */
  tick(nowUs: number, utcMsAt: (us: number) => number | undefined): void {
    if (this.#held.size === 0) return;
    const utcMs = utcMsAt(nowUs + this.#ports.leadUs);
    for (const act of this.#held.values()) {
      const { player } = act;
      if (nowUs >= act.observeUs) {
        act.observeUs = nowUs + OBSERVE_EVERY_US;
        act.record.observe(player, nowUs);
      }
      if (player.ending) continue;
      const because = this.#dueEnd(act, nowUs, utcMs);
      if (because) player.cut(because, nowUs);
      else this.#mindTopic(act, nowUs);
    }
  }

  #dueEnd(act: Act, nowUs: number, utcMs: number | undefined): EndReason | undefined {
    const { player } = act;
    const { offer } = player;
    const { limits } = this.#ports;
    if (utcMs !== undefined) {
      if (utcMs >= player.endsByUtcMs) return "expired";
      if (utcMs >= offer.startByUtcMs && player.result.firstSampleAtUs === null) return "expired";
    }
    const begunUs = player.time.adrift ? 0 : player.time.speakerAt(offer.t0Us);
    const aliveUs = Math.max(player.lastValidUs, player.startedUs, begunUs);
    if (nowUs - aliveUs >= limits.deadStreamMs * 1000) return "dead-stream";
    if (offer.priority >= ALERT_PRIORITY || player.state === "suspended") return undefined;
    const longestMs = LIVE.includes(offer.class) ? limits.longestLiveMs : limits.longestStoredMs;
    if (nowUs - act.heardUs >= longestMs * 1000) return "factory-limit";
    if (isLeased(offer) && nowUs - act.leaseUs >= limits.leaseMs * 1000) return "dead-stream";
    return undefined;
  }

  #mindTopic(act: Act, nowUs: number): void {
    const { player } = act;
    const { topic } = player.offer;
    if (act.subscribed || !topic.startsWith("pa/b/") || player.lastValidUs !== player.startedUs) return;
    if (nowUs - player.startedUs < SUBSCRIBE_AFTER_US) return;
    act.subscribed = true;
    this.#ports.subscribe(topic);
  }

  /** `count` samples leave the converter from `speakerUs` on. They are added to `mix`, when somebody hears them. */
  render(speakerUs: number, count: number, mix: Float32Array | undefined): void {
    for (const { player } of this.#held.values()) player.render(speakerUs, count, mix);
    for (const { player } of this.#fading) player.render(speakerUs, count, mix);
    this.#sweep(speakerUs);
  }

  #sweep(nowUs: number): void {
    if (this.#fading.some(({ player }) => player.over)) {
      const over = this.#fading.filter(({ player }) => player.over);
      this.#fading = this.#fading.filter(({ player }) => !player.over);
      for (const act of over) this.#finish(act, nowUs);
    }
    for (const [broadcast, act] of this.#held) {
      if (!act.player.over) continue;
      this.#held.delete(broadcast);
      this.#finish(act, nowUs);
    }
  }

  #finish(act: Act, nowUs: number): void {
    const { player, record } = act;
    const { broadcast, topic } = player.offer;
    record.observe(player, nowUs);
    record.add(player);
    if (act.subscribed) this.#ports.unsubscribe(topic);
    if (act.decoder) this.#ports.done(act.decoder);
    this.#ports.receipt(record.receipt(broadcast, player.endedBecause, player.time.sync(nowUs)));
    this.#shelf.put(broadcast, record, nowUs);
    if (!act.decided) this.#ports.ended(broadcast, player.endedBecause, nowUs);
  }

  /** The device shuts down on purpose (SPEC 8.4): receipts for all that is held, now. */
  shutDown(nowUs: number): void {
    for (const act of [...this.#held.values(), ...this.#fading]) {
      act.decided = true;
      act.player.cut("restarted", nowUs);
      act.player.drop(nowUs);
      this.#finish(act, nowUs);
    }
    this.#held.clear();
    this.#fading = [];
  }

  /** The power fails: nobody says anything. */
  abandon(): void {
    for (const { decoder } of [...this.#held.values(), ...this.#fading])
      if (decoder) this.#ports.done(decoder);
    this.#held.clear();
    this.#fading = [];
  }
}

function isLeased({ priority, class: kind }: Offer): boolean {
  return priority < ALERT_PRIORITY && LEASED.includes(kind);
}
