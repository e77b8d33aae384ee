import { CHIMES } from "@dalaba/protocol";
import { type Command, Option } from "commander";
import { RECEIPTS_S } from "../broadcast-result";
import { cliFailure } from "../cli-failure";
import { type Context, run } from "../context";
import { examples } from "../examples";
import type { ExitCode } from "../exit-code";
import { collect, decimal, whole } from "../options";
import { broadcast, type SoundOptions } from "../sound/broadcast";
import { confirmEmergency } from "../sound/confirm-emergency";
import { inTurn } from "../sound/in-turn";
import { fileSource } from "../source/file-source";
import { micSource } from "../source/mic-source";
import { stdinSource } from "../source/stdin-source";

const FORMATS = "WAV, MP3, FLAC, M4A, AAC or Ogg";

interface TalkOptions extends SoundOptions {
  readonly file?: string;
  readonly mic?: boolean;
  readonly rate: number;
  readonly yesEmergency?: boolean;
}

function sounding(command: Command): Command {
  return command
    .option(
      "--to <target>",
      "all, site:S, zone:Z, speaker:ID, near:LAT,LON[:METRES]; repeat, or join with +",
      collect,
    )
    .addOption(new Option("--chime <name>", "a tone before the first word").choices(CHIMES).default("none"))
    .option("--why <text>", "the reason; kept with the broadcast and in the audit")
    .option("--room <id>", "the room you speak from, when it is not your session's")
    .addOption(
      new Option("--night <scope>", "sound in quiet hours too; needs --why")
        .choices(["no", "yes", "wide"])
        .default("no"),
    )
    .option("--gain <dB>", "-60 to 0, below the speakers' own level", decimal(-60, 0), 0)
    .option("--wait <seconds>", "wait this long where something equal or higher sounds", whole(0, 600), 0)
    .option("--all-or-nothing", "say nothing where one target would not sound it now")
    .option("--receipts <seconds>", "how long to wait for the receipts", whole(0, 3_600), RECEIPTS_S)
    .option("--dry-run", "say who would be reached and what it would interrupt, and be silent");
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
    .description("play a sound file to loudspeakers")
    .argument("<file>", FORMATS)
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
    .action((file: string, options: SoundOptions & { loop?: boolean }, command: Command) =>
      run(command, (context) => playFile(context, options, file)),
    );
  examples(
    play,
    "dalaba play notice.mp3 --to zone:river",
    "dalaba play bell.wav --to all --priority 45 --json",
    "dalaba play music.flac --to site:heping --priority 10 --loop",
    "dalaba play notice.mp3 --to all --arrange staggered",
  );
}

function playFile(
  context: Context,
  options: SoundOptions & { loop?: boolean },
  file: string,
): Promise<ExitCode> {
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
