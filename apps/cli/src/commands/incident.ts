import { type IncidentDetailReply, type IncidentReply, routes } from "@dalaba/api";
import { type Command, Option } from "commander";
import { colours } from "../colours";
import type { Connection } from "../connection";
import { type Context, run } from "../context";
import { examples } from "../examples";
import { EXIT, type ExitCode } from "../exit-code";
import { cameraOf, placeId } from "../find";
import { collectOf, instant, whole } from "../options";
import { table } from "../table";
import { lasting, when } from "../times";

const STATES = ["open", "acknowledged", "closed"] as const;
const OUTCOMES = ["resolved", "false-alarm"] as const;

interface ListOptions {
  readonly state?: (typeof STATES)[number][];
  readonly site?: string;
  readonly camera?: string;
  readonly since?: number;
  readonly limit: number;
}

export function addIncident(program: Command): void {
  const group = program
    .command("incident")
    .description("incidents: what cameras and help points reported, who takes it, and what became of it");
  const ls = group
    .command("ls")
    .description("incidents in every state, newest first")
    .option("--state <state>", `${STATES.join(", ")}; repeat`, collectOf(STATES))
    .option("--site <site>", "of this site and below")
    .option("--camera <camera>", "of this camera")
    .option("--since <when>", "opened since: 90m, 24h, 7d, or a date", instant)
    .option("--limit <n>", "1 to 500", whole(1, 500), 100)
    .action((options: ListOptions, command: Command) => run(command, (context) => list(context, options)));
  examples(ls, "dalaba incident ls --state open", "dalaba incident ls --since 24h --json | jq length");
  addActs(group);
  const show = group
    .command("show")
    .argument("<incident>", "16 hex digits, as dalaba incident ls prints them")
    .description("one incident: its events, who did what and when, and what was said")
    .action((id: string, _: unknown, command: Command) =>
      run(command, async (context) => {
        const connection = await context.connect();
        return shown(context, await connection.call(routes.incidents.showIncident, { params: { id } }));
      }),
    );
  examples(show, "dalaba incident show 5b0c61d3a9f2e874");
}

/** What a person does to one; each answers the incident as it is then. */
function addActs(group: Command): void {
  const act = <O>(
    name: string,
    description: string,
    example: string,
    work: (connection: Connection, id: string, options: O) => Promise<IncidentDetailReply>,
  ): Command => {
    const command = group
      .command(name)
      .argument("<incident>")
      .description(description)
      .action((id: string, options: O, command: Command) =>
        run(command, async (context) => {
          const connection = await context.connect();
          return shown(context, await work(connection, id, options));
        }),
      );
    return examples(command, `dalaba incident ${name} 5b0c61d3a9f2e874${example}`);
  };
  act<{ force?: boolean }>(
    "ack",
    "take it: it is yours from now on",
    "",
    (connection, id, { force = false }) =>
      connection.call(routes.incidents.acknowledgeIncident, { params: { id }, body: { force } }),
  ).option("--force", "take it over from whoever has it");
  act<{ text: string }>("note", "a line for its timeline", " --text 老人已送医", (connection, id, { text }) =>
    connection.call(routes.incidents.noteIncident, { params: { id }, body: { text } }),
  ).requiredOption("--text <text>", "1 to 2,000 characters");
  act<{ room: string; note?: string }>(
    "hand-over",
    "into another room's queue",
    " --room centre",
    (connection, id, { room, note }) =>
      connection.call(routes.incidents.handOverIncident, { params: { id }, body: { room, ...noted(note) } }),
  )
    .requiredOption("--room <room>", "its id")
    .option("--note <text>", "what they should know");
  act<{ outcome: (typeof OUTCOMES)[number]; note?: string }>(
    "close",
    "it is over, or was a false alarm",
    " --outcome false-alarm",
    (connection, id, { outcome, note }) =>
      connection.call(routes.incidents.closeIncident, { params: { id }, body: { outcome, ...noted(note) } }),
  )
    .addOption(new Option("--outcome <outcome>", "how it ended").choices(OUTCOMES).default("resolved"))
    .option("--note <text>", "what became of it");
  act("reopen", "it was closed too early", "", (connection, id) =>
    connection.call(routes.incidents.reopenIncident, { params: { id }, body: {} }),
  );
  const open = group
    .command("open")
    .argument("<camera>", "its id, or its name")
    .description("what you see there yourself; it is yours at once")
    .option("--note <text>", "what it is")
    .action((text: string, { note }: { note?: string }, command: Command) =>
      run(command, async (context) => {
        const connection = await context.connect();
        const camera = await cameraOf(connection, text);
        const body = { camera: camera.id, ...noted(note) };
        return shown(context, await connection.call(routes.incidents.openIncident, { body }));
      }),
    );
  examples(open, "dalaba incident open cam-dongcun-02 --note 有人偷自行车");
}

const noted = (note: string | undefined) => (note === undefined ? {} : { note });

async function list(context: Context, options: ListOptions): Promise<ExitCode> {
  const { state, site, camera, since, limit } = options;
  const connection = await context.connect();
  const query = {
    ...(state === undefined ? {} : { state: state.join(",") }),
    ...(site === undefined ? {} : { site: await placeId(connection, "site", site) }),
    ...(camera === undefined ? {} : { camera: (await cameraOf(connection, camera)).id }),
    ...(since === undefined ? {} : { since }),
  };
  const { items: found, next } = await connection.call(routes.incidents.listIncidents, {
    query: { ...query, limit },
  });
  context.out.result(found, () =>
    [
      table(
        ["id", "opened", "kind", "camera", "state", "who", "first word", "events"],
        found.map((each) => [
          ...[each.id, when(each.openedAtMs), each.kind, each.cameraName, coloured(each)],
          ...[
            each.owner?.name ?? "",
            each.firstWordMs === null ? "" : lasting(each.firstWordMs),
            each.events,
          ],
        ]),
        "no incidents",
      ),
      ...(found.length > 0 ? [`${found.length} ${found.length === 1 ? "incident" : "incidents"}`] : []),
      ...(next === null ? [] : ["there are older ones: --limit 500, or --since"]),
    ].join("\n"),
  );
  return EXIT.ok;
}

function coloured({ state, outcome }: Pick<IncidentReply, "state" | "outcome">): string {
  if (state === "open") return colours.red("open");
  return state === "closed" ? (outcome ?? "closed") : colours.yellow(state);
}

function shown(context: Context, incident: IncidentDetailReply): ExitCode {
  const { id, kind, camera, cameraName, site, room, owner, openedAtMs, firstWordMs } = incident;
  context.out.result(incident, () =>
    [
      `${colours.bold(id)}  ${kind}  ${cameraName} (${camera}, ${site})  ${coloured(incident)}`,
      [
        `opened ${when(openedAtMs)}`,
        ...(room === null ? [] : [`room ${room}`]),
        ...(owner === null ? ["nobody has taken it"] : [`taken by ${owner.name}`]),
        ...(firstWordMs === null ? [] : [`first word after ${lasting(firstWordMs)}`]),
      ].join(", "),
      table(
        ["when", "what", "who", ""],
        incident.timeline.map(({ atMs, act, actor, detail }) => [
          ...[when(atMs), act, actor ?? "the town", detailText(detail)],
        ]),
        "nothing happened yet",
      ),
      ...incident.happenings.map(
        (each) =>
          `event ${each.id}  ${each.source}  ${[each.object, each.zoneInView].filter(Boolean).join(" in ")}  ${each.reports} reports`,
      ),
      ...(incident.state === "closed"
        ? []
        : [`speak there: dalaba talk --to near:${camera} --incident ${id}`]),
    ].join("\n"),
  );
  return EXIT.ok;
}

function detailText(detail: Readonly<Record<string, unknown>>): string {
  return Object.entries(detail)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => (name === "note" ? String(value) : `${name} ${String(value)}`))
    .join(", ");
}
