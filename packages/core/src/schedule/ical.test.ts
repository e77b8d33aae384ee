import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { writeICalendar } from "./ical-export";
import { readICalendar } from "./ical-import";
import { readSchedule, type Schedule } from "./schedule";

const NOW = Date.UTC(2026, 10, 27, 1, 2, 3);
const scheduleOf = (patch: object = {}): Schedule => {
  const read = readSchedule({
    ...{
      id: "00000000000000a1",
      revision: 3,
      title: "早间,政策;宣讲",
      zone: "Asia/Shanghai",
      starts: "2026-11-30T07:00",
    },
    ...{ rrule: "FREQ=WEEKLY;BYDAY=MO,WE", announcement: "00000000000000b1", to: ["site:hualong"], ...patch },
  });
  if (!read.ok) throw new Error(read.detail);
  return read.value;
};
const read = (text: string, zone = "Asia/Shanghai") => {
  const imported = readICalendar(text, zone);
  if (!imported.ok) throw new Error(`${imported.code}: ${imported.detail}`);
  return imported.value;
};
/** A calendar of one event with these lines. */
const event = (...lines: string[]): string =>
  [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "BEGIN:VEVENT",
    "UID:x@y",
    ...lines,
    "END:VEVENT",
    "END:VCALENDAR",
    "",
  ].join("\r\n");

/** Exported, imported, and read as a schedule again. */
function roundTrip(schedule: Schedule): Schedule {
  const [found] = read(writeICalendar([schedule], NOW)).events;
  if (found === undefined) throw new Error("gone");
  const { title, zone, starts, rrule, rdates, ours } = found;
  const again = readSchedule({
    ...ours,
    title,
    zone,
    starts,
    rrule,
    rdates,
    id: schedule.id,
    revision: schedule.revision,
  });
  if (!again.ok) throw new Error(again.detail);
  return again.value;
}

describe("an exported calendar", () => {
  it("comes back as it was", () => {
    const schedule = scheduleOf({
      rdates: ["2026-12-24T18:00"],
      exdates: ["2026-12-02T07:00"],
      overrides: [
        { original: "2026-12-07T07:00", moved: "2026-12-07T09:30" },
        { original: "2026-12-09T07:00", cancelled: true },
      ],
      sun: { event: "sunset", offsetMinutes: -30, lat: 23.03, lon: 113.47 },
      missed: { kind: "within", seconds: 300 },
    });
    expect(roundTrip(schedule)).toEqual(schedule);
    const [found] = read(writeICalendar([schedule], NOW)).events;
    expect(found?.moved).toEqual([{ original: "2026-12-07T07:00:00", moved: "2026-12-07T09:30:00" }]);
    expect(found?.exdates).toEqual(["2026-12-02T07:00:00", "2026-12-09T07:00:00"]);
  });

  it("has CRLF lines of at most 75 octets", () => {
    const text = writeICalendar([scheduleOf({ title: "化龙镇".repeat(20) })], NOW);
    const lines = text.split("\r\n");
    expect(lines.at(-1)).toBe("");
    for (const line of lines) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    expect(text).toContain("DTSTAMP:20261127T010203Z");
    expect(text).toContain("DTSTART;TZID=Asia/Shanghai:20261130T070000");
  });

  it("keeps any title", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 }), (text) => {
        const title = text.replace(/\p{Cc}/gu, "").trim();
        fc.pre(title.length > 0 && title.length <= 80);
        expect(roundTrip(scheduleOf({ title })).title).toBe(title);
      }),
    );
  });
});

describe("a calendar from elsewhere", () => {
  it("names its zone, or takes the site's", () => {
    expect(read(event("SUMMARY:a", "DTSTART;TZID=Europe/Berlin:20261130T070000")).events[0]).toMatchObject({
      ...{ zone: "Europe/Berlin", starts: "2026-11-30T07:00:00", rrule: null, ours: null },
    });
    expect(read(event("DTSTART:20261130T070000")).events[0]).toMatchObject({
      zone: "Asia/Shanghai",
      starts: "2026-11-30T07:00:00",
    });
    expect(read(event("DTSTART:20261129T233000Z")).events[0]).toMatchObject({
      zone: "Asia/Shanghai",
      starts: "2026-11-30T07:30:00",
    });
    expect(read(event("DTSTART;VALUE=DATE:20261130")).events[0]).toMatchObject({
      starts: "2026-11-30T00:00:00",
    });
  });

  it("has its rule and exceptions read", () => {
    const lines = [
      "DTSTART:20261130T070000",
      "RRULE:FREQ=MONTHLY;BYDAY=-1FR",
      "EXDATE:20261225T070000,20270129T070000",
    ];
    expect(read(event(...lines)).events[0]).toMatchObject({
      ...{ rrule: "FREQ=MONTHLY;BYDAY=-1FR", exdates: ["2026-12-25T07:00:00", "2027-01-29T07:00:00"] },
    });
  });

  it.each([
    [["SUMMARY:no start"], "ical-no-start"],
    [["DTSTART;TZID=China Time:20261130T070000"], "ical-zone-unknown"],
    [["DTSTART:20261130T070000", "RRULE:FREQ=DAILY", "RRULE:FREQ=WEEKLY"], "ical-several-rules"],
    [["DTSTART:20261130T070000", "RECURRENCE-ID:20261201T070000"], "ical-series-missing"],
  ])("passes over %j: %s", (lines, code) => {
    const { events, passedOver } = read(event(...lines));
    expect(events).toEqual([]);
    expect(passedOver).toMatchObject([{ uid: "x@y", code }]);
  });

  it.each(["", "hello", "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", "BEGIN:VEVENT\r\nEND:VCALENDAR\r\n"])(
    "that is none (%j) is refused or empty",
    (text) => {
      const imported = readICalendar(text, "Asia/Shanghai");
      if (imported.ok) expect(imported.value.events).toEqual([]);
      else expect(imported.code).toBe("ical-invalid");
    },
  );

  it("never throws, whatever is altered in it", () => {
    const text = writeICalendar([scheduleOf({ exdates: ["2026-12-02T07:00"] })], NOW);
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.string({ maxLength: 3 }), (at, put) => {
        readICalendar(text.slice(0, at) + put + text.slice(at + put.length), "Asia/Shanghai");
      }),
      { numRuns: 300 },
    );
  });
});
