import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { parentPort, workerData } from "node:worker_threads";
import { createOpusEncoder, createResampler, decodeAudioFile } from "@dalaba/codec";
import {
  CLIP_GOAL,
  floatToPcm16,
  type Levelling,
  levelled,
  OggOpusWriter,
  planLevel,
  trimSilence,
  Waveform,
} from "@dalaba/media";
import type { ClipAnswer, ClipOrder, ClipStep, MadeClip } from "./clips/clip-order";

// The worker that makes a clip of an upload, a thread for each (decision 0015). clips/clip-maker.ts starts it, bounds its
// time and reads its answer. The only file of the controller that knows a codec.

const RATE_HZ = 48_000;
const FRAME = RATE_HZ / 50;
/** What is quieter than this before any gain is the noise of a microphone that nobody spoke into, LUFS. */
const SILENT_LUFS = -60;
/** Speech as a talk has it, with the reserve that an announcement heard a thousand times deserves; music as `play` has it. */
const TUNED = {
  speech: { application: "voip", bitrate: 32_000, signal: "voice" },
  music: { application: "audio", bitrate: 64_000, signal: "music" },
} as const;
/** Nobody waits for it in real time. */
const COMPLEXITY = 10;
/** Between two words about how far it is, frames: 10 s. */
const TOLD_EVERY = 500;

if (!parentPort) throw new Error("clip-encoder runs as a worker of the controller: start main.mjs instead");
const port = parentPort;

/** `share`: of the whole work, 0 to 1. */
function tell(step: ClipStep, share: number): void {
  port.postMessage({ type: "progress", step, share } satisfies ClipAnswer);
}

async function make(order: ClipOrder): Promise<ClipAnswer> {
  const refused = (code: string, detail: string): ClipAnswer => ({ type: "refused", code, detail });
  tell("decode", 0);
  const file = await readFile(order.file);
  const sourceSha256 = createHash("sha256").update(file).digest("hex");
  if (order.sha256 !== null && order.sha256 !== sourceSha256)
    return refused("upload-damaged", `SHA-256 ${sourceSha256}, announced ${order.sha256}`);
  const decoded = await decodeAudioFile(file, {
    ...{ maxBytes: order.maxBytes, maxSeconds: order.maxSeconds, timeoutMs: order.timeoutMs },
  });
  if (!decoded.ok) return refused(decoded.code, decoded.detail);
  tell("level", 0.3);
  const sound = trimSilence(await at48k(decoded.pcm, decoded.sampleRate), RATE_HZ);
  const level = sound === undefined ? undefined : planLevel(sound, CLIP_GOAL);
  if (sound === undefined || level === undefined || level.beforeLufs < SILENT_LUFS)
    return refused("audio-silent", `${decoded.seconds.toFixed(1)} s without a sound`);
  const made = await encode(sound, level, order, Number.parseInt(sourceSha256.slice(0, 8), 16));
  return { type: "made", made: { ...made, format: decoded.format, sourceSha256, sourceBytes: file.length } };
}

async function at48k(pcm: Float32Array, rateHz: number): Promise<Float32Array> {
  if (rateHz === RATE_HZ) return pcm;
  const resampler = await createResampler({ from: rateHz, to: RATE_HZ, channels: 1, quality: 8 });
  const out = new Float32Array(Math.ceil((pcm.length * RATE_HZ) / rateHz) + RATE_HZ);
  let at = 0;
  const put = (part: Float32Array): void => {
    out.set(part.subarray(0, out.length - at), at);
    at += part.length;
  };
  for (let from = 0; from < pcm.length; from += rateHz)
    put(resampler.process(pcm.subarray(from, from + rateHz)));
  put(resampler.flush());
  resampler.free();
  return out.subarray(0, at);
}

async function encode(
  sound: Float32Array,
  level: Levelling,
  { sound: kind, native }: ClipOrder,
  serial: number,
): Promise<Omit<MadeClip, "format" | "sourceSha256" | "sourceBytes">> {
  const encoder = await createOpusEncoder({
    ...{ sampleRate: RATE_HZ, complexity: COMPLEXITY, inbandFec: false, packetLossPercent: 0, native },
    ...TUNED[kind],
  });
  // No comments and a serial of the upload's own: the same upload makes the same file, and it is stored once.
  const writer = new OggOpusWriter({ serial, preSkip: encoder.lookahead48k, inputSampleRate: RATE_HZ });
  const waveform = new Waveform(sound.length);
  const pages: Uint8Array[] = [writer.header()];
  const blocks = levelled(sound, level, FRAME);
  // What the encoder still holds when the sound is over comes out with what is put in after it.
  const frames = Math.ceil((sound.length + encoder.lookahead48k) / FRAME);
  for (let n = 0; n < frames; n++) {
    const block: Float32Array = blocks.next().value ?? new Float32Array(0);
    waveform.push(block);
    const frame = new Float32Array(FRAME);
    frame.set(block);
    const page = writer.push(encoder.encode(floatToPcm16(frame)), FRAME);
    if (page !== null) pages.push(page);
    if (n % TOLD_EVERY === 0) tell("encode", 0.5 + (0.5 * n) / frames);
  }
  pages.push(writer.end(frames * FRAME - encoder.lookahead48k - sound.length));
  encoder.free();
  const opus = new Uint8Array(Buffer.concat(pages));
  return {
    opus,
    sha256: createHash("sha256").update(opus).digest("hex"),
    durationMs: Math.max(1, Math.round((sound.length * 1000) / RATE_HZ)),
    beforeLufs: level.beforeLufs,
    afterLufs: level.afterLufs,
    truePeakDb: level.truePeakDb,
    waveform: waveform.bytes,
  };
}

const answer = await make(workerData as ClipOrder);
port.postMessage(answer, answer.type === "made" ? [answer.made.opus.buffer as ArrayBuffer] : []);
