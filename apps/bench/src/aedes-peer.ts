import { createServer } from "node:net";
import { Aedes } from "aedes";
import { payload } from "./fan-out/load";
import { paced } from "./fan-out/paced";
import { answerLines } from "./processes/answer-lines";

/**
 * Stock aedes, with nothing set but TCP_NODELAY, as the broker that `bench fanout` compares with: fed by a client, or
 * by `aedes.publish` in its own process, which is the fair twin of an embedded broker. Asked by JSON lines on stdin.
 */

const aedes = await Aedes.createBroker();
const server = createServer({ noDelay: true }, aedes.handle);

answerLines({
  listen: async () => {
    await new Promise<void>((done) => server.listen({ host: "127.0.0.1", port: 0, backlog: 4096 }, done));
    return { port: (server.address() as { port: number }).port };
  },
  send: async (ask) => {
    const topic = ask.topic as string;
    const bytes = payload();
    const messages = await paced(ask.perSecond as number, ask.forMs as number, () =>
      aedes.publish(
        { cmd: "publish", topic, payload: bytes, qos: 0, retain: false, dup: false },
        () => undefined,
      ),
    );
    return { messages };
  },
});
