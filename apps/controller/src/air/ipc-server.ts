import { chmodSync, mkdirSync, rmSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { dirname } from "node:path";
import type { Log } from "../log";
import { type AirCall, type AirEvent, type AirRequest, encodeLine, lineReader } from "./ipc";

/** The controller, and whoever of its kind looks in beside it (bench). */
const MAX_PEERS = 4;
/** A controller that reads nothing for so long is cut off; it comes back and is told everything anew. */
const MAX_WAITING_BYTES = 8 * 1024 * 1024;

/** These follow each other: a put must not overtake the state before it. Nothing else waits for anything. */
const IN_ORDER: ReadonlySet<string> = new Set<AirCall>([
  "state",
  "speakers.put",
  "speakers.remove",
  "documents.put",
]);

export type Answerer = (request: AirRequest) => Promise<object>;

/** Listens for the controller. `air` goes on without it. */
export class IpcServer {
  readonly #log: Log;
  readonly #answer: Answerer;
  readonly #server: Server;
  readonly #peers = new Set<Socket>();

  /**
   * @param answer gives the whole answer, `{ok: true, …}` or `{ok: false, code, detail}`; must not throw
   */
  constructor(log: Log, answer: Answerer) {
    this.#log = log;
    this.#answer = answer;
    this.#server = createServer((socket) => this.#welcome(socket));
  }

  /** Listens on a Unix socket that only this user may open. A socket that a dead process left is taken over. */
  async listen(path: string): Promise<void> {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    if (await answers(path)) throw new Error(`another air listens on ${path}; stop it, or set DALABA_DATA`);
    rmSync(path, { force: true });
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      // Bound within the call, so that nobody else may ever open it.
      const before = process.umask(0o177);
      this.#server.listen(path, () => {
        this.#server.off("error", reject);
        this.#server.on("error", (error) =>
          this.#log.error({ err: error }, "the controller's socket failed"),
        );
        resolve();
      });
      process.umask(before);
    });
    chmodSync(path, 0o600);
  }

  #welcome(socket: Socket): void {
    if (this.#peers.size >= MAX_PEERS) {
      socket.destroy();
      return;
    }
    this.#peers.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => this.#peers.delete(socket));
    let queue: Promise<void> = Promise.resolve();
    const read = lineReader(
      (value) => {
        const request = value as AirRequest;
        if (IN_ORDER.has(request?.type)) queue = queue.then(() => this.#take(socket, request));
        else void this.#take(socket, request);
      },
      (problem) => {
        this.#log.error({ problem }, "the controller's line cannot be read; the connection is closed");
        socket.destroy();
      },
    );
    socket.on("data", read);
  }

  async #take(socket: Socket, request: AirRequest): Promise<void> {
    const wanted = typeof request === "object" && request !== null && typeof request.id === "number";
    const answer = await this.#answer(request);
    if (wanted) this.#write(socket, { re: request.id, ...answer });
  }

  /** A controller is there. */
  get attended(): boolean {
    return this.#peers.size > 0;
  }

  /** To everyone that listens. */
  tell(event: AirEvent): void {
    for (const socket of this.#peers) this.#write(socket, event);
  }

  #write(socket: Socket, message: object): void {
    if (socket.destroyed) return;
    if (socket.writableLength > MAX_WAITING_BYTES) {
      this.#log.warn({}, "the controller does not read; its connection is closed until it comes back");
      socket.destroy();
      return;
    }
    socket.write(encodeLine(message));
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      for (const socket of this.#peers) socket.destroy();
    });
  }
}

/** True when a living process listens there. */
function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
