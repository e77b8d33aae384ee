import type { OccurrenceReply, ScheduleReply } from "@dalaba/api";
import { occurrencesBetween } from "@dalaba/core/schedule";
import type { StoredOccurrence } from "@dalaba/store";
import type { ScheduleBook } from "../../schedules";
import type { KeptByPeople } from "../../schedules/schedule-book";

const DAY_MS = 86_400_000;
/** Most are due within a day; a yearly one is looked for over a leap year and more. */
const LOOKS_DAYS = [2, 40, 400];

export function scheduleReply(
  { schedule, stored, changedAtUtcMs }: KeptByPeople,
  book: ScheduleBook,
  nowMs: number,
): ScheduleReply {
  const { rdates, exdates, seasons, overrides, to, ...rest } = schedule;
  return {
    ...rest,
    ...{ rdates: [...rdates], exdates: [...exdates], seasons: [...seasons], to: [...to] },
    overrides: overrides.map((each) => ({ ...each })),
    changedAtMs: changedAtUtcMs,
    changedBy: stored.actorName,
    nextAtMs: schedule.enabled ? nextOf(schedule, book, nowMs) : null,
  };
}

function nextOf(schedule: KeptByPeople["schedule"], book: ScheduleBook, nowMs: number): number | null {
  const calendar = schedule.calendar === null ? undefined : book.calendar(schedule.calendar);
  for (const days of LOOKS_DAYS) {
    const found = occurrencesBetween(schedule, nowMs, nowMs + days * DAY_MS, calendar);
    if (!found.ok) return null;
    const [first] = found.value.due;
    if (first !== undefined) return first.utcMs;
  }
  return null;
}

export function occurrenceReply(stored: StoredOccurrence): OccurrenceReply {
  const { id, schedule, revision, utcMs, announcement, state, because, broadcast, decidedAtMs } = stored;
  return { id, schedule, revision, atMs: utcMs, announcement, state, because, broadcast, decidedAtMs };
}
