import { routes } from "@dalaba/api";
import { type Command, Option } from "commander";
import { cliFailure } from "../cli-failure";
import { bodyOf } from "../connection";
import { type Context, run } from "../context";
import { examples } from "../examples";
import { EXIT, type ExitCode } from "../exit-code";
import { speakerId } from "../find";
import { instant, whole } from "../options";
import { table } from "../table";
import { lasting, when } from "../times";
import { newUserFile } from "../user-file";

interface HistoryOptions {
  readonly limit: number;
  readonly kind?: "talk" | "play";
  readonly speaker?: string;
  readonly actor?: string;
  readonly since?: number;
  readonly until?: number;
}

export function addHistory(program: Command): void {
  const onair = program
    .command("onair")
    .description("what sounds now, where, and by whom")
    .action((_options: unknown, command: Command) => run(command, onAir));
  examples(onair, "dalaba onair", "dalaba onair --json");
  const past = program
    .command("history")
    .description("broadcasts, newest first, with how many speakers played each")
    .option("--limit <n>", "1 to 500", whole(1, 500), 20)
    .addOption(new Option("--kind <kind>", "of this kind").choices(["talk", "play"]))
    .option("--speaker <id>", "that had this speaker as a target")
    .option("--actor <id>", "by this operator or token")
    .option("--since <when>", "90m, 24h, 7d (ago), or a date", instant)
    .option("--until <when>", "the same", instant)
    .action((options: HistoryOptions, command: Command) =>
      run(command, (context) => history(context, options)),
    );
  examples(past, "dalaba history", "dalaba history --since 24h --kind talk --json");
  const recorded = program
    .command("recording")
    .description("save the audio of a broadcast as it was sent (Ogg Opus)")
    .argument("<broadcast>", "16 hex digits")
    .option("--out <file>", "a new file, or - for stdout; BROADCAST.opus unless named")
    .action((id: string, options: { out?: string }, command: Command) =>
      run(command, (context) => recording(context, id, options.out ?? `${id}.opus`)),
    );
  examples(
    recorded,
    "dalaba recording 5b0c61d3a9f2e874 --out said.opus",
    "dalaba recording 5b0c61d3a9f2e874 --out - | ffplay -",
  );
}

async function onAir(context: Context): Promise<ExitCode> {
  const { items } = await (await context.connect()).call(routes.onAir.listOnAir);
  context.out.result(items, () =>
    table(
      ["broadcast", "kind", "priority", "by", "to", "since", "sounding"],
      items.map((each) => [
        each.broadcast,
        each.kind,
        each.priority,
        each.actor.name,
        each.to,
        when(each.startedAtMs),
        `${each.sounding.length} of ${each.targets}`,
      ]),
      "nothing is on air; what was: dalaba history",
    ),
  );
  return EXIT.ok;
}

async function history(context: Context, options: HistoryOptions): Promise<ExitCode> {
  const { speaker, ...rest } = options;
  const connection = await context.connect();
  const { items } = await connection.call(routes.broadcasts.listBroadcasts, {
    query: { ...rest, ...(speaker === undefined ? {} : { speaker: await speakerId(connection, speaker) }) },
  });
  const narrowed = Object.keys(options).length > 1;
  context.out.result(items, () =>
    table(
      ["started", "broadcast", "kind", "by", "to", "length", "played", "ended"],
      items.map((each) => [
        when(each.startedAtMs),
        each.id,
        each.kind,
        each.actor.name,
        each.to,
        lasting(each.durationMs),
        `${each.result?.played ?? "?"} of ${each.targets}`,
        each.endedBecause ?? "on air",
      ]),
      narrowed
        ? "no such broadcasts; all of them: dalaba history"
        : "no broadcasts yet; begin with: dalaba talk --to all --file speech.wav",
    ),
  );
  return EXIT.ok;
}

async function recording(context: Context, id: string, out: string): Promise<ExitCode> {
  if (out === "-" && context.out.json)
    throw cliFailure("usage", "stdout takes the sound or the JSON, not both", { next: "Leave out --json." });
  const connection = await context.connect();
  const response = await connection.open(routes.broadcasts.playRecording, { params: { id } });
  let bytes = 0;
  const each = async (take: (chunk: Uint8Array) => Promise<unknown>): Promise<void> => {
    for await (const chunk of bodyOf(response, connection.url)) {
      bytes += chunk.length;
      await take(chunk);
    }
    if (bytes === 0)
      throw cliFailure("recording-empty", `no sound came of ${id}`, { next: `dalaba show ${id}` });
  };
  if (out === "-") {
    await each((chunk) => new Promise((done) => process.stdout.write(chunk, done)));
    return EXIT.ok;
  }
  const file = await newUserFile(out, (handle) => each((chunk) => handle.write(chunk)));
  context.out.result({ broadcast: id, file, bytes }, `${file} (${bytes} bytes)`);
  return EXIT.ok;
}
