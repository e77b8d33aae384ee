import { randomBytes } from "node:crypto";
import {
  type Credentials,
  deriveDeviceKeys,
  encodeUpward,
  fromHex,
  type Status,
  speakerTopic,
  type Upward,
} from "@dalaba/protocol";
import { nodeCrypto } from "@dalaba/protocol/node";
import { connectAsync, type IClientOptions, type MqttClient } from "mqtt";
import { pause } from "./programs.test-support";

/** Whoever has one speaker's line of a credentials file and a plain MQTT client: all that a thief of a speaker gets. */

const STATUS: Status = {
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
  firmware: "thief",
  cfgVersion: 1,
  keysVersion: 1,
};

export interface Caught {
  readonly topic: string;
  readonly bytes: Buffer;
}

export class Thief {
  readonly credentials: Credentials;
  /** Everything that ever came to it. */
  readonly caught: Caught[] = [];
  readonly #bootId = randomBytes(8).toString("hex");
  #counter = 0;
  #client: MqttClient | undefined;

  constructor(credentials: Credentials) {
    this.credentials = credentials;
  }

  /** Connects with the stolen line, or with what `otherwise` says; rejects when it is not let in. */
  async connect(otherwise: Partial<IClientOptions> = {}): Promise<MqttClient> {
    const { id, user, password, mqttUrl } = this.credentials;
    const client = await connectAsync(mqttUrl, {
      clientId: id,
      username: user,
      password,
      protocolVersion: 4,
      keepalive: 20,
      reconnectPeriod: 0,
      connectTimeout: 5_000,
      ...otherwise,
    });
    // Being cut off is what is expected.
    client.on("error", () => undefined);
    client.on("message", (topic, bytes) => this.caught.push({ topic, bytes }));
    this.#client?.end(true);
    this.#client = client;
    return client;
  }

  /** Says that it is a speaker like any other, so that it is offered what is said to all. */
  async pose(): Promise<MqttClient> {
    const client = await this.connect();
    await client.publishAsync(speakerTopic(this.credentials.id, "st"), this.encode(STATUS), {
      qos: 1,
      retain: true,
    });
    return client;
  }

  encode(message: Upward): Buffer {
    const { pairwiseKey, deviceSeed } = deriveDeviceKeys(
      nodeCrypto,
      fromHex(this.credentials.deviceSecret) as Uint8Array,
    );
    const head = { bootId: this.#bootId, counter: ++this.#counter };
    return Buffer.from(encodeUpward(nodeCrypto, pairwiseKey, deviceSeed, head, message));
  }

  /** Connects, publishes one thing that it must not, and tells whether it was cut off for it. */
  async tries(topic: string, bytes: Buffer, qos: 0 | 1 = 0, retain = false): Promise<boolean> {
    const client = await this.connect();
    const cut = new Promise<boolean>((settle) => client.once("close", () => settle(true)));
    client.publish(topic, bytes, { qos, retain }, () => undefined);
    const answer = await Promise.race([cut, pause(5_000).then(() => false)]);
    client.end(true);
    return answer;
  }

  leave(): void {
    this.#client?.end(true);
    this.#client = undefined;
  }
}
