import mqtt, { type MqttClient } from "mqtt";
import type { BrokerUser } from "./broker-users";

/** How long a broker may take to answer one packet, ms. */
const ANSWER_MS = 3_000;

/** One plain MQTT connection of the probe, which survives being thrown out by the broker for what it tried. */
export class ProbePeer {
  /** Topics and payloads received, in order. */
  readonly received: { readonly topic: string; readonly payload: string }[] = [];
  private client: MqttClient | undefined;
  private readonly url: string;
  private readonly user: BrokerUser;
  private listener: () => void = () => undefined;

  constructor(url: string, user: BrokerUser) {
    this.url = url;
    this.user = user;
  }

  /** Connects when there is no living connection. Rejects when the broker does not let this user in. */
  async connect(): Promise<MqttClient> {
    if (this.client?.connected) return this.client;
    this.client?.end(true);
    const client = await mqtt.connectAsync(this.url, {
      username: this.user.name,
      password: this.user.password,
      clientId: `${this.user.name}-${Math.random().toString(36).slice(2, 10)}`,
      protocolVersion: 4,
      clean: true,
      reconnectPeriod: 0,
      connectTimeout: ANSWER_MS,
    });
    // Being cut off is an expected answer to a forbidden act; the next connect starts anew.
    client.on("error", () => undefined);
    client.on("message", (topic, payload) => {
      this.received.push({ topic, payload: payload.toString("utf8") });
      this.listener();
    });
    this.client = client;
    return client;
  }

  /** Publishes with QoS 1 and waits until it is acknowledged, or refused by silence or by being cut off. */
  async publish(topic: string, payload: string): Promise<void> {
    const client = await this.connect();
    await answered(client, (done) => client.publish(topic, payload, { qos: 1 }, done));
  }

  /** Subscribes with QoS 1; a refused subscription is no failure. */
  async subscribe(filter: string): Promise<void> {
    const client = await this.connect();
    await answered(client, (done) => client.subscribe(filter, { qos: 1 }, done));
  }

  /** Resolves true when such a message is here or arrives within `timeoutMs`. */
  has(topic: string, payload: string, timeoutMs: number): Promise<boolean> {
    const there = (): boolean =>
      this.received.some((each) => each.topic === topic && each.payload === payload);
    if (there()) return Promise.resolve(true);
    return new Promise((resolve) => {
      const finish = (found: boolean): void => {
        clearTimeout(timer);
        this.listener = () => undefined;
        resolve(found);
      };
      const timer = setTimeout(() => finish(false), timeoutMs);
      this.listener = () => {
        if (there()) finish(true);
      };
    });
  }

  close(): void {
    this.client?.end(true);
    this.client = undefined;
  }
}

function answered(client: MqttClient, act: (done: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      client.off("close", finish);
      resolve();
    };
    const timer = setTimeout(finish, ANSWER_MS);
    client.once("close", finish);
    act(finish);
  });
}
