import { cliFailure } from "../cli-failure";
import type { AudioSource } from "./audio-source";
import { FrameQueue } from "./frame-queue";
import { PcmReader } from "./pcm-reader";

/** The pipe is left alone from here on, so that whoever writes into it is slowed to the pace of speech: 3 s. */
const FULL_FRAMES = 150;
const HUNGRY_FRAMES = 100;

/** Raw signed 16-bit little-endian mono from a pipe at `rateHz`: it has no clock, so it is paced like a file. */
export async function stdinSource(rateHz: number): Promise<AudioSource> {
  const input = process.stdin;
  if (input.isTTY)
    throw cliFailure("usage", "stdin is a terminal, not sound", {
      next: "sox speech.wav -t raw -r 48000 -e signed -b 16 -c 1 - | dalaba talk --to all -",
    });
  const reader = await PcmReader.create(rateHz);
  const queue = new FrameQueue();
  let complaint: string | undefined;
  let onSound: () => void = () => undefined;
  const sound = new Promise<void>((resolve) => {
    onSound = resolve;
  });
  const ended = new Promise<void>((resolve) => {
    const end = (): void => {
      queue.push(reader.flush());
      queue.end();
      resolve();
    };
    input.once("end", end);
    input.once("error", (error) => {
      complaint = `stdin: ${error.message}`;
      end();
    });
  });
  input.on("data", (chunk: Buffer) => {
    queue.push(reader.read(chunk));
    if (queue.length >= FULL_FRAMES) input.pause();
    if (queue.length > 0) onSound();
  });
  return {
    kind: "stdin",
    durationMs: undefined,
    live: false,
    get complaint() {
      return complaint;
    },
    get waiting() {
      return queue.length;
    },
    async ready() {
      await Promise.race([sound, ended]);
      if (queue.length === 0) throw cliFailure("audio-empty", complaint ?? "stdin ended without a sample");
    },
    begin: async () => undefined,
    take() {
      if (queue.length < HUNGRY_FRAMES && input.isPaused()) input.resume();
      return queue.take();
    },
    close() {
      input.destroy();
      reader.free();
    },
  };
}
