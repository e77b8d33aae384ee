import { type AnnouncementReply, type PartInput, routes } from "@dalaba/api";
import { CHIMES, type ChimeName } from "@dalaba/protocol";
import { type Command, Option } from "commander";
import { cliFailure } from "../cli-failure";
import { colours } from "../colours";
import { everyItem } from "../connection";
import { type Context, run } from "../context";
import { examples } from "../examples";
import { EXIT, type ExitCode } from "../exit-code";
import { placeId } from "../find";
import { decimal, whole } from "../options";
import type { SoundOptions } from "../sound/broadcast";
import { playParts } from "../sound/from-controller";
import { sounding } from "../sound/sounding";
import { table } from "../table";
import { when } from "../times";
import { byId } from "./by-id";

interface WrittenOptions {
  readonly title: string;
  readonly part: PartInput[];
  readonly chime: ChimeName;
  readonly times: number;
  readonly between: number;
  readonly site?: string;
}

/** `clip:ID[@VERSION]`, `say:TEXT`, `say/LANGUAGE:TEXT` or `pause:SECONDS`, as often as wanted and in this order. */
export function partOf(text: string, before: PartInput[] = []): PartInput[] {
  const [, kind, language, value = ""] = /^(clip|say|pause)(?:\/([A-Za-z-]{2,35}))?:(.+)$/s.exec(text) ?? [];
  if (kind === "say") return [...before, { say: value, ...(language === undefined ? {} : { language }) }];
  const [, clip, version] = /^([^@]+)(?:@(\d+))?$/.exec(value) ?? [];
  if (kind === "clip" && clip !== undefined)
    return [...before, { clip, ...(version === undefined ? {} : { version: Number(version) }) }];
  if (kind === "pause" && Number(value) >= 0 && Number(value) <= 600)
    return [...before, { pauseMs: Math.round(Number(value) * 1000) }];
  throw cliFailure("usage", `${text} is no part of an announcement`, {
    next: "--part clip:ID, --part say:TEXT, --part say/yue:TEXT or --part pause:SECONDS",
  });
}

function written(command: Command): Command {
  return command
    .requiredOption("--title <text>", "1 to 80 characters")
    .requiredOption(
      "--part <part>",
      "clip:ID[@VERSION], say[/LANGUAGE]:TEXT or pause:SECONDS; repeat",
      partOf,
    )
    .addOption(new Option("--chime <name>", "a tone before it").choices(CHIMES).default("none"))
    .option("--times <n>", "all of it so often", whole(1, 100), 1)
    .option("--between <seconds>", "silence between two times", decimal(0, 600), 1)
    .option("--site <site>", "whose it is; the whole installation's, or your room's, unless named");
}

export function addAnnouncement(program: Command): void {
  const group = program
    .command("announcement")
    .description("what is said: chime, clips, spoken words and pauses, ready for a schedule or for now");
  const add = written(group.command("add"))
    .description(
      "a new announcement; {{date}}, {{weekday}}, {{time}} and {{village}} stand for when and where it sounds",
    )
    .action((options: WrittenOptions, command: Command) =>
      run(command, (context) => write(context, options)),
    );
  examples(
    add,
    "dalaba announcement add --title 早间广播 --chime two-tone --part 'say:今天是{{date}}，{{weekday}}。' --part clip:c-5b0c61d3a9f2",
    "dalaba announcement add --title 停水 --part 'say:今日停水' --part pause:1 --part 'say/yue:今日停水' --times 2",
  );
  const change = written(group.command("change"))
    .description("something else in its place; schedules that name it say this from then on")
    .argument("<announcement>", "16 hex digits, as dalaba announcement ls prints them")
    .action((id: string, options: WrittenOptions, command: Command) =>
      run(command, (context) => write(context, options, id)),
    );
  examples(change, "dalaba announcement change 5b0c61d3a9f2e874 --title 停水 --part 'say:明日停水'");
  const ls = group
    .command("ls")
    .description("the announcements there are, newest change first")
    .option("--deleted", "those that can be restored, instead")
    .action((options: { deleted?: boolean }, command: Command) =>
      run(command, (context) => list(context, options.deleted === true)),
    );
  examples(ls, "dalaba announcement ls --json");
  const play = sounding(group.command("play"))
    .description("play it now")
    .argument("<announcement>")
    .option("--priority <n>", "0 to your highest; 40 unless named", whole(0, 100))
    .action((id: string, options: SoundOptions, command: Command) =>
      run(command, (context) => playNow(context, id, options)),
    );
  examples(play, "dalaba announcement play 5b0c61d3a9f2e874 --to all");
  byId(
    group,
    {
      ...{ name: "rm", of: "announcement", example: "dalaba announcement rm 5b0c61d3a9f2e874" },
      description: "delete it where no schedule needs it; dalaba announcement restore brings it back",
    },
    async (connection, id) => {
      await connection.call(routes.announcements.removeAnnouncement, { params: { id } });
      const back = `dalaba announcement restore ${id}`;
      return { value: { announcement: id, deleted: true }, text: `deleted; to bring it back: ${back}` };
    },
  );
  byId(
    group,
    {
      ...{ name: "restore", of: "announcement", example: "dalaba announcement restore 5b0c61d3a9f2e874" },
      description: "bring a deleted one back",
    },
    async (connection, id) => {
      const back = await connection.call(routes.announcements.restoreAnnouncement, { params: { id } });
      return { value: back, text: `${back.id}  ${back.title}` };
    },
  );
}

async function write(context: Context, options: WrittenOptions, id?: string): Promise<ExitCode> {
  const { title, part, chime, times, between } = options;
  const connection = await context.connect();
  const site = options.site === undefined ? {} : { site: await placeId(connection, "site", options.site) };
  const body = { title, chime, parts: part, times, betweenMs: Math.round(between * 1000), ...site };
  const kept =
    id === undefined
      ? await connection.call(routes.announcements.addAnnouncement, { body })
      : await connection.call(routes.announcements.changeAnnouncement, { params: { id }, body });
  context.out.result(kept, () =>
    [
      `${colours.bold(kept.id)}  ${kept.title}`,
      colours.dim(`to play it: dalaba announcement play ${kept.id} --to TARGET`),
    ].join("\n"),
  );
  return EXIT.ok;
}

async function list(context: Context, deleted: boolean): Promise<ExitCode> {
  const connection = await context.connect();
  const found = await everyItem<AnnouncementReply>((page) =>
    connection.call(routes.announcements.listAnnouncements, {
      query: { ...page, deleted: deleted ? "true" : "false" },
    }),
  );
  context.out.result(found, () =>
    table(
      ["announcement", "title", "says", "site", "changed"],
      found.map(({ id, title, parts, site, changedAtMs }) => [
        ...[id, title, parts.map(partText).join(" · ").slice(0, 60), site ?? "-", when(changedAtMs)],
      ]),
      deleted ? "nothing is deleted" : "no announcements yet; to add one: dalaba announcement add --help",
    ),
  );
  return EXIT.ok;
}

function partText(part: AnnouncementReply["parts"][number]): string {
  if ("say" in part) return part.say;
  return "clip" in part ? part.clip : `${part.pauseMs / 1000} s`;
}

async function playNow(context: Context, id: string, options: SoundOptions): Promise<ExitCode> {
  const connection = await context.connect();
  const found = await connection.call(routes.announcements.showAnnouncement, { params: { id } });
  const { parts, times, betweenMs, chime } = found;
  const chosen = options.chime === "none" ? { ...options, chime } : options;
  return playParts(context, { parts, times, between: betweenMs / 1000 }, chosen);
}
