import { describe, expect, it } from "vitest";
import type { HolidayCalendar } from "./holiday-calendar";
import { occurrencesBetween } from "./occurrences";
import { readSchedule } from "./schedule";

const NATIONAL: HolidayCalendar = {
  ...{ id: "cn", title: "国务院", years: [2026] },
  holidays: new Map([
    ["2026-10-01", "国庆节"],
    ["2026-10-02", "国庆节"],
  ]),
  workdays: new Map([["2026-10-10", "国庆节"]]),
};
const BASE = {
  ...{ id: "00000000000000a1", revision: 1, title: "早间广播", zone: "Asia/Shanghai" },
  ...{ starts: "2026-09-28T07:00", rrule: "FREQ=DAILY", announcement: "00000000000000b1", to: ["all"] },
};

function dueIn(
  patch: object,
  from = "2026-09-28",
  to = "2026-10-12",
  calendar: HolidayCalendar | undefined = NATIONAL,
) {
  const schedule = readSchedule({ ...BASE, ...patch });
  if (!schedule.ok) throw new Error(schedule.detail);
  const found = occurrencesBetween(
    schedule.value,
    Date.parse(`${from}T00:00:00+08:00`),
    Date.parse(`${to}T00:00:00+08:00`),
    calendar,
  );
  if (!found.ok) throw new Error(found.detail);
  return found.value;
}
const local = (utcMs: number): string => new Date(utcMs + 8 * 3_600_000).toISOString().slice(5, 16);
const days = (patch: object): string[] => dueIn(patch).due.map(({ utcMs }) => local(utcMs).slice(0, 5));

describe("what is due", () => {
  it("keeps to workdays, make-up workdays too, and tells what it leaves out", () => {
    const { due, leftOut } = dueIn({ holidays: "workdays", calendar: "cn" });
    expect(due.map(({ utcMs }) => local(utcMs).slice(0, 5))).toEqual([
      ...["09-28", "09-29", "09-30", "10-05", "10-06", "10-07", "10-08", "10-09", "10-10"],
    ]);
    expect(leftOut.map(({ why }) => why)).toEqual(["holiday", "holiday", "holiday", "holiday", "holiday"]);
    expect(due.some(({ holidayUnknown }) => holidayUnknown)).toBe(false);
    expect(dueIn({ holidays: "workdays" }, "2027-01-04", "2027-01-05").due[0]?.holidayUnknown).toBe(true);
  });

  it("keeps to days off, or to all but holidays", () => {
    expect(days({ holidays: "days-off" })).toEqual(["10-01", "10-02", "10-03", "10-04", "10-11"]);
    expect(days({ holidays: "not-holidays" })).not.toContain("10-01");
    expect(days({ holidays: "not-holidays" })).toContain("10-03");
  });

  it("leaves exceptions out, adds dates, and moves, renames and cancels single ones", () => {
    const { due, leftOut } = dueIn({
      exdates: ["2026-09-29T07:00"],
      rdates: ["2026-09-29T12:00"],
      overrides: [
        { original: "2026-09-30T07:00", moved: "2026-09-30T09:15" },
        { original: "2026-10-01T07:00", announcement: "00000000000000b2" },
        { original: "2026-10-02T07:00", cancelled: true },
      ],
    });
    expect(
      due.slice(0, 5).map(({ utcMs, announcement }) => `${local(utcMs)} ${announcement.slice(-2)}`),
    ).toEqual([
      ...["09-28T07:00 b1", "09-29T12:00 b1", "09-30T09:15 b1", "10-01T07:00 b2", "10-03T07:00 b1"],
    ]);
    expect(leftOut.map(({ why, original }) => `${original.slice(5, 10)} ${why}`)).toEqual([
      "09-29 exception",
      "10-02 cancelled",
    ]);
  });

  it("finds one that was moved here from weeks away", () => {
    const moved = { overrides: [{ original: "2026-12-24T07:00", moved: "2026-10-05T18:00" }] };
    expect(dueIn(moved).due.map(({ utcMs }) => local(utcMs))).toContain("10-05T18:00");
    expect(
      dueIn({ overrides: [{ original: "2026-12-24T08:00", moved: "2026-10-05T18:00" }] }).due,
    ).toHaveLength(14);
  });

  it("keeps to its seasons, over the New Year too", () => {
    expect(days({ seasons: [{ from: "10-01", to: "10-03" }] })).toEqual(["10-01", "10-02", "10-03"]);
    expect(days({ seasons: [{ from: "10-10", to: "09-29" }] })).toEqual(["09-28", "09-29", "10-10", "10-11"]);
  });

  it("comes before sunset, each day at another time", () => {
    const { due } = dueIn({ sun: { event: "sunset", offsetMinutes: -30, lat: 23.03, lon: 113.47 } });
    expect(due).toHaveLength(14);
    for (const { utcMs } of due) expect(local(utcMs).slice(6, 8)).toBe("17");
    expect(local(due[0]?.utcMs ?? 0) > local(due[13]?.utcMs ?? 0).replace("10-11", "09-28")).toBe(true);
  });

  it("is one where a time in the gap meets the time that it moves to", () => {
    const { due } = dueIn(
      { zone: "Europe/Berlin", starts: "2026-03-28T02:30", rrule: "FREQ=DAILY;BYHOUR=2,3;COUNT=6" },
      "2026-03-28",
      "2026-04-01",
    );
    expect(due.map(({ utcMs }) => new Date(utcMs).toISOString().slice(5, 16))).toEqual([
      ...["03-28T01:30", "03-28T02:30", "03-29T01:30", "03-30T00:30", "03-30T01:30"],
    ]);
    expect(due.filter(({ change }) => change === "gap")).toHaveLength(1);
  });

  it("is due once without a rule", () => {
    expect(days({ rrule: null, starts: "2026-10-05T20:00" })).toEqual(["10-05"]);
  });

  it("is in order, inside its bounds, and the same whether asked at once or day by day", () => {
    const patch = {
      rrule: "FREQ=DAILY;BYHOUR=6,12,18",
      holidays: "not-holidays",
      exdates: ["2026-10-04T12:00"],
    };
    const whole = dueIn(patch).due;
    const byDay = Array.from({ length: 14 }, (_, i) => {
      const day = (n: number) => new Date(Date.UTC(2026, 8, 28 + n)).toISOString().slice(0, 10);
      return dueIn(patch, day(i), day(i + 1)).due;
    }).flat();
    expect(byDay).toEqual(whole);
    expect(whole.map(({ utcMs }) => utcMs)).toEqual(whole.map(({ utcMs }) => utcMs).sort((a, b) => a - b));
  });
});

describe("reading a schedule", () => {
  it.each([
    [{ starts: "2026-02-30T07:00" }, "schedule-invalid", "starts"],
    [{ zone: "Mars/Olympus" }, "schedule-invalid", "zone"],
    [{ priority: 60 }, "schedule-invalid", "priority"],
    [{ to: [] }, "schedule-invalid", "to"],
    [{ to: ["nowhere:else"] }, "target-malformed", ""],
    [{ rrule: "FREQ=MINUTELY" }, "rrule-too-often", ""],
    [{ rrule: "sometimes" }, "rrule-invalid", ""],
    [{ missed: { kind: "within" } }, "schedule-invalid", "missed"],
  ])("refuses %j with %s", (patch, code, member) => {
    const read = readSchedule({ ...BASE, ...patch });
    expect(read).toMatchObject({ ok: false, code });
    if (!read.ok) expect(read.detail).toContain(member);
  });
});
