import { describe, expect, it } from "vitest";
import { type DryRunFacts, dryRun } from "./dry-run";
import { chineseCalendar, readHolidayCalendar } from "./read-calendar";
import { readSchedule, type Schedule } from "./schedule";

const calendar = chineseCalendar({
  holidays: { "2026-10-01": "National Day,国庆节,3" },
  workdays: { "2026-10-10": "National Day,国庆节,3" },
});
const scheduleOf = (n: number, patch: object = {}): Schedule => {
  const id = n.toString(16).padStart(16, "0");
  const read = readSchedule({
    ...{
      id,
      revision: 1,
      title: `计划${n}`,
      zone: "Asia/Shanghai",
      starts: "2026-09-28T07:00",
      rrule: "FREQ=DAILY",
    },
    ...{ announcement: "00000000000000b1", to: [`speaker:s${n}`], ...patch },
  });
  if (!read.ok) throw new Error(read.detail);
  return read.value;
};
const FACTS: DryRunFacts = {
  calendar: (id) => (id === "cn" ? calendar : undefined),
  speakers: ({ to }) => to.map((each) => each.replace("speaker:", "")),
  durationMs: () => 300_000,
  holds: () => true,
  clockTrusted: () => true,
  quietHours: () => [],
};
const DAY_MS = 86_400_000;
const FROM = Date.parse("2026-09-28T00:00:00+08:00");
const run = (schedules: readonly Schedule[], facts: Partial<DryRunFacts> = {}, days = 1, from = FROM) =>
  dryRun(schedules, from, from + days * DAY_MS, { ...FACTS, ...facts });

describe("a dry run", () => {
  it("finds nothing against a day in order", () => {
    expect(run([scheduleOf(1), scheduleOf(2, { starts: "2026-09-28T07:10" })])).toEqual([
      expect.objectContaining({ schedule: "0000000000000001", speakers: 1, sounds: true, problems: [] }),
      expect.objectContaining({
        schedule: "0000000000000002",
        problems: [],
        utcMs: FROM + 7 * 3_600_000 + 600_000,
      }),
    ]);
  });

  it("tells both of two that meet on one speaker, and neither where they share none", () => {
    const late = { starts: "2026-09-28T07:04" };
    expect(run([scheduleOf(1), scheduleOf(2, late)]).flatMap(({ problems }) => problems)).toEqual([]);
    const [first, second] = run([
      scheduleOf(1),
      scheduleOf(2, { ...late, to: ["speaker:s9", "speaker:s1"] }),
    ]);
    expect(first).toMatchObject({ problems: ["collision"], collidesWith: ["0000000000000002"] });
    expect(second).toMatchObject({ problems: ["collision"], collidesWith: ["0000000000000001"] });
    expect(run([scheduleOf(1), scheduleOf(2, { ...late, to: ["speaker:s1"], enabled: false })])).toHaveLength(
      1,
    );
  });

  it("finds the midnight mistake: 00:00 on all speakers", () => {
    const quietHours = () => [{ from: "22:00:00", to: "06:00:00" }];
    const [entry] = run([scheduleOf(1, { starts: "2026-09-28T00:00" })], { quietHours });
    expect(entry).toMatchObject({ sounds: true, problems: ["quiet-hours"] });
    const [before] = run([scheduleOf(1, { starts: "2026-09-28T21:57" })], { quietHours });
    expect(before?.problems).toEqual(["quiet-hours"]);
  });

  it("shows what a holiday silences, and years that no calendar knows", () => {
    const workdays = scheduleOf(1, { holidays: "workdays", calendar: "cn" });
    const week = run([workdays], {}, 14);
    expect(week.filter(({ sounds }) => !sounds).map(({ problems }) => problems)).toContainEqual(["holiday"]);
    const next = Date.parse("2027-10-01T00:00:00+08:00");
    expect(run([workdays], {}, 1, next)[0]?.problems).toEqual(["holiday-unknown"]);
  });

  it("says which speakers would not play it by themselves", () => {
    const to = ["speaker:s1", "speaker:s2"];
    const facts = {
      holds: (speaker: string) => speaker !== "s2",
      clockTrusted: (speaker: string) => speaker !== "s1",
    };
    expect(run([scheduleOf(1, { to })], facts)[0]?.problems).toEqual(["clip-missing", "clock-untrusted"]);
    expect(run([scheduleOf(1)], { speakers: () => [] })[0]?.problems).toEqual(["no-speakers"]);
    expect(run([scheduleOf(1)], { durationMs: () => 3 * 3_600_000 })[0]?.problems).toEqual(["too-long"]);
  });

  it("marks what a change of clocks moves", () => {
    const berlin = scheduleOf(1, { zone: "Europe/Berlin", starts: "2026-03-28T02:30" });
    const from = Date.parse("2026-03-28T00:00:00Z");
    expect(run([berlin], {}, 2, from).map(({ problems }) => problems)).toEqual([[], ["dst-gap"]]);
  });

  it("goes through a hundred schedules for a month", () => {
    const many = Array.from({ length: 100 }, (_, i) =>
      scheduleOf(i + 1, { rrule: "FREQ=DAILY;BYHOUR=7,12,17" }),
    );
    const entries = run(many, {}, 30);
    expect(entries).toHaveLength(9_000);
    expect(entries.every(({ problems }) => problems.length === 0)).toBe(true);
  });
});

describe("a holiday calendar", () => {
  it("begins with what China announced, and covers no more", () => {
    expect(calendar.years).toEqual([2026]);
    expect(calendar.holidays.get("2026-10-01")).toBe("国庆节");
    expect(calendar.workdays.get("2026-10-10")).toBe("国庆节");
  });

  it.each([
    [{ id: "CN" }, "id"],
    [{ holidays: { "2026-02-30": "x" } }, "holidays"],
    [{ holidays: { "2026-10-01": "国庆节" }, workdays: { "2026-10-01": "国庆节" } }, "2026-10-01"],
    [{ years: ["2026"] }, "years"],
  ])("refuses %j, and says which member", (patch, member) => {
    const read = readHolidayCalendar({ id: "cn", title: "节假日", years: [2026], holidays: {}, ...patch });
    expect(read).toMatchObject({ ok: false, code: "calendar-invalid" });
    if (!read.ok) expect(read.detail).toContain(member);
  });

  it("is read as it was written", () => {
    const read = readHolidayCalendar({
      id: "cn",
      title: "节",
      years: [2027, 2026],
      holidays: { "2026-10-01": "国庆节" },
    });
    expect(read).toMatchObject({ ok: true, value: { years: [2026, 2027] } });
  });
});
