import type { AddressInfo } from "node:net";
import {
  readTalkClientMessage,
  readUplinkFrame,
  TALK_PATH,
  TALK_SUBPROTOCOL,
  type TalkServerMessage,
  type TalkSource,
} from "@dalaba/api";
import { type WebSocket, WebSocketServer } from "ws";

/** What one sender said, as `air` would have heard it. */
export interface HeardTalk {
  readonly ticket: string;
  source: TalkSource | undefined;
  readonly frames: { readonly sequence: number; readonly voiced: boolean; readonly opus: Uint8Array }[];
  beats: number;
  /** How it went: `end` was said, somebody stopped it, or the line broke. */
  ended: "end" | "stopped" | "closed" | undefined;
  /** What could not be read, by the codec of packages/api. */
  readonly faults: string[];
}

export interface AirScript {
  /** `startInMs` of `ready`, ms. */
  readonly startInMs?: number;
  /** Refused at once with this error, as a used ticket is. */
  readonly refuse?: Extract<TalkServerMessage, { type: "error" }>;
  /** Opens the line and says nothing. */
  readonly mute?: boolean;
  /** After so many frames: say this (and close), or break the line, or stop reading. */
  readonly after?: { readonly frames: number; readonly does: TalkServerMessage | "die" | "freeze" };
}

/** An `air` that speaks the talk uplink's codec and keeps what it hears. */
export class FakeAir {
  script: AirScript = {};
  readonly talks: HeardTalk[] = [];
  readonly #server: WebSocketServer;
  /** Targets that `progress` counts. */
  of = 3;

  private constructor(server: WebSocketServer) {
    this.#server = server;
    server.on("connection", (socket, request) =>
      this.#welcome(socket, new URL(request.url ?? "/", "http://air")),
    );
  }

  static start(): Promise<FakeAir> {
    return new Promise((resolve) => {
      const server = new WebSocketServer({
        port: 0,
        host: "127.0.0.1",
        perMessageDeflate: false,
        handleProtocols: (offered) => (offered.has(TALK_SUBPROTOCOL) ? TALK_SUBPROTOCOL : false),
      });
      server.once("listening", () => resolve(new FakeAir(server)));
    });
  }

  url(ticket: string): string {
    const { port } = this.#server.address() as AddressInfo;
    return `ws://127.0.0.1:${port}${TALK_PATH}?ticket=${ticket}`;
  }

  get last(): HeardTalk {
    const talk = this.talks.at(-1);
    if (!talk) throw new Error("nobody has spoken");
    return talk;
  }

  reset(): void {
    this.script = {};
    this.talks.length = 0;
  }

  /** As the controller has it stopped. */
  stop(): void {
    const talk = this.last;
    talk.ended ??= "stopped";
    for (const client of this.#server.clients) {
      client.send(JSON.stringify({ type: "ended", because: "stopped" } satisfies TalkServerMessage));
      client.close(1000);
    }
  }

  close(): Promise<void> {
    for (const client of this.#server.clients) client.terminate();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #welcome(socket: WebSocket, url: URL): void {
    const talk: HeardTalk = {
      ...{ ticket: url.searchParams.get("ticket") ?? "", source: undefined, frames: [], beats: 0 },
      ...{ ended: undefined, faults: [] },
    };
    this.talks.push(talk);
    const { script } = this;
    const say = (message: TalkServerMessage): void => socket.send(JSON.stringify(message));
    const finish = (message: TalkServerMessage): void => {
      say(message);
      socket.close(1000);
    };
    socket.on("error", () => undefined);
    socket.on("close", () => {
      talk.ended ??= "closed";
    });
    if (script.refuse) {
      finish(script.refuse);
      return;
    }
    socket.on("message", (data: Buffer, binary: boolean) => {
      if (script.mute) return;
      if (binary) this.#frame(talk, data, socket, say, finish);
      else this.#text(talk, String(data), say, finish);
    });
  }

  #text(
    talk: HeardTalk,
    text: string,
    say: (message: TalkServerMessage) => void,
    finish: (message: TalkServerMessage) => void,
  ): void {
    const read = readTalkClientMessage(text);
    if (!read.ok) return void talk.faults.push(read.detail);
    const { message } = read;
    if (message.type === "beat") talk.beats++;
    else if (message.type === "end") {
      talk.ended = "end";
      finish({ type: "ended", because: talk.frames.length > 0 ? "finished" : "no-audio" });
    } else {
      talk.source = message.source;
      const { startInMs = 0 } = this.script;
      say({ type: "ready", broadcast: "5b0c61d3a9f2e874", startInMs, maxMs: 1_200_000, framesPerMessage: 1 });
      if (startInMs > 0) say({ type: "on-air", t0Us: 1_000_000 });
    }
  }

  #frame(
    talk: HeardTalk,
    data: Buffer,
    socket: WebSocket,
    say: (message: TalkServerMessage) => void,
    finish: (message: TalkServerMessage) => void,
  ): void {
    const read = readUplinkFrame(data);
    if (!read.ok) return void talk.faults.push(read.detail);
    const { sequence, voiced, opus } = read.frame;
    talk.frames.push({ sequence, voiced, opus: opus.slice() });
    if (talk.frames.length === 1 && !this.script.startInMs) say({ type: "on-air", t0Us: 1_000_000 });
    if (talk.frames.length % 10 === 1)
      say({ type: "progress", accepted: this.of, sounding: this.of, of: this.of });
    const { after } = this.script;
    if (talk.frames.length !== after?.frames) return;
    if (after.does === "die") socket.terminate();
    else if (after.does === "freeze") socket.pause();
    else finish(after.does);
  }
}
