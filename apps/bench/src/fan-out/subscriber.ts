import { connect, type Socket } from "node:net";
import { generate } from "mqtt-packet";
import type { ReceiverName } from "./load";

/** CONNACK (MQTT 3.1.1 clause 3.2) and SUBACK with one code (3.9). */
const CONNACK_BYTES = 4;
const SUBACK_BYTES = 5;
const CONNECT_WITHIN_MS = 10_000;

/** One buffer for all: what arrives is counted and forgotten before the next read. */
const scratch = Buffer.allocUnsafe(64 * 1024);

function greeting({ id, password }: ReceiverName, topic: string): Buffer {
  const hello = generate({
    cmd: "connect",
    protocolId: "MQTT",
    protocolVersion: 4,
    clean: true,
    clientId: id,
    keepalive: 60,
    username: id,
    password: Buffer.from(password),
  });
  const subscribe = generate({ cmd: "subscribe", messageId: 1, subscriptions: [{ topic, qos: 0 }] });
  return Buffer.concat([hello, subscribe]);
}

/**
 * A raw MQTT 3.1.1 subscriber: says CONNECT and SUBSCRIBE, checks both answers, and from then on only counts bytes.
 * Rejects when it is refused or not answered within 10 s. It never pings: whoever uses it ends within its keepalive.
 */
export function subscribe(
  port: number,
  name: ReceiverName,
  topic: string,
  onBytes: (count: number) => void,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const answers = Buffer.alloc(CONNACK_BYTES + SUBACK_BYTES);
    let answered = 0;
    const fail = (detail: string): void => {
      clearTimeout(timer);
      socket.destroy();
      reject(new Error(`${name.id}: ${detail}`));
    };
    const takeAnswers = (count: number): number => {
      const take = Math.min(answers.length - answered, count);
      scratch.copy(answers, answered, 0, take);
      answered += take;
      if (answered < answers.length) return take;
      if (answers[3] !== 0) fail(`CONNECT refused with code ${answers[3]}`);
      else if (answers[8] === 0x80) fail("SUBSCRIBE refused");
      else {
        clearTimeout(timer);
        resolve(socket);
      }
      return take;
    };
    const socket = connect({
      host: "127.0.0.1",
      port,
      noDelay: true,
      onread: {
        buffer: scratch,
        callback: (count) => {
          const rest = answered < answers.length ? count - takeAnswers(count) : count;
          if (rest > 0) onBytes(rest);
          return true;
        },
      },
    });
    const timer = setTimeout(() => fail("no answer within 10 s"), CONNECT_WITHIN_MS);
    socket.once("connect", () => socket.write(greeting(name, topic)));
    socket.on("error", (error) => fail(error.message));
    socket.once("close", () => fail("closed by the broker"));
  });
}
