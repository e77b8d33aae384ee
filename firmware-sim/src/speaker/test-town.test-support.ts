import type { FrameDecoder } from "@dalaba/media";
import {
  type Ack,
  type AudioMessage,
  deriveDeviceKeys,
  encodeClockReply,
  type Offer,
  type Order,
  type Receipt,
  readClockRequest,
  readUpward,
  type SpeakerConfig,
  type Upward,
} from "@dalaba/protocol";
import { nodeCrypto, publicKeyOf } from "@dalaba/protocol/node";
import type { ClipCache } from "../programme/clip-cache";
import type { FetchAsk } from "../programme/file-fetcher";
import { FACTORY_LIMITS, type FactoryLimits } from "./factory-limits";
import { MemoryFlash } from "./flash";
import { unsharedMessages } from "./message-source";
import type { Hears } from "./player-options";
import {
  audioOf,
  CLOCK_ID,
  COMMAND,
  cfgDocument,
  credentialsOf,
  EMERGENCY,
  keysDocument,
  offerOf,
  signOrder,
  UTC0,
} from "./signed-wire.test-support";
import { Speaker } from "./speaker";

/** A controller's side of the wire and one speaker, on virtual time: nothing here waits or opens a socket. */

/** A decoder that makes a level of the packet's second byte: what sounds tells which frame it was. */
export class LevelDecoder implements FrameDecoder {
  decode(packet: Uint8Array): Float32Array {
    return new Float32Array(320).fill(0.25 + (packet[1] ?? 0) / 1024);
  }

  conceal(frameSamples: number): Float32Array {
    return new Float32Array(frameSamples).fill(0.01);
  }
}

export interface Heard {
  readonly what: "chime" | "frame" | "sound" | "voiced";
  readonly broadcast: string;
  readonly atUs: number;
  readonly mediaTime?: number;
}

export interface TestTownOptions {
  readonly id?: string;
  readonly flash?: MemoryFlash;
  readonly decoder?: FrameDecoder | null;
  readonly limits?: Partial<FactoryLimits>;
  /** Told of each Ed25519 check. */
  readonly onVerify?: () => void;
  /** serverTime minus speakerTime, µs. */
  readonly offsetUs?: number;
  /** µs each way of a clock exchange. */
  readonly wayUs?: number;
  /** speakerTime at which it boots, µs: 1 s unless it boots again. */
  readonly bootUs?: number;
  /** False leaves the speaker without the time. */
  readonly clock?: boolean;
  /** False: datagrams go nowhere, `tq` is answered. */
  readonly udp?: boolean;
  readonly mixed?: 1 | 2;
  /** Where it keeps clips; none when left out. */
  readonly clips?: ClipCache;
  /** The files that the controller gives away, by SHA-256. */
  readonly served?: ReadonlyMap<string, Uint8Array>;
}

/** One speaker, the wire to it, and its time, which stands still unless `run` moves it. speakerTime starts at 1 s. */
export class TestTown {
  readonly speaker: Speaker;
  readonly id: string;
  readonly flash: MemoryFlash;
  readonly said: Upward[] = [];
  readonly subscribed: string[] = [];
  readonly heard: Heard[] = [];
  /** Every sample that left the converter since boot. */
  readonly mixed: Float32Array[] = [];
  /** What broker and clock do, for tests to change. */
  clockAnswers: boolean;
  lineUp = true;
  ackReceipts = true;
  goOn = true;
  unattended = false;
  newestCfg = 100;
  /** What was asked for of files. */
  readonly fetches: FetchAsk[] = [];
  clockRequests = 0;
  nowUs: number;
  readonly #options: TestTownOptions;
  readonly #keys: ReturnType<typeof deriveDeviceKeys>;
  #packetId = 0;
  #index: number;
  #counter = 1;
  readonly #pending: (() => void)[] = [];

  constructor(options: TestTownOptions = {}) {
    this.#options = options;
    this.nowUs = options.bootUs ?? 1_000_000;
    this.#index = Math.floor((this.nowUs * 16_000) / 1e6);
    this.id = options.id ?? "horn-1";
    this.flash = options.flash ?? new MemoryFlash();
    this.clockAnswers = options.clock ?? true;
    const credentials = credentialsOf(this.id);
    this.#keys = deriveDeviceKeys(nodeCrypto, Buffer.from(credentials.deviceSecret, "hex"));
    let nonce = 0;
    const hears: Hears = {
      chime: (broadcast, fromUs) => this.heard.push({ what: "chime", broadcast, atUs: fromUs }),
      frame: (broadcast, mediaTime, atUs) => this.heard.push({ what: "frame", broadcast, atUs, mediaTime }),
      sound: (broadcast, atUs) => this.heard.push({ what: "sound", broadcast, atUs }),
      voiced: (broadcast, atUs) => this.heard.push({ what: "voiced", broadcast, atUs }),
    };
    this.speaker = new Speaker({
      credentials,
      crypto: {
        ...nodeCrypto,
        verify: (...args) => {
          options.onVerify?.();
          return nodeCrypto.verify(...args);
        },
      },
      flash: this.flash,
      messages: unsharedMessages,
      decoders: {
        sounding: () => (options.decoder === null ? undefined : (options.decoder ?? new LevelDecoder())),
        listening: () => undefined,
        done: () => {},
      },
      hears,
      limits: { ...FACTORY_LIMITS, ...options.limits },
      sampleRate: 16_000,
      outputDelayMs: 20,
      verifyUs: 100,
      mixed: options.mixed ?? 2,
      random: () => 0.5,
      fresh: () => (++nonce).toString(16).padStart(16, "0"),
      bootedUs: this.nowUs,
      ...(options.clips ? { clips: options.clips } : {}),
      link: {
        fetch: (ask) => this.#serve(ask),
        publish: (topic, bytes, qos) => this.#published(topic, bytes, qos),
        subscribe: (wanted) => this.subscribed.push(...wanted.map(({ filter }) => filter)),
        unsubscribe: (filters) => {
          for (const filter of filters) this.subscribed.splice(this.subscribed.indexOf(filter), 1);
        },
        datagram: (bytes) => {
          if (options.udp !== false) this.#answerClock(bytes);
          return true;
        },
      },
    });
  }

  serverUs(speakerUs = this.nowUs): number {
    return speakerUs + (this.#options.offsetUs ?? 5_000_000);
  }

  get utcMs(): number {
    return UTC0 + this.nowUs / 1000;
  }

  #serve(ask: FetchAsk): boolean {
    this.fetches.push(ask);
    const bytes = this.#options.served?.get(ask.sha256)?.slice(ask.from, ask.to + 1);
    const answer = bytes ? ({ kind: "part", bytes } as const) : ({ kind: "refused" } as const);
    this.#pending.push(() => this.speaker.fetched(ask, answer, this.nowUs));
    return true;
  }

  #published(topic: string, bytes: Uint8Array, qos: 0 | 1): number {
    if (!this.lineUp) return -1;
    if (topic.endsWith("/tq")) this.#answerClock(bytes);
    else {
      const publicKey = publicKeyOf(this.#keys.deviceSeed);
      const read = readUpward(nodeCrypto, this.#keys.pairwiseKey, publicKey, bytes);
      if (!read.ok) throw new Error(`the speaker says what nobody can read: ${read.code}`);
      this.said.push(read.message);
    }
    if (qos === 0) return 0;
    const packetId = ++this.#packetId;
    if (this.ackReceipts) this.#pending.push(() => this.speaker.acked(packetId));
    return packetId;
  }

  #answerClock(bytes: Uint8Array): void {
    this.clockRequests++;
    if (!this.clockAnswers) return;
    const read = readClockRequest(nodeCrypto, this.#keys.pairwiseKey, bytes);
    if (!read.ok) throw new Error(read.code);
    const wayUs = this.#options.wayUs ?? 500;
    const atUs = this.serverUs(this.nowUs + wayUs);
    const reply = encodeClockReply(nodeCrypto, this.#keys.pairwiseKey, {
      nonce: read.request.nonce,
      t1Us: read.request.t1Us,
      t2Us: atUs,
      t3Us: atUs,
      clockId: CLOCK_ID,
      utcMs: this.utcMs + wayUs / 1000,
      utcErrorMs: 5,
      keyEpoch: 1,
      cfgVersion: this.newestCfg,
      goOn: read.request.sounding.map(() => this.goOn),
      unattended: this.unattended,
    });
    const t4Us = this.nowUs + 2 * wayUs;
    this.#pending.push(() => this.speaker.message(reply, t4Us));
  }

  /** The link is gone: no broker, no clock. */
  cut(): void {
    this.lineUp = false;
    this.clockAnswers = false;
    this.speaker.offline();
  }

  /** Clocks are answered, and nobody keeps the programme. */
  nobodyAttends(): void {
    this.unattended = true;
  }

  /** The link is back. */
  mend(): void {
    this.lineUp = true;
    this.clockAnswers = true;
    this.speaker.online(this.nowUs);
  }

  /** Connects, hands over keys and cfg, and lets the first burst through. */
  join(config: Partial<SpeakerConfig> = {}): this {
    this.speaker.online(this.nowUs);
    this.deliver(keysDocument(100));
    this.deliver(cfgDocument(100, { speaker: this.id, ...config }));
    this.run(1_000);
    return this;
  }

  deliver(bytes: Uint8Array): void {
    this.speaker.message(bytes, this.nowUs);
  }

  /** Signs and delivers; returns the bytes, to be sent again. */
  order(order: Order, key = COMMAND, counter = ++this.#counter): Uint8Array {
    const bytes = signOrder(order, counter, this.utcMs, key);
    this.deliver(bytes);
    return bytes;
  }

  /** Lets so many ms pass, 10 at a time. */
  run(ms: number, each?: (nowUs: number) => void): void {
    for (const until = this.nowUs + ms * 1000; this.nowUs < until; ) {
      this.nowUs = Math.min(until, this.nowUs + 10_000);
      for (const act of this.#pending.splice(0)) act();
      this.speaker.tick(this.nowUs);
      const end = Math.floor((this.nowUs * 16_000) / 1e6);
      const mix = new Float32Array(end - this.#index);
      if (mix.length > 0 && !this.speaker.silent)
        this.speaker.render((this.#index * 1e6) / 16_000, mix.length, mix);
      this.mixed.push(mix);
      this.#index = end;
      each?.(this.nowUs);
    }
  }

  /**
   * Sends messages of one frame as a live talk does: message n at T(n) + `wayMs`. `skip` leaves some out, `lateMs` holds
   * one back.
   */
  talk(
    broadcast: string,
    t0SpeakerUs: number,
    count: number,
    over: {
      skip?: (n: number) => boolean;
      lateMs?: (n: number) => number;
      wayMs?: number;
      eos?: boolean;
    } = {},
  ): void {
    const queue = Array.from({ length: count }, (_, n) => ({
      n,
      atUs: t0SpeakerUs + n * 20_000 + ((over.wayMs ?? 5) + (over.lateMs?.(n) ?? 0)) * 1000,
    })).filter(({ n }) => !over.skip?.(n));
    queue.sort((a, b) => a.atUs - b.atUs);
    const send = (n: number): void => {
      this.deliver(audioOf(broadcast, n, { eos: over.eos !== false && n === count - 1 }));
    };
    const end = t0SpeakerUs + count * 20_000 + 200_000;
    while (queue[0] && queue[0].atUs <= this.nowUs) send((queue.shift() as { n: number }).n);
    this.run(Math.ceil((end - this.nowUs) / 1000), (nowUs) => {
      while (queue[0] && queue[0].atUs <= nowUs) send((queue.shift() as { n: number }).n);
    });
  }

  /** One message of one frame, arriving now. */
  sendOne(broadcast: string, sequence: number, over: Partial<AudioMessage> = {}): void {
    this.deliver(audioOf(broadcast, sequence, over));
  }

  /** `count` messages, 20 ms apart, the first of them now. */
  send(
    broadcast: string,
    first: number,
    count: number,
    over: { eosAt?: number; mediaTimeOf?: (n: number) => number; beside?: () => void } = {},
  ): void {
    for (let n = first; n < first + count; n++) {
      const mediaTime = over.mediaTimeOf?.(n) ?? n * 960;
      this.sendOne(broadcast, n, { mediaTime, eos: n === over.eosAt });
      over.beside?.();
      this.run(20);
    }
  }

  keepSending(broadcast: string, first: number, ms: number): void {
    this.send(broadcast, first, ms / 20);
  }

  mute(): void {
    this.deliver(cfgDocument(200, { speaker: this.id, muted: true }));
  }

  get acks(): Ack[] {
    return this.said.filter((each): each is Ack => each.type === "ack");
  }

  get receipts(): Receipt[] {
    return this.said.filter((each): each is Receipt => each.type === "receipt");
  }

  framesHeard(broadcast: string): number[] {
    return this.heard
      .filter((each) => each.what === "frame" && each.broadcast === broadcast)
      .map((each) => each.mediaTime as number);
  }

  /** Loudest sample of the last so many ms. */
  peak(ms: number): number {
    const samples = this.mixed.flatMap((block) => [...block]).slice(-16 * ms);
    return samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  }
}

/** A town in which broadcast `broadcast` has sounded for half a second. */
export function talking(
  broadcast: string,
  over: Partial<Offer> = {},
  town: TestTown = new TestTown().join(),
): TestTown {
  town.order(offerOf({ broadcast, t0Us: town.serverUs(), ...over }), EMERGENCY);
  town.send(broadcast, 0, 25);
  return town;
}
