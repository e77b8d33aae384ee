import {
  type CalendarReply,
  DRY_RUN_DAYS_MAX,
  type DryRunEntryReply,
  type OccurrenceReply,
  routes,
} from "@dalaba/api";
import type { Command } from "commander";
import { cliFailure } from "../cli-failure";
import { colours } from "../colours";
import type { Connection } from "../connection";
import { type Context, run } from "../context";
import { examples } from "../examples";
import { EXIT, type ExitCode } from "../exit-code";
import { collect, whole } from "../options";
import { table } from "../table";
import { whenIn } from "../times";
import { readUserFile } from "../user-file";

/** What there is, what is coming, and what became of it. */
export function addScheduleLooks(group: Command): void {
  const ls = group
    .command("ls")
    .description("all schedules, and when each is due next")
    .action((_: unknown, command: Command) => run(command, list));
  examples(ls, "dalaba schedule ls --json");
  const dry = group
    .command("dry-run")
    .description("what will sound in the coming days, and what stands against it")
    .option("--days <n>", `1 to ${DRY_RUN_DAYS_MAX}`, whole(1, DRY_RUN_DAYS_MAX), 30)
    .option("--problems", "only what something stands against")
    .action((options: { days: number; problems?: boolean }, command: Command) =>
      run(command, (context) => lookAhead(context, options.days, options.problems === true)),
    );
  examples(dry, "dalaba schedule dry-run --days 30 --json", "dalaba schedule dry-run --problems");
  const occurrences = group
    .command("occurrences")
    .description("what was due and what became of it, newest first")
    .option("--schedule <id>", "of one alone")
    .option("--limit <n>", "how many", whole(1, 500), 50)
    .action((options: { schedule?: string; limit: number }, command: Command) =>
      run(command, (context) => lookBack(context, options)),
    );
  examples(occurrences, "dalaba schedule occurrences --schedule 5b0c61d3a9f2e874");
  const quiet = group
    .command("quiet")
    .description("when no schedule sounds; without --hours: what they are")
    .option("--hours <from-to>", "22:00-06:00; repeat, or none", collect)
    .action((options: { hours?: string[] }, command: Command) =>
      run(command, (context) => quietHours(context, options.hours)),
    );
  examples(quiet, "dalaba schedule quiet", "dalaba schedule quiet --hours 22:00-06:00 --hours 12:30-14:00");
  addCalendars(group);
}

function addCalendars(group: Command): void {
  const calendar = group
    .command("calendar")
    .description("days off, and weekend days that are worked instead");
  const ls = calendar
    .command("ls")
    .description("the calendars there are")
    .action((_: unknown, command: Command) =>
      run(command, async (context) => {
        const connection = await context.connect();
        const { items } = await connection.call(routes.calendars.listCalendars);
        context.out.result(items, () =>
          table(
            ["calendar", "title", "years", "days off", "worked instead"],
            items.map(({ id, title, years, holidays, workdays }) => [
              ...[id, title, spans(years), Object.keys(holidays).length, Object.keys(workdays).length],
            ]),
            "no calendar yet; to add one: dalaba schedule calendar put FILE.json",
          ),
        );
        return EXIT.ok;
      }),
    );
  examples(ls, "dalaba schedule calendar ls");
  const put = calendar
    .command("put")
    .description("a calendar from a JSON file, new or in the place of the one there is")
    .argument("<file>", '{"id","title","years":[2026],"holidays":{"2026-10-01":"国庆节"},"workdays":{}}')
    .action((file: string, _: unknown, command: Command) => run(command, (context) => putOne(context, file)));
  examples(put, "dalaba schedule calendar put cn-2027.json");
}

/** `2004-2026`, and gaps as they are. */
function spans(years: readonly number[]): string {
  const out: [number, number][] = [];
  for (const year of [...years].sort((a, b) => a - b)) {
    const last = out.at(-1);
    if (last?.[1] === year - 1) last[1] = year;
    else out.push([year, year]);
  }
  return out.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(" ");
}

async function list(context: Context): Promise<ExitCode> {
  const connection = await context.connect();
  const { items } = await connection.call(routes.schedules.listSchedules);
  context.out.result(items, () =>
    table(
      ["schedule", "title", "next", "to", "rule", "missed"],
      items.map(({ id, title, enabled, nextAtMs, to, rrule, sun, missed, zone }) => [
        ...[
          id,
          title,
          enabled ? whenIn(nextAtMs, zone) : colours.yellow("disabled"),
          to.join("+").slice(0, 40),
        ],
        `${rrule ?? "once"}${sun === null ? "" : ` at ${sun.event}`}`,
        missed.kind === "within" ? `within:${missed.seconds}` : missed.kind,
      ]),
      "no schedules yet; to add one: dalaba schedule add --help",
    ),
  );
  return EXIT.ok;
}

async function lookAhead(context: Context, days: number, problemsOnly: boolean): Promise<ExitCode> {
  const connection = await context.connect();
  const { items } = await connection.call(routes.schedules.dryRunSchedules, { query: { days } }, 60_000);
  const zones = await zonesOf(connection);
  const shown = problemsOnly ? items.filter(({ problems }) => problems.length > 0) : items;
  const document = shown.map(({ atMs, ...rest }) => ({ at: new Date(atMs).toISOString(), ...rest }));
  context.out.result(document, () => {
    const counted = items.filter(({ problems }) => problems.length > 0).length;
    return [
      dryRunText(shown, zones, problemsOnly ? "nothing stands against any" : "nothing is due"),
      `${items.length} in ${days} days, something stands against ${counted}`,
    ].join("\n");
  });
  return EXIT.ok;
}

/** Schedules' zones, by their ids. */
async function zonesOf(connection: Connection): Promise<ReadonlyMap<string, string>> {
  const { items } = await connection.call(routes.schedules.listSchedules);
  return new Map(items.map(({ id, zone }) => [id, zone]));
}

export function dryRunText(
  items: readonly DryRunEntryReply[],
  zones: ReadonlyMap<string, string>,
  empty: string,
): string {
  return table(
    ["at", "title", "speakers", "problems"],
    items.map(({ atMs, schedule, title, targets, sounds, problems, collidesWith }) => [
      ...[
        whenIn(atMs, zones.get(schedule) ?? ""),
        sounds ? title : colours.dim(`${title} (silent)`),
        targets,
      ],
      colours.yellow([...problems, ...collidesWith].join(" ")),
    ]),
    empty,
  );
}

async function lookBack(
  context: Context,
  { schedule, limit }: { readonly schedule?: string; readonly limit: number },
): Promise<ExitCode> {
  const connection = await context.connect();
  const query = { limit, ...(schedule === undefined ? {} : { schedule }) };
  const { items } = await connection.call(routes.schedules.listOccurrences, { query });
  const { items: schedules } = await connection.call(routes.schedules.listSchedules);
  const kept = new Map(schedules.map((each) => [each.id, each]));
  context.out.result(items satisfies OccurrenceReply[], () =>
    table(
      ["at", "title", "state", "because", "broadcast"],
      items.map((each) => [
        ...[
          whenIn(each.atMs, kept.get(each.schedule)?.zone ?? ""),
          kept.get(each.schedule)?.title ?? each.schedule,
        ],
        ...[each.state, each.because ?? ""],
        each.broadcast ?? "",
      ]),
      "nothing was due yet",
    ),
  );
  return EXIT.ok;
}

async function quietHours(context: Context, asked: string[] | undefined): Promise<ExitCode> {
  const connection = await context.connect();
  const hours = asked
    ?.filter((each) => each !== "none")
    .map((each) => {
      const [, from, to] = /^(\d\d:\d\d)-(\d\d:\d\d)$/.exec(each) ?? [];
      if (from === undefined || to === undefined)
        throw cliFailure("usage", `${each} is no time of the day`, { next: "--hours 22:00-06:00" });
      return { from, to };
    });
  const kept =
    hours === undefined
      ? await connection.call(routes.schedules.showQuietHours)
      : await connection.call(routes.schedules.setQuietHours, { body: { hours } });
  context.out.result(kept, () =>
    kept.hours.length === 0 ? "no quiet hours" : kept.hours.map(({ from, to }) => `${from}-${to}`).join("\n"),
  );
  return EXIT.ok;
}

async function putOne(context: Context, path: string): Promise<ExitCode> {
  let body: CalendarReply;
  try {
    body = JSON.parse((await readUserFile(path)).toString("utf8")) as CalendarReply;
  } catch (error) {
    if (error instanceof SyntaxError)
      throw cliFailure("usage", `${path}: ${error.message}`, { next: "dalaba schedule calendar put --help" });
    throw error;
  }
  const connection = await context.connect();
  const kept = await connection.call(routes.calendars.putCalendar, { params: { id: String(body.id) }, body });
  context.out.result(kept, `${kept.id}  ${kept.title}: ${kept.years.join(" ")}`);
  return EXIT.ok;
}
