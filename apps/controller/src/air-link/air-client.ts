import { connect, type Socket } from "node:net";
import { accept, type Outcome, type Refusal, refuse } from "@dalaba/core";
import { type AirCall, type AirCalls, type AirEvent, encodeLine, lineReader } from "../air/ipc";
import type { Log } from "../log";
import type { AirLink, AirPeer } from "./types";

/** How long `air` may take to answer, ms. It waits for nothing, so a second is already a fault; a full state is large. */
const ANSWER_MS = 5_000;
const STATE_ANSWER_MS = 30_000;
/** Between attempts to connect, ms; doubled up to the last with jitter. */
const FIRST_RETRY_MS = 50;
const LAST_RETRY_MS = 2_000;
/** Unanswered requests; beyond it new ones are refused, so that a silent `air` does not fill the memory. */
const MAX_WAITING = 1_024;

export interface AirClientOptions {
  /** `airSocketPath(dataFolder)`. */
  readonly path: string;
  /** Names this controller's process, for `air`'s log. */
  readonly instance: string;
  readonly log: Log;
}

interface Waiting {
  readonly settle: (answer: Outcome<never> | { readonly ok: true; readonly value: never }) => void;
  readonly timer: NodeJS.Timeout;
}

/** The controller's side of the socket to `air`. Begins to connect at once. */
export class AirClient implements AirLink {
  #peer: AirPeer | null = null;
  #socket: Socket | undefined;
  #retry: NodeJS.Timeout | undefined;
  #retryMs = FIRST_RETRY_MS;
  #closed = false;
  #lastId = 0;
  readonly #waiting = new Map<number, Waiting>();
  readonly #eventListeners = new Set<(event: AirEvent) => void>();
  readonly #peerListeners = new Set<(connected: boolean) => void>();
  readonly #options: AirClientOptions;

  constructor(options: AirClientOptions) {
    this.#options = options;
    this.#connect();
  }

  get peer(): AirPeer | null {
    return this.#peer;
  }

  ask<C extends AirCall>(call: C, ask: AirCalls[C]["ask"]): Promise<Outcome<AirCalls[C]["answer"]>> {
    const socket = this.#socket;
    if (!socket || this.#peer === null) return Promise.resolve(unreachable("not connected"));
    return this.#send(socket, call, ask);
  }

  onEvent(listener: (event: AirEvent) => void): () => void {
    this.#eventListeners.add(listener);
    return () => this.#eventListeners.delete(listener);
  }

  onPeer(listener: (connected: boolean) => void): () => void {
    this.#peerListeners.add(listener);
    return () => this.#peerListeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    const socket = this.#socket;
    if (!socket || socket.destroyed) return;
    const gone = new Promise<void>((resolve) => socket.once("close", () => resolve()));
    socket.destroy();
    await gone;
  }

  #connect(): void {
    const socket = connect(this.#options.path);
    this.#socket = socket;
    const read = lineReader(
      (value) => this.#receive(value),
      (problem) => socket.destroy(new Error(problem)),
    );
    socket.on("data", read);
    // What went wrong arrives with "close"; while `air` starts there is nothing to connect to, which is no news.
    socket.on("error", (error) => {
      if (this.#peer !== null)
        this.#options.log.warn({ error: error.message }, "the connection to air broke");
    });
    socket.once("connect", () => void this.#hello(socket));
    socket.once("close", () => this.#lost(socket));
  }

  async #hello(socket: Socket): Promise<void> {
    const answer = await this.#send(socket, "hello", { instance: this.#options.instance });
    if (socket !== this.#socket || socket.destroyed) return;
    if (!answer.ok) {
      this.#options.log.warn({ code: answer.code }, `air does not greet: ${answer.detail}`);
      socket.destroy();
      return;
    }
    const { pid, clockId, ports, journal } = answer.value;
    this.#retryMs = FIRST_RETRY_MS;
    this.#peer = { pid, clockId, ports };
    this.#tell(this.#peerListeners, true);
    this.#tell(this.#eventListeners, { type: "journal", ...journal });
  }

  #lost(socket: Socket): void {
    if (socket !== this.#socket) return;
    for (const { settle, timer } of this.#waiting.values()) {
      clearTimeout(timer);
      settle(unreachable("the connection broke"));
    }
    this.#waiting.clear();
    const had = this.#peer !== null;
    this.#peer = null;
    if (had) this.#tell(this.#peerListeners, false);
    if (this.#closed) return;
    this.#retry = setTimeout(() => this.#connect(), this.#retryMs * (0.5 + Math.random()));
    this.#retryMs = Math.min(LAST_RETRY_MS, this.#retryMs * 2);
  }

  #send<C extends AirCall>(
    socket: Socket,
    call: C,
    ask: AirCalls[C]["ask"],
  ): Promise<Outcome<AirCalls[C]["answer"]>> {
    if (this.#waiting.size >= MAX_WAITING)
      return Promise.resolve(unreachable("too many requests wait for it"));
    const id = ++this.#lastId;
    return new Promise((resolve) => {
      const timer = setTimeout(
        () => {
          this.#waiting.delete(id);
          resolve(unreachable(`no answer to ${call}`));
        },
        call === "state" ? STATE_ANSWER_MS : ANSWER_MS,
      );
      this.#waiting.set(id, { settle: resolve as Waiting["settle"], timer });
      socket.write(encodeLine({ ...ask, type: call, id }));
    });
  }

  #receive(value: unknown): void {
    if (value === null || typeof value !== "object") return;
    if ("re" in value) this.#answered(value as { re: unknown; ok?: unknown } & Record<string, unknown>);
    else if ("type" in value) this.#heard(value as AirEvent);
  }

  #answered({ re, ok, ...rest }: { re: unknown; ok?: unknown } & Record<string, unknown>): void {
    const waiting = this.#waiting.get(re as number);
    if (!waiting) return;
    this.#waiting.delete(re as number);
    clearTimeout(waiting.timer);
    waiting.settle(
      ok === true
        ? (accept(rest) as ReturnType<typeof accept<never>>)
        : refuse(codeOf(rest.code), String(rest.detail ?? ""), paramsOf(rest.params)),
    );
  }

  #heard(event: AirEvent): void {
    if (event.type === "listening" && this.#peer !== null) {
      const { type: _, ...ports } = event;
      this.#peer = { ...this.#peer, ports };
    }
    this.#tell(this.#eventListeners, event);
  }

  /** One listener's fault is its own: the others hear the event all the same. */
  #tell<T>(listeners: ReadonlySet<(value: T) => void>, value: T): void {
    for (const listener of listeners) {
      try {
        listener(value);
      } catch (error) {
        this.#options.log.error({ error }, "a listener of air's events threw");
      }
    }
  }
}

/** `air`'s word for having had no state yet is ours for a start that is under way. */
function codeOf(code: unknown): string {
  return code === "not-open" ? "air-starting" : String(code ?? "our-fault");
}

function unreachable(detail: string): Refusal {
  return refuse("air-unreachable", detail);
}

function paramsOf(params: unknown): Readonly<Record<string, unknown>> | undefined {
  return params !== null && typeof params === "object" ? (params as Record<string, unknown>) : undefined;
}
