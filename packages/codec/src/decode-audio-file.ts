import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { type AudioFormat, sniffAudio } from "./audio-format";
import { DECODE_WORKER, type DecodeAnswer, type DecodeJob } from "./decode-worker";
import { mp4Bounds } from "./mp4-bounds";

export interface DecodeLimits {
  /** 64 MiB when left out. */
  readonly maxBytes?: number;
  /** Length of the sound, s; 1,800 when left out (345 MB of samples at 48 kHz). */
  readonly maxSeconds?: number;
  /** How long decoding may take before it is ended, ms; 60,000 when left out. */
  readonly timeoutMs?: number;
  /** Mixes all channels into one; true when left out. */
  readonly mono?: boolean;
}

export type AudioFileRefusal = "audio-unreadable" | "audio-too-long" | "audio-too-large" | "audio-empty";

export type DecodedAudio =
  | {
      readonly ok: true;
      readonly format: AudioFormat;
      readonly sampleRate: number;
      readonly channels: number;
      /** Samples in -1..1, interleaved when there are several channels. */
      readonly pcm: Float32Array;
      readonly seconds: number;
    }
  | { readonly ok: false; readonly code: AudioFileRefusal; readonly detail: string };

/** Small enough that what one chunk decodes to stays in memory, however well it was compressed. */
const CHUNK_BYTES = 64 * 1024;
/** The MP4 reader joins all it has at each chunk until it finds the index: fewer, larger chunks. */
const MP4_CHUNK_BYTES = 1024 * 1024;

/**
 * Decodes a whole file of outside data (WAV, MP3, FLAC, AAC, M4A, Ogg Vorbis, Ogg Opus) in a thread of its own, so that
 * a hostile file can neither stall nor fill the caller. Never throws for what is in the file.
 */
export async function decodeAudioFile(bytes: Uint8Array, limits: DecodeLimits = {}): Promise<DecodedAudio> {
  const { maxBytes = 64 * 1024 * 1024, maxSeconds = 1_800, timeoutMs = 60_000, mono = true } = limits;
  if (bytes.length === 0) return refuse("audio-empty", "the file has no bytes");
  if (bytes.length > maxBytes) return refuse("audio-too-large", `${bytes.length} bytes, at most ${maxBytes}`);
  const format = sniffAudio(bytes);
  if (format === undefined)
    return refuse("audio-unreadable", "none of WAV, MP3, FLAC, M4A, AAC, Ogg Vorbis, Ogg Opus");
  if (format === "m4a") {
    const bounds = mp4Bounds(bytes);
    if (bounds === undefined) return refuse("audio-unreadable", "the MP4 index does not fit its file");
    // Twice: HE-AAC is assumed for every frame.
    if (bounds.seconds > 2 * maxSeconds + 1)
      return refuse("audio-too-long", `over ${maxSeconds} s by its index`);
  }
  const answer = await decodeInThread(
    {
      decoder: pathToFileURL(createRequire(import.meta.url).resolve("audio-decode")).href,
      format,
      // A copy, because it is given away; and a Buffer may be a window on a pool that others use (its slice is no copy).
      bytes: new Uint8Array(bytes),
      chunkBytes: format === "m4a" ? MP4_CHUNK_BYTES : CHUNK_BYTES,
      maxSeconds,
      mono,
    },
    timeoutMs,
  );
  if (!answer.ok) return answer;
  const { sampleRate, channels, pcm } = answer;
  return { ok: true, format, sampleRate, channels, pcm, seconds: pcm.length / channels / sampleRate };
}

function decodeInThread(job: DecodeJob, timeoutMs: number): Promise<DecodeAnswer> {
  return new Promise((resolve) => {
    const worker = new Worker(DECODE_WORKER, {
      eval: true,
      execArgv: [],
      workerData: job,
      transferList: [job.bytes.buffer as ArrayBuffer],
      resourceLimits: { maxOldGenerationSizeMb: 256 },
      // Decoders chatter on the console; stdout belongs to the result.
      stdout: true,
      stderr: true,
    });
    const end = (answer: DecodeAnswer): void => {
      clearTimeout(timer);
      resolve(answer);
      void worker.terminate();
    };
    const timer = setTimeout(
      () => end(refuse("audio-unreadable", `not decoded within ${timeoutMs} ms`)),
      timeoutMs,
    );
    worker.once("message", (answer: DecodeAnswer) => end(answer));
    worker.once("error", (error) => end(refuse("audio-unreadable", error.message)));
    worker.once("exit", () => end(refuse("audio-unreadable", "the decoder ended early")));
  });
}

function refuse<C extends string>(code: C, detail: string): { ok: false; code: C; detail: string } {
  return { ok: false, code, detail };
}
