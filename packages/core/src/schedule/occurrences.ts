import { accept, type Outcome, refuse } from "../outcome";
import { dayKind, type HolidayCalendar, keepsTo } from "./holiday-calendar";
import { addDays, type ClockChange, dayOf, instantOf, type LocalTime, localAt } from "./local-time";
import { readRecurrence } from "./recurrence";
import type { Schedule } from "./schedule";
import { sunEventAt } from "./sun";

/** One due instant of a schedule. */
export interface Occurrence {
  readonly utcMs: number;
  /** What the rule says: exceptions and overrides name an occurrence by it (RECURRENCE-ID). */
  readonly original: LocalTime;
  readonly announcement: string;
  readonly change: ClockChange;
  /** Moved from where the rule has it. */
  readonly moved: boolean;
  /** The holiday calendar knew nothing of its year. */
  readonly holidayUnknown: boolean;
}

/** One that the rule has and that is left out all the same. */
export interface LeftOut {
  readonly utcMs: number;
  readonly original: LocalTime;
  readonly why: "holiday" | "season" | "polar" | "cancelled" | "exception";
}

export interface Occurrences {
  readonly due: readonly Occurrence[];
  readonly leftOut: readonly LeftOut[];
}

/** A gap moves a time forward, and the sun may rise on the day before by UTC: never by more than a day. */
const MARGIN_DAYS = 1;

/**
 * What is due from `fromUtcMs` up to and without `toUtcMs`, in order. Two that fall on one instant are one (a time in a gap
 * and the time that it moves to). `schedule-too-dense` when the rule cannot be expanded within bounds.
 */
export function occurrencesBetween(
  schedule: Schedule,
  fromUtcMs: number,
  toUtcMs: number,
  calendar?: HolidayCalendar,
): Outcome<Occurrences, "schedule-too-dense" | "rrule-invalid" | "rrule-too-often"> {
  const { zone } = schedule;
  const from = `${addDays(dayOf(localAt(fromUtcMs, zone)), -MARGIN_DAYS)}T00:00:00` as LocalTime;
  const to = `${addDays(dayOf(localAt(toUtcMs, zone)), MARGIN_DAYS + 1)}T00:00:00` as LocalTime;
  const times = ruleTimes(schedule, from, to);
  if (!times.ok) return times;
  const due = new Map<number, Occurrence>();
  const leftOut: LeftOut[] = [];
  const within = (utcMs: number): boolean => utcMs >= fromUtcMs && utcMs < toUtcMs;
  for (const original of times.value) {
    const judged = judge(schedule, original, calendar);
    if (!within(judged.utcMs)) continue;
    if ("why" in judged) leftOut.push(judged);
    else if (!due.has(judged.utcMs)) due.set(judged.utcMs, judged);
  }
  return accept({
    due: [...due.values()].sort((a, b) => a.utcMs - b.utcMs),
    leftOut: leftOut.sort((a, b) => a.utcMs - b.utcMs),
  });
}

/** Of the rule and the dates beside it, each once; those that an override moves here from elsewhere too. */
function ruleTimes(
  schedule: Schedule,
  from: LocalTime,
  to: LocalTime,
): Outcome<readonly LocalTime[], "schedule-too-dense" | "rrule-invalid" | "rrule-too-often"> {
  const { starts, rrule, rdates, overrides, zone } = schedule;
  const inside = (time: LocalTime): boolean => time >= from && time < to;
  // A start that its rule does not meet is none of the set: RFC 5545 3.8.5.3 leaves that open. Without a rule it is the set.
  const times = new Set<LocalTime>([...(rrule === null ? [starts] : []), ...rdates].filter(inside));
  if (rrule !== null) {
    const rule = readRecurrence(rrule, starts, zone);
    if (!rule.ok) return rule;
    const found = rule.value.between(from, to);
    if (found === undefined) return refuse("schedule-too-dense", `${rrule} cannot be expanded`);
    for (const time of found) times.add(time);
    for (const { original, moved } of overrides) {
      if (moved === null || !inside(moved) || times.has(original)) continue;
      const next = `${addDays(dayOf(original), 1)}T00:00:00` as LocalTime;
      if (rule.value.between(original, next)?.includes(original)) times.add(original);
    }
  }
  return accept([...times].sort());
}

function judge(
  schedule: Schedule,
  original: LocalTime,
  calendar: HolidayCalendar | undefined,
): Occurrence | LeftOut {
  const { zone, sun, overrides, exdates, seasons, holidays, announcement } = schedule;
  const override = overrides.find((each) => each.original === original);
  const moved = override?.moved ?? null;
  const time = moved ?? original;
  const day = dayOf(time);
  const located = instantOf(time, zone);
  // Who moves one by hand names its time.
  const bySun = moved === null ? sun : null;
  const risenUtcMs = bySun === null ? null : sunEventAt(bySun.event, bySun.lat, bySun.lon, day);
  const utcMs =
    bySun === null || risenUtcMs === null ? located.utcMs : risenUtcMs + bySun.offsetMinutes * 60_000;
  const left = (why: LeftOut["why"]): LeftOut => ({ utcMs, original, why });
  if (exdates.includes(original)) return left("exception");
  if (override?.cancelled) return left("cancelled");
  if (bySun !== null && risenUtcMs === null) return left("polar");
  const kind = dayKind(day, calendar);
  if (moved === null) {
    if (!inSeason(day, seasons)) return left("season");
    if (!keepsTo(holidays, kind)) return left("holiday");
  }
  return {
    ...{ utcMs, original, announcement: override?.announcement ?? announcement },
    change: sun === null ? located.change : null,
    moved: moved !== null,
    holidayUnknown: holidays !== "any" && !kind.known,
  };
}

function inSeason(day: string, seasons: Schedule["seasons"]): boolean {
  const at = day.slice(5);
  return (
    seasons.length === 0 ||
    seasons.some(({ from, to }) => (from <= to ? at >= from && at <= to : at >= from || at <= to))
  );
}
