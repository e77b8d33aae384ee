import type { ErrorEntry } from "./entry";

/** Announcements, schedules, their calendars, and iCalendar files. */
export const scheduleErrors = {
  "announcement-unknown": {
    status: 404,
    title: "There is no such announcement, or it is deleted",
    next: "See `dalaba announcement ls`; deleted ones with --deleted.",
  },
  "announcement-in-use": {
    status: 409,
    title: "Schedules need this announcement",
    next: "Change or delete those of params.schedules first.",
  },
  "schedule-unknown": {
    status: 404,
    title: "There is no such schedule",
    next: "See `dalaba schedule ls`.",
  },
  "schedule-changed": {
    status: 409,
    title: "Somebody else changed this schedule meanwhile",
    next: "Read it again, and make your change to what it is now.",
  },
  "schedule-invalid": {
    status: 422,
    title: "A member of the schedule cannot be read",
    next: "Correct the member that detail names.",
  },
  "schedule-too-dense": {
    status: 422,
    title: "The rule brings more than can be expanded",
    next: "Make it rarer, or end it with COUNT or UNTIL.",
  },
  "rrule-invalid": {
    status: 422,
    title: "This is no rule of RFC 5545",
    next: "Write one such as FREQ=WEEKLY;BYDAY=MO,FR; detail names the part.",
  },
  "rrule-too-often": {
    status: 422,
    title: "The rule comes due more often than each hour",
    next: "Use FREQ=HOURLY at the most.",
  },
  "calendar-unknown": {
    status: 404,
    title: "There is no such holiday calendar",
    next: "See `dalaba schedule calendar ls`.",
  },
  "calendar-in-use": {
    status: 409,
    title: "Schedules keep to this holiday calendar",
    next: "Change those of params.schedules first.",
  },
  "calendar-invalid": {
    status: 422,
    title: "A member of the holiday calendar cannot be read",
    next: "Correct the member or the day that detail names.",
  },
  "ical-invalid": {
    status: 422,
    title: "The text is no iCalendar object",
    next: "Export it once more as iCalendar (.ics) and try again.",
  },
  "ical-too-large": {
    status: 413,
    title: "The calendar is too large",
    next: "Export fewer events, or a shorter time.",
  },
} as const satisfies Record<string, ErrorEntry>;
