import {
  readTalkServerMessage,
  TALK_BEAT_MS,
  TALK_SUBPROTOCOL,
  type TalkEndReason,
  type TalkServerMessage,
  type TalkSource,
} from "@dalaba/api";
import WebSocket from "ws";
import { cliFailure } from "../cli-failure";

const CONNECT_MS = 5_000;
const READY_MS = 5_000;
const PING_MS = 500;
/** Who neither says anything nor answers a ping for this long is frozen or cut off, ms. */
const LOST_MS = 3_000;
/** More than this waiting to leave is over five seconds of speech: `air` would drop it as late, bytes. */
const LINE_FULL_BYTES = 16 * 1024;

type Ready = Extract<TalkServerMessage, { type: "ready" }>;

/** How a talk came to its end. `air-lost`: the line to `air` broke or fell silent. */
export type Over =
  | { readonly type: "ended"; readonly because: TalkEndReason | "air-lost" }
  | Extract<TalkServerMessage, { type: "error" }>;

/** One connection to the talk uplink, from its ticket to its end. */
export class TalkSocket {
  readonly #socket: WebSocket;
  readonly #timers: NodeJS.Timeout[];
  #sentMs = performance.now();
  #heardMs = performance.now();
  #over: Over | undefined;
  #onAir = false;
  #dropped = 0;
  #setReady: (ready: Ready) => void = () => undefined;
  #setOver: () => void = () => undefined;
  readonly #ready = new Promise<Ready>((resolve) => {
    this.#setReady = resolve;
  });
  /** Resolves when it is over, whatever ended it. */
  readonly ended = new Promise<void>((resolve) => {
    this.#setOver = resolve;
  });

  private constructor(socket: WebSocket, onMessage: (message: TalkServerMessage) => void) {
    this.#socket = socket;
    socket.on("message", (data, binary) => {
      const read = binary ? undefined : readTalkServerMessage(String(data));
      if (read?.ok) this.#heard(read.message, onMessage);
    });
    socket.on("pong", () => {
      this.#heardMs = performance.now();
    });
    socket.on("error", () => undefined);
    socket.on("close", () => this.#end({ type: "ended", because: "air-lost" }));
    this.#timers = [
      setInterval(() => this.#beat(), TALK_BEAT_MS / 2),
      setInterval(() => this.#watch(), PING_MS),
    ];
  }

  /** `ca`: the one authority to trust, PEM. @throws `no-air` when nothing opens there. */
  static open(
    url: string,
    onMessage: (message: TalkServerMessage) => void,
    ca: string | undefined,
  ): Promise<TalkSocket> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(url, TALK_SUBPROTOCOL, {
        handshakeTimeout: CONNECT_MS,
        perMessageDeflate: false,
        ...(ca === undefined ? {} : { ca }),
      });
      // Listens from the first byte: a refusal may come together with the handshake.
      const talk = new TalkSocket(socket, onMessage);
      const refuse = (detail: string): void => {
        talk.close();
        const { origin } = new URL(url);
        reject(cliFailure("no-air", `the talk uplink ${origin} did not open: ${detail}`));
      };
      socket.once("open", () => resolve(talk));
      socket.once("error", (error) => refuse(error.message));
      socket.once("unexpected-response", (_, response) => refuse(`HTTP ${response.statusCode}`));
    });
  }

  get over(): Over | undefined {
    return this.#over;
  }

  /** Whether the offer has left for the speakers. */
  get onAir(): boolean {
    return this.#onAir;
  }

  /** Frames that were not sent because the line is too slow. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Says `start` and waits for `ready`; nothing when it is over before. @throws `no-air` when no answer comes. */
  async start(source: TalkSource): Promise<Ready | undefined> {
    this.#send(JSON.stringify({ type: "start", source }));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(cliFailure("no-air", `the talk uplink said nothing for ${READY_MS / 1000} s`)),
        READY_MS,
      );
    });
    try {
      return await Promise.race([this.#ready, this.ended.then(() => undefined), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Sends one frame, or leaves it out where the line does not keep up. */
  frame(bytes: Uint8Array): void {
    if (this.#socket.bufferedAmount > LINE_FULL_BYTES) this.#dropped++;
    else this.#send(bytes);
  }

  /** The source is finished. */
  end(): void {
    this.#send('{"type":"end"}');
  }

  close(): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.#socket.terminate();
  }

  #send(data: string | Uint8Array): void {
    if (this.#socket.readyState !== WebSocket.OPEN || this.#over) return;
    this.#sentMs = performance.now();
    this.#socket.send(data);
  }

  #heard(message: TalkServerMessage, onMessage: (message: TalkServerMessage) => void): void {
    this.#heardMs = performance.now();
    if (message.type === "ready") this.#setReady(message);
    else if (message.type === "on-air") this.#onAir = true;
    else if (message.type === "ended" || message.type === "error") this.#end(message);
    onMessage(message);
  }

  #end(over: Over): void {
    this.#over ??= over;
    this.#setOver();
  }

  #beat(): void {
    if (performance.now() - this.#sentMs >= TALK_BEAT_MS / 2) this.#send('{"type":"beat"}');
  }

  #watch(): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    if (performance.now() - this.#heardMs > LOST_MS) this.#socket.terminate();
    else this.#socket.ping();
  }
}
