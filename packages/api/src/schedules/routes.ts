import { z } from "@hono/zod-openapi";
import { hexId } from "../contract/hex-id";
import { pageOf, pageQuery } from "../contract/page";
import { API_PREFIX, defineRoute } from "../contract/route";
import {
  calendarSchema,
  dryRunEntrySchema,
  newScheduleSchema,
  occurrenceSchema,
  quietHoursSchema,
  scheduleChangeSchema,
  scheduleSchema,
} from "./schemas";

const params = z.object({ id: hexId });
const calendarParams = z.object({ id: z.string().regex(/^[a-z0-9-]{1,40}$/) });
const seen = { act: "see", of: "anywhere" } as const;
const manages = { act: "manage-schedules", of: "asked-by-handler" } as const;
const ofWhole = { act: "manage-schedules", of: "whole" } as const;

/** The longest look ahead, days: a rule that comes each hour takes the controller a third of a millisecond a time. */
export const DRY_RUN_DAYS_MAX = 92;

export const scheduleRoutes = {
  listSchedules: defineRoute({
    method: "get",
    path: `${API_PREFIX}/schedules`,
    name: "listSchedules",
    summary: "All schedules",
    right: seen,
    reply: z.object({ items: z.array(scheduleSchema), next: z.null() }),
  }),
  addSchedule: defineRoute({
    method: "post",
    path: `${API_PREFIX}/schedules`,
    name: "addSchedule",
    summary: "A new schedule; asks for `play` at its targets, too",
    right: manages,
    body: newScheduleSchema,
    reply: scheduleSchema,
    status: 201,
  }),
  dryRunSchedules: defineRoute({
    method: "get",
    path: `${API_PREFIX}/schedules/dry-run`,
    name: "dryRunSchedules",
    summary: "What will sound in the coming days, and what stands against it",
    right: seen,
    query: z.object({ days: z.coerce.number().int().min(1).max(DRY_RUN_DAYS_MAX).default(30) }),
    reply: z.object({ items: z.array(dryRunEntrySchema), next: z.null() }),
  }),
  exportSchedules: defineRoute({
    method: "get",
    path: `${API_PREFIX}/schedules/export`,
    name: "exportSchedules",
    summary: "All of them as iCalendar (RFC 5545)",
    right: seen,
    replyMedia: ["text/calendar"],
  }),
  importSchedules: defineRoute({
    method: "post",
    path: `${API_PREFIX}/schedules/import`,
    name: "importSchedules",
    summary: "Schedules from an iCalendar file: what it does not say of them is in the query",
    right: manages,
    query: z.object({
      announcement: z.string().max(16).optional(),
      to: z.string().max(1000).optional(),
      dryRun: z.enum(["true", "false"]).default("false"),
    }),
    bytes: ["text/calendar"],
    limitBytes: 4 * 1024 * 1024,
    reply: z.object({
      added: z.array(scheduleSchema),
      passedOver: z.array(z.object({ uid: z.string(), code: z.string(), detail: z.string() })),
    }),
  }),
  showSchedule: defineRoute({
    method: "get",
    path: `${API_PREFIX}/schedules/{id}`,
    name: "showSchedule",
    summary: "One schedule",
    right: seen,
    params,
    reply: scheduleSchema,
  }),
  changeSchedule: defineRoute({
    method: "put",
    path: `${API_PREFIX}/schedules/{id}`,
    name: "changeSchedule",
    summary: "All of it anew; what has begun goes on as it was",
    right: manages,
    params,
    body: scheduleChangeSchema,
    reply: scheduleSchema,
  }),
  removeSchedule: defineRoute({
    method: "delete",
    path: `${API_PREFIX}/schedules/{id}`,
    name: "removeSchedule",
    summary: "Nothing of it sounds any more; what has begun goes on",
    right: manages,
    params,
  }),
  listOccurrences: defineRoute({
    method: "get",
    path: `${API_PREFIX}/occurrences`,
    name: "listOccurrences",
    summary: "What was due and what became of it, and what waits; newest first",
    right: seen,
    query: pageQuery.extend({
      schedule: z.string().max(16).optional(),
      /** UTC ms. */
      since: z.coerce.number().int().optional(),
      until: z.coerce.number().int().optional(),
    }),
    reply: pageOf(occurrenceSchema),
  }),
  showQuietHours: defineRoute({
    method: "get",
    path: `${API_PREFIX}/quiet-hours`,
    name: "showQuietHours",
    summary: "When no schedule sounds",
    right: seen,
    reply: quietHoursSchema,
  }),
  setQuietHours: defineRoute({
    method: "put",
    path: `${API_PREFIX}/quiet-hours`,
    name: "setQuietHours",
    summary: "Others in their place",
    right: ofWhole,
    body: quietHoursSchema,
    reply: quietHoursSchema,
  }),
} as const;

export const calendarRoutes = {
  listCalendars: defineRoute({
    method: "get",
    path: `${API_PREFIX}/calendars`,
    name: "listCalendars",
    summary: "Holiday calendars",
    right: seen,
    reply: z.object({ items: z.array(calendarSchema), next: z.null() }),
  }),
  putCalendar: defineRoute({
    method: "put",
    path: `${API_PREFIX}/calendars/{id}`,
    name: "putCalendar",
    summary: "A holiday calendar, new or in the place of the one there is",
    right: ofWhole,
    params: calendarParams,
    body: calendarSchema,
    reply: calendarSchema,
  }),
  removeCalendar: defineRoute({
    method: "delete",
    path: `${API_PREFIX}/calendars/{id}`,
    name: "removeCalendar",
    summary: "Delete it where no schedule keeps to it",
    right: ofWhole,
    params: calendarParams,
  }),
} as const;
