import { open } from "node:fs/promises";
import { type CredentialsReply, routes } from "@dalaba/api";
import type { Command } from "commander";
import type { Connection } from "../connection";
import { type Context, run } from "../context";
import { CliFailure, EXIT, type ExitCode } from "../exit-code";
import { userPath } from "../paths";

interface AddOptions {
  site: string;
  name: string;
  at: string;
  count: string;
  id?: string;
  delayClass: "lan" | "wan";
  out: string;
}

const LAT_LON = /^(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)$/;

export function addSpeaker(program: Command): void {
  const speaker = program
    .command("speaker")
    .description("add, rotate, disable and remove speakers; each acts at once");
  speaker
    .command("add")
    .description("add speakers and write the file they join with")
    .requiredOption("--site <id>", "where it stands")
    .requiredOption("--name <name>", "what people call it")
    .requiredOption("--at <lat,lon>", "WGS-84 degrees")
    .option("--count <n>", "several, numbered", "1")
    .option("--id <id>", "its id, or what the ids begin with")
    .option("--delay-class <class>", "lan or wan", "lan")
    .requiredOption("--out <file>", "credentials, one JSON line a speaker; written for its owner alone")
    .addHelpText(
      "after",
      "\nExamples:\n  dalaba speaker add --site dongcun --name 东村码头 --at 23.0312,113.4721 --out pier.jsonl\n  dalaba speaker add --site dongcun --name 备用 --at 23.03,113.47 --count 8 --out spare.jsonl && pnpm sim --credentials spare.jsonl",
    )
    .action((options: AddOptions, command: Command) => run(command, (context) => add(context, options)));
  speaker
    .command("rotate")
    .description("new credentials; the old ones end at once")
    .argument("<target...>", "ids, names, or any target such as site:S")
    .requiredOption("--out <file>", "credentials, one JSON line a speaker")
    .action((targets: string[], options: { out: string }, command: Command) =>
      run(command, (context) => rotate(context, targets, options.out)),
    );
  for (const [name, route, done] of [
    [
      "disable",
      routes.speakers.disableSpeaker,
      "disabled: its connection is closed and it is refused from now on",
    ],
    ["enable", routes.speakers.enableSpeaker, "enabled"],
    ["rm", routes.speakers.removeSpeaker, "removed; its history stays"],
  ] as const) {
    speaker
      .command(name)
      .description(
        name === "rm"
          ? "remove it; its history stays"
          : name === "disable"
            ? "close its connection and refuse it"
            : "let it connect again",
      )
      .argument("<speaker>", "id or unique name")
      .action((id: string, _options: unknown, command: Command) =>
        run(command, async (context) => {
          const connection = await context.connect();
          const one = await onlySpeaker(connection, id);
          await connection.call(route, { params: { id: one } });
          context.out.result({ speaker: one, done: name }, `${one} ${done}`);
          return EXIT.ok;
        }),
      );
  }
}

/** A bare id or unique name will do where only a speaker can stand. */
export async function onlySpeaker(connection: Connection, text: string): Promise<string> {
  const { speakers } = await connection.call(routes.targets.resolveTargets, {
    body: { to: [text.includes(":") ? text : `speaker:${text}`] },
  });
  const [first] = speakers;
  if (first === undefined || speakers.length !== 1)
    throw new CliFailure(
      "target-ambiguous",
      `${text} means ${speakers.length} speakers`,
      "Name one: dalaba ls",
      EXIT.noTarget,
    );
  return first.id;
}

/** Opens the file before anything is asked for: credentials are shown once, and must not be lost to a bad path. */
async function credentialsFile(path: string) {
  const file = userPath(path);
  try {
    return { file, handle: await open(file, "wx", 0o600) };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "EEXIST")
      throw new CliFailure(
        "file-exists",
        `${file} is there already`,
        "Name a new file: credentials are never overwritten.",
        EXIT.usage,
      );
    throw new CliFailure(
      "file-unwritable",
      `${file}: ${code}`,
      "Name a folder you may write to.",
      EXIT.usage,
    );
  }
}

async function writeCredentials(
  context: Context,
  path: string,
  ask: () => Promise<readonly CredentialsReply[]>,
): Promise<ExitCode> {
  const { file, handle } = await credentialsFile(path);
  let written = false;
  try {
    const credentials = await ask();
    await handle.writeFile(credentials.map((each) => `${JSON.stringify(each)}\n`).join(""));
    await handle.sync();
    written = true;
    const ids = credentials.map((each) => each.id);
    context.out.result(
      { file, speakers: ids },
      `${ids.length} speakers: ${ids.slice(0, 5).join(" ")}${ids.length > 5 ? " ..." : ""}\ncredentials in ${file} (shown this once; the controller does not keep them)`,
    );
    return EXIT.ok;
  } finally {
    await handle.close();
    if (!written) await (await import("node:fs/promises")).rm(file, { force: true });
  }
}

async function add(context: Context, options: AddOptions): Promise<ExitCode> {
  const place = LAT_LON.exec(options.at);
  if (!place)
    throw new CliFailure(
      "usage",
      `--at is LAT,LON in degrees, not ${options.at}`,
      "Such as --at 23.0312,113.4721",
      EXIT.usage,
    );
  const count = Number(options.count);
  if (!Number.isInteger(count) || count < 1 || count > 1000)
    throw new CliFailure("usage", `--count is 1 to 1000, not ${options.count}`, "", EXIT.usage);
  if (options.delayClass !== "lan" && options.delayClass !== "wan")
    throw new CliFailure("usage", `--delay-class is lan or wan, not ${options.delayClass}`, "", EXIT.usage);
  const connection = await context.connect();
  const body = {
    site: options.site,
    name: options.name,
    at: { lat: Number(place[1]), lon: Number(place[2]) },
    count,
    delayClass: options.delayClass,
    ...(options.id === undefined ? {} : { id: options.id }),
  };
  return writeCredentials(
    context,
    options.out,
    async () => (await connection.call(routes.speakers.addSpeakers, { body })).credentials,
  );
}

async function rotate(context: Context, targets: string[], out: string): Promise<ExitCode> {
  const connection = await context.connect();
  const to = targets.map((each) => (each.includes(":") || each === "all" ? each : `speaker:${each}`));
  return writeCredentials(
    context,
    out,
    async () => (await connection.call(routes.speakers.rotateCredentials, { body: { to } })).credentials,
  );
}
