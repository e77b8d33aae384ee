import { type Command, Option } from "commander";
import { cliFailure } from "../cli-failure";
import { type Context, run } from "../context";
import { examples } from "../examples";
import type { ExitCode } from "../exit-code";
import { decimal, whole } from "../options";
import { broadcast, type SoundOptions } from "../sound/broadcast";
import { confirmEmergency } from "../sound/confirm-emergency";
import { playParts } from "../sound/from-controller";
import { inTurn } from "../sound/in-turn";
import { sounding } from "../sound/sounding";
import { fileSource } from "../source/file-source";
import { micSource } from "../source/mic-source";
import { stdinSource } from "../source/stdin-source";

const FORMATS = "WAV, MP3, FLAC, M4A, AAC or Ogg";

interface PlayOptions extends SoundOptions {
  readonly loop?: boolean;
  readonly clip?: string;
  readonly times: number;
  readonly between: number;
}

interface TalkOptions extends SoundOptions {
  readonly file?: string;
  readonly mic?: boolean;
  readonly rate: number;
  readonly yesEmergency?: boolean;
}

export function addTalk(program: Command): void {
  const talk = sounding(program.command("talk"))
    .description("speak to loudspeakers: a file, the microphone, or raw PCM from stdin")
    .argument("[input]", "- for raw 16-bit little-endian mono PCM on stdin")
    .option("--file <path>", FORMATS)
    .option("--mic", "this machine's microphone, until Ctrl-C")
    .option("--rate <Hz>", "sample rate of stdin", whole(4_000, 384_000), 48_000)
    .option("--emergency", "at emergency priority: cuts everything below; needs its own permission")
    .option("--yes-emergency", "do not ask for the word 紧急")
    .option("--fallback", "play it once more, as a repetition, to those that missed it")
    .action((input: string | undefined, options: TalkOptions, command: Command) =>
      run(command, (context) => speakLive(context, options, input)),
    );
  examples(
    talk,
    "dalaba talk --to all --file speech.wav",
    "dalaba talk --to site:dongcun --to zone:river --chime two-tone --mic",
    "dalaba talk --to near:23.0312,113.4721:300 --file speech.wav --dry-run",
    "sox in.mp3 -t raw -r 48000 -e signed -b 16 -c 1 - | dalaba talk --to speaker:hl-dongcun-01 - --json",
  );
  const play = sounding(program.command("play"))
    .description("play a sound file or a clip to loudspeakers")
    .argument("[file]", FORMATS)
    .option("--clip <id>", "one that lies on the controller, instead of a file: dalaba clip ls")
    .option("--times <n>", "of a clip: so often", whole(1, 100), 1)
    .option("--between <seconds>", "of a clip: silence between two times", decimal(0, 600), 1)
    .option("--priority <n>", "0 to your highest; 40 unless named", whole(0, 100))
    .addOption(
      new Option(
        "--arrange <how>",
        "plain: all at once; aligned: neighbours wait, so that it meets where people are; staggered: groups in turn",
      )
        .choices(["plain", "aligned", "staggered"])
        .default("plain"),
    )
    .option("--loop", "again and again, until it is stopped or Ctrl-C")
    .action((file: string | undefined, options: PlayOptions, command: Command) =>
      run(command, (context) => playFile(context, options, file)),
    );
  examples(
    play,
    "dalaba play notice.mp3 --to zone:river",
    "dalaba play bell.wav --to all --priority 45 --json",
    "dalaba play --clip c-5b0c61d3a9f2 --to all --chime two-tone --times 2",
    "dalaba play music.flac --to site:heping --priority 10 --loop",
    "dalaba play notice.mp3 --to all --arrange staggered",
  );
}

async function playFile(context: Context, options: PlayOptions, file: string | undefined): Promise<ExitCode> {
  const { clip, times, between } = options;
  if ((file === undefined) === (clip === undefined))
    throw cliFailure("usage", "name a file or --clip ID, one of them", { next: "dalaba play --help" });
  if (clip !== undefined && (options.loop || options.arrange === "staggered"))
    throw cliFailure("usage", "--loop and --arrange staggered are of files", { next: "dalaba play --help" });
  if (clip !== undefined) return playParts(context, { parts: [{ clip }], times, between }, options);
  return playFromHere(context, options, file as string);
}

function playFromHere(context: Context, options: PlayOptions, file: string): Promise<ExitCode> {
  const open = () => fileSource(file, { loop: options.loop === true });
  if (options.arrange !== "staggered") return broadcast(context, "play", options, open);
  if (options.loop)
    throw cliFailure("usage", "--loop never comes to the second group of --arrange staggered", {
      next: "leave one of them out",
    });
  return inTurn(context, options, open);
}

async function speakLive(
  context: Context,
  options: TalkOptions,
  input: string | undefined,
): Promise<ExitCode> {
  if (input !== undefined && input !== "-")
    throw cliFailure("usage", `${input}: a file is named with --file, and - is stdin`, {
      next: `dalaba talk --to TARGET --file ${input}`,
    });
  const { file, mic } = options;
  const named = [file !== undefined, mic === true, input === "-"].filter(Boolean).length;
  if (named !== 1 && !options.dryRun)
    throw cliFailure("usage", `name one source, not ${named}: --file PATH, --mic or -`, {
      next: "dalaba talk --help",
    });
  if (options.emergency && !options.dryRun && !options.yesEmergency)
    await confirmEmergency(input === "-" ? undefined : process.stdin);
  return broadcast(context, "talk", options, () =>
    file !== undefined ? fileSource(file, { loop: false }) : mic ? micSource() : stdinSource(options.rate),
  );
}
