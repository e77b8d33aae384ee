import { asc, eq } from "drizzle-orm";
import type { Connection } from "../database";
import { type Revisioned, type RevisionedRepository, revisionedRepository } from "../revisioned";
import { holidayCalendar, schedule } from "../schema";

/** `document`: as core's `scheduleSchema` writes it. */
export type StoredSchedule = Revisioned;

export interface StoredCalendar {
  readonly id: string;
  readonly document: Readonly<Record<string, unknown>>;
  readonly changedAtMs: number;
}

export interface ScheduleRepository extends RevisionedRepository {
  calendars(): readonly StoredCalendar[];
  calendar(id: string): StoredCalendar | undefined;
  putCalendar(calendar: StoredCalendar): void;
  removeCalendar(id: string): boolean;
}

export function scheduleRepository({ db }: Connection): ScheduleRepository {
  return {
    ...revisionedRepository(db, schedule),
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
