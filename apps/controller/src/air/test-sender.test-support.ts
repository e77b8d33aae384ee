import {
  encodeUplinkFrame,
  readTalkServerMessage,
  TALK_SUBPROTOCOL,
  type TalkClientMessage,
  type TalkServerMessage,
} from "@dalaba/api";
import { WebSocket } from "ws";
import { until } from "./air-harness.test-support";

/** Opus of any content with the right first byte: nothing between sender and speaker decodes it. */
export function fakeOpus(tag: number, length = 60): Uint8Array {
  const out = new Uint8Array(length).fill(tag & 0xff);
  out[0] = 9 << 3; // SILK wide band, 20 ms, mono, code 0
  return out;
}

/** The other end of a talk uplink. */
export class TestSender {
  readonly said: TalkServerMessage[] = [];
  readonly socket: WebSocket;
  closed = false;
  #timer: NodeJS.Timeout | undefined;
  #sequence = 0;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on("message", (data: Buffer) => {
      const read = readTalkServerMessage(data.toString());
      if (!read.ok) throw new Error(read.detail);
      this.said.push(read.message);
    });
    socket.on("close", () => {
      this.closed = true;
      clearInterval(this.#timer);
    });
    socket.on("error", () => {});
  }

  static async open(port: number, ticket: string, origin?: string): Promise<TestSender> {
    const url = `ws://127.0.0.1:${port}/talk?ticket=${ticket}`;
    const socket = new WebSocket(url, TALK_SUBPROTOCOL, origin === undefined ? {} : { origin });
    const sender = new TestSender(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once("open", () => resolve());
      socket.once("error", reject);
    });
    return sender;
  }

  say(message: TalkClientMessage): void {
    this.socket.send(JSON.stringify(message));
  }

  frame(sequence = this.#sequence, opus = fakeOpus(sequence)): void {
    this.#sequence = sequence + 1;
    this.socket.send(encodeUplinkFrame({ voiced: true, sequence, captureUs: sequence * 20_000, opus }));
  }

  /** Sends a frame every 20 ms until `stop`. */
  stream(): void {
    const from = performance.now();
    const first = this.#sequence;
    this.#timer = setInterval(() => {
      const due = first + Math.floor((performance.now() - from) / 20);
      while (this.#sequence <= due) this.frame();
    }, 10);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  get sent(): number {
    return this.#sequence;
  }

  told<T extends TalkServerMessage["type"]>(type: T) {
    type Told = Extract<TalkServerMessage, { type: T }>;
    return until(
      `the sender hears ${type}`,
      () => this.said.find((each) => each.type === type) as Told | undefined,
    );
  }

  async close(): Promise<void> {
    this.stop();
    this.socket.terminate();
    await until("the uplink closes", () => this.closed);
  }
}
