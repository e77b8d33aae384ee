import { blob, index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const event = sqliteTable(
  "event",
  {
    /** AUTOINCREMENT: an id is never given twice, even after pruning, so a reader can resume from one. */
    id: integer().primaryKey({ autoIncrement: true }),
    atMs: integer().notNull(),
    kind: text().notNull(),
    subject: text().notNull(),
    site: text(),
    body: text({ mode: "json" }).$type<Record<string, unknown>>().notNull(),
  },
  (table) => [index("event_at").on(table.atMs)],
);

/** Retained signed documents by topic, republished before the broker listens. */
export const document = sqliteTable("document", {
  topic: text().primaryKey(),
  version: integer().notNull(),
  bytes: blob({ mode: "buffer" }).notNull(),
  storedAtMs: integer().notNull(),
});

/** Monotonic counters, reserved ahead so that a crash never reissues a value. */
export const counter = sqliteTable("counter", {
  name: text().primaryKey(),
  value: integer().notNull(),
});

export const ingestCursor = sqliteTable("ingest_cursor", {
  journal: text().primaryKey(),
  segment: integer().notNull(),
  offset: integer().notNull(),
});

export const setting = sqliteTable("setting", {
  name: text().primaryKey(),
  /** JSON; text and not drizzle's json, which would make NULL of null. */
  value: text().notNull(),
  changedAtMs: integer().notNull(),
});
