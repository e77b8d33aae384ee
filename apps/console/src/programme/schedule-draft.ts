import type { NewSchedule } from "@dalaba/api/browser";

export const WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"] as const;
export const HOLIDAYS = ["any", "workdays", "days-off", "not-holidays"] as const;

export interface ScheduleDraft {
  readonly title: string;
  readonly announcement: string;
  /** A target as it is written: `all`, `site:S`, `zone:Z`. */
  readonly to: string;
  /** `2026-11-27` */
  readonly day: string;
  /** `07:00` */
  readonly time: string;
  /** Of `WEEKDAYS`; none: once. */
  readonly days: readonly string[];
  readonly holidays: (typeof HOLIDAYS)[number];
  readonly calendar: string;
}

/** What is asked of the controller; null while something is missing. Pure. */
export function newSchedule(draft: ScheduleDraft): NewSchedule | null {
  const { title, announcement, to, day, time, days, holidays, calendar } = draft;
  if (title.trim() === "" || announcement === "" || to === "") return null;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || !/^\d{2}:\d{2}$/.test(time)) return null;
  if (holidays !== "any" && calendar === "") return null;
  const every = WEEKDAYS.filter((each) => days.includes(each));
  const weekly = every.length === WEEKDAYS.length ? "FREQ=DAILY" : `FREQ=WEEKLY;BYDAY=${every.join(",")}`;
  return {
    ...{ title: title.trim(), announcement, to: [to], starts: `${day}T${time}:00` },
    rrule: every.length === 0 ? null : weekly,
    ...{ holidays, calendar: holidays === "any" ? null : calendar },
  };
}
