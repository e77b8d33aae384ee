import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";
import {
  deriveDeviceKeys,
  encodeUpward,
  type Order,
  parseEnvelope,
  readOrder,
  speakerTopic,
  toHex,
  type UpLeaf,
  type Upward,
} from "@dalaba/protocol";
import { nodeCrypto, publicKeyOf } from "@dalaba/protocol/node";
import { generate, type Packet, parser } from "mqtt-packet";
import { asBuffer } from "./fast-path";
import type { SpeakerEntry } from "./ipc";

/** Of every so many audio messages it reports, as if a second had passed. */
const REPORT_EVERY = 8;
const FINE = { holder: "", sync: "good" } as const;

/** A throw-away speaker: accepts every offer, reports, gives its receipt for every stop. It plays and checks nothing. */
export class RehearsalSpeaker {
  readonly entry: SpeakerEntry;
  readonly #password: string;
  readonly #keys = deriveDeviceKeys(nodeCrypto, new Uint8Array(randomBytes(32)));
  readonly #bootId = randomBytes(8).toString("hex");
  #socket: Socket | undefined;
  #counter = 0;
  #heard = 0;
  #newest = "";
  #packetId = 0;

  constructor(id: string) {
    this.#password = this.#keys.mqttPassword;
    this.entry = {
      id,
      passwordSha256: toHex(nodeCrypto.sha256(Buffer.from(this.#password))),
      pairwiseKey: toHex(this.#keys.pairwiseKey),
      devicePublicKey: toHex(publicKeyOf(this.#keys.deviceSeed)),
      groups: ["all"],
      delayClass: "lan",
      cfgVersion: 1,
      disabled: false,
      muted: false,
    };
  }

  /** Audio messages that came. */
  get heard(): number {
    return this.#heard;
  }

  /** Connects to a broker on this machine; resolves when it is let in. */
  join(port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host: "127.0.0.1", port, noDelay: true });
      const reader = parser();
      this.#socket = socket;
      socket.on("error", reject);
      socket.on("close", () => reject(new Error("the connection was closed")));
      socket.on("data", (bytes) => reader.parse(bytes));
      reader.on("packet", (packet: Packet) => {
        if (packet.cmd === "connack") resolve();
        else if (packet.cmd === "publish") this.#take(packet.payload as Buffer);
      });
      const { id } = this.entry;
      const login = { clientId: id, username: id, password: Buffer.from(this.#password) };
      socket.write(generate({ cmd: "connect", clean: true, keepalive: 20, ...login }));
    });
  }

  leave(): void {
    this.#socket?.destroy();
  }

  #take(payload: Buffer): void {
    const envelope = payload[0] === 0xc1 ? parseEnvelope(payload) : undefined;
    if (envelope?.ok) {
      const order = readOrder(envelope.envelope);
      if (order.ok) this.#obey(order.order, envelope.envelope.counter);
    } else if (++this.#heard % REPORT_EVERY === 0) {
      const lastMediaTime = this.#heard * 960;
      this.#say("tm", {
        type: "report",
        ...this.#counts(this.#newest),
        lastSequence: this.#heard,
        lastMediaTime,
      });
    }
  }

  #counts(broadcast: string) {
    return { broadcast, played: this.#heard, concealed: 0, late: 0, missing: 0 };
  }

  #obey(order: Order, counter: number): void {
    const broadcast = order.type === "stop" ? (order.broadcasts[0] as string) : order.broadcast;
    this.#newest = broadcast;
    this.#say("ack", { type: "ack", broadcast, order: counter, answer: "accept", why: "", ...FINE });
    if (order.type !== "stop") return;
    this.#say("ack", {
      type: "receipt",
      ...this.#counts(broadcast),
      firstSampleAtUs: 1,
      firstMediaTime: 0,
      endMediaTime: this.#heard * 960,
      duckedBy: "",
      endedBecause: "finished",
      clockErrorUs: 100,
      sync: "good",
      audioHash: "0".repeat(64),
    });
  }

  #say(leaf: UpLeaf, message: Upward): void {
    const { pairwiseKey, deviceSeed } = this.#keys;
    const head = { bootId: this.#bootId, counter: ++this.#counter };
    const payload = asBuffer(encodeUpward(nodeCrypto, pairwiseKey, deviceSeed, head, message));
    const topic = speakerTopic(this.entry.id, leaf);
    const qos = leaf === "tm" ? 0 : 1;
    this.#packetId = (this.#packetId % 65_535) + 1;
    const messageId = this.#packetId;
    const packet = { cmd: "publish", topic, payload, qos, messageId, retain: false, dup: false } as const;
    this.#socket?.write(generate(packet));
  }
}
