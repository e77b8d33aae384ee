import { blob, index, integer, primaryKey, real, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Stored audio with a title. What is deleted keeps its rows and its files, and can be restored. */
export const clip = sqliteTable(
  "clip",
  {
    id: text().primaryKey(),
    title: text().notNull(),
    /** BCP 47, such as zh-CN or yue. */
    language: text(),
    /** Whose it is; null: the whole installation's. No foreign key: a clip outlives its site. */
    site: text(),
    createdAtMs: integer().notNull(),
    deletedAtMs: integer(),
  },
  (table) => [index("clip_created").on(table.createdAtMs, table.id)],
);

/** What a clip sounds like: from the first version on, each kept. */
export const clipVersion = sqliteTable(
  "clip_version",
  {
    clip: text()
      .notNull()
      .references(() => clip.id, { onDelete: "cascade" }),
    /** From 1. */
    number: integer().notNull(),
    /** Of the Ogg Opus file, 64 lower-case hex digits: its name in the folder of the clips. */
    sha256: text().notNull(),
    bytes: integer().notNull(),
    durationMs: integer().notNull(),
    beforeLufs: real().notNull(),
    afterLufs: real().notNull(),
    truePeakDb: real().notNull(),
    sound: text({ enum: ["speech", "music"] }).notNull(),
    /** 400 peaks, a byte each. */
    waveform: blob({ mode: "buffer" }).notNull(),
    sourceName: text().notNull(),
    sourceFormat: text().notNull(),
    sourceBytes: integer().notNull(),
    sourceSha256: text().notNull(),
    atMs: integer().notNull(),
    actorKind: text({ enum: ["operator", "token", "system"] }).notNull(),
    actorId: text().notNull(),
    actorName: text().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.clip, table.number] }),
    index("clip_version_sha256").on(table.sha256),
  ],
);

/** A file on its way to the controller. How much of it is there, its file says. */
export const upload = sqliteTable(
  "upload",
  {
    id: text().primaryKey(),
    name: text().notNull(),
    /** All of it. */
    bytes: integer().notNull(),
    /** Of the whole file, where the sender said so. */
    sha256: text(),
    /** Whoever sends it, and alone may go on. */
    owner: text().notNull(),
    createdAtMs: integer().notNull(),
    changedAtMs: integer().notNull(),
  },
  (table) => [index("upload_owner").on(table.owner), index("upload_changed").on(table.changedAtMs)],
);
