import { routes, type SpeakerReply } from "@dalaba/api";
import { Argument, type Command } from "commander";
import { cliFailure } from "../cli-failure";
import { colours } from "../colours";
import { type Connection, everyItem } from "../connection";
import { type Context, run } from "../context";
import { examples } from "../examples";
import { EXIT, type ExitCode } from "../exit-code";
import { everySpeaker, placeId } from "../find";
import { type Cell, table } from "../table";
import { age } from "../times";

interface ListOptions {
  readonly site?: string;
  readonly zone?: string;
  readonly offline?: boolean;
}

type Places = "sites" | "rooms" | "zones" | "cameras" | "listening-points";

export function addLs(program: Command): void {
  const ls = program
    .command("ls")
    .description("speakers: who is reachable, since when, and what sounds; or what else the town has")
    .addArgument(
      new Argument("[what]", "what to list")
        .choices(["speakers", "sites", "rooms", "zones", "cameras", "listening-points"])
        .default("speakers"),
    )
    .option("--site <id>", "speakers of this site and below")
    .option("--zone <id>", "speakers of this zone")
    .option("--offline", "speakers that are not online")
    .action((what: "speakers" | Places, options: ListOptions, command: Command) =>
      run(command, (context) =>
        what === "speakers" ? speakers(context, options) : places(context, what, options),
      ),
    );
  examples(
    ls,
    "dalaba ls",
    "dalaba ls --site dongcun --offline",
    "dalaba ls sites",
    "dalaba ls --json | jq '[.[] | select(.online | not) | .id]'",
  );
}

/** What `ls --json` prints of a speaker: these members in this order. */
function listed({ id, name, site, zones, online, lastSeen, lat, lon, sounding }: SpeakerReply) {
  return { id, name, site, zones, online, lastSeen, lat, lon, sounding };
}

function stateOf({ online, disabled }: SpeakerReply): string {
  if (disabled) return colours.dim("○ disabled");
  return online ? colours.green("● online") : colours.red("✕ offline");
}

async function speakers(context: Context, options: ListOptions): Promise<ExitCode> {
  const connection = await context.connect();
  const { site, zone, offline } = options;
  const query = {
    ...(site === undefined ? {} : { site: await placeId(connection, "site", site) }),
    ...(zone === undefined ? {} : { zone: await placeId(connection, "zone", zone) }),
  };
  const all = await everySpeaker(connection, query);
  const shown = offline ? all.filter(({ online }) => !online) : all;
  context.out.result(shown.map(listed), () => {
    const nowMs = Date.now();
    const rows = shown.map((each) => [
      stateOf(each),
      age(each.lastSeen, nowMs),
      each.id,
      each.name,
      each.site,
      each.sounding.length > 0 ? colours.yellow(`sounding ${each.sounding.join(" ")}`) : "",
    ]);
    const narrowed = site !== undefined || zone !== undefined;
    const empty = offline
      ? "none is offline"
      : narrowed
        ? "no speakers there; all of them: dalaba ls"
        : "no speakers yet; add one: dalaba speaker add --help, or a town: dalaba town apply FILE";
    const online = all.filter((each) => each.online).length;
    const counted = all.length > 0 ? [`${online} of ${all.length} online`] : [];
    return [table(["state", "seen", "id", "name", "site", ""], rows, empty), ...counted].join("\n");
  });
  return EXIT.ok;
}

type Row = Readonly<Record<string, unknown>>;

const COLUMNS: Readonly<Record<Places, readonly string[]>> = {
  sites: ["id", "name", "parent", "timeZone"],
  rooms: ["id", "name", "site", "kind"],
  zones: ["id", "name", "site", "speakers"],
  cameras: ["id", "name", "site", "lat", "lon"],
  "listening-points": ["id", "name", "site", "kind", "lat", "lon"],
};

async function places(context: Context, what: Places, options: ListOptions): Promise<ExitCode> {
  if (Object.keys(options).length > 0)
    throw cliFailure("usage", `--site, --zone and --offline are of speakers, not of ${what}`, {
      next: `dalaba ls ${what}`,
    });
  const items = await everyPlace(await context.connect(), what);
  const head = COLUMNS[what];
  context.out.result(items, () =>
    table(
      head,
      items.map((item) => head.map((column) => cell(item[column]))),
      `no ${what} yet; they come with a town: dalaba town apply FILE`,
    ),
  );
  return EXIT.ok;
}

function everyPlace(connection: Connection, what: Places): Promise<Row[]> {
  const route = {
    sites: routes.places.listSites,
    rooms: routes.places.listRooms,
    zones: routes.places.listZones,
    cameras: routes.places.listCameras,
    "listening-points": routes.places.listListeningPoints,
  }[what];
  return everyItem<Row>((page) => connection.call(route, { query: page }));
}

function cell(value: unknown): Cell {
  if (Array.isArray(value)) return value.length;
  return value === null || value === undefined ? "-" : String(value);
}
