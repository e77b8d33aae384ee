import { spawn, spawnSync } from "node:child_process";
import type { Readable } from "node:stream";
import { createResampler } from "@dalaba/codec";
import { CliFailure, EXIT } from "../exit-code";
import { type AudioSource, cutFrames, SOURCE_RATE_HZ, toInt16 } from "./audio-source";

/** Recorders found on a Linux machine, each told to write raw 16-bit mono at 48 kHz to its stdout. */
const RECORDERS: readonly (readonly [string, readonly string[]])[] = [
  [
    "arecord",
    [
      "-q",
      "-t",
      "raw",
      "-f",
      "S16_LE",
      "-r",
      "48000",
      "-c",
      "1",
      "--buffer-time=100000",
      "--period-time=20000",
    ],
  ],
  ["parec", ["--raw", "--format=s16le", "--rate=48000", "--channels=1", "--latency-msec=20"]],
  ["rec", ["-q", "-t", "raw", "-e", "signed", "-b", "16", "-r", "48000", "-c", "1", "-"]],
];

async function* int16Chunks(stream: Readable, rateHz: number): AsyncGenerator<Int16Array> {
  const resampler =
    rateHz === SOURCE_RATE_HZ
      ? undefined
      : await createResampler({ from: rateHz, to: SOURCE_RATE_HZ, channels: 1 });
  let odd = Buffer.alloc(0);
  try {
    for await (const piece of stream) {
      const bytes = Buffer.concat([odd, piece as Buffer]);
      const count = bytes.length >> 1;
      odd = bytes.subarray(count * 2);
      const pcm = new Int16Array(count);
      for (let i = 0; i < count; i++) pcm[i] = bytes.readInt16LE(i * 2);
      yield resampler ? toInt16(resampler.process(Float32Array.from(pcm, (sample) => sample / 32_768))) : pcm;
    }
    if (resampler) yield toInt16(resampler.flush());
  } finally {
    resampler?.free();
  }
}

/** Raw signed 16-bit little-endian mono from stdin at `rateHz`. It is paced like a file: a pipe has no clock. */
export function stdinSource(rateHz: number): AudioSource {
  if (process.stdin.isTTY)
    throw new CliFailure(
      "usage",
      "stdin is a terminal, not sound",
      "Pipe raw PCM in: sox speech.wav -t raw -r 48000 -e signed -b 16 -c 1 - | dalaba talk --to all -",
      EXIT.usage,
    );
  return {
    kind: "stdin",
    durationMs: undefined,
    live: false,
    frames: () => cutFrames(int16Chunks(process.stdin, rateHz)),
    close: () => void process.stdin.destroy(),
  };
}

/** The machine's microphone through the first recorder that is installed. */
export function micSource(): AudioSource {
  const found = RECORDERS.find(
    ([program]) => spawnSync(program, ["--version"], { stdio: "ignore" }).error === undefined,
  );
  if (!found)
    throw new CliFailure(
      "mic-missing",
      "no recorder (arecord, parec or rec) is installed",
      "apt-get install alsa-utils",
      EXIT.ourFault,
    );
  const [program, args] = found;
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  let complaint = "";
  child.stderr.on("data", (text: Buffer) => {
    complaint = (complaint + text.toString()).slice(-400);
  });
  let closed = false;
  child.on("error", () => undefined);
  return {
    kind: "mic",
    durationMs: undefined,
    live: true,
    async *frames() {
      let count = 0;
      for await (const frame of cutFrames(int16Chunks(child.stdout, SOURCE_RATE_HZ))) {
        count++;
        yield frame;
      }
      if (count === 0 && !closed)
        throw new CliFailure(
          "mic-silent",
          `${program} gave no sound: ${complaint.trim() || "it ended at once"}`,
          "Check the microphone with: arecord -l",
          EXIT.ourFault,
        );
    },
    close() {
      closed = true;
      child.kill("SIGTERM");
    },
  };
}
