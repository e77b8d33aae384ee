import { Temporal } from "temporal-polyfill";

/**
 * Times as a site's clock shows them (RFC 5545 3.3.5, form 1) and the instants that they are. A local time is text,
 * `2026-11-27T07:30:00`: it names no instant before a zone is known, and compares in order as text.
 */
export type LocalTime = string & { readonly __brand: "LocalTime" };

const FORM = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/;

/** Undefined when it is none, or a day that the calendar does not have. Seconds may be left out. */
export function readLocalTime(text: string): LocalTime | undefined {
  if (!FORM.test(text)) return undefined;
  try {
    return localTime(Temporal.PlainDateTime.from(text, { overflow: "reject" }));
  } catch {
    return undefined;
  }
}

/** What is smaller than a second is cut off. */
export function localTime(time: Temporal.PlainDateTime): LocalTime {
  return time.toString({ smallestUnit: "second" }) as LocalTime;
}

export const dayOf = (time: LocalTime): string => time.slice(0, 10);
export const timeOfDay = (time: LocalTime): string => time.slice(11);

/** `gap`: the clock jumps over it; `overlap`: it shows it twice. */
export type ClockChange = "gap" | "overlap" | null;

export interface LocatedTime {
  readonly utcMs: number;
  readonly change: ClockChange;
}

/**
 * The instant of a local time. One that a gap leaves out moves forward by the gap's length, of one that comes twice the
 * first counts (RFC 5545 3.3.5: the offset before the gap; the first occurrence).
 */
export function instantOf(time: LocalTime, zone: string): LocatedTime {
  const plain = Temporal.PlainDateTime.from(time);
  const earlier = plain.toZonedDateTime(zone, { disambiguation: "earlier" }).epochMilliseconds;
  const later = plain.toZonedDateTime(zone, { disambiguation: "later" }).epochMilliseconds;
  if (earlier === later) return { utcMs: earlier, change: null };
  return localAt(later, zone) === time
    ? { utcMs: earlier, change: "overlap" }
    : { utcMs: later, change: "gap" };
}

/** What the clock of a zone shows at an instant. */
export function localAt(utcMs: number, zone: string): LocalTime {
  return localTime(Temporal.Instant.fromEpochMilliseconds(utcMs).toZonedDateTimeISO(zone).toPlainDateTime());
}

/** What the clock of a zone shows while that of UTC shows `time`. */
export const fromUtc = (time: LocalTime, zone: string): LocalTime =>
  localAt(instantOf(time, "UTC").utcMs, zone);

/** `days` may be negative. */
export function addDays(day: string, days: number): string {
  return Temporal.PlainDate.from(day).add({ days }).toString();
}

/** 1 Monday to 7 Sunday. */
export const weekdayOf = (day: string): number => Temporal.PlainDate.from(day).dayOfWeek;
