import {
  encodeUplinkFrame,
  readTalkServerMessage,
  TALK_BEAT_MS,
  TALK_SUBPROTOCOL,
  type TalkServerMessage,
} from "@dalaba/api";
import { createOpusEncoder } from "@dalaba/codec";
import WebSocket from "ws";
import { CliFailure, EXIT } from "./exit-code";
import type { AudioSource } from "./source/audio-source";

const CONNECT_MS = 5_000;
const ENDED_MS = 5_000;
const FRAME_MS = 20;
/** RMS below −50 dBFS for a frame counts as a pause between words. */
const VOICED_RMS = 32_768 * 10 ** (-50 / 20);

export interface UplinkOptions {
  readonly url: string;
  readonly source: AudioSource;
  readonly music: boolean;
  /** How far ahead of its time a frame of a file may be sent, ms. */
  readonly leadMs: number;
  readonly signal: AbortSignal;
  onMessage(message: TalkServerMessage): void;
}

export interface UplinkEnd {
  readonly because: string;
  readonly frames: number;
}

const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
const nowUs = (): number => Number(process.hrtime.bigint() / 1000n);

function isVoiced(pcm: Int16Array): boolean {
  let sum = 0;
  for (const sample of pcm) sum += sample * sample;
  return Math.sqrt(sum / pcm.length) > VOICED_RMS;
}

/** Speaks one source into a talk: encodes, keeps time, beats while no frame flows, and hears what `air` says. */
export async function speak(options: UplinkOptions): Promise<UplinkEnd> {
  const encoder = await createOpusEncoder({
    sampleRate: 48_000,
    application: options.music ? "audio" : "voip",
    bitrate: options.music ? 64_000 : 24_000,
    complexity: 8,
    inbandFec: false,
    packetLossPercent: 0,
  });
  const socket = await open(options.url);
  const said = listen(socket, options.onMessage);
  let lastSentMs = performance.now();
  const send = (data: string | Uint8Array): void => {
    lastSentMs = performance.now();
    if (socket.readyState === WebSocket.OPEN) socket.send(data);
  };
  const beat = setInterval(() => {
    if (performance.now() - lastSentMs >= TALK_BEAT_MS / 2) send('{"type":"beat"}');
  }, TALK_BEAT_MS / 2);
  let frames = 0;
  try {
    send(JSON.stringify({ type: "start", source: options.source.kind }));
    const ready = await Promise.race([said.ready, said.ended.then(() => undefined)]);
    if (ready !== undefined && ready.startInMs > 0) await Promise.race([sleep(ready.startInMs), said.ended]);
    frames = await sendFrames(options, said, (pcm, sequence) =>
      send(
        encodeUplinkFrame({ voiced: isVoiced(pcm), sequence, captureUs: nowUs(), opus: encoder.encode(pcm) }),
      ),
    );
    if (said.over === undefined) send('{"type":"end"}');
    await Promise.race([said.ended, sleep(ENDED_MS)]);
  } finally {
    clearInterval(beat);
    options.source.close();
    encoder.free();
    socket.terminate();
  }
  const over = said.over;
  if (over?.type === "error")
    throw new CliFailure(over.code, over.detail, "docs/errors.md explains the code.", EXIT.ourFault);
  return { because: over?.because ?? "sender-lost", frames };
}

async function sendFrames(
  options: UplinkOptions,
  said: Said,
  send: (pcm: Int16Array, sequence: number) => void,
): Promise<number> {
  let sequence = 0;
  let startMs: number | undefined;
  for await (const pcm of options.source.frames()) {
    if (said.over !== undefined || options.signal.aborted) break;
    startMs ??= performance.now();
    if (!options.source.live) {
      const waitMs = startMs + sequence * FRAME_MS - options.leadMs - performance.now();
      if (waitMs > 0.5) await sleep(waitMs);
      if (options.signal.aborted) break;
    }
    send(pcm, sequence++);
  }
  return sequence;
}

function open(url: string): Promise<WebSocket> {
  return new Promise((done, fail) => {
    const socket = new WebSocket(url, TALK_SUBPROTOCOL, {
      handshakeTimeout: CONNECT_MS,
      perMessageDeflate: false,
    });
    const refuse = (detail: string): void =>
      fail(
        new CliFailure(
          "no-air",
          `the talk uplink did not open: ${detail}`,
          "dalaba status tells whether air is listening.",
          EXIT.noController,
        ),
      );
    socket.once("open", () => done(socket));
    socket.once("error", (error) => refuse(error.message));
    socket.once("unexpected-response", (_request, response) => refuse(`HTTP ${response.statusCode}`));
  });
}

type Over = Extract<TalkServerMessage, { type: "ended" | "error" }>;
type Ready = Extract<TalkServerMessage, { type: "ready" }>;

interface Said {
  readonly ready: Promise<Ready>;
  readonly ended: Promise<void>;
  over: Over | undefined;
}

function listen(socket: WebSocket, onMessage: (message: TalkServerMessage) => void): Said {
  let isReady: (message: Ready) => void = () => undefined;
  let isOver: () => void = () => undefined;
  const said: Said = {
    ready: new Promise((done) => {
      isReady = done;
    }),
    ended: new Promise((done) => {
      isOver = done;
    }),
    over: undefined,
  };
  socket.on("message", (data, binary) => {
    const read = binary ? undefined : readTalkServerMessage(String(data));
    if (!read?.ok) return;
    onMessage(read.message);
    if (read.message.type === "ready") isReady(read.message);
    if (read.message.type === "ended" || read.message.type === "error") {
      said.over = read.message;
      isOver();
    }
  });
  socket.on("error", () => undefined);
  socket.on("close", () => {
    said.over ??= { type: "ended", because: "sender-lost" };
    isOver();
  });
  return said;
}
