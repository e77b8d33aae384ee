import type { Socket } from "node:net";
import { generate } from "mqtt-packet";
import { PAYLOAD_BYTES, payload, receiverNames } from "./fan-out/load";
import { paced } from "./fan-out/paced";
import { subscribe } from "./fan-out/subscriber";
import { answerLines } from "./processes/answer-lines";

/**
 * The generator of `bench fanout`, on a core of its own: raw subscribers that only count bytes and, for a broker that
 * is fed from outside, the one publisher. Asked by JSON lines on stdin.
 */

/** Brokers take some connections at a time; all at once would overrun a listen backlog. */
const CONNECT_AT_ONCE = 50;

let bytes = 0;
const sockets: Socket[] = [];
const count = (more: number): void => {
  bytes += more;
};

answerLines({
  connect: async (ask) => {
    const names = receiverNames(ask.count as number);
    for (let at = 0; at < names.length; at += CONNECT_AT_ONCE) {
      const batch = names.slice(at, at + CONNECT_AT_ONCE);
      sockets.push(
        ...(await Promise.all(
          batch.map((name) => subscribe(ask.port as number, name, ask.topic as string, count)),
        )),
      );
    }
    return { connected: sockets.length };
  },
  bytes: () => ({ bytes, open: sockets.filter((socket) => !socket.destroyed).length }),
  publish: async (ask) => {
    const topic = ask.topic as string;
    const packet = generate({
      cmd: "publish",
      topic,
      payload: payload(),
      qos: 0,
      retain: false,
      dup: false,
    });
    if (packet.length !== 4 + topic.length + PAYLOAD_BYTES) throw new Error("the packet has another length");
    const name = { id: "bench-publisher", password: "password-of-bench-publisher" };
    const publisher = await subscribe(ask.port as number, name, "pa/keys", () => undefined);
    const messages = await paced(ask.perSecond as number, ask.forMs as number, () => publisher.write(packet));
    publisher.end();
    return { messages };
  },
});
