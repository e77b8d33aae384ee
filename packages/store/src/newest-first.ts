import { and, desc, eq, lt, or, type SQL } from "drizzle-orm";
import type { SQLiteColumn, SQLiteTable } from "drizzle-orm/sqlite-core";
import type { Db } from "./database";
import { type Page, type PageRequest, pageLimit, toPage } from "./page";

/** A table whose rows have a text id; `at` is the time that they are listed by. */
interface Listed<T extends SQLiteTable> {
  readonly table: T;
  readonly at: SQLiteColumn;
  readonly id: SQLiteColumn;
}

/** One page of rows that match, from the newest to the oldest and by id within one time; the cursor is the last row's id. */
export function newestFirst<T extends SQLiteTable>(
  db: Db,
  { table, at, id }: Listed<T>,
  request: PageRequest,
  matching: SQL | undefined,
): Page<T["$inferSelect"]> {
  const limit = pageLimit(request);
  const last =
    request.after == null ? null : db.select({ at, id }).from(table).where(eq(id, request.after)).get();
  // A row that is gone, or never was, has none after it.
  if (last === undefined) return { items: [], next: null };
  const older = last === null ? undefined : or(lt(at, last.at), and(eq(at, last.at), lt(id, last.id)));
  const rows = db
    .select()
    .from(table)
    .where(and(matching, older))
    .orderBy(desc(at), desc(id))
    .limit(limit + 1)
    .all() as (T["$inferSelect"] & { readonly id: string })[];
  return toPage(rows, limit, (row) => row.id);
}
