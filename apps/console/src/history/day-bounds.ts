/** Days as the people of a site count them. A day is `YYYY-MM-DD`; null where that is no day. */

const DAY_MS = 86_400_000;

/** When that day begins there, UTC ms. Without a zone this machine's own counts. */
export function dayStartMs(day: string, timeZone: string | undefined): number | null {
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day);
  if (!match) return null;
  const wall = Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3]));
  if (new Date(wall).toISOString().slice(0, 10) !== day) return null;
  // Twice: the first guess may lie on the other side of a change of the clocks.
  const once = wall - zoneOffsetMs(wall, timeZone);
  return wall - zoneOffsetMs(once, timeZone);
}

/** When that day is over there, UTC ms: the next day's beginning, so days of 23 and 25 hours are whole. */
export function dayEndMs(day: string, timeZone: string | undefined): number | null {
  const start = dayStartMs(day, timeZone);
  if (start === null) return null;
  return dayStartMs(dayOf(start + DAY_MS * 1.25, timeZone), timeZone);
}

/** The day it is there at that moment. */
export function dayOf(atMs: number, timeZone: string | undefined): string {
  return new Date(atMs + zoneOffsetMs(atMs, timeZone)).toISOString().slice(0, 10);
}

/** How far the clocks there are ahead of UTC at that moment, ms. */
function zoneOffsetMs(atMs: number, timeZone: string | undefined): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).formatToParts(atMs);
  const of = (type: string): number => Number(parts.find((part) => part.type === type)?.value ?? 0);
  const wall = Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second"));
  return wall - Math.floor(atMs / 1000) * 1000;
}
