import { HOLIDAY_RULES, SCHEDULE_PRIORITY_MAX, SCHEDULE_PROBLEMS } from "@dalaba/core";
import { z } from "@hono/zod-openapi";
import { hexId } from "../contract/hex-id";

/** In the clock of the schedule's zone. */
const local = z.string().max(19).openapi({ example: "2026-11-27T07:30:00" });
const monthDay = z.string().openapi({ example: "06-21" });

const body = {
  title: z.string().trim().min(1).max(80),
  enabled: z.boolean(),
  /** IANA. */
  zone: z.string().max(64).openapi({ example: "Asia/Shanghai" }),
  starts: local,
  /** RFC 5545; null, and no dates beside it: once, at `starts`. */
  rrule: z.string().max(500).nullable(),
  rdates: z.array(local).max(400),
  exdates: z.array(local).max(400),
  /** In place of the time of the day. */
  sun: z
    .object({
      event: z.enum(["sunrise", "sunset"]),
      offsetMinutes: z.number().int().min(-720).max(720),
      lat: z.number().min(-90).max(90),
      lon: z.number().min(-180).max(180),
    })
    .nullable(),
  /** Only then; empty: all year. */
  seasons: z.array(z.object({ from: monthDay, to: monthDay })).max(12),
  holidays: z.enum(HOLIDAY_RULES),
  /** A holiday calendar's id. */
  calendar: z.string().max(40).nullable(),
  /** Single occurrences, each named by its original local time. */
  overrides: z
    .array(
      z.object({
        original: local,
        cancelled: z.boolean().default(false),
        moved: local.nullable().default(null),
        announcement: hexId.nullable().default(null),
      }),
    )
    .max(400),
  announcement: hexId,
  to: z.array(z.string().min(1).max(200)).min(1).max(100),
  priority: z.number().int().min(10).max(SCHEDULE_PRIORITY_MAX),
  levelDb: z.number().min(-60).max(0),
  /** What becomes of one that could not begin in time: the controller was down, or the clock jumped. */
  missed: z.union([
    z.object({ kind: z.literal("skip") }),
    z.object({ kind: z.literal("within"), seconds: z.number().int().min(1).max(86_400) }),
    z.object({ kind: z.literal("latest") }),
  ]),
};

export const newScheduleSchema = z.object({
  ...body,
  enabled: body.enabled.default(true),
  /** Left out: that of the targets' site. */
  zone: body.zone.optional(),
  rrule: body.rrule.default(null),
  rdates: body.rdates.default([]),
  exdates: body.exdates.default([]),
  sun: body.sun.default(null),
  seasons: body.seasons.default([]),
  holidays: body.holidays.default("any"),
  calendar: body.calendar.default(null),
  overrides: body.overrides.default([]),
  priority: body.priority.default(40),
  levelDb: body.levelDb.default(0),
  missed: body.missed.default({ kind: "skip" }),
});

/** The whole of it, and the revision that was read: `schedule-changed` where somebody was faster. */
export const scheduleChangeSchema = newScheduleSchema.extend({ revision: z.number().int().min(1) });

export const scheduleSchema = z
  .object({
    id: hexId,
    revision: z.number().int(),
    ...body,
    changedAtMs: z.number(),
    changedBy: z.string(),
    /** When it is due next, UTC ms; null: never, or not within 400 days. */
    nextAtMs: z.number().nullable(),
  })
  .openapi("Schedule");
export type ScheduleReply = z.output<typeof scheduleSchema>;
export type NewSchedule = z.input<typeof newScheduleSchema>;

export const dryRunEntrySchema = z
  .object({
    atMs: z.number(),
    schedule: hexId,
    title: z.string(),
    announcement: hexId,
    /** How many speakers. */
    targets: z.number().int(),
    /** False: the rule has it and it stays silent, for a reason that stands in `problems`. */
    sounds: z.boolean(),
    problems: z.array(z.enum(SCHEDULE_PROBLEMS)),
    collidesWith: z.array(hexId),
  })
  .openapi("DryRunEntry");
export type DryRunEntryReply = z.output<typeof dryRunEntrySchema>;

export const occurrenceSchema = z
  .object({
    id: hexId,
    schedule: hexId,
    revision: z.number().int(),
    atMs: z.number(),
    announcement: hexId,
    state: z.enum(["waiting", "begun", "ended", "skipped"]),
    /** Of one that is skipped, or could not be begun: the code. */
    because: z.string().nullable(),
    broadcast: hexId.nullable(),
    decidedAtMs: z.number().nullable(),
  })
  .openapi("Occurrence");
export type OccurrenceReply = z.output<typeof occurrenceSchema>;

const day = z.string().openapi({ example: "2026-10-01" });
export const calendarSchema = z
  .object({
    id: z.string(),
    title: z.string(),
    /** Years whose days are complete. */
    years: z.array(z.number().int()),
    /** Days off by name. */
    holidays: z.record(day, z.string()),
    /** Weekend days that are worked, with the holiday that they make up for. */
    workdays: z.record(day, z.string()),
  })
  .openapi("HolidayCalendar");
export type CalendarReply = z.output<typeof calendarSchema>;

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: "a time of the day, 22:00" });
export const quietHoursSchema = z
  .object({
    /** When no schedule sounds, in each schedule's zone; one that ends first goes over midnight. */
    hours: z.array(z.object({ from: timeOfDay, to: timeOfDay })).max(12),
  })
  .openapi("QuietHours");
export type QuietHoursReply = z.output<typeof quietHoursSchema>;
