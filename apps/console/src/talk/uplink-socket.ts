import {
  encodeUplinkFrame,
  readTalkServerMessage,
  type SenderHops,
  TALK_BEAT_MS,
  TALK_SUBPROTOCOL,
  type TalkClientMessage,
  type TalkServerMessage,
  type UplinkFrame,
} from "@dalaba/api/browser";
import { LineWatch } from "./line-watch";

/** The part of a browser's WebSocket that is used. */
export interface SocketLike {
  binaryType: BinaryType;
  readonly readyState: number;
  readonly bufferedAmount: number;
  send(data: string | Uint8Array<ArrayBuffer>): void;
  close(code?: number): void;
  onopen: ((event: Event) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
  onmessage: ((event: MessageEvent) => void) | null;
}

export type OpenSocket = (url: string, protocol: string) => SocketLike;

const OPEN = 1;
/** A beat leaves well before it is due: the next chance may be a late one. */
const BEAT_AFTER_MS = TALK_BEAT_MS / 2;
/** `air` and whoever looks are told this often how long the hops take. */
const HOPS_EVERY_MS = 1_000;

export interface UplinkSocketParts {
  readonly url: string;
  readonly openSocket: OpenSocket;
  readonly nowMs: () => number;
  /** What this page measures of the way its frames take. */
  readonly hops?: () => SenderHops;
  readonly onMessage: (message: TalkServerMessage) => void;
  /** The line broke or fell silent before its end. Said once. */
  readonly onLost: () => void;
}

/**
 * The browser's end of the talk uplink: one connection, from its ticket to its end. `tend` is called on every captured
 * frame, so beats and watch keep their time in a hidden page, whose timers the browser slows down to one a second.
 */
export class UplinkSocket {
  readonly #parts: UplinkSocketParts;
  readonly #socket: SocketLike;
  readonly #watch = new LineWatch();
  #sentMs = 0;
  #hopsMs = 0;
  #startedMs = 0;
  #readyAfterMs: number | null = null;
  #live = false;
  #over = false;

  constructor(parts: UplinkSocketParts) {
    this.#parts = parts;
    this.#socket = parts.openSocket(parts.url, TALK_SUBPROTOCOL);
    this.#socket.binaryType = "arraybuffer";
    this.#socket.onopen = () => {
      this.#startedMs = parts.nowMs();
      this.#say({ type: "start", source: "mic" });
    };
    this.#socket.onmessage = ({ data }) => this.#heard(data);
    this.#socket.onclose = () => this.#lose();
  }

  /** From `start` to `ready`, ms: once to `air` and back. Null before. */
  get readyAfterMs(): number | null {
    return this.#readyAfterMs;
  }

  get buffered(): number {
    return this.#socket.bufferedAmount;
  }

  frame(frame: UplinkFrame): void {
    this.#send(encodeUplinkFrame(frame) as Uint8Array<ArrayBuffer>);
  }

  /**
   * Says a beat where one is due, and looks whether the line lives. Called at least every 100 ms. `late`: the page lags
   * behind its own microphone, so what `air` said may wait to be read as well; silence then proves nothing.
   */
  tend(late = false): void {
    if (this.#over || this.#socket.readyState !== OPEN) return;
    const nowMs = this.#parts.nowMs();
    const { hops } = this.#parts;
    if (hops && this.#live && nowMs - this.#hopsMs >= HOPS_EVERY_MS) {
      this.#hopsMs = nowMs;
      this.#say({ type: "beat", hops: hops() });
    } else if (nowMs - this.#sentMs >= BEAT_AFTER_MS) this.#say({ type: "beat" });
    if (this.#watch.lost(nowMs, this.#socket.bufferedAmount, this.#live && !late)) this.#lose();
  }

  /** The source is finished; `air` answers with its end. */
  end(): void {
    this.#live = false;
    this.#say({ type: "end" });
  }

  /** Nothing is said or heard from now on. */
  close(): void {
    this.#over = true;
    this.#socket.onmessage = null;
    this.#socket.onclose = null;
    this.#socket.onopen = null;
    this.#socket.close(1000);
  }

  #say(message: TalkClientMessage): void {
    this.#send(JSON.stringify(message));
  }

  #send(data: string | Uint8Array<ArrayBuffer>): void {
    if (this.#over || this.#socket.readyState !== OPEN) return;
    this.#sentMs = this.#parts.nowMs();
    this.#socket.send(data);
  }

  #heard(data: unknown): void {
    const read = typeof data === "string" ? readTalkServerMessage(data) : undefined;
    // A newer `air` may say what this page does not know yet; what it knows is enough.
    if (!read?.ok || this.#over) return;
    const nowMs = this.#parts.nowMs();
    this.#watch.heard(nowMs);
    const { message } = read;
    if (message.type === "ready") this.#readyAfterMs = nowMs - this.#startedMs;
    if (message.type === "on-air") this.#live = true;
    if (message.type === "ended" || message.type === "error") this.close();
    this.#parts.onMessage(message);
  }

  #lose(): void {
    if (this.#over) return;
    this.close();
    this.#parts.onLost();
  }
}
