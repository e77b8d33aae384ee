import { randomBytes } from "node:crypto";
import { deriveDeviceKeys, toHex } from "@dalaba/protocol";
import { nodeCrypto, publicKeyOf } from "@dalaba/protocol/node";
import { Crystal } from "../card/crystal";
import { SoundCard } from "../card/sound-card";
import { FaultyLine } from "../faults/faulty-line";
import { PacketReader, publishPacket } from "../mqtt/packets";
import { FACTORY_LIMITS } from "../speaker/factory-limits";
import { MemoryFlash } from "../speaker/flash";
import type { MessageSource } from "../speaker/message-source";
import { Speaker } from "../speaker/speaker";
import type { SpeakerDecoders } from "../speaker/speaker-parts";
import type { RehearsalWire } from "./rehearsal-wire";

export interface ActorParts {
  readonly sampleRate: 16_000 | 48_000;
  readonly outputDelayMs: number;
}

/** One throw-away speaker: the classes of a `Device`, without its sockets and its way to fail. */
export class Actor {
  readonly id: string;
  readonly #wire: RehearsalWire;
  readonly #key: Uint8Array;
  readonly #publicKey: Uint8Array;
  readonly #crystal: Crystal;
  readonly #card: SoundCard;
  readonly #speaker: Speaker;
  readonly #line: FaultyLine;
  readonly #reader = new PacketReader();
  readonly #due: ((nowUs: number) => void)[] = [];
  #packetId = 0;
  #nowUs = 0;

  constructor(
    wire: RehearsalWire,
    { sampleRate, outputDelayMs }: ActorParts,
    id: string,
    whole: boolean,
    messages: MessageSource,
    decoders: SpeakerDecoders,
  ) {
    this.id = id;
    this.#wire = wire;
    const secret = new Uint8Array(randomBytes(32));
    const { pairwiseKey, mqttPassword, deviceSeed } = deriveDeviceKeys(nodeCrypto, secret);
    this.#key = pairwiseKey;
    this.#publicKey = publicKeyOf(deviceSeed);
    this.#crystal = new Crystal(0, 1e6 + Math.random() * 1e6, Math.random() * 20);
    this.#card = new SoundCard(this.#crystal, 0, {
      sampleRate,
      sink: undefined,
      always: whole,
      ceilingDb: 0,
    });
    this.#line = new FaultyLine(Math.random, {
      arrived: (payload, atUs) => this.#speaker.message(payload, this.#crystal.speakerUs(atUs)),
      send: ({ bytes }) => this.#answer(bytes),
    });
    this.#speaker = new Speaker({
      credentials: {
        id,
        mqttUrl: "mqtt://rehearsal.invalid",
        httpUrl: "",
        clockUrl: "udp://rehearsal.invalid:1",
        user: id,
        password: mqttPassword,
        deviceSecret: toHex(secret),
        rootKey: wire.rootKey,
      },
      crypto: nodeCrypto,
      flash: new MemoryFlash(),
      messages,
      decoders,
      hears: this.#card,
      limits: FACTORY_LIMITS,
      sampleRate,
      outputDelayMs,
      verifyUs: 100,
      random: Math.random,
      fresh: () => randomBytes(8).toString("hex"),
      bootedUs: this.#crystal.speakerUs(0),
      link: {
        publish: (topic, bytes, qos, retain) => this.#publish(topic, bytes, qos, retain),
        subscribe: () => {},
        unsubscribe: () => {},
        datagram: (bytes, url) => {
          this.#line.send(bytes, url, this.#nowUs);
          return true;
        },
      },
    });
  }

  join(keys: Uint8Array, nowUs: number): void {
    const at = this.#crystal.speakerUs(nowUs);
    this.#speaker.online(at);
    this.#speaker.message(keys, at);
    this.#speaker.message(this.#wire.cfg(this.id), at);
  }

  tick(nowUs: number): void {
    this.#nowUs = nowUs;
    this.#line.tick(nowUs);
    for (const act of this.#due.splice(0)) act(nowUs);
    this.#speaker.tick(this.#crystal.speakerUs(nowUs));
    this.#card.advance(this.#speaker, nowUs);
  }

  /** Bytes as a broker sends them. */
  receive(packet: Buffer, nowUs: number): void {
    this.#nowUs = nowUs;
    this.#reader.feed(packet, {
      connack: () => {},
      publish: (payload) => this.#line.message(payload, nowUs),
      puback: () => {},
      suback: () => {},
      pingresp: () => {},
    });
  }

  leave(): void {
    this.#speaker.abandon();
  }

  #publish(topic: string, bytes: Uint8Array, qos: 0 | 1, retain: boolean): number {
    if (qos === 1) this.#packetId = (this.#packetId % 65_535) + 1;
    const packetId = qos === 1 ? this.#packetId : 0;
    publishPacket(topic, bytes, qos, retain, packetId);
    this.#wire.said(this.#key, this.#publicKey, bytes);
    if (qos === 1) this.#due.push(() => this.#speaker.acked(packetId));
    return packetId;
  }

  #answer(request: Uint8Array): void {
    const reply = this.#wire.clock(this.#key, request, this.#nowUs + 200);
    if (reply) this.#due.push(() => this.#line.datagram(reply, this.#nowUs + 400));
  }
}
