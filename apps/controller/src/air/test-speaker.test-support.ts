import { randomBytes } from "node:crypto";
import {
  type Ack,
  type AudioMessage,
  encodeUpward,
  type Offer,
  type Order,
  parseAudio,
  parseEnvelope,
  type Receipt,
  readOrder,
  type Status,
  type Stop,
  speakerTopic,
  type Upward,
} from "@dalaba/protocol";
import { nodeCrypto } from "@dalaba/protocol/node";
import { connectAsync, type IClientOptions, type MqttClient } from "mqtt";
import { type Device, until } from "./air-harness.test-support";

export interface HeardOrder {
  readonly order: Order;
  readonly bytes: Buffer;
  readonly kid: number;
  readonly counter: number;
  readonly topic: string;
  readonly atMs: number;
}

export interface HeardAudio {
  readonly message: AudioMessage;
  readonly bytes: Buffer;
  readonly topic: string;
}

export const STATUS: Status = {
  type: "status",
  online: true,
  protocol: 1,
  codecs: ["opus"],
  maxFrames: 6,
  auth: ["each"],
  mixed: 1,
  outputDelayMs: 0,
  wakeMs: 0,
  verifyUs: 200,
  firmware: "test",
  cfgVersion: 1,
  keysVersion: 1,
};

/** A speaker of a few lines: hears orders and audio, says what a test wants it to say. */
export class TestSpeaker {
  readonly device: Device;
  readonly bootId: string;
  readonly orders: HeardOrder[] = [];
  readonly audio: HeardAudio[] = [];
  readonly received: Array<"order" | "audio"> = [];
  readonly documents = new Map<string, Buffer>();
  readonly clockReplies: Buffer[] = [];
  client!: MqttClient;
  closed = false;
  /** Answers offers and stops by itself; undefined = stays silent. */
  answer: ((order: HeardOrder) => Partial<Ack> | undefined) | undefined = () => ({});
  #counter = 0;
  #reports: NodeJS.Timeout | undefined;

  constructor(device: Device, bootId = randomBytes(8).toString("hex")) {
    this.device = device;
    this.bootId = bootId;
  }

  /** Connects, subscribes to `filters` besides the usual ones, and states itself. */
  async join(
    port: number,
    options: Partial<IClientOptions> = {},
    filters: readonly string[] = [],
  ): Promise<this> {
    const { id, password } = this.device;
    const will = {
      topic: speakerTopic(id, "st"),
      payload: Buffer.from(this.encode({ ...STATUS, online: false })),
      qos: 1 as const,
      retain: true,
    };
    this.client = await connectAsync(`mqtt://127.0.0.1:${port}`, {
      clientId: id,
      username: id,
      password,
      keepalive: 20,
      protocolVersion: 4,
      reconnectPeriod: 0,
      will,
      ...options,
    });
    this.client.on("message", (topic, payload) => this.#heard(topic, payload));
    this.client.on("close", () => {
      this.closed = true;
      clearInterval(this.#reports);
    });
    this.client.on("error", () => {});
    const groups = this.device.entry.groups.flatMap((group) => [`pa/g/${group}/cmd`, `pa/g/${group}/a`]);
    const own = (["cmd", "cfg", "tr"] as const).map((leaf) => speakerTopic(id, leaf));
    await this.client.subscribeAsync(["pa/keys", ...own, ...groups, ...filters], { qos: 1 });
    await this.say(STATUS);
    return this;
  }

  encode(message: Upward): Uint8Array {
    const head = { bootId: this.bootId, counter: ++this.#counter };
    return encodeUpward(nodeCrypto, this.device.pairwiseKey, this.device.deviceSeed, head, message);
  }

  async say(message: Upward): Promise<void> {
    const leaf =
      message.type === "status" ? "st" : message.type === "ack" || message.type === "receipt" ? "ack" : "tm";
    const bytes = Buffer.from(this.encode(message));
    await this.client.publishAsync(speakerTopic(this.device.id, leaf), bytes, {
      qos: leaf === "tm" ? 0 : 1,
      retain: leaf === "st",
    });
  }

  #heard(topic: string, payload: Buffer): void {
    if (topic.endsWith("/tr")) this.clockReplies.push(payload);
    else if (payload[0] === 0xa1) {
      const parsed = parseAudio(payload);
      if (!parsed.ok) throw new Error(parsed.detail);
      this.received.push("audio");
      this.audio.push({ message: parsed.message, bytes: payload, topic });
    } else if (topic.endsWith("/cmd")) this.#ordered(topic, payload);
    else this.documents.set(topic, payload);
  }

  #ordered(topic: string, bytes: Buffer): void {
    const parsed = parseEnvelope(bytes);
    if (!parsed.ok) throw new Error(parsed.detail);
    const read = readOrder(parsed.envelope);
    if (!read.ok) throw new Error(read.detail);
    const { kid, counter } = parsed.envelope;
    const heard = { order: read.order, bytes, kid, counter, topic, atMs: performance.now() };
    this.received.push("order");
    this.orders.push(heard);
    const said = this.answer?.(heard);
    if (said) this.ack(heard, said).catch(() => {});
  }

  ack(heard: HeardOrder, patch: Partial<Ack> = {}): Promise<void> {
    const { order } = heard;
    const broadcast = order.type === "stop" ? (order.broadcasts[0] as string) : order.broadcast;
    return this.say({
      type: "ack",
      broadcast,
      order: heard.counter,
      answer: "accept",
      why: "",
      holder: "",
      sync: "good",
      ...patch,
    });
  }

  receipt(broadcast: string, patch: Partial<Receipt> = {}): Promise<void> {
    return this.say({
      type: "receipt",
      broadcast,
      firstSampleAtUs: 1,
      firstMediaTime: 0,
      endMediaTime: 960,
      played: 1,
      concealed: 0,
      late: 0,
      missing: 0,
      duckedBy: "",
      endedBecause: "finished",
      clockErrorUs: 100,
      sync: "good",
      audioHash: "0".repeat(64),
      ...patch,
    });
  }

  report(broadcast: string, lastMediaTime: number): Promise<void> {
    const last = this.audio.at(-1)?.message.sequence ?? 0;
    const counts = { played: 1, concealed: 0, late: 0, missing: 0 };
    return this.say({ type: "report", broadcast, lastSequence: last, lastMediaTime, ...counts });
  }

  /** Reports every `ms` what it has received, as a healthy speaker does. */
  keepReporting(broadcast: string, ms = 500): void {
    this.#reports = setInterval(() => {
      const last = this.audio.filter(({ message }) => message.broadcast === broadcast).at(-1)?.message;
      const after = last ? last.mediaTime + 960 * last.frames.length : 0;
      this.report(broadcast, after).catch(() => {});
    }, ms);
  }

  offers(): Array<HeardOrder & { order: Offer }> {
    return this.orders.filter(({ order }) => order.type === "offer") as Array<HeardOrder & { order: Offer }>;
  }

  stops(): Array<HeardOrder & { order: Stop }> {
    return this.orders.filter(({ order }) => order.type === "stop") as Array<HeardOrder & { order: Stop }>;
  }

  offered(count = 1) {
    return until(`${count} offers at ${this.device.id}`, () =>
      this.offers().length >= count ? this.offers() : undefined,
    );
  }

  /** The connection ends without a goodbye. */
  vanish(): void {
    clearInterval(this.#reports);
    (this.client.stream as unknown as { destroy(): void }).destroy();
  }

  async leave(): Promise<void> {
    clearInterval(this.#reports);
    await this.client.endAsync(true);
  }
}
