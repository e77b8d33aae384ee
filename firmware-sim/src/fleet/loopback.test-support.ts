import { createSocket, type Socket } from "node:dgram";
import { type AddressInfo, createServer, type Server, type Socket as TcpSocket } from "node:net";

import {
  type Credentials,
  clockRequestSpeaker,
  deriveDeviceKeys,
  encodeClockReply,
  groupTopic,
  KEYS_TOPIC,
  type Offer,
  readClockRequest,
  readUpward,
  speakerTopic,
  type Upward,
} from "@dalaba/protocol";
import { nodeCrypto, publicKeyOf } from "@dalaba/protocol/node";
import { Aedes } from "aedes";
import { publishPacket } from "../mqtt/packets";
import {
  audioOf,
  CLOCK_ID,
  cfgDocument,
  credentialsOf,
  keysDocument,
  signOrder,
} from "../speaker/signed-wire.test-support";
import { machineUs } from "./machine-time";

/** The smallest honest controller over real sockets: an aedes broker, a UDP clock, documents, orders and audio. */

export interface Said {
  readonly speaker: string;
  readonly message: Upward;
}

export class Loopback {
  readonly credentials: Credentials[];
  readonly said: Said[] = [];
  readonly #broker: Aedes;
  readonly #server: Server;
  readonly #clock: Socket;
  readonly #keys = new Map<
    string,
    ReturnType<typeof deriveDeviceKeys> & { readonly publicKey: Uint8Array }
  >();
  readonly #sockets = new Set<TcpSocket>();
  #counter = Date.now() * 1000;
  /** Messages that speakers have published. */
  published = 0;
  /** Datagrams are answered; false leaves only `tq`. */
  udp = true;

  private constructor(broker: Aedes, server: Server, clock: Socket, ids: readonly string[]) {
    this.#broker = broker;
    this.#server = server;
    this.#clock = clock;
    const mqttUrl = `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const clockUrl = `udp://127.0.0.1:${clock.address().port}`;
    this.credentials = ids.map((id) => credentialsOf(id, { mqttUrl, clockUrl }));
    for (const each of this.credentials) {
      const keys = deriveDeviceKeys(nodeCrypto, Buffer.from(each.deviceSecret, "hex"));
      this.#keys.set(each.id, { ...keys, publicKey: publicKeyOf(keys.deviceSeed) });
    }
    server.on("connection", (socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
    });
    clock.on("message", (bytes, from) => {
      const reply = this.udp ? this.#answer(bytes) : undefined;
      if (reply) clock.send(reply, from.port, from.address);
    });
  }

  static async start(ids: readonly string[]): Promise<Loopback> {
    const broker = await Aedes.createBroker();
    const server = createServer({ noDelay: true }, broker.handle);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const clock = createSocket("udp4");
    await new Promise<void>((resolve) => clock.bind(0, "127.0.0.1", resolve));
    const loopback = new Loopback(broker, server, clock, ids);
    await loopback.#documents();
    return loopback;
  }

  async #documents(): Promise<void> {
    await this.#publish(KEYS_TOPIC, keysDocument(100), true);
    for (const { id } of this.credentials)
      await this.#publish(speakerTopic(id, "cfg"), cfgDocument(100, { speaker: id }), true);
    this.#broker.on("publish", (packet, client) => {
      if (!client) return;
      this.published++;
      const [, , speaker, leaf] = packet.topic.split("/");
      const keys = this.#keys.get(speaker ?? "");
      const bytes = packet.payload as Buffer;
      if (!keys || speaker === undefined) return;
      if (leaf === "tq") {
        const reply = this.#answer(bytes);
        if (reply) void this.#publish(speakerTopic(speaker, "tr"), reply, false);
        return;
      }
      const read = readUpward(nodeCrypto, keys.pairwiseKey, keys.publicKey, bytes);
      if (read.ok) this.said.push({ speaker, message: read.message });
    });
  }

  #answer(bytes: Uint8Array): Uint8Array | undefined {
    const t2Us = machineUs();
    const keys = this.#keys.get(clockRequestSpeaker(bytes) ?? "");
    const read = keys && readClockRequest(nodeCrypto, keys.pairwiseKey, bytes);
    if (!keys || !read?.ok) return undefined;
    return encodeClockReply(nodeCrypto, keys.pairwiseKey, {
      nonce: read.request.nonce,
      t1Us: read.request.t1Us,
      t2Us,
      t3Us: machineUs(),
      clockId: CLOCK_ID,
      utcMs: Date.now(),
      utcErrorMs: 5,
      keyEpoch: 1,
      cfgVersion: 100,
      goOn: read.request.sounding.map(() => true),
    });
  }

  #publish(topic: string, payload: Uint8Array, retain: boolean): Promise<void> {
    const packet = {
      cmd: "publish",
      topic,
      payload: Buffer.from(payload),
      qos: 0,
      retain,
      dup: false,
    } as const;
    return new Promise((resolve, reject) =>
      this.#broker.publish(packet, (error) => (error ? reject(error) : resolve())),
    );
  }

  order(offer: Parameters<typeof signOrder>[0], key?: Parameters<typeof signOrder>[3]): Promise<void> {
    return this.#publish(groupTopic("all", "cmd"), signOrder(offer, ++this.#counter, Date.now(), key), false);
  }

  audio(offer: Offer, ...rest: [number, Parameters<typeof audioOf>[2]?, Uint8Array?]): Promise<void> {
    return this.#publish(offer.topic, audioOf(offer.broadcast, ...rest), false);
  }

  /** Writes one PUBLISH to every connection, as a fast path does. */
  write(topic: string, payload: Uint8Array): void {
    const packet = publishPacket(topic, payload, 0, false, 0);
    for (const socket of this.#sockets) socket.write(packet);
  }

  /** Bytes that each connection's other end has not taken. */
  get waiting(): number[] {
    return [...this.#sockets].map((socket) => socket.writableLength);
  }

  /** Retained messages are gone, as after a broker lost its disk. */
  async forgetDocuments(): Promise<void> {
    await this.#publish(KEYS_TOPIC, new Uint8Array(0), true);
    for (const { id } of this.credentials)
      await this.#publish(speakerTopic(id, "cfg"), new Uint8Array(0), true);
  }

  saidBy<T extends Upward["type"]>(type: T): { speaker: string; message: Extract<Upward, { type: T }> }[] {
    return this.said.filter((each) => each.message.type === type) as never;
  }

  /** Waits for something that sockets bring about. */
  async until(what: string, held: () => boolean, timeoutMs = 20_000): Promise<void> {
    const end = performance.now() + timeoutMs;
    while (!held()) {
      if (performance.now() > end) throw new Error(`never: ${what}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.#broker.close(() => resolve()));
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#clock.close();
  }
}
