import {
  AUDIO_VERSION,
  type ClockReply,
  deriveDeviceKeys,
  ENVELOPE_TYPE,
  ENVELOPE_VERSION,
  type EndReason,
  type Status,
  type SyncState,
  speakerTopic,
} from "@dalaba/protocol";
import type { FetchAnswer, FetchAsk } from "../programme/file-fetcher";
import { StoredProgramme } from "../programme/stored-programme";
import { AudioGate } from "./audio-gate";
import type { ClockVia } from "./clock-poller";
import { budgeted, FailureBudget } from "./failure-budget";
import { FACTORY_PLACEMENT } from "./level";
import { OrderDesk } from "./order-desk";
import { Reporter } from "./reporter";
import { secretBytes } from "./secret-bytes";
import { SpeakerClock } from "./speaker-clock";
import type { SpeakerOptions } from "./speaker-parts";
import { SpeakerStage } from "./speaker-stage";
import { statusOf, telemetryOf } from "./status";
import { Subscriptions } from "./subscriptions";
import { Trust } from "./trust";
import { UpwardLine } from "./upward-line";

/**
 * An honest speaker, from boot to power cut. It knows its credentials, what arrives and its own clock, and nothing of the
 * machine it is simulated on. Each `nowUs` is speakerTime.
 */

const RESUBSCRIBE_US = 60_000_000;

export class Speaker {
  readonly id: string;
  readonly clock: SpeakerClock;
  readonly #options: SpeakerOptions;
  readonly #upward: UpwardLine;
  readonly #trust: Trust;
  readonly #subscriptions: Subscriptions;
  readonly #stage: SpeakerStage;
  readonly #desk: OrderDesk;
  readonly #programme: StoredProgramme;
  readonly #gate: AudioGate;
  readonly #reporter: Reporter;
  readonly #budget = new FailureBudget();
  /** Since boot, by code. */
  readonly refused: Record<string, number> = {};
  #nowUs: number;
  #resubscribedUs = Number.NEGATIVE_INFINITY;

  constructor(options: SpeakerOptions) {
    const { credentials, decoders, link } = options;
    this.#options = options;
    this.#nowUs = options.bootedUs;
    this.id = credentials.id;
    const keys = deriveDeviceKeys(options.crypto, secretBytes(credentials.deviceSecret));
    const crypto = budgeted(options.crypto, this.#budget);
    this.#upward = new UpwardLine(options.crypto, keys, {
      ...{ speaker: this.id, link, bootId: options.fresh(), flash: options.flash },
    });
    this.#trust = new Trust(crypto, options.flash, this.id, secretBytes(credentials.rootKey));
    this.#subscriptions = new Subscriptions(this.id);
    this.#reporter = new Reporter(options.random);
    const refused = (code: string): void => this.count(code);
    this.clock = new SpeakerClock(options.crypto, keys.pairwiseKey, this.id, this.#trust.utcFloorMs, {
      send: (bytes, via) => this.#sendClock(bytes, via),
      fresh: options.fresh,
      reply: (reply, asked, nowUs) => this.#clockReply(reply, asked, nowUs),
      refused,
    });
    this.#programme = new StoredProgramme(
      {
        ...options,
        pairwiseKey: keys.pairwiseKey,
        listener: () => ({ speaker: this.id, groups: this.#trust.groups }),
        fetch: (ask, authorization) => this.#upward.isOnline && (link.fetch?.(ask, authorization) ?? false),
        serverTimeOf: (utcMs) => this.clock.serverTimeOf(utcMs),
        desk: () => this.#desk,
        changed: () => this.#upward.say(this.#status(true)),
      },
      options.bootedUs,
    );
    this.#stage = new SpeakerStage({
      filter: this.clock.filter,
      sampleRate: options.sampleRate,
      leadUs: options.outputDelayMs * 1000,
      limits: options.limits,
      hears: options.hears,
      placement: () => this.#trust.config ?? FACTORY_PLACEMENT,
      decoder: () => decoders.sounding(),
      listener: () => decoders.listening(),
      done: (decoder) => decoders.done(decoder),
      started: (player, nowUs) => this.#gate.release(player, nowUs),
      programme: this.#programme,
      utcMs: (atUs) => this.clock.utcMs(atUs),
      receipt: (receipt) => this.#upward.receipt(receipt),
      ended: (broadcast, because, nowUs) => this.#ended(broadcast, because, nowUs),
      subscribe: (topic) => link.subscribe([{ filter: topic, qos: 0 }]),
      unsubscribe: (topic) => link.unsubscribe([topic]),
    });
    this.#desk = new OrderDesk({
      crypto,
      stage: this.#stage,
      identity: () => ({ ...this.#trust.identity, bootedUtcMs: this.clock.utcMs(options.bootedUs) }),
      limits: (utcMs) => ({ mixed: options.mixed ?? 2, ...this.#trust.limitsAt(utcMs) }),
      programme: this.#programme,
      ack: (ack) => this.#upward.say({ type: "ack", ...ack, sync: this.sync }),
      refused,
    });
    this.#programme.configured(this.#trust.config, this.#nowUs, undefined);
    this.#gate = new AudioGate({
      crypto: options.crypto,
      source: options.messages,
      budget: this.#budget,
      keys: () => this.#trust.keys,
      player: (broadcast) => this.#stage.player(broadcast),
      stopped: (broadcast) =>
        this.#stage.fed(broadcast) || this.#desk.state.tombstones[broadcast] !== undefined,
      utcMs: (nowUs) => this.clock.utcMs(nowUs),
      refused,
    });
  }

  get bootId(): string {
    return this.#upward.bootId;
  }

  get sync(): SyncState {
    return this.clock.sync(this.#nowUs);
  }

  /** Sounding or ducked. */
  get sounding(): string[] {
    return this.#stage.heard;
  }

  get silent(): boolean {
    return this.#stage.silent;
  }

  get versions(): { readonly cfg: number; readonly keys: number } {
    return { cfg: this.#trust.cfgVersion, keys: this.#trust.keysVersion };
  }

  /** What STATUS says of clips and bundle. */
  get programme(): StoredProgramme["status"] {
    return this.#programme.status;
  }

  get receiptsWaiting(): number {
    return this.#upward.receiptsWaiting;
  }

  /** For CONNECT (SPEC 1.5). */
  will(): { readonly topic: string; readonly payload: Uint8Array } {
    return { topic: speakerTopic(this.id, "st"), payload: this.#upward.encode(this.#status(false)) };
  }

  /** CONNACK: subscribe, say so, ask the time (SPEC 1.6); then what was not acknowledged on the last line. */
  online(nowUs: number): void {
    this.#nowUs = nowUs;
    this.#upward.online();
    this.#options.link.subscribe(this.#subscriptions.all(this.#trust.groups));
    this.#upward.say(this.#status(true));
    this.clock.online(nowUs);
    this.#reporter.online(nowUs);
    this.#upward.resend();
  }

  /** What sounds goes on (SPEC 8.7). */
  offline(): void {
    this.#upward.offline();
    this.clock.offline();
    this.#reporter.offline();
  }

  acked(packetId: number): void {
    this.#upward.acked(packetId);
  }

  /** A message, whatever its topic: its first byte says what it is (SPEC 2.4). `payload` is not kept. */
  message(payload: Uint8Array, nowUs: number): void {
    this.#nowUs = nowUs;
    const first = payload[0];
    if (first === AUDIO_VERSION) this.#gate.receive(payload, nowUs);
    else if (first === 0xd2) this.clock.receive(payload, nowUs);
    else if (first === ENVELOPE_VERSION) this.#envelope(payload, nowUs);
    else this.count("unknown-message");
  }

  #envelope(payload: Uint8Array, nowUs: number): void {
    if (!this.#budget.open(nowUs)) {
      this.count("unchecked");
      return;
    }
    switch (payload[1]) {
      case ENVELOPE_TYPE.keys:
      case ENVELOPE_TYPE.cfg:
        this.#document(Uint8Array.prototype.slice.call(payload), nowUs);
        break;
      case ENVELOPE_TYPE.lim:
      case ENVELOPE_TYPE.bundle:
        break;
      default:
        this.#desk.receive(this.#options.messages.order(payload), nowUs, this.clock.utcMs(nowUs));
    }
  }

  #document(bytes: Uint8Array, nowUs: number): void {
    const wasMuted = this.#trust.config?.muted ?? false;
    const result = bytes[1] === ENVELOPE_TYPE.keys ? this.#trust.keySet(bytes) : this.#trust.cfg(bytes);
    if (!result.ok) this.count(result.code);
    if (!result.ok || !result.changed) return;
    const { added, gone } = this.#subscriptions.change(this.#trust.groups);
    this.#options.link.subscribe(added);
    this.#options.link.unsubscribe(gone);
    const utcMs = this.clock.utcMs(nowUs);
    if (utcMs !== undefined) this.#trust.raiseUtcFloor(utcMs, true);
    this.#stage.place(this.#trust.config ?? FACTORY_PLACEMENT);
    this.#programme.configured(this.#trust.config, nowUs, utcMs);
    if (!wasMuted && this.#trust.config?.muted) this.#desk.mute(nowUs, utcMs ?? 0);
    this.#upward.say(this.#status(true));
  }

  /** What came of a request for a part of a file (SPEC 13.2). */
  fetched(ask: FetchAsk, answer: FetchAnswer, nowUs: number): void {
    this.#nowUs = nowUs;
    this.#programme.answered(ask, answer, nowUs, this.clock.utcMs(nowUs));
  }

  /** Timers: clock, reports, ends. */
  tick(nowUs: number): void {
    this.#nowUs = nowUs;
    if (this.clock.due(nowUs)) this.clock.tick(nowUs, this.#stage.asking);
    const { silent } = this.#stage;
    if (!silent) this.#stage.tick(nowUs, (us) => this.clock.utcMs(us));
    const utcMs = this.clock.utcMs(nowUs);
    this.#programme.tick(nowUs, utcMs, silent);
    if (this.#desk.waiting && utcMs !== undefined) this.#desk.tick(nowUs, utcMs);
    if (!this.#upward.isOnline) return;
    if (this.#reporter.reportDue(nowUs, !silent))
      for (const report of this.#stage.reports()) this.#upward.say(report);
    if (!this.#reporter.telemetryDue(nowUs)) return;
    const own = { bootedUs: this.#options.bootedUs, sync: this.sync, sounding: this.#stage.heard };
    this.#upward.say(telemetryOf({ ...own, clock: this.clock, refused: this.refused }, nowUs));
  }

  /** `count` samples leave the converter from `speakerUs` on; added to `mix` when somebody hears them. */
  render(speakerUs: number, count: number, mix: Float32Array | undefined): void {
    this.#stage.render(speakerUs, count, mix);
  }

  /** Leaves on purpose (SPEC 1.7): receipts for what sounds, then status offline. */
  shutDown(nowUs: number): void {
    this.#nowUs = nowUs;
    this.#stage.shutDown(nowUs);
    this.#upward.say(this.#status(false));
  }

  /** The power fails: what it held is gone. */
  abandon(): void {
    this.#stage.abandon();
  }

  #ended(broadcast: string, because: EndReason, nowUs: number): void {
    const utcMs = this.clock.utcMs(nowUs) ?? 0;
    if (because === "factory-limit") this.#desk.forbid(broadcast, nowUs, utcMs);
    else this.#desk.ended(broadcast, nowUs, utcMs);
  }

  #clockReply(reply: ClockReply, asked: readonly string[], nowUs: number): void {
    this.#stage.goOn(asked, reply.goOn, nowUs);
    if (this.#upward.isOnline && reply.unattended !== true) this.#programme.attended(nowUs);
    const utcMs = this.clock.utcMs(nowUs);
    if (utcMs !== undefined) this.#trust.raiseUtcFloor(utcMs, false);
    if (!this.#trust.behind(reply) || !this.#upward.isOnline || nowUs - this.#resubscribedUs < RESUBSCRIBE_US)
      return;
    this.#resubscribedUs = nowUs;
    this.#options.link.subscribe(this.#subscriptions.documents());
  }

  #sendClock(bytes: Uint8Array, via: ClockVia): boolean {
    const { link, credentials } = this.#options;
    if (via === "mqtt") return link.publish(speakerTopic(this.id, "tq"), bytes, 0, false) >= 0;
    const url = this.#trust.config?.clockUrl || credentials.clockUrl;
    return url !== "" && link.datagram(bytes, url);
  }

  #status(online: boolean): Status {
    const { outputDelayMs, wakeMs = 0, verifyUs, mixed = 2 } = this.#options;
    const { cfgVersion, keysVersion } = this.#trust;
    const own = { outputDelayMs, wakeMs, verifyUs, mixed, cfgVersion, keysVersion };
    return statusOf(online, { ...own, ...this.#programme.status });
  }

  /** A refusal, for TELEMETRY. */
  count(code: string): void {
    this.refused[code] = (this.refused[code] ?? 0) + 1;
  }
}
