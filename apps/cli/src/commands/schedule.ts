import { HOLIDAY_RULES, type NewSchedule, routes, type ScheduleReply } from "@dalaba/api";
import { type Command, Option } from "commander";
import { cliFailure } from "../cli-failure";
import { colours } from "../colours";
import { bodyOf } from "../connection";
import { type Context, run } from "../context";
import { examples } from "../examples";
import { EXIT, type ExitCode } from "../exit-code";
import { collect, decimal, whole } from "../options";
import { whenIn } from "../times";
import { newUserFile, readUserFile } from "../user-file";
import { byId, switching } from "./by-id";
import { addScheduleLooks, dryRunText } from "./schedule-looks";

interface AddOptions {
  readonly title: string;
  readonly announcement: string;
  readonly to: string[];
  readonly at: string;
  readonly on?: string;
  readonly rrule?: string;
  readonly days?: string;
  readonly zone?: string;
  readonly sun?: string;
  readonly near?: string;
  readonly holidays: (typeof HOLIDAY_RULES)[number];
  readonly calendar?: string;
  readonly missed: string;
  readonly priority: number;
  readonly level: number;
}

const WEEKDAYS: Readonly<Record<string, string>> = {
  ...{ mon: "MO", tue: "TU", wed: "WE", thu: "TH", fri: "FR", sat: "SA", sun: "SU" },
};

export function addSchedule(program: Command): void {
  const group = program
    .command("schedule")
    .description("what sounds when and where, by the clock of the site");
  addWriting(group);
  addScheduleLooks(group);
  byId(
    group,
    {
      ...{ name: "rm", of: "schedule", example: "dalaba schedule rm 5b0c61d3a9f2e874" },
      description: "nothing of it sounds any more; what has begun goes on",
    },
    async (connection, id) => {
      await connection.call(routes.schedules.removeSchedule, { params: { id } });
      return { value: { schedule: id, deleted: true }, text: "deleted" };
    },
  );
  const rule = { of: "schedule", on: "sound it again", off: "keep it, and sound nothing of it" };
  switching(group, rule, (context, id, enabled) => change(context, id, { enabled }));
  addICalendar(group);
}

function addWriting(group: Command): void {
  const add = group
    .command("add")
    .description("a new schedule")
    .requiredOption("--title <text>", "1 to 80 characters")
    .requiredOption("--announcement <id>", "what it says: dalaba announcement ls")
    .requiredOption("--to <target>", "as of talk; repeat, or join with +", collect)
    .requiredOption("--at <time>", "07:30, by the clock of the site")
    .option("--on <day>", "2026-12-01: the first day, or the only one; today unless named")
    .option("--days <list>", "daily, or mon,tue,...; without it and without --rrule: once")
    .option("--rrule <rule>", "RFC 5545, such as FREQ=MONTHLY;BYMONTHDAY=1")
    .option("--zone <name>", "IANA; the targets' own unless named")
    .option("--sun <event>", "sunrise or sunset, with minutes: sunset-30; in place of the time of --at")
    .option("--near <lat,lon>", "of --sun: where")
    .addOption(
      new Option("--holidays <rule>", "which days it keeps to").choices(HOLIDAY_RULES).default("any"),
    )
    .option("--calendar <id>", "of --holidays: dalaba schedule calendar ls")
    .option("--missed <policy>", "skip, within:SECONDS or latest: when it could not begin in time", "skip")
    .option("--priority <n>", "10 to 45", whole(10, 45), 40)
    .option("--level <dB>", "-60 to 0, below the speakers' own", decimal(-60, 0), 0)
    .action((options: AddOptions, command: Command) => run(command, (context) => addOne(context, options)));
  examples(
    add,
    "dalaba schedule add --title 早间广播 --announcement 5b0c61d3a9f2e874 --to all --at 07:00 --days daily",
    "dalaba schedule add --title 上课铃 --announcement 5b0c61d3a9f2e874 --to zone:school --at 08:00 --days mon,tue,wed,thu,fri --holidays workdays --calendar cn",
  );
}

function addICalendar(group: Command): void {
  const exports = group
    .command("export")
    .description("all of them as iCalendar, on stdout or into a new file")
    .option("--out <file>", "a new file")
    .action((options: { out?: string }, command: Command) =>
      run(command, async (context) => {
        const connection = await context.connect();
        const response = await connection.open(routes.schedules.exportSchedules, {});
        const parts: Uint8Array[] = [];
        for await (const part of bodyOf(response, connection.url)) parts.push(part);
        const calendar = Buffer.concat(parts).toString("utf8");
        if (options.out === undefined) context.out.result({ calendar }, calendar.trimEnd());
        else {
          const file = await newUserFile(options.out, (handle) => handle.writeFile(calendar));
          context.out.result({ file }, file);
        }
        return EXIT.ok;
      }),
    );
  examples(exports, "dalaba schedule export --out town.ics");
  const imports = group
    .command("import")
    .description("schedules from an iCalendar file; what cannot be taken is named, the rest is")
    .argument("<file>", "RFC 5545")
    .option("--announcement <id>", "what those say that do not say it themselves")
    .option("--to <target>", "where those sound that do not say it themselves")
    .option("--dry-run", "say what would be passed over, and stop")
    .action((file: string, options: ImportOptions, command: Command) =>
      run(command, (context) => takeIn(context, file, options)),
    );
  examples(imports, "dalaba schedule import school.ics --announcement 5b0c61d3a9f2e874 --to zone:school");
}

interface ImportOptions {
  readonly announcement?: string;
  readonly to?: string;
  readonly dryRun?: boolean;
}

async function takeIn(context: Context, file: string, options: ImportOptions): Promise<ExitCode> {
  const data = new Uint8Array(await readUserFile(file));
  const { dryRun, ...given } = options;
  const connection = await context.connect();
  const { added, passedOver } = await connection.call(routes.schedules.importSchedules, {
    query: { ...given, dryRun: dryRun ? "true" : "false" },
    bytes: { media: "text/calendar", data },
  });
  context.out.result({ added, passedOver }, () =>
    [
      ...added.map(({ id, title }) => `  ${colours.green("+")} ${id}  ${title}`),
      ...passedOver.map(({ uid, code, detail }) => `  ${colours.yellow(code)} ${uid}: ${detail}`),
      `${added.length} added, ${passedOver.length} passed over`,
    ].join("\n"),
  );
  return passedOver.length > 0 && added.length === 0 && !dryRun ? EXIT.usage : EXIT.ok;
}

async function addOne(context: Context, options: AddOptions): Promise<ExitCode> {
  const body = scheduleOf(options, new Date());
  const connection = await context.connect();
  const added = await connection.call(routes.schedules.addSchedule, { body });
  const { items } = await connection.call(routes.schedules.dryRunSchedules, { query: { days: 30 } });
  const own = items.filter(({ schedule }) => schedule === added.id);
  context.out.result(added, () =>
    [
      `${colours.bold(added.id)}  ${added.title}, next ${whenIn(added.nextAtMs, added.zone)}`,
      dryRunText(
        own.filter(({ problems }) => problems.length > 0).slice(0, 8),
        new Map([[added.id, added.zone]]),
        "nothing stands against it",
      ),
    ].join("\n"),
  );
  return EXIT.ok;
}

/** @throws `usage` for what cannot be read */
export function scheduleOf(options: AddOptions, today: Date): NewSchedule {
  const { title, announcement, to, at, days, zone, holidays, calendar, priority, level, missed } = options;
  if (!/^([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/.test(at))
    throw cliFailure("usage", `--at ${at} is no time of the day`, { next: "--at 07:30" });
  const local = new Date(today.getTime() - today.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
  const time = at.padStart(at.split(":").length === 3 ? 8 : 5, "0");
  const rrule = options.rrule ?? (days === undefined ? null : ruleOf(days));
  return {
    ...{ title, announcement, to, priority, levelDb: level, holidays, rrule },
    starts: `${options.on ?? local}T${time.length === 5 ? `${time}:00` : time}`,
    ...(zone === undefined ? {} : { zone }),
    ...(calendar === undefined ? {} : { calendar }),
    ...(options.sun === undefined ? {} : { sun: sunOf(options.sun, options.near) }),
    missed: missedOf(missed),
  };
}

function ruleOf(days: string): string {
  if (days === "daily") return "FREQ=DAILY";
  const named = days.split(",").map((each) => WEEKDAYS[each.trim().toLowerCase().slice(0, 3)]);
  if (named.some((each) => each === undefined))
    throw cliFailure("usage", `--days ${days} names no days`, { next: "--days daily, or mon,wed,fri" });
  return `FREQ=WEEKLY;BYDAY=${named.join(",")}`;
}

function sunOf(text: string, near: string | undefined): NonNullable<NewSchedule["sun"]> {
  const [, event, minutes = "0"] = /^(sunrise|sunset)([+-]\d{1,3})?$/.exec(text) ?? [];
  const [lat, lon] = (near ?? "").split(",").map(Number);
  if (event === undefined || lat === undefined || lon === undefined || Number.isNaN(lat + lon))
    throw cliFailure("usage", "--sun sunset-30 needs --near LAT,LON", { next: "dalaba schedule add --help" });
  return { event: event as "sunrise" | "sunset", offsetMinutes: Number(minutes), lat, lon };
}

function missedOf(text: string): NonNullable<NewSchedule["missed"]> {
  const [, seconds] = /^within:(\d{1,5})$/.exec(text) ?? [];
  if (seconds !== undefined) return { kind: "within", seconds: Number(seconds) };
  if (text === "skip" || text === "latest") return { kind: text };
  throw cliFailure("usage", `--missed ${text} is no policy`, { next: "--missed skip, within:600 or latest" });
}

async function change(context: Context, id: string, changes: Partial<ScheduleReply>): Promise<ExitCode> {
  const connection = await context.connect();
  const found = await connection.call(routes.schedules.showSchedule, { params: { id } });
  const { id: _, changedAtMs: _at, changedBy: _by, nextAtMs: _next, ...body } = { ...found, ...changes };
  const kept = await connection.call(routes.schedules.changeSchedule, { params: { id }, body });
  context.out.result(kept, `${kept.id}  ${kept.title}, next ${whenIn(kept.nextAtMs, kept.zone)}`);
  return EXIT.ok;
}
