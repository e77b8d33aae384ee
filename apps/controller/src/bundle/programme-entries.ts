import { resolveTarget, type SiteId } from "@dalaba/core";
import {
  occurrenceId,
  occurrencesBetween,
  type PlannedOccurrence,
  quietWithin,
  type Schedule,
} from "@dalaba/core/schedule";
import type { BundleOccurrence, ChimeName, ClipRef } from "@dalaba/protocol";
import { groupOf, type TownView } from "../fleet";
import { type ScheduleBook, sha256 } from "../schedules/schedule-book";

/** What of the days to come speakers are to keep: occurrences that sound, in order of time. */

export interface Coming {
  readonly occurrence: PlannedOccurrence;
  readonly schedule: Schedule;
}

/** From the start of the day of `nowMs` (UTC) for eight days: the same all day long, and never less than seven. */
export function comingOccurrences(book: ScheduleBook, nowMs: number): readonly Coming[] {
  const fromMs = nowMs - (nowMs % DAY_MS);
  const coming: Coming[] = [];
  for (const { schedule, changedAtUtcMs } of book.all().values()) {
    if (!schedule.enabled) continue;
    const calendar = schedule.calendar === null ? undefined : book.calendar(schedule.calendar);
    const found = occurrencesBetween(
      schedule,
      Math.max(fromMs, changedAtUtcMs),
      fromMs + 8 * DAY_MS,
      calendar,
    );
    if (!found.ok) continue;
    for (const { utcMs, announcement } of found.value.due) {
      const id = occurrenceId(sha256, schedule.id, utcMs);
      const { revision } = schedule;
      coming.push({ schedule, occurrence: { id, schedule: schedule.id, revision, utcMs, announcement } });
    }
  }
  return coming.sort((a, b) => a.occurrence.utcMs - b.occurrence.utcMs);
}

const DAY_MS = 86_400_000;

/** Everything that is known of an entry, for the bundle and for whoever hears later that a speaker played it alone. */
export interface ProgrammeEntry extends BundleOccurrence {
  readonly schedule: string;
  readonly scheduleTitle: string;
  readonly title: string;
  readonly to: string;
  readonly announcement: string;
  readonly revision: number;
}

/** Undefined for what does not sound: nobody is meant, or it falls into quiet hours, as the controller would skip it. */
export function entryOf(
  { occurrence, schedule }: Coming,
  said: {
    readonly title: string;
    readonly chime: ChimeName;
    readonly clip: ClipRef;
    readonly durationMs: number;
  },
  book: ScheduleBook,
  view: TownView,
): ProgrammeEntry | undefined {
  const targets = resolveTarget(schedule.to, view.directory);
  if (!targets.ok || targets.value.speakers.length === 0) return undefined;
  const { utcMs } = occurrence;
  if (quietWithin(utcMs, said.durationMs, schedule.zone, book.quietHours()) !== undefined) return undefined;
  const { speakers } = targets.value;
  const group = groupOf(speakers, view.members);
  return {
    ...{ broadcast: occurrence.id, atUtcMs: utcMs, ...said.clip, class: "schedule" },
    ...{ priority: schedule.priority, issued: utcMs * 1000, gainDb: schedule.levelDb, chime: said.chime },
    ...(group === undefined ? { groups: [], speakers } : { groups: [group], speakers: [] }),
    ...{ schedule: schedule.id, scheduleTitle: schedule.title, title: said.title, to: schedule.to.join("+") },
    ...{ announcement: occurrence.announcement, revision: occurrence.revision },
  };
}

/** The members of SPEC 13.4, in an order that does not change. */
export function bundleOccurrenceOf(entry: ProgrammeEntry): BundleOccurrence {
  const { broadcast, atUtcMs, sha256: hash, bytes, frames, priority, issued, gainDb, chime } = entry;
  return {
    ...{
      broadcast,
      atUtcMs,
      sha256: hash,
      bytes,
      frames,
      class: entry.class,
      priority,
      issued,
      gainDb,
      chime,
    },
    ...{ groups: entry.groups, speakers: entry.speakers },
  };
}

/** The sites of whom it was for. */
export function sitesOf(entry: ProgrammeEntry, view: TownView): readonly SiteId[] {
  return [...new Set(speakersOf(entry, view).flatMap((id) => view.siteOf(id) ?? []))].sort();
}

export function speakersOf({ groups, speakers }: ProgrammeEntry, view: TownView): readonly string[] {
  return [...new Set([...speakers, ...groups.flatMap((group) => view.members.get(group) ?? [])])];
}
