import type { HolidayCalendar } from "./holiday-calendar";
import { decideMissed, type MissedDecision } from "./missed-decision";
import { occurrenceId } from "./occurrence-id";
import { occurrencesBetween } from "./occurrences";
import type { Schedule } from "./schedule";

/** An occurrence that is written down ahead of its time, and waits. */
export interface PlannedOccurrence {
  /** wire.md 7: follows from schedule and instant alone. */
  readonly id: string;
  readonly schedule: string;
  readonly revision: number;
  readonly utcMs: number;
  readonly announcement: string;
}

/** A schedule and since when it is as it is: it owes nothing from before. */
export interface KeptSchedule {
  readonly schedule: Schedule;
  readonly changedAtUtcMs: number;
}

export interface PlanInput {
  readonly schedules: readonly KeptSchedule[];
  /** Those that wait, of all schedules. */
  readonly waiting: readonly PlannedOccurrence[];
  /** True for one that was begun, joined, skipped or called off: it never comes back. */
  decided(id: string): boolean;
  calendar(id: string): HolidayCalendar | undefined;
  sha256(bytes: Uint8Array): Uint8Array;
}

export interface OccurrencePlan {
  /** New ones, and newer revisions of some that wait: whoever has the id already is replaced. */
  readonly write: readonly PlannedOccurrence[];
  /** Ids that wait and that no schedule has any more: forgotten, not decided, since a schedule may be switched on again. */
  readonly withdraw: readonly string[];
  /** Schedules that could not be expanded, with the code. */
  readonly failed: readonly { readonly schedule: string; readonly code: string }[];
}

/**
 * What must be written down so that everything due until `untilUtcMs` waits in the store. `sinceUtcMs`: how far an earlier
 * plan had come, and never later than now, so that a schedule made since finds its place between; what lies before it was
 * written down then, or is not owed. Idempotent: its own result asks for nothing.
 */
export function planOccurrences(input: PlanInput, sinceUtcMs: number, untilUtcMs: number): OccurrencePlan {
  const write: PlannedOccurrence[] = [];
  const failed: { schedule: string; code: string }[] = [];
  const waiting = new Map(input.waiting.map((each) => [each.id, each]));
  const wanted = new Set<string>();
  const unread = new Set<string>();
  for (const { schedule, changedAtUtcMs } of input.schedules) {
    if (!schedule.enabled) continue;
    const own = input.waiting.filter((each) => each.schedule === schedule.id);
    // Those that wait were written down by an earlier plan: they are looked at again, since the schedule may have changed.
    const first = Math.min(sinceUtcMs, ...own.map(({ utcMs }) => utcMs));
    const from = Math.max(changedAtUtcMs, first);
    // A clock that went back leaves some waiting beyond the end of this plan: they are no less wanted.
    const until = Math.max(untilUtcMs, ...own.map(({ utcMs }) => utcMs + 1));
    const calendar = schedule.calendar === null ? undefined : input.calendar(schedule.calendar);
    const found = occurrencesBetween(schedule, from, until, calendar);
    if (!found.ok) {
      failed.push({ schedule: schedule.id, code: found.code });
      unread.add(schedule.id);
      continue;
    }
    for (const { utcMs, announcement } of found.value.due) {
      const id = occurrenceId(input.sha256, schedule.id, utcMs);
      if (input.decided(id)) continue;
      wanted.add(id);
      if (waiting.get(id)?.revision === schedule.revision) continue;
      write.push({ id, schedule: schedule.id, revision: schedule.revision, utcMs, announcement });
    }
  }
  const kept = new Map(
    input.schedules.map(({ schedule, changedAtUtcMs }) => [schedule.id, { schedule, changedAtUtcMs }]),
  );
  const withdraw = input.waiting.filter(({ id, schedule, utcMs }) => {
    if (wanted.has(id) || unread.has(schedule)) return false;
    const own = kept.get(schedule);
    // What was due before its schedule was changed stays owed, as it was.
    return own === undefined || !own.schedule.enabled || utcMs >= own.changedAtUtcMs;
  });
  return { write, withdraw: withdraw.map(({ id }) => id), failed };
}

export interface DueInput {
  readonly waiting: readonly PlannedOccurrence[];
  schedule(id: string): Schedule | undefined;
  durationMs(announcement: string): number | null;
}

export interface DueDecision {
  readonly occurrence: PlannedOccurrence;
  readonly decision: MissedDecision;
}

export interface Due {
  /** In order of time: each is claimed in one transaction before it sounds. */
  readonly decisions: readonly DueDecision[];
  /** When to look again; undefined while nothing waits. */
  readonly wakeAtUtcMs: number | undefined;
}

/** What of all that waits is due now, and what becomes of it. A clock that went back makes nothing due twice: what was decided no longer waits. */
export function decideDue({ waiting, schedule, durationMs }: DueInput, nowUtcMs: number): Due {
  const ordered = [...waiting].sort((a, b) => a.utcMs - b.utcMs || (a.id < b.id ? -1 : 1));
  const due = ordered.filter(({ utcMs }) => utcMs <= nowUtcMs);
  const newest = new Map(due.map((each) => [each.schedule, each.id]));
  const decisions = due.map((occurrence): DueDecision => {
    const policy = schedule(occurrence.schedule)?.missed ?? { kind: "skip" };
    const late = {
      utcMs: occurrence.utcMs,
      durationMs: durationMs(occurrence.announcement),
      overtaken: newest.get(occurrence.schedule) !== occurrence.id,
    };
    return { occurrence, decision: decideMissed(policy, late, nowUtcMs) };
  });
  return { decisions, wakeAtUtcMs: ordered[due.length]?.utcMs };
}
