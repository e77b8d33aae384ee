import type { HolidayCalendar } from "./holiday-calendar";
import { type Occurrence, occurrencesBetween } from "./occurrences";
import { type QuietHours, quietWithin } from "./quiet-hours";
import type { Schedule } from "./schedule";
import { SCHEDULE_PROBLEMS, type ScheduleProblem } from "./vocabulary";

/** What is known at the time of the dry run. */
export interface DryRunFacts {
  calendar(id: string): HolidayCalendar | undefined;
  /** Speakers of a schedule's `to`, by id. */
  speakers(schedule: Schedule): readonly string[];
  /** Of an announcement, chime and repetitions included, ms; null: not known. */
  durationMs(announcement: string): number | null;
  holds(speaker: string, announcement: string): boolean;
  clockTrusted(speaker: string): boolean;
  /** Of the sites of these speakers. */
  quietHours(schedule: Schedule): readonly QuietHours[];
}

export interface DryRunEntry {
  readonly utcMs: number;
  readonly schedule: string;
  readonly title: string;
  readonly announcement: string;
  readonly speakers: number;
  /** False: the rule has it and it stays silent, for a reason that stands in `problems`. */
  readonly sounds: boolean;
  readonly problems: readonly ScheduleProblem[];
  /** Schedules that it collides with. */
  readonly collidesWith: readonly string[];
}

/** Longer than this nobody listens to an announcement, ms. */
const TOO_LONG_MS = 2 * 3_600_000;

/** What a length is taken for that nobody knows, ms. */
const UNKNOWN_MS = 60_000;

interface Draft {
  readonly schedule: Schedule;
  readonly occurrence: Occurrence;
  readonly endsUtcMs: number;
  readonly problems: Set<ScheduleProblem>;
  readonly collidesWith: Set<string>;
}

/** Everything that enabled schedules bring from `fromUtcMs` up to and without `toUtcMs`, in order, with what stands against it. */
export function dryRun(
  schedules: readonly Schedule[],
  fromUtcMs: number,
  toUtcMs: number,
  facts: DryRunFacts,
): readonly DryRunEntry[] {
  const reach = new Map<string, ReadonlySet<string>>();
  const drafts: Draft[] = [];
  const silent: DryRunEntry[] = [];
  for (const schedule of schedules) {
    if (!schedule.enabled) continue;
    const speakers = new Set(facts.speakers(schedule));
    reach.set(schedule.id, speakers);
    const calendar = schedule.calendar === null ? undefined : facts.calendar(schedule.calendar);
    const found = occurrencesBetween(schedule, fromUtcMs, toUtcMs, calendar);
    const about = { schedule: schedule.id, title: schedule.title, speakers: speakers.size, collidesWith: [] };
    const stays = (utcMs: number, problem: ScheduleProblem): void =>
      void silent.push({
        ...about,
        utcMs,
        announcement: schedule.announcement,
        sounds: false,
        problems: [problem],
      });
    if (!found.ok) {
      stays(fromUtcMs, "schedule-too-dense");
      continue;
    }
    for (const { utcMs, why } of found.value.leftOut) {
      if (why === "holiday") stays(utcMs, "holiday");
      if (why === "polar") stays(utcMs, "no-sun");
    }
    const standing = new Map<string, readonly ScheduleProblem[]>();
    for (const occurrence of found.value.due) {
      const { announcement } = occurrence;
      const known = standing.get(announcement) ?? ofSpeakers(speakers, announcement, facts);
      standing.set(announcement, known);
      drafts.push(draftOf(schedule, occurrence, known, facts));
    }
  }
  drafts.sort((a, b) => a.occurrence.utcMs - b.occurrence.utcMs);
  findCollisions(drafts, reach);
  const sounding = drafts.map(({ schedule, occurrence, problems, collidesWith }) => ({
    ...{ utcMs: occurrence.utcMs, schedule: schedule.id, title: schedule.title },
    ...{ announcement: occurrence.announcement, speakers: reach.get(schedule.id)?.size ?? 0, sounds: true },
    problems: SCHEDULE_PROBLEMS.filter((problem) => problems.has(problem)),
    collidesWith: [...collidesWith].sort(),
  }));
  return [...sounding, ...silent].sort((a, b) => a.utcMs - b.utcMs || (a.schedule < b.schedule ? -1 : 1));
}

/** What is so at this moment of its speakers, whenever it is due. */
function ofSpeakers(
  speakers: ReadonlySet<string>,
  announcement: string,
  { holds, clockTrusted }: DryRunFacts,
): readonly ScheduleProblem[] {
  const all = [...speakers];
  return [
    ...(all.length === 0 ? (["no-speakers"] as const) : []),
    ...(all.some((each) => !holds(each, announcement)) ? (["clip-missing"] as const) : []),
    ...(all.some((each) => !clockTrusted(each)) ? (["clock-untrusted"] as const) : []),
  ];
}

function draftOf(
  schedule: Schedule,
  occurrence: Occurrence,
  standing: readonly ScheduleProblem[],
  facts: DryRunFacts,
): Draft {
  const problems = new Set<ScheduleProblem>(standing);
  const durationMs = facts.durationMs(occurrence.announcement) ?? UNKNOWN_MS;
  if (occurrence.change !== null) problems.add(`dst-${occurrence.change}`);
  if (occurrence.holidayUnknown) problems.add("holiday-unknown");
  if (durationMs > TOO_LONG_MS) problems.add("too-long");
  const quiet = quietWithin(occurrence.utcMs, durationMs, schedule.zone, facts.quietHours(schedule));
  if (quiet !== undefined) problems.add("quiet-hours");
  return {
    schedule,
    occurrence,
    problems,
    collidesWith: new Set(),
    endsUtcMs: occurrence.utcMs + durationMs,
  };
}

/** In order of time: what has not ended when the next one begins, on a speaker that both have. */
function findCollisions(drafts: readonly Draft[], reach: ReadonlyMap<string, ReadonlySet<string>>): void {
  const shared = new Map<string, boolean>();
  const share = (a: string, b: string): boolean => {
    const key = a < b ? a + b : b + a;
    const known = shared.get(key);
    if (known !== undefined) return known;
    const [ours, theirs] = [reach.get(a) ?? new Set<string>(), reach.get(b) ?? new Set<string>()];
    const [few, many] = ours.size <= theirs.size ? [ours, theirs] : [theirs, ours];
    const found = [...few].some((each) => many.has(each));
    shared.set(key, found);
    return found;
  };
  let going: Draft[] = [];
  for (const draft of drafts) {
    going = going.filter(({ endsUtcMs }) => endsUtcMs > draft.occurrence.utcMs);
    for (const other of going) {
      if (!share(draft.schedule.id, other.schedule.id)) continue;
      for (const [each, than] of [
        [draft, other],
        [other, draft],
      ] as const) {
        each.problems.add("collision");
        each.collidesWith.add(than.schedule.id);
      }
    }
    going.push(draft);
  }
}
