import { type ChildProcessByStdio, spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import type { Readable } from "node:stream";
import { cliFailure } from "../cli-failure";
import { type AudioSource, FRAME_MS, SOURCE_RATE_HZ } from "./audio-source";
import { FrameQueue } from "./frame-queue";
import { PcmReader } from "./pcm-reader";

/** A recorder that is told to, gives its first sound within this, ms. */
const FIRST_SOUND_MS = 5_000;
/** Half a second; more can only come of a stall, and then it is stale. */
const MOST_FRAMES = 25;

/** Programs that record, each told to write raw 16-bit mono at 48 kHz to its stdout in pieces of 20 ms. */
const RECORDERS: Readonly<Record<string, readonly string[]>> = {
  arecord: [
    ...["-q", "-t", "raw", "-f", "S16_LE", "-r", "48000", "-c", "1"],
    ...["--buffer-time=100000", "--period-time=20000"],
  ],
  parec: ["--raw", "--format=s16le", "--rate=48000", "--channels=1", "--latency-msec=20"],
  rec: ["-q", "--buffer", "1920", "-t", "raw", "-e", "signed", "-b", "16", "-r", "48000", "-c", "1", "-"],
};

type Recorder = ChildProcessByStdio<null, Readable, Readable>;

/** The machine's microphone, through the first recorder on PATH that gives sound. */
export async function micSource(): Promise<AudioSource> {
  const programs = Object.keys(RECORDERS).filter(onPath);
  if (programs.length === 0)
    throw cliFailure("mic-missing", `no recorder is on PATH: ${Object.keys(RECORDERS).join(", ")}`);
  const reader = await PcmReader.create(SOURCE_RATE_HZ);
  const queue = new FrameQueue(MOST_FRAMES);
  const refusals: string[] = [];
  let complaint: string | undefined;
  let recorder: Recorder | undefined;
  let closed = false;
  const kill = (): void => void recorder?.kill("SIGTERM");
  process.once("exit", kill);

  /** Resolves to what it complained of when it ended or stayed silent, to nothing once it gives sound. */
  const start = (program: string): Promise<string | undefined> =>
    new Promise((resolve) => {
      let said = "";
      const child = spawn(program, [...(RECORDERS[program] ?? [])], { stdio: ["ignore", "pipe", "pipe"] });
      const timer = setTimeout(() => {
        child.kill("SIGTERM");
        resolve(`no sound within ${FIRST_SOUND_MS / 1000} s`);
      }, FIRST_SOUND_MS);
      const over = (why: string): void => {
        clearTimeout(timer);
        if (recorder === child) {
          complaint = `${program} ended: ${why}`;
          queue.end();
        }
        resolve(why);
      };
      child.stderr.on("data", (text: Buffer) => {
        said = (said + text.toString()).slice(-400);
      });
      child.once("error", (error) => over(error.message));
      child.once("close", (code) => over(said.trim() || `exit code ${code}`));
      child.stdout.on("data", (chunk: Buffer) => {
        clearTimeout(timer);
        recorder ??= child;
        queue.push(reader.read(chunk));
        resolve(undefined);
      });
    });

  return {
    kind: "mic",
    durationMs: undefined,
    live: true,
    get complaint() {
      return complaint;
    },
    get waiting() {
      return queue.length;
    },
    async ready() {
      for (const program of programs) {
        const refused = await start(program);
        if (refused === undefined) return;
        refusals.push(`${program}: ${refused}`);
      }
      throw cliFailure("mic-silent", refusals.join("; "));
    },
    async begin() {
      queue.clear();
      // The first piece sets the pace: half a frame after it the next ones come in time.
      while (queue.length === 0 && complaint === undefined && !closed) await pause(FRAME_MS / 4);
      await pause(FRAME_MS / 2);
    },
    take: () => queue.take(),
    close() {
      process.off("exit", kill);
      kill();
      recorder = undefined;
      closed = true;
    },
  };
}

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

function onPath(program: string): boolean {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
