import { createInterface } from "node:readline/promises";
import { routes } from "@dalaba/api";
import { type Command, Option } from "commander";
import { exitOfResult, resultText, waitForResult } from "../broadcast-result";
import { type Context, run } from "../context";
import { CliFailure, EXIT, type ExitCode } from "../exit-code";
import { userPath } from "../paths";
import type { AudioSource } from "../source/audio-source";
import { fileSource } from "../source/file-source";
import { micSource, stdinSource } from "../source/live-source";
import { speak } from "../uplink";

const EMERGENCY_WORD = "紧急";
/** A file that is played may be sent this far ahead: a hiccup of the sender is then not heard. */
const PLAY_LEAD_MS = 400;

interface TalkOptions {
  to: string[];
  file?: string;
  mic?: boolean;
  rate: string;
  chime: "none" | "two-tone" | "three-tone";
  why?: string;
  room?: string;
  night: "no" | "yes" | "wide";
  gain: string;
  emergency?: boolean;
  yesEmergency?: boolean;
  priority?: string;
  loop?: boolean;
  wait: string;
}

const collect = (value: string, before: string[]): string[] => [...before, value];

function common(command: Command): Command {
  return command
    .option(
      "--to <target>",
      "all, site:S, zone:Z, speaker:ID, near:LAT,LON[:METRES]; repeat or join with +",
      collect,
      [],
    )
    .addOption(
      new Option("--chime <name>", "a tone before the first word")
        .choices(["none", "two-tone", "three-tone"])
        .default("none"),
    )
    .option("--why <text>", "the reason, kept with the broadcast")
    .option("--room <id>", "the room you speak from, when it is not your session's")
    .addOption(
      new Option("--night <scope>", "sound in quiet hours too").choices(["no", "yes", "wide"]).default("no"),
    )
    .option("--gain <dB>", "-60 to 0, below the speakers' own level", "0")
    .option("--wait <seconds>", "wait this long where something equal or higher sounds", "0");
}

export function addTalk(program: Command): void {
  common(program.command("talk"))
    .description("speak to loudspeakers: a file, the microphone, or raw PCM from stdin")
    .argument("[input]", "- for raw 16-bit mono PCM on stdin")
    .option("--file <path>", "WAV, MP3, FLAC, M4A or Ogg")
    .option("--mic", "the machine's microphone")
    .option("--rate <Hz>", "sample rate of stdin", "48000")
    .option("--emergency", "at emergency priority: cuts everything below, needs its own permission")
    .option("--yes-emergency", "do not ask for the word")
    .addHelpText(
      "after",
      "\nExamples:\n  dalaba talk --to all --file speech.wav\n  dalaba talk --to site:dongcun --to zone:river --mic\n  sox in.wav -t raw -r 48000 -e signed -b 16 -c 1 - | dalaba talk --to speaker:hl-dongcun-001 - --json",
    )
    .action((input: string | undefined, options: TalkOptions, command: Command) =>
      run(command, (context) => talk(context, options, input)),
    );
  common(program.command("play"))
    .description("play a sound file to loudspeakers")
    .argument("<file>", "WAV, MP3, FLAC, M4A or Ogg")
    .option("--priority <n>", "0 to your highest; 40 unless named")
    .option("--loop", "again and again until stopped")
    .addHelpText(
      "after",
      "\nExamples:\n  dalaba play notice.mp3 --to zone:river\n  dalaba play bell.wav --to all --priority 45 --json",
    )
    .action((file: string, options: TalkOptions, command: Command) =>
      run(command, (context) => play(context, options, file)),
    );
}

function integer(text: string, name: string, min: number, max: number): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value) || value < min || value > max)
    throw new CliFailure("usage", `${name} is a number ${min} to ${max}, not ${text}`, "", EXIT.usage);
  return value;
}

async function talk(context: Context, options: TalkOptions, input: string | undefined): Promise<ExitCode> {
  const chosen = [options.file !== undefined, options.mic === true, input === "-"].filter(Boolean).length;
  if (chosen !== 1 || (input !== undefined && input !== "-"))
    throw new CliFailure(
      "usage",
      "name one source: --file PATH, --mic or -",
      "dalaba talk --help",
      EXIT.usage,
    );
  if (options.emergency) await confirmEmergency(options.yesEmergency === true);
  const source =
    options.file !== undefined
      ? await fileSource(userPath(options.file), { loop: false })
      : options.mic
        ? micSource()
        : stdinSource(integer(options.rate, "--rate", 4_000, 384_000));
  return broadcast(context, options, source, "talk", options.emergency === true, 0);
}

async function play(context: Context, options: TalkOptions, file: string): Promise<ExitCode> {
  const source = await fileSource(userPath(file), { loop: options.loop === true });
  return broadcast(context, options, source, "play", false, PLAY_LEAD_MS);
}

async function confirmEmergency(sure: boolean): Promise<void> {
  if (sure) return;
  const refused = new CliFailure(
    "emergency-unconfirmed",
    `an emergency asks for the word ${EMERGENCY_WORD}`,
    "Type it when asked, or give --yes-emergency.",
    EXIT.usage,
  );
  if (!process.stdin.isTTY) throw refused;
  const ask = createInterface({ input: process.stdin, output: process.stderr });
  const word = await ask.question(
    `This cuts every other sound at the targets. Type ${EMERGENCY_WORD} to go on: `,
  );
  ask.close();
  if (word.trim() !== EMERGENCY_WORD) throw refused;
}

async function broadcast(
  context: Context,
  options: TalkOptions,
  source: AudioSource,
  kind: "talk" | "play",
  emergency: boolean,
  leadMs: number,
): Promise<ExitCode> {
  if (options.to.length === 0) {
    throw new CliFailure(
      "usage",
      "name a target: --to all, site:S, zone:Z, speaker:ID or near:LAT,LON",
      "dalaba ls",
      EXIT.usage,
    );
  }
  const connection = await context.connect();
  const talkReply = await connection.call(routes.talks.openTalk, {
    body: {
      kind,
      to: options.to,
      emergency,
      chime: options.chime,
      night: options.night,
      gainDb: integer(options.gain, "--gain", -60, 0),
      waitMs: integer(options.wait, "--wait", 0, 600) * 1000,
      ...(options.why === undefined ? {} : { why: options.why }),
      ...(options.room === undefined ? {} : { room: options.room }),
      ...(options.priority === undefined ? {} : { priority: integer(options.priority, "--priority", 0, 79) }),
    },
  });
  const { out } = context;
  out.say(
    `${kind} ${talkReply.broadcast} to ${talkReply.targets} speakers${talkReply.offline > 0 ? `, ${talkReply.offline} offline` : ""}, priority ${talkReply.priority}`,
  );
  const aborted = new AbortController();
  const stop = (): void => aborted.abort();
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  try {
    const started = performance.now();
    const end = await speak({
      url: talkReply.url,
      source,
      // A played file may be music; speech loses nothing by the higher rate.
      music: kind === "play",
      leadMs,
      signal: aborted.signal,
      onMessage(message) {
        if (message.type === "progress")
          out.status(
            `on air ${((performance.now() - started) / 1000).toFixed(0)} s: ${message.sounding} of ${message.of} sounding`,
          );
      },
    });
    if (end.because !== "finished") out.say(`ended: ${end.because}`);
    out.status("waiting for receipts ...");
    const result = await waitForResult(connection, talkReply.broadcast);
    out.result(result, () => resultText(result));
    if (aborted.signal.aborted) return EXIT.interrupted;
    return exitOfResult(result);
  } finally {
    process.off("SIGINT", stop);
    process.off("SIGTERM", stop);
  }
}
