import { EVENT_SOURCE_KINDS, type EventSourceReply, routes } from "@dalaba/api";
import { type Command, Option } from "commander";
import { cliFailure } from "../cli-failure";
import { colours } from "../colours";
import { type Context, run } from "../context";
import { examples } from "../examples";
import { EXIT, type ExitCode } from "../exit-code";
import { cameraOf } from "../find";
import { secretFromFile } from "../secret-input";
import { table } from "../table";
import { when } from "../times";
import { byId } from "./by-id";

interface SetOptions {
  readonly name?: string;
  readonly at?: string;
  readonly prefix?: string;
  readonly user?: string;
  readonly passwordFile?: string;
  readonly on?: boolean;
  readonly off?: boolean;
}

export function addSource(program: Command): void {
  const group = program.command("source").description("sources: where events come from, and how each is");
  const ls = group
    .command("ls")
    .description("every source")
    .action((_: unknown, command: Command) => run(command, list));
  examples(ls, "dalaba source ls");
  const add = described(group.command("add").argument("<source>", "lower-case letters, digits, hyphens"))
    .description("a new one; the key of a webhook is printed once")
    .addOption(
      new Option("--kind <kind>", "what it speaks").choices(EVENT_SOURCE_KINDS).makeOptionMandatory(),
    )
    .action(
      (id: string, options: SetOptions & { kind: (typeof EVENT_SOURCE_KINDS)[number] }, command: Command) =>
        run(command, async (context) => {
          const connection = await context.connect();
          const body = { id, kind: options.kind, ...(await given(options)), name: options.name ?? id };
          return told(
            context,
            connection.url,
            await connection.call(routes.eventSources.addEventSource, { body }),
          );
        }),
    );
  examples(
    add,
    "dalaba source add help-points --kind webhook --name 一键求助",
    "dalaba source add gate --kind isapi --at http://10.20.0.7/ISAPI/Event/notification/alertStream --user dalaba --password-file pw",
    "dalaba source add frigate --kind frigate --at mqtt://10.0.0.5 --prefix frigate --user dalaba --password-file pw",
  );
  const set = described(group.command("set").argument("<source>"))
    .description("change what is named")
    .option("--on", "listen to it")
    .option("--off", "listen no more")
    .action((id: string, options: SetOptions, command: Command) =>
      run(command, async (context) => {
        const connection = await context.connect();
        const body = await given(options);
        return told(
          context,
          connection.url,
          await connection.call(routes.eventSources.changeEventSource, { params: { id }, body }),
        );
      }),
    );
  examples(set, "dalaba source set frigate --off");
  addMapping(group);
}

function described(command: Command): Command {
  return command
    .option("--name <text>", "1 to 80 characters")
    .option("--at <url>", "mqtt(s)://HOST[:PORT] of its broker, or http(s)://HOST/PATH of its alert stream")
    .option("--prefix <topic>", "what its topics begin with: frigate, or what stands before onvif-ej")
    .option("--user <name>", "of its broker, or of the camera")
    .option("--password-file <file>", "a file that holds the password alone");
}

function addMapping(group: Command): void {
  const map = group
    .command("map")
    .argument("<source>")
    .argument("<channel>", "as the source names it")
    .argument("[camera]", "the camera it is; left out: none")
    .description("say which camera a source means")
    .action((id: string, channel: string, text: string | undefined, _: unknown, command: Command) =>
      run(command, async (context) => {
        const connection = await context.connect();
        const camera = text === undefined ? undefined : (await cameraOf(connection, text)).id;
        const { items } = await connection.call(routes.eventSources.listEventSources, {});
        const { [channel]: _before, ...others } = items.find((each) => each.id === id)?.channels ?? {};
        const channels = camera === undefined ? others : { ...others, [channel]: camera };
        const params = { id };
        return told(
          context,
          connection.url,
          await connection.call(routes.eventSources.changeEventSource, { params, body: { channels } }),
        );
      }),
    );
  examples(map, "dalaba source map frigate front_door cam-dongcun-02");
  const rotate = group
    .command("rotate")
    .argument("<source>", "a webhook")
    .description("another key; the old one ends at once")
    .action((id: string, _: unknown, command: Command) =>
      run(command, async (context) => {
        const connection = await context.connect();
        const change = { params: { id }, body: { rotate: true } };
        return told(
          context,
          connection.url,
          await connection.call(routes.eventSources.changeEventSource, change),
        );
      }),
    );
  examples(rotate, "dalaba source rotate help-points");
  byId(
    group,
    {
      ...{ name: "rm", of: "source", example: "dalaba source rm frigate" },
      description: "listen to it no more; what it reported stays",
    },
    async (connection, id) => {
      await connection.call(routes.eventSources.removeEventSource, { params: { id } });
      return { value: { source: id, deleted: true }, text: "deleted" };
    },
  );
}

async function given(options: SetOptions) {
  const { name, at, prefix, user, passwordFile, on, off } = options;
  if (on && off)
    throw cliFailure("usage", "--on and --off are one or the other", { next: "dalaba source set --help" });
  const password = passwordFile === undefined ? undefined : await secretFromFile(passwordFile);
  return {
    ...(name === undefined ? {} : { name }),
    ...(at === undefined ? {} : { url: at }),
    ...(prefix === undefined ? {} : { prefix }),
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password }),
    ...(on || off ? { enabled: on === true } : {}),
  };
}

async function list(context: Context): Promise<ExitCode> {
  const connection = await context.connect();
  const { items } = await connection.call(routes.eventSources.listEventSources, {});
  context.out.result(items, () =>
    table(
      ["id", "kind", "name", "health", "last event", "received", "refused", "unknown channels"],
      items.map((each) => [
        ...[each.id, each.kind, each.name, health(each), when(each.lastEventAtMs)],
        ...[each.received, each.refused, each.unknownChannels.join(" ")],
      ]),
      "no sources yet: dalaba source add help-points --kind webhook",
    ),
  );
  return EXIT.ok;
}

function health({ health: state, trouble }: EventSourceReply): string {
  if (state === "trouble") return colours.red(trouble ?? "trouble");
  return state === "ok" ? colours.green("ok") : state;
}

function told(
  context: Context,
  url: string,
  { source, secret }: { readonly source: EventSourceReply; readonly secret: string | null },
): ExitCode {
  context.out.result({ source, secret }, () =>
    [
      `${colours.bold(source.id)}  ${source.kind}  ${source.name}  ${health(source)}`,
      ...(secret === null
        ? []
        : [
            `key ${secret}   (shown once)`,
            `send events to ${url}/hooks/${source.id}, signed as docs/cameras.md says`,
          ]),
    ].join("\n"),
  );
  return EXIT.ok;
}
