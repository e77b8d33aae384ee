import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { routes } from "@dalaba/api";
import type { Command } from "commander";
import pc from "picocolors";
import { failureOf } from "../connection";
import { type Context, run } from "../context";
import { CliFailure, EXIT, type ExitCode } from "../exit-code";
import { userPath } from "../paths";
import { table, when } from "../table";

export function addBroadcasts(program: Command): void {
  program
    .command("stop")
    .description("silence a broadcast everywhere, or every one that you may stop")
    .argument("[broadcast]", "16 hex digits, as dalaba onair and history print them")
    .option("--all", "every broadcast on air")
    .action((id: string | undefined, options: { all?: boolean }, command: Command) =>
      run(command, (context) => stop(context, id, options.all === true)),
    );
  program
    .command("onair")
    .description("what sounds now, where, and by whom")
    .action((_options: unknown, command: Command) => run(command, onAir));
  program
    .command("history")
    .description("broadcasts, newest first, with how many speakers played each")
    .option("--limit <n>", "1 to 500", "20")
    .option("--kind <kind>", "talk or play")
    .option("--speaker <id>", "that one speaker was a target of")
    .action((options: { limit: string; kind?: "talk" | "play"; speaker?: string }, command: Command) =>
      run(command, (context) => history(context, options)),
    );
  program
    .command("recording")
    .description("save the audio of a broadcast as it was sent")
    .argument("<broadcast>")
    .requiredOption("--out <file>", "an .opus file; - for stdout")
    .action((id: string, options: { out: string }, command: Command) =>
      run(command, (context) => recording(context, id, options.out)),
    );
}

async function stop(context: Context, id: string | undefined, all: boolean): Promise<ExitCode> {
  if ((id === undefined) === !all)
    throw new CliFailure("usage", "name a broadcast, or --all", "dalaba onair lists what sounds", EXIT.usage);
  const connection = await context.connect();
  if (id !== undefined) {
    const reply = await connection.call(routes.broadcasts.stopBroadcast, { params: { id } });
    context.out.result(reply, `stopped ${reply.stopped.join(" ") || "nothing: it had ended"}`);
    return EXIT.ok;
  }
  const reply = await connection.call(routes.broadcasts.stopAll, { body: { all: true } });
  context.out.result(reply, () =>
    [
      `stopped ${reply.stopped.length}`,
      ...reply.refused.map((each) => `${pc.red(each.code)} ${each.broadcast}`),
    ].join("\n"),
  );
  return reply.refused.length > 0 ? EXIT.notAllowed : EXIT.ok;
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
      "nothing is on air",
    ),
  );
  return EXIT.ok;
}

async function history(
  context: Context,
  options: { limit: string; kind?: "talk" | "play"; speaker?: string },
): Promise<ExitCode> {
  const limit = Number(options.limit);
  if (!Number.isInteger(limit) || limit < 1 || limit > 500)
    throw new CliFailure("usage", `--limit is 1 to 500, not ${options.limit}`, "", EXIT.usage);
  const { items } = await (await context.connect()).call(routes.broadcasts.listBroadcasts, {
    query: {
      limit,
      ...(options.kind === undefined ? {} : { kind: options.kind }),
      ...(options.speaker === undefined ? {} : { speaker: options.speaker }),
    },
  });
  context.out.result(items, () =>
    table(
      ["started", "broadcast", "kind", "by", "to", "length", "played", "ended"],
      items.map((each) => [
        when(each.startedAtMs),
        each.id,
        each.kind,
        each.actor.name,
        each.to,
        each.durationMs === null ? "-" : `${(each.durationMs / 1000).toFixed(1)} s`,
        each.result === null ? `? of ${each.targets}` : `${each.result.played} of ${each.targets}`,
        each.endedBecause ?? "on air",
      ]),
      "no broadcasts yet",
    ),
  );
  return EXIT.ok;
}

async function recording(context: Context, id: string, out: string): Promise<ExitCode> {
  const connection = await context.connect();
  const answer = await connection.client.open(routes.broadcasts.playRecording, { params: { id } });
  if (!answer.ok) throw failureOf(answer.problem, answer.status);
  const body = answer.value.body;
  if (body === null)
    throw new CliFailure("recording-empty", "the controller sent no sound", "", EXIT.ourFault);
  const stream = Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]);
  if (out === "-") {
    await pipeline(stream, process.stdout, { end: false });
    return EXIT.ok;
  }
  const file = userPath(out);
  await pipeline(stream, createWriteStream(file, { flags: "wx" })).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "EEXIST")
      throw new CliFailure("file-exists", `${file} is there already`, "Name another file.", EXIT.usage);
    throw error;
  });
  context.out.result({ file }, file);
  return EXIT.ok;
}
