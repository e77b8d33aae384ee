import type { DryRunEntryReply, OccurrenceReply } from "@dalaba/api/browser";

/** One entry of a day: what is coming, or what became of it. */
export interface DayEntry {
  readonly key: string;
  readonly atMs: number;
  readonly title: string;
  readonly state: "coming" | "silent" | "ended" | "begun" | "skipped" | "waiting";
  readonly problems: readonly string[];
  readonly broadcast: string | null;
}

export interface CalendarDay {
  /** `2026-11-27`, by the clock of the site. */
  readonly day: string;
  readonly entries: readonly DayEntry[];
}

const DAY_MS = 86_400_000;

/** The day that a zone's calendar shows at an instant. */
export function dayIn(atMs: number, zone: string | undefined): string {
  return new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeZone: zone }).format(atMs);
}

/** So many days from today on, each with what is coming and what was, in order of time. Pure. */
export function calendarDays(
  {
    coming,
    past,
    titles,
  }: {
    readonly coming: readonly DryRunEntryReply[];
    readonly past: readonly OccurrenceReply[];
    /** Of schedules, by id. */
    readonly titles: ReadonlyMap<string, string>;
  },
  { nowMs, days, zone }: { readonly nowMs: number; readonly days: number; readonly zone: string | undefined },
): readonly CalendarDay[] {
  const byDay = new Map<string, DayEntry[]>();
  for (let n = 0; n < days; n++) byDay.set(dayIn(nowMs + n * DAY_MS, zone), []);
  for (const { id, atMs, schedule, state, because, broadcast } of past)
    byDay.get(dayIn(atMs, zone))?.push({
      ...{ key: id, atMs, title: titles.get(schedule) ?? "", state, broadcast },
      problems: because === null ? [] : [because],
    });
  for (const { atMs, schedule, title, sounds, problems } of coming)
    byDay.get(dayIn(atMs, zone))?.push({
      ...{ key: `${schedule}.${atMs}`, atMs, title, state: sounds ? "coming" : "silent", broadcast: null },
      problems: [...problems],
    });
  return [...byDay].map(([day, entries]) => ({ day, entries: entries.sort((a, b) => a.atMs - b.atMs) }));
}
