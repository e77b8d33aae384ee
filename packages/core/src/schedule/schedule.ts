import { z } from "zod";
import { parseTarget } from "../broadcast/target-expression";
import { isTimeZone } from "../model/time-zone";
import { accept, type Outcome, refuse } from "../outcome";
import { type LocalTime, readLocalTime } from "./local-time";
import { readRecurrence } from "./recurrence";
import { HOLIDAY_RULES, SCHEDULE_PRIORITY_MAX } from "./vocabulary";

const local = z
  .string()
  .max(19)
  .transform((text, context): LocalTime => {
    const time = readLocalTime(text);
    if (time !== undefined) return time;
    context.addIssue("a local time, 2026-11-27T07:30:00");
    return z.NEVER;
  });
const id = z.string().regex(/^[0-9a-f]{16}$/, "16 lower-case hex digits");
const monthDay = z.string().regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, "a month and a day, 06-21");

/** What sounds when and where: a rule of RFC 5545 in the local time of a zone, and what stands against it. */
export const scheduleSchema = z.object({
  id,
  /** Counts up with each change; travels beside the occurrence's id. */
  revision: z.int().min(1),
  title: z.string().trim().min(1).max(80),
  enabled: z.boolean().default(true),
  zone: z.string().max(64).refine(isTimeZone, "an IANA time zone, Asia/Shanghai"),
  starts: local,
  /** Without it, and without dates of its own, it is due once. */
  rrule: z.string().min(1).max(500).nullable().default(null),
  rdates: z.array(local).max(400).default([]),
  exdates: z.array(local).max(400).default([]),
  /** In place of the time of the day: minutes from sunrise or sunset at a place. */
  sun: z
    .object({
      event: z.enum(["sunrise", "sunset"]),
      offsetMinutes: z.int().min(-720).max(720),
      lat: z.number().min(-90).max(90),
      lon: z.number().min(-180).max(180),
    })
    .nullable()
    .default(null),
  /** Only then, both days included; one that ends first goes over the New Year. Empty: all year. */
  seasons: z
    .array(z.object({ from: monthDay, to: monthDay }))
    .max(12)
    .default([]),
  holidays: z.enum(HOLIDAY_RULES).default("any"),
  calendar: z.string().max(40).nullable().default(null),
  /** One occurrence, named by its original local time, is moved, says something else, or is left out (RECURRENCE-ID). */
  overrides: z
    .array(
      z.object({
        original: local,
        cancelled: z.boolean().default(false),
        moved: local.nullable().default(null),
        announcement: id.nullable().default(null),
      }),
    )
    .max(400)
    .default([]),
  announcement: id,
  to: z.array(z.string().min(1).max(200)).min(1).max(100),
  priority: z.int().min(10).max(SCHEDULE_PRIORITY_MAX).default(40),
  levelDb: z.number().min(-60).max(0).default(0),
  missed: z
    .discriminatedUnion("kind", [
      z.object({ kind: z.literal("skip") }),
      z.object({ kind: z.literal("within"), seconds: z.int().min(1).max(86_400) }),
      z.object({ kind: z.literal("latest") }),
    ])
    .default({ kind: "skip" }),
});

export type Schedule = z.output<typeof scheduleSchema>;

export type ScheduleFault = "schedule-invalid" | "rrule-invalid" | "rrule-too-often" | "target-malformed";

/** Reads what somebody wrote; each refusal names the member. */
export function readSchedule(input: unknown): Outcome<Schedule, ScheduleFault> {
  const read = scheduleSchema.safeParse(input);
  if (!read.success) {
    const [issue] = read.error.issues;
    return refuse("schedule-invalid", `${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}`);
  }
  const schedule = read.data;
  const target = parseTarget(schedule.to);
  if (!target.ok) return target;
  if (schedule.rrule !== null) {
    const rule = readRecurrence(schedule.rrule, schedule.starts, schedule.zone);
    if (!rule.ok) return rule;
  }
  return accept(schedule);
}
