import type { TFunction } from "i18next";
import { WEEKDAYS } from "./schedule-draft";

/** A rule as people say it where it is one of the plain ones; else as it is written. */
export function ruleWords(rrule: string | null, t: TFunction): string {
  if (rrule === null) return t("programme.schedule.once");
  if (rrule === "FREQ=DAILY") return t("programme.schedule.daily");
  const [, days] = /^FREQ=WEEKLY;BYDAY=([A-Z,]+)$/.exec(rrule) ?? [];
  const named = days?.split(",") ?? [];
  if (days === undefined || !named.every((day) => WEEKDAYS.some((each) => each === day))) return rrule;
  return named.length === WEEKDAYS.length
    ? t("programme.schedule.daily")
    : named.map((day) => t(`programme.weekday.${day}`)).join(t("programme.schedule.and"));
}
