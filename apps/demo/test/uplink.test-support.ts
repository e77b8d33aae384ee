import {
  encodeUplinkFrame,
  readTalkServerMessage,
  TALK_SUBPROTOCOL,
  type TalkReply,
  type TalkServerMessage,
} from "@dalaba/api";
import WebSocket, { type ClientOptions } from "ws";
import { pause } from "./programs.test-support";

/** The talk uplink as a program of somebody else's would use or abuse it. */

/** Silence as Opus codes it: 20 ms, mono. */
export const SILENT_OPUS = Uint8Array.of(0xf8, 0xff, 0xfe);

export const silentFrame = (sequence: number): Uint8Array =>
  encodeUplinkFrame({ voiced: false, sequence, captureUs: 20_000 * sequence, opus: SILENT_OPUS });

export class Uplink {
  readonly said: TalkServerMessage[] = [];
  readonly socket: WebSocket;
  /** How it was closed; never rejects. */
  readonly closed: Promise<number>;

  constructor({ url }: Pick<TalkReply, "url">, options: ClientOptions = {}, protocol = TALK_SUBPROTOCOL) {
    this.socket = new WebSocket(url, protocol, { handshakeTimeout: 5_000, ...options });
    this.socket.on("error", () => undefined);
    this.socket.on("message", (data, binary) => {
      const read = binary ? undefined : readTalkServerMessage(String(data));
      if (read?.ok) this.said.push(read.message);
    });
    this.closed = new Promise((resolve) => this.socket.once("close", (code) => resolve(code)));
  }

  get error(): string | undefined {
    return this.said.find((message) => message.type === "error")?.code;
  }

  get ended(): string | undefined {
    return this.said.find((message) => message.type === "ended")?.because;
  }

  /** Resolves when it is open, or has been refused. */
  opened(): Promise<void> {
    return new Promise((resolve) => {
      this.socket.once("open", () => resolve());
      void this.closed.then(() => resolve());
    });
  }

  send(data: string | Uint8Array): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(data);
  }

  /** Speaks so many frames of silence at the pace of speech, from a sequence on. */
  async speak(frames: number, from = 0): Promise<void> {
    for (let i = 0; i < frames; i++, await pause(20)) this.send(silentFrame(from + i));
  }
}
