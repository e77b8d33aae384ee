import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import {
  type ConnectFields,
  connectPacket,
  DISCONNECT,
  type PacketHandler,
  PacketReader,
  PINGREQ,
  pubackPacket,
  publishPacket,
  type Subscription,
  subscribePacket,
  unsubscribePacket,
} from "./packets";

/** One MQTT connection from CONNECT to its end. It does not come back: whoever made it makes the next. */

export interface SessionEvents {
  /** CONNACK said yes. */
  online(): void;
  /** `payload` is valid during the call. */
  message(payload: Buffer): void;
  /** A QoS 1 publish of ours has arrived. */
  acked(packetId: number): void;
  /** The broker refused a subscription of ours. */
  subscriptionRefused(filter: string): void;
  /** Once, and the last thing said. */
  closed(code: SessionEnd, detail: string): void;
}

export type SessionEnd =
  | "broker-unreachable"
  | "broker-refused-credentials"
  | "broker-refused"
  | "broker-silent"
  | "broker-not-mqtt"
  | "connection-lost"
  | "left";

export interface SessionOptions extends ConnectFields {
  /** `mqtt://host[:port]` or `mqtts://host[:port]`. */
  readonly url: string;
  readonly caPem: string | undefined;
  readonly events: SessionEvents;
}

const CONNECT_PATIENCE_MS = 10_000;
/** Written and not taken by the peer: beyond this QoS 0 messages are dropped, as a device with little memory must. */
const MAX_UNSENT_BYTES = 1 << 20;
const READ_BYTES = 65_536;

/**
 * A read hands its bytes over before the next one starts (epoll, kqueue), so one buffer serves every connection of
 * the process. On Windows reads overlap and each connection needs its own.
 */
const sharedRead = Buffer.allocUnsafe(READ_BYTES);
const readBuffer = (): Buffer => (process.platform === "win32" ? Buffer.allocUnsafe(READ_BYTES) : sharedRead);

export class MqttSession {
  readonly #socket: Socket;
  readonly #events: SessionEvents;
  readonly #reader = new PacketReader();
  readonly #keepaliveMs: number;
  readonly #asked = new Map<number, readonly Subscription[]>();
  #packetId = 0;
  #online = false;
  #ended = false;
  #frozen = false;
  #wrote = false;
  readonly #startedMs: number;
  #sentMs: number;
  #pingSentMs: number | undefined;

  /** `nowMs` is any monotonic clock; `tick` must be given the same one. */
  constructor(options: SessionOptions, nowMs: number) {
    this.#events = options.events;
    this.#keepaliveMs = options.keepaliveS * 1000;
    this.#startedMs = nowMs;
    this.#sentMs = nowMs;
    this.#socket = open(options, (chunk) => this.#feed(chunk));
    this.#socket.setNoDelay(true);
    this.#socket.on("error", (error: NodeJS.ErrnoException) =>
      this.#end(this.#online ? "connection-lost" : "broker-unreachable", error.message),
    );
    this.#socket.on("close", () =>
      this.#end(this.#online ? "connection-lost" : "broker-unreachable", "closed by the broker"),
    );
    this.#socket.write(connectPacket(options));
  }

  get online(): boolean {
    return this.#online && !this.#ended;
  }

  /** Bytes that the operating system has not taken yet. */
  get unsentBytes(): number {
    return this.#socket.writableLength;
  }

  /** Returns the packet id to be acknowledged for QoS 1, 0 for QoS 0, -1 when nothing was sent. */
  publish(topic: string, payload: Uint8Array, qos: 0 | 1, retain: boolean): number {
    if (!this.online || (qos === 0 && this.#socket.writableLength > MAX_UNSENT_BYTES)) return -1;
    const packetId = qos === 1 ? this.#nextId() : 0;
    this.#write(publishPacket(topic, payload, qos, retain, packetId));
    return packetId;
  }

  subscribe(wanted: readonly Subscription[]): void {
    if (!this.online || wanted.length === 0) return;
    const packetId = this.#nextId();
    this.#asked.set(packetId, wanted);
    this.#write(subscribePacket(packetId, wanted));
  }

  unsubscribe(filters: readonly string[]): void {
    if (this.online && filters.length > 0) this.#write(unsubscribePacket(this.#nextId(), filters));
  }

  /** Writes bytes as they are: for a speaker that misbehaves on command. */
  writeRaw(bytes: Uint8Array): void {
    if (!this.#ended) this.#write(bytes);
  }

  /** A frozen session reads nothing, so the kernel's buffers fill and the broker meets real backpressure. */
  freeze(on: boolean): void {
    this.#frozen = on;
    if (on) this.#socket.pause();
    else this.#socket.resume();
  }

  /** Keepalive (3.1.2.10): a ping after 3/4 of the interval without a word, and the end when none is answered. */
  tick(nowMs: number): void {
    if (this.#ended || this.#frozen) return;
    if (!this.#online) {
      if (nowMs - this.#startedMs > CONNECT_PATIENCE_MS)
        this.#end("broker-unreachable", "no answer to CONNECT");
      return;
    }
    if (this.#pingSentMs !== undefined && nowMs - this.#pingSentMs > this.#keepaliveMs / 2)
      this.#end("broker-silent", "no answer to a ping");
    else if (this.#pingSentMs === undefined && nowMs - this.#sentMs > this.#keepaliveMs * 0.75) {
      this.#pingSentMs = nowMs;
      this.#write(PINGREQ);
    }
    if (this.#wrote) {
      this.#wrote = false;
      this.#sentMs = nowMs;
    }
  }

  /** Leaves politely (DISCONNECT: no will is sent) or drops the line as a power cut does. */
  close(politely: boolean): void {
    if (this.#ended) return;
    if (politely && this.#online) this.#socket.end(DISCONNECT);
    else this.#socket.destroy();
    this.#end("left", "");
  }

  /** The line breaks without a word. */
  drop(): void {
    this.#end("connection-lost", "dropped on command");
  }

  #write(bytes: Uint8Array): void {
    this.#wrote = true;
    this.#socket.write(bytes);
  }

  #nextId(): number {
    this.#packetId = this.#packetId >= 65_535 ? 1 : this.#packetId + 1;
    return this.#packetId;
  }

  #feed(chunk: Buffer): void {
    if (this.#ended) return;
    if (!this.#reader.feed(chunk, this.#handler))
      this.#end("broker-not-mqtt", "an answer that is not MQTT 3.1.1");
  }

  readonly #handler: PacketHandler = {
    connack: (code) => {
      if (code === 0) {
        this.#online = true;
        this.#events.online();
      } else if (code === 4 || code === 5) this.#end("broker-refused-credentials", `CONNACK ${code}`);
      else this.#end("broker-refused", `CONNACK ${code}`);
    },
    publish: (payload, qos, packetId) => {
      if (qos === 1) this.#write(pubackPacket(packetId));
      this.#events.message(payload);
    },
    puback: (packetId) => this.#events.acked(packetId),
    suback: (packetId, codes) => {
      const wanted = this.#asked.get(packetId) ?? [];
      this.#asked.delete(packetId);
      wanted.forEach(({ filter }, i) => {
        if (codes[i] === 0x80) this.#events.subscriptionRefused(filter);
      });
    },
    pingresp: () => {
      this.#pingSentMs = undefined;
    },
  };

  #end(code: SessionEnd, detail: string): void {
    if (this.#ended) return;
    this.#ended = true;
    if (code !== "left") this.#socket.destroy();
    this.#events.closed(code, detail);
  }
}

function open(options: SessionOptions, onBytes: (chunk: Buffer) => void): Socket {
  const url = new URL(options.url);
  const secure = url.protocol === "mqtts:";
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const port = url.port === "" ? (secure ? 8883 : 1883) : Number(url.port);
  if (secure) {
    // TLS hands over what it has decrypted in buffers of its own.
    const ca = options.caPem === undefined ? {} : { ca: options.caPem };
    return connectTls({ host, port, ...ca }).on("data", onBytes);
  }
  const buffer = readBuffer();
  return connectTcp({
    host,
    port,
    onread: {
      buffer,
      callback: (length) => {
        onBytes(buffer.subarray(0, length));
        return true;
      },
    },
  });
}
