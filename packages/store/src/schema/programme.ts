import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { revisionedColumns } from "./revisioned-columns";

/** What is said, in parts. What is deleted keeps its row: history and schedules name it. */
export const announcement = sqliteTable(
  "announcement",
  {
    /** 16 lower-case hex digits. */
    id: text().primaryKey(),
    title: text().notNull(),
    /** Whose it is; null: the whole installation's. No foreign key: it outlives its site. */
    site: text(),
    /** Counts up with each change, from 1. */
    revision: integer().notNull(),
    /** Chime, parts, repetitions: as the API has them. */
    document: text({ mode: "json" }).$type<Record<string, unknown>>().notNull(),
    changedAtMs: integer().notNull(),
    deletedAtMs: integer(),
  },
  (table) => [index("announcement_changed").on(table.changedAtMs, table.id)],
);

/** What sounds when and where. `document` as `scheduleSchema` of core writes it; it owes nothing from before `changedAtMs`. */
export const schedule = sqliteTable("schedule", revisionedColumns());

/** Occurrences, written down ahead of their time and decided once. */
export const occurrence = sqliteTable(
  "occurrence",
  {
    /** wire.md 7: follows from schedule and instant alone; the id of its broadcast, too. */
    id: text().primaryKey(),
    schedule: text().notNull(),
    revision: integer().notNull(),
    utcMs: integer().notNull(),
    announcement: text().notNull(),
    state: text({ enum: ["waiting", "begun", "ended", "skipped"] }).notNull(),
    /** Of one that is skipped, or could not be begun: the code. */
    because: text(),
    /** The broadcast that sounds it now; another than its id where it was joined. */
    broadcast: text(),
    durationMs: integer(),
    decidedAtMs: integer(),
  },
  (table) => [
    index("occurrence_state").on(table.state, table.utcMs),
    index("occurrence_schedule").on(table.schedule, table.utcMs),
  ],
);

/** Days off and days that are worked instead, as people edit them. */
export const holidayCalendar = sqliteTable("holiday_calendar", {
  id: text().primaryKey(),
  document: text({ mode: "json" }).$type<Record<string, unknown>>().notNull(),
  changedAtMs: integer().notNull(),
});
