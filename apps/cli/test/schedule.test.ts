import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type AnnouncementReply, routes, type ScheduleReply } from "@dalaba/api";
import { describe, expect, test } from "vitest";
import { partOf } from "../src/commands/announcement";
import { scheduleOf } from "../src/commands/schedule";
import { type Case, holdContract } from "./contract.test-support";
import * as town from "./fixtures.test-support";

const A = "00000000000000aa";
const S = "00000000000000bb";

const announcement: AnnouncementReply = {
  ...{ id: A, title: "早间广播", site: null, revision: 1, chime: "two-tone", times: 2, betweenMs: 1_000 },
  parts: [{ say: "今天是{{date}}" }, { pauseMs: 500 }, { clip: "c-5b0c61d3a9f2" }],
  ...{ changedAtMs: town.AT_MS, deletedAtMs: null },
};
const schedule: ScheduleReply = {
  ...{ id: S, revision: 3, title: "每天早上", enabled: true, zone: "Asia/Shanghai" },
  ...{ starts: "2026-12-01T07:00:00", rrule: "FREQ=DAILY", rdates: [], exdates: [], sun: null, seasons: [] },
  ...{ holidays: "any", calendar: null, overrides: [], announcement: A, to: ["all"], priority: 40 },
  ...{ levelDb: 0, missed: { kind: "within", seconds: 600 }, changedAtMs: town.AT_MS, changedBy: "li" },
  nextAtMs: town.AT_MS,
};
const entry = {
  ...{ atMs: town.AT_MS, schedule: S, title: "每天早上", announcement: A, targets: 270, sounds: true },
  ...{ problems: ["collision" as const, "quiet-hours" as const], collidesWith: ["00000000000000cc"] },
};

const cases: Case[] = [
  {
    name: "announcement-ls",
    args: ["announcement", "ls"],
    given: (c) => c.on(routes.announcements.listAnnouncements, town.page([announcement])),
  },
  {
    name: "announcement-add",
    args: [
      ...["announcement", "add", "--title", "早间广播", "--chime", "two-tone"],
      ...["--part", "say:今天是{{date}}", "--part", "pause:0.5", "--part", "clip:c-5b0c61d3a9f2@2"],
    ],
    given: (c) => c.on(routes.announcements.addAnnouncement, announcement),
    after: (c) =>
      expect(c.of(routes.announcements.addAnnouncement)[0]?.body).toMatchObject({
        parts: [{ say: "今天是{{date}}" }, { pauseMs: 500 }, { clip: "c-5b0c61d3a9f2", version: 2 }],
      }),
  },
  {
    name: "announcement-rm-in-use",
    args: ["announcement", "rm", A],
    given: (c) =>
      c.refuse(routes.announcements.removeAnnouncement, "announcement-in-use", `1 schedules need ${A}`, {
        announcement: A,
        schedules: [S],
      }),
  },
  {
    name: "schedule-ls",
    args: ["schedule", "ls"],
    given: (c) =>
      c.on(routes.schedules.listSchedules, town.page([schedule, { ...schedule, id: A, enabled: false }])),
  },
  {
    name: "schedule-add",
    args: [
      ...["schedule", "add", "--title", "每天早上", "--announcement", A, "--to", "all", "--at", "07:00"],
      ...["--on", "2026-12-01", "--days", "daily", "--missed", "within:600"],
    ],
    given: (c) =>
      c.on(routes.schedules.addSchedule, schedule).on(routes.schedules.dryRunSchedules, town.page([entry])),
    after: (c) =>
      expect(c.of(routes.schedules.addSchedule)[0]?.body).toMatchObject({
        ...{ starts: "2026-12-01T07:00:00", rrule: "FREQ=DAILY", missed: { kind: "within", seconds: 600 } },
      }),
  },
  {
    name: "schedule-dry-run",
    args: ["schedule", "dry-run", "--days", "30"],
    given: (c) =>
      c
        .on(routes.schedules.dryRunSchedules, town.page([entry]))
        .on(routes.schedules.listSchedules, town.page([schedule])),
    after: (c) => expect(Number(c.of(routes.schedules.dryRunSchedules)[0]?.query.days)).toBe(30),
  },
  {
    name: "schedule-disable",
    args: ["schedule", "disable", S],
    given: (c) =>
      c
        .on(routes.schedules.showSchedule, schedule)
        .on(routes.schedules.changeSchedule, { ...schedule, revision: 4, enabled: false, nextAtMs: null }),
    after: (c) =>
      expect(c.of(routes.schedules.changeSchedule)[0]?.body).toMatchObject({ revision: 3, enabled: false }),
  },
  {
    name: "schedule-occurrences",
    args: ["schedule", "occurrences"],
    given: (c) =>
      c.on(routes.schedules.listSchedules, town.page([schedule])).on(
        routes.schedules.listOccurrences,
        town.page([
          {
            ...{ id: town.BROADCAST, schedule: S, revision: 3, atMs: town.AT_MS, announcement: A },
            ...{ state: "skipped", because: "quiet-hours", broadcast: null, decidedAtMs: town.AT_MS },
          },
        ]),
      ),
  },
  {
    name: "schedule-quiet",
    args: ["schedule", "quiet", "--hours", "22:00-06:00"],
    given: (c) => c.on(routes.schedules.setQuietHours, { hours: [{ from: "22:00", to: "06:00" }] }),
    after: (c) =>
      expect(c.of(routes.schedules.setQuietHours)[0]?.body).toEqual({
        hours: [{ from: "22:00", to: "06:00" }],
      }),
  },
  {
    name: "schedule-import",
    args: ["schedule", "import", "school.ics", "--announcement", A, "--to", "all"],
    given(c, desk) {
      writeFileSync(join(desk.folder, "school.ics"), "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n");
      c.on(routes.schedules.importSchedules, {
        added: [schedule],
        passedOver: [{ uid: "x", code: "ical-no-start", detail: "no DTSTART" }],
      });
    },
  },
];

holdContract("dalaba announcement and schedule", cases);

describe("what is typed of a schedule", () => {
  const today = new Date("2026-11-27T12:00:00");
  const base = {
    ...{ title: "t", announcement: A, to: ["all"], at: "7:05", holidays: "any" as const, missed: "skip" },
    ...{ priority: 40, level: 0 },
  };

  test("days become a rule, and a day is today unless named", () => {
    const written = scheduleOf({ ...base, days: "mon,fri" }, today);
    expect(written).toMatchObject({ starts: "2026-11-27T07:05:00", rrule: "FREQ=WEEKLY;BYDAY=MO,FR" });
    expect(scheduleOf({ ...base, sun: "sunset-30", near: "23.03,113.47" }, today).sun).toEqual({
      ...{ event: "sunset", offsetMinutes: -30, lat: 23.03, lon: 113.47 },
    });
  });

  test.each([
    { at: "25:00" },
    { days: "someday" },
    { sun: "noon", near: "1,2" },
    { sun: "sunset" },
    { missed: "often" },
  ])("%j is a usage failure", (more) => {
    expect(() => scheduleOf({ ...base, ...more }, today)).toThrow(expect.objectContaining({ code: "usage" }));
  });

  test.each(["clip:", "sing:x", "pause:long", "say:"])("%s is no part", (text) => {
    expect(() => partOf(text)).toThrow(expect.objectContaining({ code: "usage" }));
  });
});
