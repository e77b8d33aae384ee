import { readFile, stat } from "node:fs/promises";
import { createResampler, decodeAudioFile } from "@dalaba/codec";
import { CliFailure, EXIT } from "../exit-code";
import { type AudioSource, cutFrames, SOURCE_RATE_HZ, toInt16 } from "./audio-source";

const MAX_FILE_BYTES = 64 * 1024 * 1024;

/** A WAV, MP3, FLAC, M4A, AAC or Ogg file, mixed to mono at 48 kHz; `loop` repeats it without a gap. */
export async function fileSource(path: string, options: { loop: boolean }): Promise<AudioSource> {
  const info = await stat(path).catch(() => undefined);
  if (!info?.isFile())
    throw new CliFailure(
      "file-missing",
      `${path} is not a file`,
      "Check the path; it counts from the folder you typed the command in.",
    );
  if (info.size > MAX_FILE_BYTES)
    throw new CliFailure(
      "audio-too-large",
      `${path} has ${info.size} bytes, at most ${MAX_FILE_BYTES}`,
      "Cut it, or convert it to FLAC or Opus.",
    );
  const decoded = await decodeAudioFile(await readFile(path), { mono: true });
  if (!decoded.ok)
    throw new CliFailure(
      decoded.code,
      `${path}: ${decoded.detail}`,
      "Give a WAV, MP3, FLAC, M4A or Ogg file.",
      EXIT.usage,
    );
  const resampler = await createResampler({ from: decoded.sampleRate, to: SOURCE_RATE_HZ, channels: 1 });
  const head = resampler.process(decoded.pcm);
  const tail = resampler.flush();
  resampler.free();
  const pcm = [toInt16(head), toInt16(tail)];
  let open = true;
  return {
    kind: "file",
    durationMs: options.loop ? undefined : decoded.seconds * 1000,
    live: false,
    async *frames() {
      function* chunks(): Generator<Int16Array> {
        do yield* pcm;
        while (options.loop && open);
      }
      for await (const frame of cutFrames(chunks())) {
        if (!open) return;
        yield frame;
      }
    },
    close() {
      open = false;
    },
  };
}
