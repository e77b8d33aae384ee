import { addDays, dayOf, instantOf, type LocalTime, localAt, timeOfDay } from "./local-time";

/** When nothing but talk and alerts sounds: from one time of the day to another, over midnight where it ends first. */
export interface QuietHours {
  /** `22:00:00` */
  readonly from: string;
  readonly to: string;
}

/** True in quiet hours, by the site's clock. */
export function isQuiet(utcMs: number, zone: string, hours: readonly QuietHours[]): boolean {
  return isWithinHours(utcMs, zone, hours);
}

/** True while the site's clock shows a time of them; the end is not in it. Equal ends: the whole day. */
export function isWithinHours(utcMs: number, zone: string, hours: readonly QuietHours[]): boolean {
  const time = timeOfDay(localAt(utcMs, zone));
  return hours.some(({ from, to }) => (from < to ? time >= from && time < to : time >= from || time < to));
}

/** The first instant from `utcMs` on, within `durationMs`, at which it is quiet; undefined when none is. */
export function quietWithin(
  utcMs: number,
  durationMs: number,
  zone: string,
  hours: readonly QuietHours[],
): number | undefined {
  if (isQuiet(utcMs, zone, hours)) return utcMs;
  const day = dayOf(localAt(utcMs, zone));
  const begins = hours
    .flatMap(({ from }) =>
      [0, 1].map((days) => instantOf(`${addDays(day, days)}T${from}` as LocalTime, zone).utcMs),
    )
    .filter((beginUtcMs) => beginUtcMs > utcMs && beginUtcMs < utcMs + durationMs);
  return begins.length === 0 ? undefined : Math.min(...begins);
}
