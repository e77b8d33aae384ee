import {
  encodeUplinkFrame,
  isTalkOpus,
  readTalkServerMessage,
  TALK_BEAT_MS,
  TALK_PATH,
  TALK_SUBPROTOCOL,
  type TalkEndReason,
  type TalkServerMessage,
  type UplinkCode,
} from "@dalaba/api";
import { type Outcome, refuse } from "@dalaba/core";
import type { OggOpusFile } from "@dalaba/media";
import { FRAME_MS, FRAME_SAMPLES } from "@dalaba/protocol";
import WebSocket from "ws";

/** How long `air` may take to open the uplink and to offer the broadcast, once it was asked, ms. */
const OPEN_MS = 5_000;
const TICK_MS = 20;
/**
 * How far ahead of its time a frame leaves, ms: reached slowly (a quarter faster than it sounds), so that the first
 * second is no burst. Speakers keep 2.5 s of a stored programme, 1.5 s of which is its delay. A controller that stands
 * still for less than this and that delay together loses no word.
 */
const LEAD_MS = 800;
const LEAD_GROWTH = 0.25;
/**
 * A frame that is later than this would sound nowhere, ms: the rest moves back instead, and no word is lost. What is prompt waits
 * less at its speakers (`LINK_DELAY_US`), so it may be less late.
 */
const LATEST_MS = { stored: 1_300, prompt: 150 } as const;
/** After a standstill: so many frames a tick, which is ten times as fast as they sound. */
const MOST_AT_ONCE = 10;
/** More than this waiting to leave means that `air` does not read, bytes. */
const LINE_FULL_BYTES = 64 * 1024;

/** `prompt`: it is offered with the short delay of a link. */
export type Pace = keyof typeof LATEST_MS;

/** 20 ms each, in order; undefined where there is none, which sounds as a loss. */
export type RecordedFrames = readonly (Uint8Array | undefined)[];

export type RecordedEnd =
  | { readonly type: "ended"; readonly because: TalkEndReason | "air-lost" }
  | { readonly type: "error"; readonly code: UplinkCode; readonly detail: string };

/** The frames of a recording as they were sent: what is no 20 ms mono frame leaves its place empty. */
export function recordedFrames({ packets }: Pick<OggOpusFile, "packets">): RecordedFrames {
  return packets.flatMap(({ packet, samples48k }) => {
    if (samples48k === FRAME_SAMPLES && isTalkOpus(packet)) return [packet];
    return new Array<undefined>(Math.round(samples48k / FRAME_SAMPLES)).fill(undefined);
  });
}

/**
 * Plays stored frames into a broadcast, as a sender of `air`'s talk uplink. Nothing is decoded on the way. Time is the
 * process's monotonic clock.
 */
export class RecordedSource {
  /** Resolves when it is over, whatever ended it. */
  readonly over: Promise<RecordedEnd>;
  readonly #socket: WebSocket;
  readonly #frames: RecordedFrames;
  readonly #pace: Pace;
  #timer: NodeJS.Timeout | undefined;
  /** When frame 0 is due, ms. */
  #startMs = 0;
  #next = 0;
  /** Places that were left out because their time had passed. */
  #shift = 0;
  #saidMs = 0;
  #setOver: (end: RecordedEnd) => void = () => undefined;
  #setOnAir: (outcome: Outcome<undefined>) => void = () => undefined;

  private constructor(socketPath: string, ticket: string, frames: RecordedFrames, pace: Pace) {
    this.#frames = frames;
    this.#pace = pace;
    this.over = new Promise((resolve) => {
      this.#setOver = resolve;
    });
    const address = `ws+unix:${socketPath}:${TALK_PATH}?ticket=${ticket}`;
    const options = { handshakeTimeout: OPEN_MS, perMessageDeflate: false };
    this.#socket = new WebSocket(address, TALK_SUBPROTOCOL, options);
    this.#socket.on("open", () => this.#send(JSON.stringify({ type: "start", source: "file" })));
    this.#socket.on("message", (data, binary) => {
      const read = binary ? undefined : readTalkServerMessage(String(data));
      if (read?.ok) this.#heard(read.message);
    });
    // What is wrong with the connection shows as its close.
    this.#socket.on("error", () => {});
    this.#socket.on("close", () => this.#end({ type: "ended", because: "air-lost" }));
  }

  /** Answers as soon as the speakers were offered it, or why they were not: `air-unreachable`, `too-busy`. */
  static async play(
    socketPath: string,
    ticket: string,
    frames: RecordedFrames,
    pace: Pace = "stored",
  ): Promise<Outcome<RecordedSource>> {
    const source = new RecordedSource(socketPath, ticket, frames, pace);
    const onAir = await new Promise<Outcome<undefined>>((resolve) => {
      source.#setOnAir = resolve;
      setTimeout(
        () => resolve(refuse("air-unreachable", "the talk uplink does not answer")),
        OPEN_MS,
      ).unref();
    });
    if (onAir.ok) return { ok: true, value: source };
    source.stop();
    return onAir;
  }

  /** Breaks it off: its speakers end within the second. */
  stop(): void {
    clearInterval(this.#timer);
    this.#socket.terminate();
  }

  #heard(message: TalkServerMessage): void {
    switch (message.type) {
      case "ready":
        this.#startMs = performance.now() + message.startInMs;
        this.#timer = setInterval(() => this.#tick(), TICK_MS);
        this.#tick();
        return;
      case "on-air":
        this.#setOnAir({ ok: true, value: undefined });
        return;
      case "ended":
      case "error":
        this.#end(message);
        return;
      case "progress":
        return;
    }
  }

  #end(end: RecordedEnd): void {
    clearInterval(this.#timer);
    const why = end.type === "error" ? `${end.code}: ${end.detail}` : `it ended: ${end.because}`;
    const busy = end.type === "error" && end.code === "uplink-busy";
    this.#setOnAir(refuse(busy ? "too-busy" : "air-unreachable", why));
    this.#setOver(end);
    this.#socket.close();
  }

  #tick(): void {
    const nowMs = performance.now();
    const sinceMs = nowMs - this.#startMs;
    if (sinceMs - this.#dueMs() > LATEST_MS[this.#pace])
      this.#shift = Math.floor(sinceMs / FRAME_MS) - this.#next;
    const leadMs = Math.min(LEAD_MS, Math.max(0, sinceMs) * LEAD_GROWTH);
    for (let sent = 0; sent < MOST_AT_ONCE && this.#dueMs() <= sinceMs + leadMs; sent++) {
      if (this.#next === this.#frames.length) {
        clearInterval(this.#timer);
        this.#send('{"type":"end"}');
        return;
      }
      if (this.#socket.bufferedAmount > LINE_FULL_BYTES) break;
      const opus = this.#frames[this.#next];
      const sequence = this.#next++ + this.#shift;
      if (opus) this.#send(encodeUplinkFrame({ voiced: true, sequence, captureUs: sequence * 20_000, opus }));
    }
    if (nowMs - this.#saidMs >= TALK_BEAT_MS) this.#send('{"type":"beat"}');
  }

  /** Where the next frame lies, ms after the first. */
  #dueMs(): number {
    return (this.#next + this.#shift) * FRAME_MS;
  }

  #send(data: string | Uint8Array): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    this.#saidMs = performance.now();
    this.#socket.send(data);
  }
}
