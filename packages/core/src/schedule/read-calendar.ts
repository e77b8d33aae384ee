import { z } from "zod";
import { accept, type Outcome, refuse } from "../outcome";
import type { HolidayCalendar } from "./holiday-calendar";
import { readLocalTime } from "./local-time";

const DAYS_MAX = 4_000;

const isDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && readLocalTime(`${text}T00:00`) !== undefined;
const days = z
  .record(z.string().refine(isDay, "a day, 2026-10-01"), z.string().trim().max(40))
  .refine((all) => Object.keys(all).length <= DAYS_MAX, `at most ${DAYS_MAX} days`);

/** A calendar as it is written, exchanged and kept. */
export const holidayCalendarSchema = z.object({
  id: z.string().regex(/^[a-z0-9-]{1,40}$/, "lower-case letters, digits and -"),
  title: z.string().trim().min(1).max(80),
  years: z.array(z.int().min(1970).max(2200)).max(200),
  holidays: days,
  workdays: days.default({}),
});

/** `calendar-invalid` names the member; a day that is off and worked at once is refused too. */
export function readHolidayCalendar(input: unknown): Outcome<HolidayCalendar, "calendar-invalid"> {
  const read = holidayCalendarSchema.safeParse(input);
  if (!read.success) {
    const [issue] = read.error.issues;
    return refuse("calendar-invalid", `${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}`);
  }
  const { id, title, years, holidays, workdays } = read.data;
  const both = Object.keys(workdays).find((day) => day in holidays);
  if (both !== undefined) return refuse("calendar-invalid", `${both}: a holiday and a workday`);
  return accept({
    ...{ id, title, years: [...new Set(years)].sort((a, b) => a - b) },
    holidays: new Map(Object.entries(holidays)),
    workdays: new Map(Object.entries(workdays)),
  });
}

/** What the package `chinese-days` says of one year or several: `2026-10-01` → `National Day,国庆节,3`. */
export interface ChineseDays {
  readonly holidays: Readonly<Record<string, string>>;
  readonly workdays: Readonly<Record<string, string>>;
}

/**
 * China's official days off and make-up workdays as a calendar to begin with. It covers the years that have days in it and
 * no more: each year's are announced in the November before.
 */
export function chineseCalendar({ holidays, workdays }: ChineseDays): HolidayCalendar {
  const named = (all: Readonly<Record<string, string>>): ReadonlyMap<string, string> =>
    new Map(Object.entries(all).map(([day, names]) => [day, names.split(",")[1] ?? names]));
  const years = new Set(Object.keys(holidays).map((day) => Number(day.slice(0, 4))));
  return {
    ...{ id: "cn", title: "中国法定节假日", years: [...years].sort((a, b) => a - b) },
    holidays: named(holidays),
    workdays: named(workdays),
  };
}
