import { type LinkRehearsalReply, type LinkReply, newLinkSchema, routes } from "@dalaba/api";
import type { Command } from "commander";
import { cliFailure } from "../cli-failure";
import { colours } from "../colours";
import { type Context, run } from "../context";
import { examples } from "../examples";
import { EXIT, type ExitCode } from "../exit-code";
import { whole } from "../options";
import { table } from "../table";
import { when } from "../times";
import { readUserFile } from "../user-file";
import { byId, switching } from "./by-id";

export function addLink(program: Command): void {
  const group = program
    .command("link")
    .description("links: which events open an incident, what they suggest, and what they may sound");
  const ls = group
    .command("ls")
    .description("every link")
    .action((_: unknown, command: Command) => run(command, list));
  examples(ls, "dalaba link ls --json");
  const show = group
    .command("show")
    .argument("<link>", "16 hex digits, as dalaba link ls prints them")
    .description("one link as JSON: what dalaba link set takes")
    .action((id: string, _: unknown, command: Command) =>
      run(command, async (context) => {
        const connection = await context.connect();
        const link = await connection.call(routes.links.showLink, { params: { id } });
        context.out.result(link, JSON.stringify(link, null, 2));
        return EXIT.ok;
      }),
    );
  examples(show, "dalaba link show 5b0c61d3a9f2e874 > parking.json");
  const test = group
    .command("test")
    .argument("<link>", "an id, or a file with a link that is not there yet")
    .description("what it would have done about the events of the past days; nothing sounds")
    .option("--days <n>", "so far back", whole(1, 92), 7)
    .action((text: string, { days }: { days: number }, command: Command) =>
      run(command, (context) => rehearse(context, text, days)),
    );
  examples(test, "dalaba link test 5b0c61d3a9f2e874 --days 30", "dalaba link test parking.json");
  addWriting(group);
}

function addWriting(group: Command): void {
  const set = group
    .command("set")
    .argument("<file>", "JSON: title, when, suggest, sound; with id and revision it changes that one")
    .description("a new link, or all of one anew; sound is armed by whoever writes it")
    .action((file: string, _: unknown, command: Command) => run(command, (context) => write(context, file)));
  examples(set, "dalaba link set parking.json");
  const rule = { of: "link", on: "act on its events again", off: "keep it, and do nothing" };
  switching(group, rule, async (context, id, enabled) => {
    const connection = await context.connect();
    const found = await connection.call(routes.links.showLink, { params: { id } });
    return put(context, { ...found, enabled });
  });
  byId(
    group,
    {
      ...{ name: "rm", of: "link", example: "dalaba link rm 5b0c61d3a9f2e874" },
      description: "nothing comes of its events any more",
    },
    async (connection, id) => {
      await connection.call(routes.links.removeLink, { params: { id } });
      return { value: { link: id, deleted: true }, text: "deleted" };
    },
  );
  for (const [name, paused] of [
    ["pause", true],
    ["resume", false],
  ] as const) {
    const command = group
      .command(name)
      .description(paused ? "no link sounds until resume; incidents open all the same" : "links sound again")
      .action((_: unknown, command: Command) =>
        run(command, async (context) => {
          const connection = await context.connect();
          const limits = await connection.call(routes.links.showLinkLimits, {});
          const now = await connection.call(routes.links.setLinkLimits, { body: { ...limits, paused } });
          context.out.result(now, paused ? "no link sounds" : "links sound again");
          return EXIT.ok;
        }),
      );
    examples(command, `dalaba link ${name}`);
  }
}

async function list(context: Context): Promise<ExitCode> {
  const connection = await context.connect();
  const [{ items }, limits] = await Promise.all([
    connection.call(routes.links.listLinks, {}),
    connection.call(routes.links.showLinkLimits, {}),
  ]);
  context.out.result(items, () =>
    [
      table(
        ["id", "title", "events", "suggests", "sounds", ""],
        items.map((each) => [
          ...[each.id, each.title, eventsText(each), each.suggest.length || ""],
          each.sound === null ? "" : `${each.sound.steps.length} steps, armed by ${each.sound.armedBy}`,
          each.enabled ? "" : colours.yellow("off"),
        ]),
        "no links; only help calls open an incident: dalaba link set FILE",
      ),
      ...(limits.paused ? [colours.yellow("no link sounds: dalaba link resume")] : []),
    ].join("\n"),
  );
  return EXIT.ok;
}

function eventsText({ when: { kinds, cameras, sites, sources } }: LinkReply): string {
  const said = [
    kinds.length > 3 ? `${kinds.length} kinds` : kinds.join(" "),
    cameras.join(" "),
    sites.join(" "),
    sources.join(" "),
  ].filter(Boolean);
  return said.length === 0 ? "every one" : said.join(", ");
}

async function rehearse(context: Context, text: string, days: number): Promise<ExitCode> {
  const connection = await context.connect();
  const { items } = /^[0-9a-f]{16}$/.test(text)
    ? await connection.call(routes.links.dryRunLink, { params: { id: text }, query: { days } })
    : await connection.call(routes.links.testLink, { body: { link: await linkOf(text), days } });
  context.out.result(items, () =>
    [
      table(
        ["when", "camera", "kind", "would"],
        items.map(rehearsalRow),
        `no event of the past ${days} days is its`,
      ),
      ...(items.length > 0
        ? [`${items.filter(({ sound }) => sound !== null).length} of ${items.length} would have sounded`]
        : []),
    ].join("\n"),
  );
  return EXIT.ok;
}

function rehearsalRow({ atMs, camera, kind, sound, held }: LinkRehearsalReply): (string | number)[] {
  const would =
    sound === null
      ? `stay silent: ${held}`
      : `sound ${sound.announcement} (step ${sound.step + 1}, ${sound.priority})`;
  return [when(atMs), camera, kind, would];
}

async function write(context: Context, file: string): Promise<ExitCode> {
  return put(context, await linkOf(file));
}

type Written = ReturnType<typeof newLinkSchema.parse> & { readonly id?: string; readonly revision?: number };

/** @throws `usage` for what is no link */
async function linkOf(file: string): Promise<Written> {
  const text = new TextDecoder().decode(await readUserFile(file));
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw cliFailure("usage", `${file} is not JSON`, { next: "dalaba link show LINK prints one" });
  }
  const read = newLinkSchema.safeParse(value);
  const { id, revision } = (value ?? {}) as { id?: unknown; revision?: unknown };
  if (read.success)
    return {
      ...read.data,
      ...(typeof id === "string" ? { id } : {}),
      ...(typeof revision === "number" ? { revision } : {}),
    };
  const [issue] = read.error.issues;
  throw cliFailure("usage", `${file}: ${issue?.path.join(".")}: ${issue?.message}`, {
    next: "dalaba link show LINK prints one",
  });
}

async function put(context: Context, { id, revision, ...link }: Written): Promise<ExitCode> {
  const connection = await context.connect();
  const kept =
    id === undefined
      ? await connection.call(routes.links.addLink, { body: link })
      : await connection.call(routes.links.changeLink, {
          params: { id },
          body: { ...newLinkSchema.parse(link), revision: revision ?? 1 },
        });
  context.out.result(kept, `${colours.bold(kept.id)}  ${kept.title}${kept.enabled ? "" : ", off"}`);
  return EXIT.ok;
}
