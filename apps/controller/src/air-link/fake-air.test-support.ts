import { mkdirSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { dirname } from "node:path";
import { signEnvelope, targetHash } from "@dalaba/protocol";
import { nodeCrypto } from "@dalaba/protocol/node";
import {
  type AirCall,
  type AirCalls,
  type AirEvent,
  type AirRequest,
  encodeLine,
  lineReader,
} from "../air/ipc";

type Answers = {
  [C in AirCall]?: (
    ask: AirCalls[C]["ask"],
  ) => AirCalls[C]["answer"] | { readonly refused: string } | "silence";
};

/** Stands for `air` at its socket, where a test must decide what it answers. */
export class FakeAir {
  /** Every request, in order. */
  readonly heard: AirRequest[] = [];
  answers: Answers = {};
  journal = { segment: 1, offset: 0 };
  readonly #server: Server;
  #peer: Socket | undefined;
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
    this.#server = createServer((socket) => this.#serve(socket));
  }

  start(): Promise<void> {
    mkdirSync(dirname(this.#path), { recursive: true });
    return new Promise((resolve) => this.#server.listen(this.#path, resolve));
  }

  say(event: AirEvent): void {
    this.#peer?.write(encodeLine(event));
  }

  /** Ends the connection, as a crash would. */
  drop(): void {
    this.#peer?.destroy();
  }

  async stop(): Promise<void> {
    this.#peer?.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  asked<C extends AirCall>(call: C): readonly Extract<AirRequest, { type: C }>[] {
    return this.heard.filter((each) => each.type === call) as Extract<AirRequest, { type: C }>[];
  }

  #serve(socket: Socket): void {
    this.#peer = socket;
    socket.on("error", () => undefined);
    socket.on(
      "data",
      lineReader(
        (value) => this.#answer(socket, value as AirRequest),
        () => socket.destroy(),
      ),
    );
  }

  #answer(socket: Socket, request: AirRequest): void {
    this.heard.push(request);
    const answer =
      (this.answers[request.type] as ((ask: AirRequest) => unknown) | undefined)?.(request) ??
      (request.type === "sign" ? signed(request) : this.#usual(request.type));
    if (answer === "silence" || request.id === undefined) return;
    const { refused } = answer as { refused?: unknown };
    socket.write(
      encodeLine(
        typeof refused !== "string"
          ? { re: request.id, ok: true, ...(answer as object) }
          : { re: request.id, ok: false, code: refused, detail: "as the test wants it" },
      ),
    );
  }

  #usual(call: AirCall): object {
    const ports = { mqtt: 1883, clock: 1884, talk: 8081 };
    switch (call) {
      case "hello":
        return { pid: 1, clockId: "0123456789abcdef", listening: true, ports, journal: this.journal };
      case "state":
        return { ports };
      case "onair":
        return { broadcasts: [] };
      case "stop":
        return { stopped: [], notFound: [], refused: [] };
      case "ticket.drop":
        return { dropped: true };
      case "stats":
        return { stats: {} };
      default:
        return {};
    }
  }
}

/** The command key of a fake air; nobody checks it, but documents can be read back. */
const SEED = new Uint8Array(32).fill(7);

function signed({ document, counter, scope, body }: Extract<AirRequest, { type: "sign" }>): {
  bytes: string;
} {
  const bytes = signEnvelope(nodeCrypto, SEED, {
    type: document,
    kid: 3,
    counter,
    notBeforeUtcMs: 0,
    ttlMs: 0,
    targetHash: targetHash(nodeCrypto, scope),
    body,
  });
  return { bytes: Buffer.from(bytes).toString("base64") };
}
