import { Crystal } from "../card/crystal";
import type { Recorder } from "../card/recorder";
import { type Sink, SoundCard } from "../card/sound-card";
import type { Truth } from "../card/truth";
import type { Fault } from "../faults/fault";
import { FaultyLine } from "../faults/faulty-line";
import { Flood } from "../faults/flood";
import type { SessionEnd } from "../mqtt/session";
import { ClipCache } from "../programme/clip-cache";
import type { FetchAsk } from "../programme/file-fetcher";
import { EMPTY_FLASH } from "../speaker/flash";
import { Speaker } from "../speaker/speaker";
import { BrokerLine } from "./broker-line";
import type { Asker } from "./clock-socket";
import type { DeviceOptions, DeviceState } from "./device-options";
import { machineUs } from "./machine-time";

/** One simulated device: an honest speaker, its crystal and card, its line to the broker, and what is made to go wrong. */

export class Device implements Asker {
  readonly id: string;
  readonly #options: DeviceOptions;
  readonly #broker: BrokerLine;
  readonly #line: FaultyLine;
  #crystal: Crystal;
  #card: SoundCard;
  #speaker: Speaker;
  #frozenUntilUs = 0;
  #frozen = false;
  #offUntilUs = 0;
  #off = false;
  #flood: Flood | undefined;
  #lastEnd: SessionEnd | "" = "";
  #closed = false;
  #cutUntilUs = 0;
  readonly #clips: ClipCache;

  constructor(options: DeviceOptions, nowUs: number) {
    const { credentials, random } = options;
    this.id = credentials.id;
    this.#options = options;
    this.#clips = new ClipCache(options.clipBytes);
    this.#broker = new BrokerLine({
      credentials,
      keepaliveS: options.keepaliveS,
      random,
      firstConnectUs: options.firstConnectUs,
      now: machineUs,
      will: () => this.#speaker.will(),
      online: () => this.#speaker.online(this.#crystal.speakerUs(machineUs())),
      message: (payload) => {
        if (!this.#frozen) this.#line.message(payload, machineUs());
      },
      acked: (packetId) => this.#speaker.acked(packetId),
      subscriptionRefused: () => this.#speaker.count("subscription-refused"),
      broke: (code, detail) => {
        this.#lastEnd = code;
        this.#line.broke();
        this.#speaker.offline();
        options.trouble(this.id, code, detail);
      },
    });
    this.#line = new FaultyLine(random, {
      arrived: (payload, atUs) => this.#speaker.message(payload, this.#crystal.speakerUs(atUs)),
      send: ({ bytes, url }) => options.clocks.send(bytes, url, this),
    });
    this.#crystal = this.#newCrystal(nowUs, options.ppm);
    const { sampleRate, sink, full, wakeMs } = options;
    const { ceilingDb } = options.limits;
    this.#card = new SoundCard(this.#crystal, nowUs, { sampleRate, sink, always: full, ceilingDb, wakeMs });
    this.#speaker = this.#boot(nowUs);
  }

  #newCrystal(nowUs: number, ppm: number): Crystal {
    return new Crystal(nowUs, 1e6 + this.#options.random() * 1e9, ppm);
  }

  #boot(nowUs: number): Speaker {
    const { credentials, crypto, messages, decoders, limits, sampleRate, outputDelayMs } = this.#options;
    return new Speaker({
      credentials,
      crypto,
      flash: this.#options.flash,
      messages,
      decoders,
      hears: this.#card,
      limits,
      sampleRate,
      outputDelayMs,
      wakeMs: this.#options.wakeMs,
      verifyUs: this.#options.verifyUs,
      mixed: this.#options.mixed,
      random: this.#options.random,
      fresh: this.#options.fresh,
      bootedUs: this.#crystal.speakerUs(nowUs),
      clips: this.#clips,
      files: this.#options.files,
      link: {
        fetch: (ask, authorization) => this.#fetch(ask, authorization),
        publish: (topic, bytes, qos, retain) =>
          this.#broker.session?.publish(topic, bytes, qos, retain) ?? -1,
        subscribe: (wanted) => this.#broker.session?.subscribe(wanted),
        unsubscribe: (filters) => this.#broker.session?.unsubscribe(filters),
        datagram: (bytes, url) => {
          if (!url.startsWith("udp://")) return false;
          this.#line.send(bytes, url, machineUs());
          return true;
        },
      },
    });
  }

  get online(): boolean {
    return this.#broker.session?.online ?? false;
  }

  get state(): DeviceState {
    const speaker = this.#speaker;
    return {
      id: this.id,
      online: this.online,
      bootId: speaker.bootId,
      sync: speaker.sync,
      clockErrorUs: speaker.clock.errorUs(this.#crystal.speakerUs(machineUs())),
      cfgVersion: speaker.versions.cfg,
      keysVersion: speaker.versions.keys,
      sounding: speaker.sounding,
      receiptsWaiting: speaker.receiptsWaiting,
      refused: speaker.refused,
      ppm: this.#crystal.ppm,
      frozen: this.#frozen,
      recording: this.#card.recorder !== undefined,
      lastEnd: this.#lastEnd,
      bundle: speaker.programme.bundle ?? "",
      clipsMissing: speaker.programme.clipsMissing ?? 0,
    };
  }

  truth(broadcast: string): Truth | undefined {
    return this.#card.truth.get(broadcast);
  }

  get recorder(): Recorder | undefined {
    return this.#card.recorder;
  }

  set recorder(recorder: Recorder | undefined) {
    this.#card.recorder = recorder;
  }

  /** Whoever listens to it now. */
  get listeners(): Set<Sink> {
    return this.#card.listeners;
  }

  /** Everything that happens by itself, every 10 ms or so. */
  tick(): void {
    const nowUs = machineUs();
    if (this.#off || this.#frozen) {
      this.#card.skip(nowUs);
      if (this.#frozen && nowUs >= this.#frozenUntilUs) this.#thaw();
      if (this.#off && nowUs >= this.#offUntilUs) this.#powerOn(nowUs);
      if (this.#off || this.#frozen) return;
    }
    if (this.#cutUntilUs > 0 && nowUs >= this.#cutUntilUs) this.#mend(nowUs);
    this.#line.tick(nowUs);
    this.#speaker.tick(this.#crystal.speakerUs(nowUs));
    this.#card.advance(this.#speaker, nowUs);
    if (this.#cutUntilUs === 0) this.#broker.tick(nowUs);
    if (this.#flood && !this.#flood.tick(this.#broker.session, nowUs)) this.#flood = undefined;
  }

  clockDatagram(bytes: Uint8Array): void {
    if (this.#frozen || this.#off || this.#closed || this.#cutUntilUs > 0) return;
    this.#line.datagram(bytes, machineUs());
  }

  fault(fault: Fault): void {
    const nowUs = machineUs();
    switch (fault.kind) {
      case "drift":
        this.#card.advance(this.#speaker, nowUs);
        this.#crystal.drift(fault.ppm, nowUs);
        break;
      case "reboot":
        this.#powerOff(nowUs + fault.offMs * 1000, fault.wipe);
        break;
      case "freeze":
        this.#frozenUntilUs = nowUs + fault.seconds * 1e6;
        if (fault.seconds > 0) this.#freeze();
        else this.#thaw();
        break;
      case "flood":
        this.#flood =
          fault.seconds > 0
            ? new Flood(`pa/d/${this.id}/tm`, fault.perSecond, fault.seconds, nowUs)
            : undefined;
        break;
      case "clock":
        this.#speaker.clock.fault = { utcMs: fault.utcMs, serverUs: fault.serverUs };
        break;
      case "cut":
        if (fault.seconds > 0) this.#cut(nowUs + fault.seconds * 1e6);
        else this.#mend(nowUs);
        break;
      case "disconnect":
        this.#broker.session?.drop();
        break;
      case "clear":
        this.#line.fault(fault);
        this.#flood = undefined;
        this.#speaker.clock.fault = { utcMs: 0, serverUs: 0 };
        this.#mend(nowUs);
        this.#thaw();
        break;
      default:
        this.#line.fault(fault);
    }
  }

  /** The link is gone: broker, clock and files, while the speaker goes on. */
  #cut(untilUs: number): void {
    this.#cutUntilUs = untilUs;
    this.#broker.cut();
    this.#line.broke();
    this.#speaker.offline();
  }

  #mend(nowUs: number): void {
    if (this.#cutUntilUs === 0) return;
    this.#cutUntilUs = 0;
    this.#broker.restart(nowUs);
  }

  #fetch(ask: FetchAsk, authorization: string): boolean {
    if (this.#cutUntilUs > 0) return false;
    const speaker = this.#speaker;
    return this.#options.clipClient.fetch(this.#options.credentials, ask, authorization, (answer) => {
      if (this.#closed || this.#off || this.#speaker !== speaker) return;
      const said = this.#cutUntilUs > 0 ? ({ kind: "failed" } as const) : answer;
      speaker.fetched(ask, said, this.#crystal.speakerUs(machineUs()));
    });
  }

  #freeze(): void {
    this.#frozen = true;
    this.#broker.session?.freeze(true);
  }

  #thaw(): void {
    this.#frozen = false;
    this.#broker.session?.freeze(false);
  }

  /** The power fails: nobody says goodbye. */
  #powerOff(untilUs: number, wipe: boolean): void {
    this.#broker.cut();
    this.#speaker.abandon();
    this.#off = true;
    this.#offUntilUs = untilUs;
    if (!wipe) return;
    this.#options.flash.write(EMPTY_FLASH);
    this.#clips.clear();
  }

  #powerOn(nowUs: number): void {
    this.#off = false;
    this.#frozen = false;
    this.#line.broke();
    this.#crystal = this.#newCrystal(nowUs, this.#crystal.ppm);
    this.#card = this.#card.after(this.#crystal, nowUs);
    this.#speaker = this.#boot(nowUs);
    this.#broker.restart(nowUs);
  }

  /** Says goodbye: receipts, status offline, DISCONNECT. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    const nowUs = machineUs();
    if (!this.#off && !this.#frozen) {
      this.#card.advance(this.#speaker, nowUs);
      this.#speaker.shutDown(this.#crystal.speakerUs(nowUs));
    }
    if (this.#frozen) this.#broker.cut();
    else this.#broker.leave();
    this.#card.recorder?.close(nowUs);
    this.#card.close();
  }
}
