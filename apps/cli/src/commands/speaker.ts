import { type CredentialsReply, routes } from "@dalaba/api";
import { type Command, Option } from "commander";
import { CliFailure } from "../cli-failure";
import { type Context, run } from "../context";
import { examples } from "../examples";
import { EXIT, type ExitCode } from "../exit-code";
import { placeId, speakerId, speakerTerms } from "../find";
import { type LatLon, latLon, whole } from "../options";
import { newUserFile, unwritable } from "../user-file";

interface AddOptions {
  readonly site: string;
  readonly name: string;
  readonly at: LatLon;
  readonly count: number;
  readonly id?: string;
  readonly delayClass: "lan" | "wan";
  readonly out: string;
}

/** One-word acts on one speaker: what they do, and what is said afterwards. */
const ACTS = {
  disable: {
    route: routes.speakers.disableSpeaker,
    does: "close its connection and refuse it from now on",
    done: "disabled: it is refused until dalaba speaker enable",
  },
  enable: {
    route: routes.speakers.enableSpeaker,
    does: "let a disabled speaker connect again",
    done: "enabled: it may connect again",
  },
  rm: {
    route: routes.speakers.removeSpeaker,
    does: "remove it; its history stays",
    done: "removed; its history stays",
  },
} as const;

export function addSpeaker(program: Command): void {
  const speaker = program
    .command("speaker")
    .description("add, rotate, disable, enable and remove speakers; each acts at once");
  const adds = speaker
    .command("add")
    .description("add speakers and write the file they join with")
    .requiredOption("--site <id>", "where it stands")
    .requiredOption("--name <name>", "what people call it")
    .requiredOption("--at <lat,lon>", "WGS-84 degrees", latLon)
    .option("--count <n>", "several, numbered, 1 to 1000", whole(1, 1_000), 1)
    .option("--id <id>", "its id, or what the ids begin with")
    .addOption(new Option("--delay-class <class>", "lan or wan").choices(["lan", "wan"]).default("lan"))
    .requiredOption("--out <file>", "a new file for the credentials, one JSON line a speaker")
    .action((options: AddOptions, command: Command) => run(command, (context) => add(context, options)));
  examples(
    adds,
    "dalaba speaker add --site dongcun --name 东村码头 --at 23.0312,113.4721 --out pier.jsonl",
    "dalaba speaker add --site dongcun --name 备用 --at 23.03,113.47 --count 8 --out spare.jsonl",
    "pnpm sim --credentials spare.jsonl",
  );
  const rotates = speaker
    .command("rotate")
    .description("new credentials; the old ones end at once")
    .argument("<target...>", "ids, unique names, or any target such as site:S")
    .requiredOption("--out <file>", "a new file for the credentials, one JSON line a speaker")
    .action((targets: string[], options: { out: string }, command: Command) =>
      run(command, (context) => rotate(context, targets, options.out)),
    );
  examples(
    rotates,
    "dalaba speaker rotate hl-dongcun-01 --out new.jsonl",
    "dalaba speaker rotate site:dongcun zone:river --out village.jsonl",
  );
  for (const [name, { route, does, done }] of Object.entries(ACTS)) {
    const act = speaker
      .command(name)
      .description(does)
      .argument("<speaker>", "id or unique name")
      .action((text: string, _options: unknown, command: Command) =>
        run(command, async (context) => {
          const connection = await context.connect();
          const id = await speakerId(connection, text);
          await connection.call(route, { params: { id } });
          context.out.result({ speaker: id, done: name }, `${id} ${done}`);
          return EXIT.ok;
        }),
      );
    examples(act, `dalaba speaker ${name} hl-dongcun-01`, `dalaba speaker ${name} 东村1号 --json`);
  }
}

/**
 * Writes credentials into a file made beforehand: they are shown this once. Where the disk refuses them they are lost,
 * and the way out is another rotation.
 */
async function keepCredentials(
  context: Context,
  path: string,
  ask: () => Promise<readonly CredentialsReply[]>,
): Promise<ExitCode> {
  let ids: string[] = [];
  const file = await newUserFile(path, async (handle) => {
    const credentials = await ask();
    ids = credentials.map(({ id }) => id);
    await handle.writeFile(credentials.map((each) => `${JSON.stringify(each)}\n`).join(""));
  }).catch((error: unknown) => {
    if (error instanceof CliFailure || ids.length === 0) throw error;
    const { code, message, exit } = unwritable(path, error);
    throw new CliFailure(code, `${message}; the new credentials of ${ids.length} speakers are lost`, {
      exit,
      next: `dalaba speaker rotate ${ids.slice(0, 3).join(" ")}${ids.length > 3 ? " ..." : ""} --out OTHER.jsonl`,
      params: { speakers: ids },
    });
  });
  const shown = `${ids.slice(0, 5).join(" ")}${ids.length > 5 ? " ..." : ""}`;
  context.out.result({ file, speakers: ids }, () =>
    [
      `${ids.length} speakers: ${shown}`,
      `credentials in ${file} (made this once; the controller does not keep them)`,
      `try them: pnpm sim --credentials ${file}`,
    ].join("\n"),
  );
  return EXIT.ok;
}

async function add(context: Context, options: AddOptions): Promise<ExitCode> {
  const connection = await context.connect();
  const { name, at, count, delayClass, id, out } = options;
  const site = await placeId(connection, "site", options.site);
  const body = { site, name, at, count, delayClass, ...(id === undefined ? {} : { id }) };
  return keepCredentials(
    context,
    out,
    async () => (await connection.call(routes.speakers.addSpeakers, { body })).credentials,
  );
}

async function rotate(context: Context, targets: readonly string[], out: string): Promise<ExitCode> {
  const connection = await context.connect();
  const body = { to: targets.flatMap(speakerTerms) };
  return keepCredentials(
    context,
    out,
    async () => (await connection.call(routes.speakers.rotateCredentials, { body })).credentials,
  );
}
