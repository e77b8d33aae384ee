import { type LocalTime, localAt } from "./local-time";
import type { Schedule } from "./schedule";

/** Content lines are folded at 75 octets (RFC 5545 3.1). */
const LINE_OCTETS = 75;

const form = (time: LocalTime): string => time.replace(/[-:]/g, "");
/** TEXT (3.3.11): backslash, semicolon, comma and line break are escaped. */
const text = (value: string): string => value.replace(/([\\;,])/g, "\\$1").replace(/\r?\n/g, "\\n");

/**
 * Schedules as an iCalendar object (RFC 5545). What it has no property for (announcement, targets, priority, holidays, the
 * sun, seasons, what becomes of a missed one) stands in X-DALABA-SCHEDULE as JSON, so that what was exported comes back as
 * it was. Zones are named by their IANA name, without a VTIMEZONE: every calendar program of today knows them.
 * @param nowUtcMs DTSTAMP
 */
export function writeICalendar(schedules: readonly Schedule[], nowUtcMs: number): string {
  const stamp = `${form(localAt(nowUtcMs, "UTC"))}Z`;
  const lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//dalaba//schedules//EN"];
  for (const schedule of schedules) lines.push(...eventsOf(schedule, stamp));
  lines.push("END:VCALENDAR");
  return lines.map((line) => `${fold(line)}\r\n`).join("");
}

function eventsOf(schedule: Schedule, stamp: string): string[] {
  const { id, title, zone, starts, rrule, rdates, exdates, overrides, revision, ...ours } = schedule;
  const zoned = (name: string, times: readonly LocalTime[]): string[] =>
    times.length === 0 ? [] : [`${name};TZID=${zone}:${times.map(form).join(",")}`];
  const cancelled = overrides.filter((each) => each.cancelled).map(({ original }) => original);
  const head = [`UID:${id}@dalaba`, `DTSTAMP:${stamp}`, `SEQUENCE:${revision}`, `SUMMARY:${text(title)}`];
  const series = [
    ...["BEGIN:VEVENT", ...head],
    ...zoned("DTSTART", [starts]),
    ...(rrule === null ? [] : [`RRULE:${rrule.replace(/^RRULE:/i, "")}`]),
    ...zoned("RDATE", rdates),
    // A calendar program knows a single cancelled one as an exception.
    ...zoned("EXDATE", [...new Set([...exdates, ...cancelled])].sort()),
    `X-DALABA-SCHEDULE:${text(JSON.stringify({ ...ours, exdates, overrides }))}`,
    "END:VEVENT",
  ];
  const moved = overrides.flatMap(({ original, moved: to }) =>
    to === null
      ? []
      : [
          "BEGIN:VEVENT",
          ...head,
          ...zoned("RECURRENCE-ID", [original]),
          ...zoned("DTSTART", [to]),
          "END:VEVENT",
        ],
  );
  return [...series, ...moved];
}

/** Between octets of one character nothing is folded. */
function fold(line: string): string {
  let folded = "";
  let octets = 0;
  for (const character of line) {
    const code = character.codePointAt(0) ?? 0;
    const size = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (octets + size > LINE_OCTETS) {
      folded += "\r\n ";
      octets = 1;
    }
    folded += character;
    octets += size;
  }
  return folded;
}
