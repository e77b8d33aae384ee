import { integer, text } from "drizzle-orm/sqlite-core";

/** Of a table of documents that people change; what is deleted keeps its row. New builders for each table. */
export const revisionedColumns = () => ({
  /** 16 lower-case hex digits. */
  id: text().primaryKey(),
  revision: integer().notNull(),
  document: text({ mode: "json" }).$type<Record<string, unknown>>().notNull(),
  changedAtMs: integer().notNull(),
  /** Who changed it last: in whose name it sounds. */
  actorId: text().notNull(),
  actorName: text().notNull(),
  deletedAtMs: integer(),
});
