import { asc, eq, isNull } from "drizzle-orm";
import type { Db } from "./database";
import type { link, schedule } from "./schema";

/** A document that people change, with who did so last. What is deleted keeps its row. */
export interface Revisioned {
  /** 16 lower-case hex digits. */
  readonly id: string;
  readonly revision: number;
  readonly document: Readonly<Record<string, unknown>>;
  readonly changedAtMs: number;
  /** Who changed it last. */
  readonly actorId: string;
  readonly actorName: string;
  readonly deletedAtMs: number | null;
}

export interface RevisionedRepository {
  /** Adds it, or puts it in the place of the one there is, a deleted one too. */
  put(document: Omit<Revisioned, "deletedAtMs">): void;
  /** A deleted one too. */
  get(id: string): Revisioned | undefined;
  /** All that are not deleted, by id: some dozens, a few hundred at most. */
  all(): readonly Revisioned[];
  remove(id: string, nowMs: number): boolean;
}

/** @param table all of it is such documents */
export function revisionedRepository(db: Db, table: typeof schedule | typeof link): RevisionedRepository {
  return {
    put({ id, document, ...rest }) {
      const values = { ...rest, document: { ...document }, deletedAtMs: null };
      db.insert(table)
        .values({ id, ...values })
        .onConflictDoUpdate({ target: table.id, set: values })
        .run();
    },
    get: (id) => db.select().from(table).where(eq(table.id, id)).get(),
    all: () => db.select().from(table).where(isNull(table.deletedAtMs)).orderBy(asc(table.id)).all(),
    remove: (id, nowMs) =>
      db.update(table).set({ deletedAtMs: nowMs, changedAtMs: nowMs }).where(eq(table.id, id)).run().changes >
      0,
  };
}
