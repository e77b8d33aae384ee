import type { Socket } from "node:net";
import { mayPublish, maySubscribe, parseTopic, speakerTopic, type UpLeaf } from "@dalaba/protocol";
import { Aedes, type AuthenticateError, type Client, type PublishPacket } from "aedes";
import type { CertificateFiles } from "../tls/certificate-file";
import type { Clocks } from "./clocks";
import { type ConnectClaim, judgeConnect } from "./connect-rights";
import type { Counters } from "./counters";
import type { AudioRoute, Downlink, OrderMail, UplinkListener } from "./downlink";
import { publishBytes, SocketRoute, writePacket } from "./fast-path";
import type { DocumentEntry } from "./ipc";
import { orderTopic } from "./order-topic";
import { findByTopic, type RetainedStore } from "./retained-documents";
import type { SpeakerBook } from "./speaker-book";
import { SpeakerDoor } from "./speaker-door";
import { SpeakerListener } from "./speaker-listener";
import { Turnstile } from "./turnstile";

/** Connections that have not said who they are. */
const MAX_STRANGERS = 2048;

const AEDES_OPTIONS = {
  // 100 is too few for 270 slow clients at once; a slot is held until `drain` (aedes manual, "concurrency").
  concurrency: 4096,
  // A frozen client must not hold a slot for the default 60 s.
  drainTimeout: 3000,
  // wire.md 8: keepalive 20-30 s; 0 (never) and more than 60 s are refused.
  keepaliveLimit: 60,
  connectTimeout: 10_000,
  // Speaker ids have up to 32 characters; MQTT 3.1 would allow 23.
  maxClientsIdLength: 32,
  // Our topics have four levels.
  maxTopicLevels: 8,
  // Nothing of ours is QoS 2.
  maxInflightInbound: 4,
} as const;

/** aedes keeps connections, subscriptions and documents; what speakers say is taken out before it is published. */
class QuietAedes extends Aedes {
  override publish(...args: Parameters<Aedes["publish"]>): void;
  override publish(packet: PublishPacket, from: unknown, done?: (error?: Error) => void): void {
    // From a speaker (its PUBLISH, its will): handled once in authorizePublish, fanned out to nobody.
    if (typeof from === "object" && from !== null) done?.();
    // For other brokers of a cluster, which there are none of.
    else if (/^\$SYS\/.*\/(clients|subscribes|unsubscribes)$/.test(packet.topic))
      (from as ((error?: Error) => void) | undefined)?.();
    else super.publish(packet, from as (error?: Error) => void);
  }
}

interface Connection {
  readonly client: Client;
  readonly socket: Socket;
  why: string;
}

export interface BrokerParts {
  readonly book: SpeakerBook;
  readonly clocks: Clocks;
  readonly counters: Counters;
  readonly listener: UplinkListener;
  /** Broadcasts a speaker was offered and may subscribe to. */
  offered(speaker: string): ReadonlySet<string>;
}

/** The embedded broker and its fast path. */
export class EmbeddedBroker implements Downlink {
  readonly kind = "embedded";
  readonly adHocLeadUs = 0;
  readonly #parts: BrokerParts;
  readonly #aedes: Aedes;
  readonly #listeners: SpeakerListener[] = [];
  readonly #connections = new Map<string, Connection>();
  readonly #claims = new WeakMap<Client, ConnectClaim>();
  readonly #strangers = new Set<Socket>();
  readonly #turnstile = new Turnstile();

  private constructor(parts: BrokerParts, aedes: Aedes) {
    this.#parts = parts;
    this.#aedes = aedes;
    this.#wire();
  }

  /** Ready for documents; connections come with `listen`. */
  static async create(parts: BrokerParts): Promise<EmbeddedBroker> {
    const aedes = new QuietAedes(AEDES_OPTIONS);
    await aedes.listen();
    findByTopic((aedes as unknown as { persistence: RetainedStore }).persistence);
    return new EmbeddedBroker(parts, aedes);
  }

  /**
   * Opens a listener, over TLS with a certificate; there may be one of each. Rejects with the system's error when the port
   * is taken, and where the certificate cannot be used.
   */
  listen(host: string, port: number, certificate: CertificateFiles | null = null): Promise<number> {
    const { listener } = this.#parts;
    const opened = new SpeakerListener(
      {
        welcome: (socket) => this.#welcome(socket),
        onFault: (detail) => listener.refused("mqtt-listener", detail),
      },
      certificate,
    );
    this.#listeners.push(opened);
    return opened.listen(host, port);
  }

  #welcome(socket: Socket): void {
    if (this.#strangers.size >= MAX_STRANGERS) {
      socket.destroy();
      this.#parts.counters.add("mqtt_refused_connections_total");
      return;
    }
    this.#strangers.add(socket);
    socket.once("close", () => this.#strangers.delete(socket));
    let client: Client | undefined;
    const { clocks, listener } = this.#parts;
    const door = new SpeakerDoor(socket, {
      turnstile: this.#turnstile,
      serverTimeUs: clocks.serverTimeUs,
      onRefused: (code) => listener.refused(code, "", client?.connected ? client.id : undefined),
    });
    client = this.#aedes.handle(door);
  }

  #wire(): void {
    const aedes = this.#aedes;
    const { listener, book, counters } = this.#parts;
    aedes.preConnect = (client, packet, done) => {
      // CleanSession 1 (SPEC 2.1): a kept session would queue documents for who never comes back.
      packet.clean = true;
      this.#claims.set(client, {
        clientId: packet.clientId,
        user: packet.username,
        password: packet.password as Uint8Array | undefined,
        willTopic: packet.will?.topic,
      });
      done(null, true);
    };
    aedes.authenticate = (client, _user, _password, done) => {
      const claim = this.#claims.get(client) as ConnectClaim;
      this.#claims.delete(client);
      const verdict = judgeConnect(claim, book.get(claim.clientId));
      if (!verdict.ok) {
        listener.refused(verdict.code, verdict.detail);
        const error = new Error(verdict.code) as AuthenticateError;
        error.returnCode = verdict.code === "client-id" ? 2 : verdict.code === "wrong-password" ? 4 : 5;
        done(error, null);
        return;
      }
      const before = this.#connections.get(claim.clientId);
      if (before) before.why = "taken-over";
      done(null, true);
    };
    aedes.authorizePublish = (client, packet, done) => {
      if (client === null) return done(null);
      if (!mayPublish(client.id, packet.topic) || packet.qos === 2) {
        listener.refused("forbidden-publish", packet.topic.slice(0, 80), client.id);
        return done(new Error("forbidden-publish"));
      }
      const leaf = parseTopic(packet.topic) as { leaf: UpLeaf };
      const { arrivedUs } = client.conn as unknown as SpeakerDoor;
      listener.heard(client.id, leaf.leaf, packet.payload as Buffer, arrivedUs, false);
      done(null);
    };
    aedes.authorizeSubscribe = (client, subscription, done) => {
      const rights = {
        groups: book.get(client.id)?.groups ?? new Set<string>(),
        offered: this.#parts.offered(client.id),
        anyBroadcast: false,
      };
      if (maySubscribe(client.id, subscription.topic, rights)) return done(null, subscription);
      listener.refused("forbidden-subscribe", subscription.topic.slice(0, 80), client.id);
      done(null, null);
    };
    aedes.on("clientReady", (client) => this.#ready(client));
    aedes.on("clientDisconnect", (client) => this.#gone(client));
    aedes.on("keepaliveTimeout", (client) => {
      const connection = this.#connections.get(client.id);
      if (connection?.client === client) connection.why = "keepalive";
    });
    aedes.on("clientError", () => counters.add("mqtt_client_errors_total"));
    aedes.on("connectionError", () => counters.add("mqtt_connection_errors_total"));
    (aedes as unknown as NodeJS.EventEmitter).on("error", (error: Error) =>
      listener.refused("broker-fault", error.message),
    );
  }

  #ready(client: Client): void {
    const socket = (client.conn as unknown as SpeakerDoor).socket;
    this.#strangers.delete(socket);
    // Its credential may have been taken away while it was connecting.
    const entry = this.#parts.book.get(client.id)?.entry;
    if (entry === undefined || entry.disabled) {
      client.close();
      return;
    }
    this.#connections.set(client.id, { client, socket, why: "closed" });
    this.#parts.listener.connected(client.id);
  }

  #gone(client: Client): void {
    const connection = this.#connections.get(client.id);
    if (connection?.client !== client) return;
    this.#connections.delete(client.id);
    this.#parts.listener.closed(client.id, connection.why);
  }

  present(speaker: string): boolean {
    return this.#connections.has(speaker);
  }

  reaches(speaker: string): boolean {
    return this.#connections.has(speaker);
  }

  get connections(): number {
    return this.#connections.size;
  }

  order(mail: OrderMail): void {
    const packet = publishBytes(orderTopic(mail.scope), mail.bytes);
    let skipped = 0;
    for (const id of mail.to) {
      const socket = this.#connections.get(id)?.socket;
      if (!socket || !writePacket(socket, packet)) skipped++;
    }
    this.#parts.counters.add("orders_sent_total", mail.to.length - skipped);
    if (skipped > 0) this.#parts.counters.add("orders_skipped_total", skipped);
  }

  route(topic: string): AudioRoute {
    return new SocketRoute(topic, (id) => this.#connections.get(id)?.socket, this.#parts.counters);
  }

  clockReply(speaker: string, bytes: Uint8Array): void {
    const socket = this.#connections.get(speaker)?.socket;
    if (socket) writePacket(socket, publishBytes(speakerTopic(speaker, "tr"), bytes));
  }

  async putDocuments(documents: readonly DocumentEntry[]): Promise<void> {
    for (const { topic, bytes } of documents) {
      await new Promise<void>((resolve, reject) => {
        this.#aedes.publish(
          {
            cmd: "publish",
            topic,
            payload: Buffer.from(bytes, "base64"),
            qos: 1,
            retain: true,
            dup: false,
          },
          (error) => (error ? reject(error) : resolve()),
        );
      });
    }
  }

  drop(speaker: string, why: string): void {
    const connection = this.#connections.get(speaker);
    if (!connection) return;
    connection.why = why;
    // The socket, not the client: a frozen peer would hold an orderly end for ever.
    connection.socket.destroy();
  }

  async close(): Promise<void> {
    const closed = this.#listeners.map((each) => each.close());
    for (const socket of this.#strangers) socket.destroy();
    for (const { socket } of this.#connections.values()) socket.destroy();
    await Promise.all(closed);
    await new Promise<void>((resolve) => this.#aedes.close(() => resolve()));
  }
}
