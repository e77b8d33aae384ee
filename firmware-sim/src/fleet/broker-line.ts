import type { Credentials } from "@dalaba/protocol";
import type { Will } from "../mqtt/packets";
import { MqttSession, type SessionEnd } from "../mqtt/session";
import type { Random } from "./random";
import { Reconnect } from "./reconnect";

/** A device's way to the broker, made again whenever it breaks (SPEC 1.5). Instants are machine µs. */

export interface BrokerLineOptions {
  readonly credentials: Credentials;
  readonly keepaliveS: number;
  readonly random: Random;
  readonly firstConnectUs: number;
  readonly now: () => number;
  will(): Will;
  online(): void;
  /** `payload` is valid during the call. */
  message(payload: Buffer): void;
  acked(packetId: number): void;
  subscriptionRefused(): void;
  broke(code: SessionEnd, detail: string): void;
}

export class BrokerLine {
  readonly #options: BrokerLineOptions;
  readonly #reconnect: Reconnect;
  #session: MqttSession | undefined;

  constructor(options: BrokerLineOptions) {
    this.#options = options;
    this.#reconnect = new Reconnect(options.random, options.firstConnectUs);
  }

  get session(): MqttSession | undefined {
    return this.#session;
  }

  tick(nowUs: number): void {
    if (this.#session) this.#session.tick(nowUs / 1000);
    else if (this.#reconnect.due(nowUs)) this.#connect(nowUs);
  }

  /** The power fails: nobody says goodbye. */
  cut(): void {
    const session = this.#session;
    this.#session = undefined;
    session?.close(false);
  }

  /** The power is back. */
  restart(nowUs: number): void {
    this.#reconnect.now(nowUs);
  }

  /** DISCONNECT: no will is sent. */
  leave(): void {
    const session = this.#session;
    this.#session = undefined;
    session?.close(true);
  }

  #connect(nowUs: number): void {
    const options = this.#options;
    const { id, user, password, mqttUrl, caPem } = options.credentials;
    const session: MqttSession = new MqttSession(
      {
        url: mqttUrl,
        caPem,
        clientId: id,
        user,
        password,
        keepaliveS: options.keepaliveS,
        will: options.will(),
        events: {
          online: () => {
            this.#reconnect.worked();
            options.online();
          },
          message: options.message,
          acked: options.acked,
          subscriptionRefused: options.subscriptionRefused,
          closed: (code, detail) => {
            if (this.#session !== session) return;
            this.#session = undefined;
            this.#reconnect.failed(options.now());
            options.broke(code, detail);
          },
        },
      },
      nowUs / 1000,
    );
    this.#session = session;
  }
}
