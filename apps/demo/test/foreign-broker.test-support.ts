import { createServer, type Server, type Socket } from "node:net";
import { mayPublish, maySubscribe, parseTopic } from "@dalaba/protocol";
import { Aedes, type Client } from "aedes";

/**
 * A broker of somebody else's: it holds to the rights of SPEC 2.5, so that a controller works with it, and its owner
 * reads everything, may turn bits over on the way, and says what he likes in everybody's name.
 */

export interface Seen {
  readonly topic: string;
  readonly bytes: Buffer;
}

const CONTROLLER = "dalaba-controller";
const WATCHER = "dalaba-check";
/** Whom the controller's probe must not be able to hear. */
const NOBODYS = "dalaba-other";

export class ForeignBroker {
  /** Everything that went through, in order. */
  readonly seen: Seen[] = [];
  /** May change what a speaker says on its way up. */
  onTheWayUp: (topic: string, bytes: Buffer) => Buffer = (_topic, bytes) => bytes;
  readonly #aedes: Aedes;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #users = new WeakMap<Client, string>();

  private constructor(aedes: Aedes) {
    this.#aedes = aedes;
    this.#server = createServer({ noDelay: true }, (socket) => {
      this.#sockets.add(socket);
      socket.once("close", () => this.#sockets.delete(socket));
      aedes.handle(socket);
    });
    aedes.authenticate = (client, user, _password, done) => {
      this.#users.set(client, user ?? "");
      done(null, true);
    };
    aedes.authorizePublish = (client, packet, done) => {
      const user = client ? (this.#users.get(client) ?? "") : CONTROLLER;
      if (user !== CONTROLLER && user !== WATCHER && !mayPublish(user, packet.topic))
        return done(new Error("not yours"));
      const bytes = Buffer.from(packet.payload);
      if (client) this.seen.push({ topic: packet.topic, bytes });
      if (parseTopic(packet.topic)?.kind === "speaker" && user !== CONTROLLER)
        packet.payload = this.onTheWayUp(packet.topic, bytes);
      done(null);
    };
    aedes.authorizeSubscribe = (client, subscription, done) => {
      const user = this.#users.get(client) ?? "";
      const mine = parseTopic(subscription.topic);
      const groups = new Set(mine?.kind === "group" && mine.group !== NOBODYS ? [mine.group] : []);
      const rights = { groups, offered: new Set<string>(), anyBroadcast: true };
      const may = user === CONTROLLER || user === WATCHER || maySubscribe(user, subscription.topic, rights);
      done(null, may ? subscription : null);
    };
  }

  static async start(): Promise<ForeignBroker> {
    const broker = new ForeignBroker(await Aedes.createBroker({ concurrency: 1_000 }));
    await new Promise<void>((resolve) => broker.#server.listen(0, "127.0.0.1", resolve));
    return broker;
  }

  get port(): number {
    return (this.#server.address() as { port: number }).port;
  }

  /** As the controller is told it. */
  get url(): string {
    return `mqtt://${CONTROLLER}:known-to-the-broker@127.0.0.1:${this.port}`;
  }

  /** Says something to whoever listens, in nobody's name. */
  say(topic: string, bytes: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      const packet = { cmd: "publish", topic, payload: bytes, qos: 0, retain: false, dup: false } as const;
      this.#aedes.publish(packet, (error) => (error ? reject(error) : resolve()));
    });
  }

  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
    await new Promise<void>((resolve) => this.#aedes.close(() => resolve()));
  }
}
