import { stat } from "node:fs/promises";
import { createResampler, decodeAudioFile } from "@dalaba/codec";
import { floatToPcm16 } from "@dalaba/media";
import { cliFailure } from "../cli-failure";
import { userPath } from "../paths";
import { readUserFile } from "../user-file";
import { type AudioSource, FRAME_MS, SOURCE_FRAME, SOURCE_RATE_HZ } from "./audio-source";

const MAX_FILE_BYTES = 64 * 1024 * 1024;

/**
 * A WAV, MP3, FLAC, M4A, AAC or Ogg file, mixed to mono at 48 kHz; `loop` repeats it without a gap.
 * @throws `file-missing`, `audio-too-large`, `audio-too-long`, `audio-unreadable`, `audio-empty`
 */
export async function fileSource(path: string, options: { readonly loop: boolean }): Promise<AudioSource> {
  const file = userPath(path);
  const info = await stat(file).catch(() => undefined);
  if (info?.isDirectory()) throw cliFailure("file-missing", `${file} is a folder`);
  if (info && info.size > MAX_FILE_BYTES)
    throw cliFailure("audio-too-large", `${file} has ${info.size} bytes, at most ${MAX_FILE_BYTES}`);
  const decoded = await decodeAudioFile(await readUserFile(path), { mono: true });
  if (!decoded.ok) throw cliFailure(decoded.code, `${file}: ${decoded.detail}`);
  return pcmSource(await at48k(decoded.pcm, decoded.sampleRate), options);
}

async function at48k(pcm: Float32Array, rateHz: number): Promise<Int16Array> {
  const resampler = await createResampler({ from: rateHz, to: SOURCE_RATE_HZ, channels: 1 });
  const head = floatToPcm16(resampler.process(pcm));
  const tail = floatToPcm16(resampler.flush());
  resampler.free();
  const whole = new Int16Array(head.length + tail.length);
  whole.set(head);
  whole.set(tail, head.length);
  return whole;
}

/** Samples at 48 kHz as a source; the last frame is filled up with silence, or with the beginning when it loops. */
export function pcmSource(pcm: Int16Array, { loop }: { readonly loop: boolean }): AudioSource {
  const frames = loop ? Number.POSITIVE_INFINITY : Math.ceil(pcm.length / SOURCE_FRAME);
  let taken = 0;
  return {
    kind: "file",
    durationMs: loop ? undefined : frames * FRAME_MS,
    live: false,
    complaint: undefined,
    get waiting() {
      return frames - taken;
    },
    ready: async () => undefined,
    begin: async () => undefined,
    take() {
      if (taken >= frames) return "ended";
      const frame = new Int16Array(SOURCE_FRAME);
      let at = (taken++ * SOURCE_FRAME) % pcm.length;
      for (let filled = 0; filled < SOURCE_FRAME; ) {
        const part = pcm.subarray(at, at + SOURCE_FRAME - filled);
        frame.set(part, filled);
        filled += part.length;
        at = 0;
        if (!loop) break;
      }
      return frame;
    },
    close: () => undefined,
  };
}
