import type { QuietTimes, UtcOffset } from "@dalaba/protocol";
import { Temporal } from "temporal-polyfill";
import type { QuietHours } from "./quiet-hours";

/** So many years ahead speakers know their zone's clock changes: two a year and the first leave room among 16. */
const YEARS = 6;

/**
 * Quiet hours as speakers are told them (SPEC 7.12), for the years from that of `utcMs` on. The same all through a year,
 * so that no document is signed anew for nothing. Without hours: nothing.
 */
export function quietTimesOf(hours: readonly QuietHours[], zone: string, utcMs: number): QuietTimes {
  if (hours.length === 0) return {};
  const quietHours = hours.map(({ from, to }) => ({ fromMinute: minuteOf(from), toMinute: minuteOf(to) }));
  return { quietHours, utcOffsets: offsetsOf(zone, new Temporal.Instant(BigInt(utcMs) * 1_000_000n)) };
}

function minuteOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}

function offsetsOf(zone: string, now: Temporal.Instant): readonly UtcOffset[] {
  const year = now.toZonedDateTimeISO("UTC").year;
  const begin = Temporal.ZonedDateTime.from(`${year}-01-01T00:00[UTC]`).withTimeZone(zone);
  const end = begin.add({ years: YEARS });
  const offsets = [offsetFrom(0, begin)];
  let change = begin.getTimeZoneTransition("next");
  while (change !== null && change.epochMilliseconds < end.epochMilliseconds) {
    offsets.push(offsetFrom(change.epochMilliseconds, change));
    change = change.getTimeZoneTransition("next");
  }
  return offsets.slice(0, 16);
}

function offsetFrom(fromUtcMs: number, at: Temporal.ZonedDateTime): UtcOffset {
  return { fromUtcMs, minutes: Math.round(at.offsetNanoseconds / 60e9) };
}
