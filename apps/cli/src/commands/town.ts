import { mkdir, readFile, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { routes, type TownPlanReply } from "@dalaba/api";
import type { Command } from "commander";
import pc from "picocolors";
import { failureOf } from "../connection";
import { type Context, run } from "../context";
import { CliFailure, EXIT, type ExitCode } from "../exit-code";
import { userPath } from "../paths";

interface ApplyOptions {
  dryRun?: boolean;
  coordinates?: "wgs84" | "gcj02" | "bd09";
  encoding?: "utf-8" | "gb18030";
  kind?: "speakers" | "cameras" | "sites" | "rooms" | "zones";
  prune?: boolean;
}

const MEDIA: Readonly<Record<string, string>> = {
  ".yaml": "text/yaml",
  ".yml": "text/yaml",
  ".csv": "text/csv",
  ".geojson": "application/geo+json",
  ".json": "application/geo+json",
};

export function addTown(program: Command): void {
  const town = program
    .command("town")
    .description("the town as a file: sites, rooms, zones, speakers, cameras");
  town
    .command("apply")
    .description("show what a file would change, then change it in one transaction")
    .argument("<file>", "town.yaml, CSV (UTF-8 or GB18030) or GeoJSON")
    .option("--dry-run", "show the difference and stop")
    .option("--coordinates <system>", "wgs84, gcj02 or bd09: the system of the file's coordinates")
    .option("--encoding <name>", "utf-8 or gb18030, for a CSV")
    .option("--kind <kind>", "what the rows are: speakers, cameras, sites, rooms or zones")
    .option("--prune", "also remove what the file does not name")
    .addHelpText(
      "after",
      "\nExamples:\n  dalaba town apply town.yaml --dry-run\n  dalaba town apply speakers.csv --kind speakers --coordinates gcj02",
    )
    .action((file: string, options: ApplyOptions, command: Command) =>
      run(command, (context) => apply(context, file, options)),
    );
  town
    .command("export")
    .description("the town as YAML on stdout")
    .action((_options: unknown, command: Command) =>
      run(command, async (context) => {
        const answer = await (await context.connect()).client.open(routes.town.exportTown, {});
        if (!answer.ok) throw failureOf(answer.problem, answer.status);
        const yaml = await answer.value.text();
        context.out.result({ town: yaml }, yaml.trimEnd());
        return EXIT.ok;
      }),
    );
  program
    .command("broker")
    .description("files for a broker of one's own")
    .command("export")
    .argument("<broker>", "mosquitto")
    .requiredOption("--out <folder>", "password file, ACL and listener are written there")
    .action((broker: string, options: { out: string }, command: Command) =>
      run(command, (context) => exportBroker(context, broker, options.out)),
    );
}

function planText(plan: TownPlanReply): string {
  const lines = plan.changes.map((each) => {
    const sign = each.op === "add" ? pc.green("+") : each.op === "remove" ? pc.red("-") : pc.yellow("~");
    const fields = each.fields
      .map(({ field, from, to }) => `\n      ${field}: ${JSON.stringify(from)} → ${JSON.stringify(to)}`)
      .join("");
    return `  ${sign} ${each.kind} ${each.id} ${each.name}${each.op === "change" ? fields : ""}`;
  });
  for (const each of plan.warnings)
    lines.push(pc.yellow(`  line ${each.line}: ${each.detail}; ${each.cure}`));
  lines.push(`${plan.added} to add, ${plan.changed} to change, ${plan.removed} to remove`);
  return lines.join("\n");
}

async function apply(context: Context, path: string, options: ApplyOptions): Promise<ExitCode> {
  const file = userPath(path);
  const media = MEDIA[extname(file).toLowerCase()];
  if (media === undefined)
    throw new CliFailure("usage", `${file} is neither .yaml, .csv nor .geojson`, "", EXIT.usage);
  const data = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new CliFailure("file-missing", `${file}: ${error.code}`, "Check the path.", EXIT.usage);
  });
  const query = {
    ...(options.coordinates === undefined ? {} : { coordinates: options.coordinates }),
    ...(options.encoding === undefined ? {} : { encoding: options.encoding }),
    ...(options.kind === undefined ? {} : { kind: options.kind }),
    ...(options.prune ? { prune: "true" } : {}),
  };
  const connection = await context.connect();
  const input = { query, bytes: { media, data: new Uint8Array(data) } };
  const plan = await connection.call(routes.town.planTown, input);
  if (options.dryRun || plan.changes.length === 0) {
    context.out.result({ ...plan, applied: false }, () => planText(plan));
    return EXIT.ok;
  }
  if (!context.out.json) context.out.say(planText(plan));
  const applied = await connection.call(routes.town.applyTown, input);
  context.out.result(
    { ...applied, applied: true },
    `applied: ${applied.added} added, ${applied.changed} changed, ${applied.removed} removed`,
  );
  return EXIT.ok;
}

async function exportBroker(context: Context, broker: string, out: string): Promise<ExitCode> {
  if (broker !== "mosquitto")
    throw new CliFailure("usage", `${broker} is not known; mosquitto is`, "", EXIT.usage);
  const folder = userPath(out);
  // Mosquitto takes no path relative to its configuration, so the files must know where they lie.
  const { files } = await (await context.connect()).call(routes.broker.exportMosquitto, {
    query: { folder },
  });
  // Mosquitto started by root becomes a user of its own, who must be able to read them. The passwords in them are
  // salted hashes of 256 random bits; only dalaba.env holds a password as it is.
  await mkdir(folder, { recursive: true, mode: 0o755 });
  const written: string[] = [];
  for (const [name, content] of Object.entries(files)) {
    const file = join(folder, name);
    await writeFile(file, content, { mode: name === "dalaba.env" ? 0o600 : 0o644 });
    written.push(file);
  }
  context.out.result({ files: written }, written.join("\n"));
  return EXIT.ok;
}
