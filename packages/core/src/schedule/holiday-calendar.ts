import { weekdayOf } from "./local-time";
import type { HolidayRule } from "./vocabulary";

/**
 * Days off and days that are worked instead. China's State Council announces a year's in the November before, make-up
 * workdays (调休) included, so no rule can know them: the calendar is a document that people edit, and says which years it
 * knows.
 */
export interface HolidayCalendar {
  readonly id: string;
  readonly title: string;
  /** Years whose days are complete. */
  readonly years: readonly number[];
  /** Days off by name: `2026-10-01` → `国庆节`. */
  readonly holidays: ReadonlyMap<string, string>;
  /** Saturdays and Sundays that are worked, with the holiday that they make up for. */
  readonly workdays: ReadonlyMap<string, string>;
}

/** `unknown`: the calendar does not cover the year; weekends are taken for days off then. */
export interface DayKind {
  readonly kind: "workday" | "weekend" | "holiday" | "make-up-workday";
  readonly name: string | null;
  readonly known: boolean;
}

export function dayKind(day: string, calendar: HolidayCalendar | undefined): DayKind {
  const known = calendar?.years.includes(Number(day.slice(0, 4))) ?? false;
  const holiday = calendar?.holidays.get(day);
  if (holiday !== undefined) return { kind: "holiday", name: holiday, known };
  const instead = calendar?.workdays.get(day);
  if (instead !== undefined) return { kind: "make-up-workday", name: instead, known };
  return { kind: weekdayOf(day) >= 6 ? "weekend" : "workday", name: null, known };
}

/** `workdays`: make-up workdays too; `days-off`: weekends and holidays; `not-holidays`: weekends too, holidays not. */
export function keepsTo(rule: HolidayRule, { kind }: DayKind): boolean {
  if (rule === "any") return true;
  if (rule === "not-holidays") return kind !== "holiday";
  const works = kind === "workday" || kind === "make-up-workday";
  return works === (rule === "workdays");
}
