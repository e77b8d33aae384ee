import { sql } from "drizzle-orm";
import { blob, check, index, integer, primaryKey, real, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const broadcast = sqliteTable(
  "broadcast",
  {
    /** 16 lower-case hex digits. */
    id: text().primaryKey(),
    kind: text({ enum: ["talk", "play"] }).notNull(),
    priority: integer().notNull(),
    class: text().notNull(),
    actorKind: text({ enum: ["operator", "token", "system"] }).notNull(),
    actorId: text().notNull(),
    actorName: text().notNull(),
    room: text(),
    why: text(),
    to: text().notNull(),
    targets: integer().notNull(),
    /** Order counter, UTC microseconds (below 2^53 until the year 2255). */
    issued: integer().notNull(),
    startedAtMs: integer().notNull(),
    endedAtMs: integer(),
    endedBecause: text(),
    firstFrameAtUs: integer(),
    endedBy: text({ mode: "json" }).$type<Record<string, unknown>>(),
    codec: text().notNull(),
    chime: text().notNull(),
    gainDb: real().notNull(),
    t0Us: integer().notNull(),
    m0: integer().notNull(),
    delayLanUs: integer().notNull(),
    delayWanUs: integer().notNull(),
    frames: integer(),
    durationMs: integer(),
    recordingPath: text(),
    /** The counted outcome, once nothing more can arrive. */
    summary: text({ mode: "json" }).$type<Record<string, unknown>>(),
    settledAtMs: integer(),
    /** The broadcast whose recording this one plays again. No foreign key: it may go before this one does. */
    repeats: text(),
    /** The clip that it plays. No foreign key: history outlives clips. */
    clip: text(),
  },
  (table) => [
    index("broadcast_started").on(table.startedAtMs, table.id),
    index("broadcast_open").on(table.endedAtMs),
    index("broadcast_clip").on(table.clip, table.endedAtMs),
    check("broadcast_id_hex", sql`length(${table.id}) = 16`),
  ],
);

/** Sites a broadcast reached, kept as they were: lists are filtered by it. No foreign key: history outlives sites. */
export const broadcastSite = sqliteTable(
  "broadcast_site",
  {
    broadcast: text()
      .notNull()
      .references(() => broadcast.id, { onDelete: "cascade" }),
    site: text().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.broadcast, table.site] }),
    index("broadcast_site_site").on(table.site),
  ],
);

/** One row per target. No foreign key to speaker: history outlives speakers. */
export const broadcastSpeaker = sqliteTable(
  "broadcast_speaker",
  {
    broadcast: text()
      .notNull()
      .references(() => broadcast.id, { onDelete: "cascade" }),
    speaker: text().notNull(),
    delayClass: text({ enum: ["lan", "wan"] }).notNull(),
    offeredAtMs: integer(),
    withheldBecause: text(),
    answer: text({ enum: ["accept", "queued", "busy", "muted", "quiet", "outranked", "denied"] }),
    answerWhy: text(),
    holder: text(),
    sync: text({ enum: ["none", "loose", "good"] }),
    answeredAtMs: integer(),
    firstSampleAtUs: integer(),
    firstMediaTime: integer(),
    plannedAtUs: integer(),
    clockErrorUs: integer(),
    expected: integer(),
    played: integer(),
    concealed: integer(),
    late: integer(),
    missing: integer(),
    endedBecause: text(),
    receiptAtMs: integer(),
    receiptVerified: integer({ mode: "boolean" }),
    receipt: blob({ mode: "buffer" }),
    verdict: text({ enum: ["played", "partial", "failed"] }),
    reason: text(),
  },
  (table) => [
    primaryKey({ columns: [table.broadcast, table.speaker] }),
    index("broadcast_speaker_speaker").on(table.speaker),
  ],
);

/**
 * The verified receipts behind a row of `broadcast_speaker`: the last word of each boot on the stretch that it counted.
 * The row holds what they amount to. A first sample at 0: nothing sounded.
 */
export const broadcastReceipt = sqliteTable(
  "broadcast_receipt",
  {
    broadcast: text()
      .notNull()
      .references(() => broadcast.id, { onDelete: "cascade" }),
    speaker: text().notNull(),
    /** 16 lower-case hex digits. */
    bootId: text().notNull(),
    /** 0 for those of a store before migration 0004, which did not read it. */
    counter: integer().notNull(),
    firstSampleAtUs: integer().notNull(),
    firstMediaTime: integer(),
    endMediaTime: integer(),
    clockErrorUs: integer(),
    played: integer().notNull(),
    concealed: integer().notNull(),
    late: integer().notNull(),
    missing: integer().notNull(),
    endedBecause: text().notNull(),
    receiptAtMs: integer().notNull(),
    /** As it arrived: whoever doubts the counts checks its signature. */
    receipt: blob({ mode: "buffer" }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.broadcast, table.speaker, table.bootId, table.firstSampleAtUs] })],
);
