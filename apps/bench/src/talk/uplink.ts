import {
  encodeUplinkFrame,
  readTalkServerMessage,
  TALK_BEAT_MS,
  TALK_SUBPROTOCOL,
  type TalkServerMessage,
  talkRoutes,
} from "@dalaba/api";
import WebSocket from "ws";
import type { Controller } from "./controller";
import { granted } from "./controller";
import type { Speech } from "./speech";
import { nowUs, pause } from "./wait";

const FRAME_MS = 20;
const OPEN_WITHIN_MS = 5_000;

/** A talk whose uplink is open and armed: nothing but the key is missing. */
export class ArmedTalk {
  readonly broadcast: string;
  readonly #socket: WebSocket;
  readonly #speech: Speech;
  readonly #beat: NodeJS.Timeout;
  readonly #over: Promise<string>;
  #sequence = 0;
  #because: string | undefined;
  #lastSentMs = performance.now();
  /** When each frame was handed to the socket, µs of serverTime, by its place on the timeline. */
  readonly sentUs: number[] = [];

  private constructor(broadcast: string, socket: WebSocket, speech: Speech, over: Promise<string>) {
    this.broadcast = broadcast;
    this.#socket = socket;
    this.#speech = speech;
    this.#over = over;
    void over.then((because) => {
      this.#because = because;
    });
    this.#beat = setInterval(() => {
      if (performance.now() - this.#lastSentMs >= TALK_BEAT_MS / 2) this.#send('{"type":"beat"}');
    }, TALK_BEAT_MS / 2);
  }

  /** Asks for a ticket, opens the uplink and waits until `air` is ready for the first frame. */
  static async arm(controller: Controller, to: readonly string[], speech: Speech): Promise<ArmedTalk> {
    const asked = { kind: "talk" as const, to: [...to], chime: "none" as const, why: "bench" };
    const talk = granted(await controller.client.call(talkRoutes.openTalk, { body: asked }));
    const socket = new WebSocket(talk.url, TALK_SUBPROTOCOL, {
      handshakeTimeout: OPEN_WITHIN_MS,
      ...(controller.ca === undefined ? {} : { ca: controller.ca }),
      perMessageDeflate: false,
    });
    let isReady: () => void = () => undefined;
    let isOver: (because: string) => void = () => undefined;
    const ready = new Promise<void>((done) => {
      isReady = done;
    });
    const over = new Promise<string>((done) => {
      isOver = done;
    });
    socket.on("message", (data, binary) => {
      const read = binary ? undefined : readTalkServerMessage(String(data));
      if (read?.ok) hear(read.message);
    });
    const hear = (message: TalkServerMessage): void => {
      if (message.type === "ready") isReady();
      else if (message.type === "ended") isOver(message.because);
      else if (message.type === "error") isOver(`${message.code}: ${message.detail}`);
    };
    socket.on("error", (error) => isOver(error.message));
    socket.on("close", () => isOver("closed"));
    socket.on("open", () => socket.send(JSON.stringify({ type: "start", source: "mic" })));
    const armed = new ArmedTalk(talk.broadcast, socket, speech, over);
    const first = await Promise.race([
      ready.then(() => undefined),
      over,
      pause(OPEN_WITHIN_MS).then(() => "no answer"),
    ]);
    if (first !== undefined) {
      armed.close();
      throw new Error(`the talk uplink did not get ready: ${first}`);
    }
    return armed;
  }

  /** When the key went down: the first frame was handed over, µs. */
  get keyUs(): number {
    const [first] = this.sentUs;
    if (first === undefined) throw new Error("the key is not down yet");
    return first;
  }

  /** How late the latest frame was handed over, against the grid that begins with the key, ms. */
  get lateMs(): number {
    return this.sentUs.reduce((most, us, i) => Math.max(most, (us - this.keyUs) / 1000 - i * FRAME_MS), 0);
  }

  /** Why it is over; undefined while it is not. */
  get because(): string | undefined {
    return this.#because;
  }

  #send(data: string | Uint8Array): void {
    this.#lastSentMs = performance.now();
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(data);
  }

  /** Speaks for so long on a fixed grid of 20 ms, the speech over and over; less when the talk is ended meanwhile. */
  async speak(forMs: number): Promise<void> {
    const { frames } = this.#speech;
    const startMs = performance.now();
    for (let at = 0; at * FRAME_MS < forMs && this.#because === undefined; at++) {
      const waitMs = startMs + at * FRAME_MS - performance.now();
      if (waitMs > 0) await pause(waitMs);
      const opus = frames[this.#sequence % frames.length] as Uint8Array;
      const atUs = nowUs();
      this.sentUs.push(atUs);
      this.#send(encodeUplinkFrame({ voiced: true, sequence: this.#sequence++, captureUs: atUs, opus }));
    }
  }

  /** The key goes up; answers when, µs. */
  release(): number {
    const atUs = nowUs();
    this.#send('{"type":"end"}');
    return atUs;
  }

  /** Waits until `air` says that it is over; throws when it never does. */
  async ended(withinMs = 5_000): Promise<string> {
    const because = await Promise.race([this.#over, pause(withinMs).then(() => undefined)]);
    this.close();
    if (because === undefined) throw new Error(`talk ${this.broadcast} did not end within ${withinMs} ms`);
    return because;
  }

  close(): void {
    clearInterval(this.#beat);
    this.#socket.terminate();
  }
}
