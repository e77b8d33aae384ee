import type { FrameDecoder } from "@dalaba/media";
import type { EndReason, Offer, Receipt, Report, Retime, Update } from "@dalaba/protocol";
import { ClipFeed } from "../programme/clip-feed";
import { BroadcastPlayer } from "./broadcast-player";
import { type BroadcastRecord, RecordShelf } from "./broadcast-record";
import { dueEnd, isLeased } from "./due-end";
import type { Placement } from "./level";

import { ServerTime } from "./server-time";
import type { Stage, StagePorts } from "./stage";

/** The broadcasts that a speaker holds, and those whose last fade is still sounding: started, mixed, ended, receipted. */

/** Audio of a broadcast that nobody subscribed us to comes within this, or we subscribe (SPEC 8.1). */
const SUBSCRIBE_AFTER_US = 40_000;
const OBSERVE_EVERY_US = 200_000;

interface Act {
  readonly player: BroadcastPlayer;
  readonly record: BroadcastRecord;
  readonly decoder: FrameDecoder | undefined;
  /** Sounds a clip: what comes over the line is not looked at. */
  readonly feed: ClipFeed | undefined;
  /** Begun alone (SPEC 13.6). */
  readonly own: boolean;
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

  /** Of one that sounds what comes over the line. */
  player(broadcast: string): BroadcastPlayer | undefined {
    const act = this.#held.get(broadcast);
    return act?.feed ? undefined : act?.player;
  }

  fed(broadcast: string): boolean {
    return this.#held.get(broadcast)?.feed !== undefined;
  }

  /** Sounding or ducked. */
  get heard(): string[] {
    const out: string[] = [];
    for (const [broadcast, { player }] of this.#held) if (player.state !== "suspended") out.push(broadcast);
    return out;
  }

  /** What a clock request names: the controller knows nothing of what was begun alone. */
  get asking(): string[] {
    return this.heard.filter((broadcast) => this.#held.get(broadcast)?.own === false);
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
    const { filter, sampleRate, leadUs, limits, hears, programme } = this.#ports;
    programme.begun(broadcast, this.#ports.utcMs(nowUs) ?? 0);
    const record = this.#shelf.take(broadcast);
    const decoder = this.#ports.decoder();
    const packets = filter.clockId === offer.clockId ? programme.clipOf(offer) : undefined;
    const time = new ServerTime(filter, offer.clockId, nowUs, packets === undefined);
    const player = new BroadcastPlayer({
      offer,
      placement: this.#ports.placement(),
      time,
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
      feed: packets && new ClipFeed(player, packets),
      own: programme.isOwn(broadcast),
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
      act.feed?.tick(nowUs);
      if (player.ending) continue;
      const { heardUs, leaseUs } = act;
      const kept = this.#ports.programme.keeps(player.offer.broadcast);
      const held = { player, fed: act.feed !== undefined, kept, heardUs, leaseUs };
      const because = dueEnd(held, this.#ports.limits, nowUs, utcMs);
      if (because) player.cut(because, nowUs);
      else this.#mindTopic(act, nowUs);
    }
  }

  #mindTopic(act: Act, nowUs: number): void {
    const { player } = act;
    const { topic } = player.offer;
    if (act.feed || act.subscribed || !topic.startsWith("pa/b/") || player.lastValidUs !== player.startedUs)
      return;
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
    const receipt = record.receipt(broadcast, player.endedBecause, player.time.sync(nowUs));
    this.#ports.receipt({ ...receipt, ...(act.feed ? { clip: true } : {}), ...this.#alone(act, receipt) });
    this.#shelf.put(broadcast, record, nowUs);
    if (!act.decided) this.#ports.ended(broadcast, player.endedBecause, nowUs);
  }

  #alone({ own, player }: Act, { firstSampleAtUs }: Receipt): Pick<Receipt, "aloneAtUtcMs"> {
    if (!own) return {};
    const atUs = firstSampleAtUs === 0 ? player.startedUs : player.time.speakerAt(firstSampleAtUs);
    return { aloneAtUtcMs: Math.max(0, Math.round(this.#ports.utcMs(atUs) ?? 0)) };
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
