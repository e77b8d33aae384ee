/** The words of schedules, apart from what decides with them: the API names them, and brings no calendar arithmetic along. */

/** Schedules sound at the priority of announcements or below (wire.md 5): 40, music 10. */
export const SCHEDULE_PRIORITY_MAX = 45;

/** Which days a schedule keeps to. */
export const HOLIDAY_RULES = ["any", "workdays", "days-off", "not-holidays"] as const;
export type HolidayRule = (typeof HOLIDAY_RULES)[number];

/** What stands against an occurrence, found before it is due. */
export const SCHEDULE_PROBLEMS = [
  /** Another one sounds on one of its speakers at that time. */
  "collision",
  /** It meets quiet hours, in which speakers refuse schedules. */
  "quiet-hours",
  "dst-gap",
  "dst-overlap",
  /** The rule has it, and it is left out: a holiday. */
  "holiday",
  /** The holiday calendar knows nothing of its year. */
  "holiday-unknown",
  /** The sun neither rises nor sets that day. */
  "no-sun",
  "no-speakers",
  /** A speaker has no announcement to play from its own store yet. */
  "clip-missing",
  /** A speaker does not know what time it is, and starts nothing by itself. */
  "clock-untrusted",
  "too-long",
  /** The rule cannot be expanded. */
  "schedule-too-dense",
] as const;
export type ScheduleProblem = (typeof SCHEDULE_PROBLEMS)[number];
