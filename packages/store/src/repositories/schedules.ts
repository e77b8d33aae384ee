import { asc, eq, isNull } from "drizzle-orm";
import type { Connection } from "../database";
import { holidayCalendar, schedule } from "../schema";

export interface StoredSchedule {
  /** 16 lower-case hex digits. */
  readonly id: string;
  readonly revision: number;
  /** As core's `scheduleSchema` writes it. */
  readonly document: Readonly<Record<string, unknown>>;
  readonly changedAtMs: number;
  /** Who changed it last. */
  readonly actorId: string;
  readonly actorName: string;
  readonly deletedAtMs: number | null;
}

export interface StoredCalendar {
  readonly id: string;
  readonly document: Readonly<Record<string, unknown>>;
  readonly changedAtMs: number;
}

export interface ScheduleRepository {
  /** Adds it, or puts it in the place of the one there is, a deleted one too. */
  put(schedule: Omit<StoredSchedule, "deletedAtMs">): void;
  /** A deleted one too. */
  get(id: string): StoredSchedule | undefined;
  /** All that are not deleted, by id: some dozens, a few hundred at most. */
  all(): readonly StoredSchedule[];
  remove(id: string, nowMs: number): boolean;
  calendars(): readonly StoredCalendar[];
  calendar(id: string): StoredCalendar | undefined;
  putCalendar(calendar: StoredCalendar): void;
  removeCalendar(id: string): boolean;
}

export function scheduleRepository({ db }: Connection): ScheduleRepository {
  return {
    put({ id, document, ...rest }) {
      const values = { ...rest, document: { ...document }, deletedAtMs: null };
      db.insert(schedule)
        .values({ id, ...values })
        .onConflictDoUpdate({ target: schedule.id, set: values })
        .run();
    },
    get: (id) => db.select().from(schedule).where(eq(schedule.id, id)).get(),
    all: () => db.select().from(schedule).where(isNull(schedule.deletedAtMs)).orderBy(asc(schedule.id)).all(),
    remove: (id, nowMs) =>
      db.update(schedule).set({ deletedAtMs: nowMs, changedAtMs: nowMs }).where(eq(schedule.id, id)).run()
        .changes > 0,
    calendars: () => db.select().from(holidayCalendar).orderBy(asc(holidayCalendar.id)).all(),
    calendar: (id) => db.select().from(holidayCalendar).where(eq(holidayCalendar.id, id)).get(),
    putCalendar({ id, document, changedAtMs }) {
      const values = { document: { ...document }, changedAtMs };
      db.insert(holidayCalendar)
        .values({ id, ...values })
        .onConflictDoUpdate({ target: holidayCalendar.id, set: values })
        .run();
    },
    removeCalendar: (id) => db.delete(holidayCalendar).where(eq(holidayCalendar.id, id)).run().changes > 0,
  };
}
