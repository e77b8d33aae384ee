import { createHash } from "node:crypto";
import { createInterface } from "node:readline";
import { systemClocks } from "./air/clocks";
import { Counters } from "./air/counters";
import type { AudioRoute } from "./air/downlink";
import { EmbeddedBroker } from "./air/embedded-broker";
import { SpeakerBook } from "./air/speaker-book";

/**
 * The measuring entry of `bench fanout`, never started by a town: the real EmbeddedBroker and its real audio route, and
 * nothing else of `air` (no signing, no receipts, no journal). Asked by JSON lines on stdin, one at a time:
 *
 *     {id, type:"listen", speakers:[{id, password}], group}    → {port}
 *     {id, type:"send", topic, bytes, perSecond, forMs}        → {messages, reached}
 *
 * `send` puts every connected speaker on one route and sends `bytes` bytes to it on a fixed grid. Ends with stdin.
 */

const NO_KEY = "00".repeat(32);
const book = new SpeakerBook();
const none: ReadonlySet<string> = new Set();
const broker = await EmbeddedBroker.create({
  book,
  clocks: systemClocks,
  counters: new Counters(),
  listener: {
    heard: () => undefined,
    connected: () => undefined,
    closed: () => undefined,
    refused: (code, detail) => void process.stderr.write(`${code} ${detail}\n`),
  },
  offered: () => none,
});

interface Listen {
  readonly speakers: readonly { readonly id: string; readonly password: string }[];
  readonly group: string;
}

async function listen({ speakers, group }: Listen): Promise<object> {
  const entries = speakers.map(({ id, password }) => ({
    id,
    passwordSha256: createHash("sha256").update(password).digest("hex"),
    pairwiseKey: NO_KEY,
    devicePublicKey: NO_KEY,
    groups: [group],
    delayClass: "lan" as const,
    cfgVersion: 1,
    disabled: false,
    muted: false,
  }));
  book.put(entries, [{ name: group, version: 1 }]);
  return { port: await broker.listen("127.0.0.1", 0) };
}

interface Send {
  readonly topic: string;
  readonly bytes: number;
  readonly perSecond: number;
  readonly forMs: number;
}

let route: AudioRoute | undefined;

async function send({ topic, bytes, perSecond, forMs }: Send): Promise<object> {
  const reached = [...book.all()].map(({ entry }) => entry.id).filter((id) => broker.reaches(id));
  route = broker.route(topic);
  for (const id of reached) route.add(id);
  const message = new Uint8Array(bytes).fill(0xa1);
  const messages = Math.round((perSecond * forMs) / 1000);
  const startMs = performance.now();
  const until = async (ms: number): Promise<void> => {
    const waitMs = startMs + ms - performance.now();
    if (waitMs > 0) await new Promise((done) => setTimeout(done, waitMs));
  };
  for (let sent = 0; sent < messages; sent++) {
    await until((sent * 1000) / perSecond);
    route.send(message);
  }
  await until(forMs);
  return { messages, reached: reached.length };
}

const lines = createInterface({ input: process.stdin });
lines.on("close", () => process.exit(0));
for await (const line of lines) {
  const ask = JSON.parse(line) as { id: number; type: string };
  let reply: object;
  try {
    const answer =
      ask.type === "listen" ? await listen(ask as unknown as Listen) : await send(ask as unknown as Send);
    reply = { re: ask.id, ok: true, ...answer };
  } catch (error) {
    reply = { re: ask.id, ok: false, detail: (error as Error).message };
  }
  process.stdout.write(`${JSON.stringify(reply)}\n`);
}
