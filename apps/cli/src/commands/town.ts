import { extname } from "node:path";
import { routes, type TownPlanReply } from "@dalaba/api";
import { type Command, Option } from "commander";
import { cliFailure } from "../cli-failure";
import { colours } from "../colours";
import { bodyOf } from "../connection";
import { type Context, run } from "../context";
import { examples } from "../examples";
import { EXIT, type ExitCode } from "../exit-code";
import { newUserFile, readUserFile } from "../user-file";

type Coordinates = "wgs84" | "gcj02" | "bd09";

interface ApplyOptions {
  readonly dryRun?: boolean;
  readonly coordinates?: Coordinates;
  readonly encoding?: "utf-8" | "gb18030";
  readonly kind?: "speakers" | "cameras" | "sites" | "rooms" | "zones" | "listeningPoints";
  readonly prune?: boolean;
}

const MEDIA: Readonly<Record<string, string>> = {
  ".yaml": "text/yaml",
  ".yml": "text/yaml",
  ".csv": "text/csv",
  ".geojson": "application/geo+json",
  ".json": "application/geo+json",
};

const coordinates = (what: string): Option =>
  new Option("--coordinates <system>", what).choices(["wgs84", "gcj02", "bd09"]);

export function addTown(program: Command): void {
  const town = program
    .command("town")
    .description("the town as a file: sites, rooms, zones, speakers, cameras, listening points");
  const applies = town
    .command("apply")
    .description("show what a file would change, then change it in one transaction")
    .argument("<file>", "town.yaml, CSV (UTF-8 or GB18030) or GeoJSON")
    .option("--dry-run", "show the difference, and stop")
    .addOption(coordinates("the system of the file's coordinates"))
    .addOption(new Option("--encoding <name>", "of a CSV").choices(["utf-8", "gb18030"]))
    .addOption(
      new Option("--kind <kind>", "what the rows are").choices([
        "speakers",
        "cameras",
        "sites",
        "rooms",
        "zones",
        "listeningPoints",
      ]),
    )
    .option("--prune", "also remove what the file does not name")
    .action((file: string, options: ApplyOptions, command: Command) =>
      run(command, (context) => apply(context, file, options)),
    );
  examples(
    applies,
    "dalaba town apply town.yaml --dry-run",
    "dalaba town apply speakers.csv --kind speakers --coordinates gcj02",
    "dalaba town apply town.yaml --prune",
  );
  const exports = town
    .command("export")
    .description("the town as YAML, on stdout or into a new file")
    .addOption(coordinates("the system to write coordinates in; wgs84 unless named"))
    .option("--out <file>", "a new file")
    .action((options: { coordinates?: Coordinates; out?: string }, command: Command) =>
      run(command, (context) => write(context, options)),
    );
  examples(
    exports,
    "dalaba town export > town.yaml",
    "dalaba town export --out town.yaml --coordinates gcj02",
  );
}

function planText(plan: TownPlanReply): string {
  const lines = plan.changes.map((each) => {
    const sign =
      each.op === "add" ? colours.green("+") : each.op === "remove" ? colours.red("-") : colours.yellow("~");
    const fields = each.fields.map(
      ({ field, from, to }) => `\n      ${field}: ${JSON.stringify(from)} → ${JSON.stringify(to)}`,
    );
    return `  ${sign} ${each.kind} ${each.id} ${each.name}${each.op === "change" ? fields.join("") : ""}`;
  });
  for (const each of plan.warnings)
    lines.push(colours.yellow(`  line ${each.line}, column ${each.column}: ${each.detail}; ${each.cure}`));
  return [...lines, `${plan.added} to add, ${plan.changed} to change, ${plan.removed} to remove`].join("\n");
}

async function apply(context: Context, path: string, options: ApplyOptions): Promise<ExitCode> {
  const media = MEDIA[extname(path).toLowerCase()];
  if (media === undefined)
    throw cliFailure("usage", `${path} is neither .yaml, .csv nor .geojson`, {
      next: "Name it by what it holds: town.yaml, speakers.csv or speakers.geojson.",
    });
  const data = new Uint8Array(await readUserFile(path));
  const { dryRun, prune, ...read } = options;
  const input = { query: { ...read, ...(prune ? { prune: "true" } : {}) }, bytes: { media, data } };
  const connection = await context.connect();
  const plan = await connection.call(routes.town.planTown, input);
  if (dryRun || plan.changes.length === 0) {
    const next = plan.changes.length === 0 ? "nothing to change" : `to do it: dalaba town apply ${path}`;
    context.out.result({ ...plan, applied: false }, () => `${planText(plan)}\n${next}`);
    return EXIT.ok;
  }
  if (!context.out.json) context.out.say(planText(plan));
  const done = await connection.call(routes.town.applyTown, input);
  context.out.result(
    { ...done, applied: true },
    `applied: ${done.added} added, ${done.changed} changed, ${done.removed} removed`,
  );
  return EXIT.ok;
}

async function write(
  context: Context,
  options: { readonly coordinates?: Coordinates; readonly out?: string },
): Promise<ExitCode> {
  const query = options.coordinates === undefined ? {} : { coordinates: options.coordinates };
  const connection = await context.connect();
  const response = await connection.open(routes.town.exportTown, { query });
  const parts: Uint8Array[] = [];
  for await (const part of bodyOf(response, connection.url)) parts.push(part);
  const yaml = Buffer.concat(parts).toString("utf8");
  if (options.out === undefined) {
    context.out.result({ town: yaml }, yaml.trimEnd());
    return EXIT.ok;
  }
  const file = await newUserFile(options.out, (handle) => handle.writeFile(yaml));
  context.out.result({ file }, file);
  return EXIT.ok;
}
