import type { Socket } from "node:net";
import { parseTopic, speakerTopic, UP_LEAVES, type UpLeaf } from "@dalaba/protocol";
import { connect, type MqttClient } from "mqtt";
import type { Clocks } from "./clocks";
import type { Counters } from "./counters";
import type { AudioRoute, Downlink, OrderMail, UplinkListener } from "./downlink";
import { asBuffer } from "./fast-path";
import { FLOOD_LIMITS } from "./flood-gate";
import type { DocumentEntry } from "./ipc";
import { orderTopic } from "./order-topic";
import { TokenBucket } from "./token-bucket";

/** With more waiting than this the broker is not taking our audio: it is dropped, never queued (wire.md 2). */
const MAX_WAITING_BYTES = 64 * 1024;
/** A speaker's SUBSCRIBE to a topic of its own stands between offer and sound. */
const AD_HOC_LEAD_US = 150_000;
/** Up to so many receivers an order goes to each one's own topic. */
const MOST_SINGLE_ORDERS = 8;
/** Sooner than any speaker comes back (SPEC 1.5), so that their new status is heard and not read as an old copy. */
const RECONNECT_MS = 150;

export interface ExternalParts {
  readonly clocks: Clocks;
  readonly counters: Counters;
  readonly listener: UplinkListener;
  /** Presence, by heartbeat: a client of a broker sees no connections. */
  online(speaker: string): boolean;
}

/** The way down through someone else's broker (`DALABA_MQTT_URL`): one connection, MQTT 3.1.1 features alone. */
export class ExternalBroker implements Downlink {
  readonly kind = "external";
  readonly adHocLeadUs = AD_HOC_LEAD_US;
  readonly #client: MqttClient;
  readonly #parts: ExternalParts;
  readonly #documents = new Map<string, Buffer>();
  readonly #buckets = new Map<string, TokenBucket>();

  /** Connects now and again whenever the connection is lost. Documents are published on each connect. */
  constructor(url: string, parts: ExternalParts) {
    this.#parts = parts;
    this.#client = connect(url, {
      protocolVersion: 4,
      clean: true,
      keepalive: 20,
      reconnectPeriod: RECONNECT_MS,
      connectTimeout: 10_000,
      queueQoSZero: false,
      resubscribe: false,
      clientId: `dalaba-air-${process.pid}-${Math.floor(parts.clocks.utcMs() % 1e9)}`,
    });
    const { listener } = parts;
    let told = "";
    this.#client.on("connect", () => {
      told = "";
      // MQTT.js leaves Nagle's algorithm on: 20 ms messages would arrive in clumps (wire-facts 0.3).
      (this.#client.stream as Partial<Socket>).setNoDelay?.(true);
      this.#subscribe();
      void this.#publishDocuments([...this.#documents.keys()]);
    });
    this.#client.on("error", (error) => {
      if (told === error.message) return;
      told = error.message;
      listener.refused("broker-unreachable", error.message);
    });
    this.#client.on("close", () => {
      if (told !== "") return;
      told = "closed";
      listener.refused("broker-unreachable", "the broker closed the connection");
    });
    this.#client.on("message", (topic, payload, packet) => this.#heard(topic, payload, packet.retain));
  }

  #subscribe(): void {
    const topics = UP_LEAVES.map((leaf) => `pa/d/+/${leaf}`);
    this.#client.subscribe(topics, { qos: 1 }, (error, granted) => {
      const refused = granted?.filter(({ qos }) => (qos as number) === 128).map((each) => each.topic) ?? [];
      if (error || refused.length > 0)
        this.#parts.listener.refused("broker-rights", error?.message ?? refused.join(" "));
    });
  }

  #heard(topic: string, payload: Buffer, retained: boolean): void {
    const atUs = this.#parts.clocks.serverTimeUs();
    const parsed = parseTopic(topic);
    if (parsed?.kind !== "speaker") return;
    let bucket = this.#buckets.get(parsed.speaker);
    if (!bucket) {
      const { packetsPerSecond, burstSeconds } = FLOOD_LIMITS;
      bucket = new TokenBucket(packetsPerSecond, packetsPerSecond * burstSeconds, atUs / 1000);
      this.#buckets.set(parsed.speaker, bucket);
    }
    if (!bucket.take(1, atUs / 1000)) {
      this.#parts.counters.add("upward_flooded_total");
      return;
    }
    this.#parts.listener.heard(parsed.speaker, parsed.leaf as UpLeaf, payload, atUs, retained);
  }

  get connected(): boolean {
    return this.#client.connected;
  }

  present(speaker: string): boolean {
    return this.#client.connected && this.#parts.online(speaker);
  }

  reaches(_speaker: string): boolean {
    return this.#client.connected;
  }

  order(mail: OrderMail): void {
    if (!this.#client.connected) {
      this.#parts.counters.add("orders_skipped_total", mail.to.length);
      return;
    }
    const bytes = asBuffer(mail.bytes);
    const single = mail.to.length <= MOST_SINGLE_ORDERS;
    const topics = single ? mail.to.map((id) => speakerTopic(id, "cmd")) : [orderTopic(mail.scope)];
    // QoS 1 here: a foreign broker may drop QoS 0 when a queue is full. Its errors are silence, and repeated.
    for (const topic of topics) this.#client.publish(topic, bytes, { qos: 1 }, () => {});
    this.#parts.counters.add("orders_sent_total", topics.length);
  }

  route(topic: string): AudioRoute {
    const { counters } = this.#parts;
    const client = this.#client;
    const send = (message: Uint8Array): void => {
      if (!client.connected || client.stream.writableLength > MAX_WAITING_BYTES) {
        counters.add("audio_skipped_total");
        return;
      }
      client.publish(topic, asBuffer(message), { qos: 0 });
      counters.add("audio_deliveries_total");
    };
    // Speakers subscribe to a broadcast's own topic when they are offered it (SPEC 8.1): what came before would go to
    // nobody. t0 lies as much later, so the audio is on time.
    const waitMs = parseTopic(topic)?.kind === "broadcast" ? this.adHocLeadUs / 1000 : 0;
    return {
      // The broker knows its subscribers; nothing here can leave one out.
      add: () => {},
      remove: () => {},
      send: waitMs === 0 ? send : (message) => void setTimeout(send, waitMs, message),
    };
  }

  clockReply(speaker: string, bytes: Uint8Array): void {
    if (this.#client.connected)
      this.#client.publish(speakerTopic(speaker, "tr"), asBuffer(bytes), { qos: 0 });
  }

  async putDocuments(documents: readonly DocumentEntry[]): Promise<void> {
    for (const { topic, bytes } of documents) this.#documents.set(topic, Buffer.from(bytes, "base64"));
    if (this.#client.connected) await this.#publishDocuments(documents.map(({ topic }) => topic));
  }

  async #publishDocuments(topics: readonly string[]): Promise<void> {
    for (const topic of topics) {
      const bytes = this.#documents.get(topic) as Buffer;
      try {
        await this.#client.publishAsync(topic, bytes, { qos: 1, retain: true });
      } catch {
        // The connection broke: the next `connect` publishes them all again.
        return;
      }
    }
  }

  drop(speaker: string, _why: string): void {
    // Its connection is the foreign broker's; rights are taken away there (operator guide, "own broker").
    this.#buckets.delete(speaker);
  }

  async close(): Promise<void> {
    await this.#client.endAsync(true);
  }
}
