import { sql } from "drizzle-orm";
import {
  type AnySQLiteColumn,
  blob,
  check,
  index,
  integer,
  primaryKey,
  real,
  sqliteTable,
  text,
  uniqueIndex,
} from "drizzle-orm/sqlite-core";

/*
 * The tables. `...AtMs` are UTC milliseconds, `...Us` microseconds. Columns are snake_case in SQL (the `casing`
 * option, the same in drizzle.config.ts and open-client.ts). Change a table: `pnpm --filter @dalaba/store migration`.
 */

// ---- the town ----------------------------------------------------------------------------------------------

export const site = sqliteTable(
  "site",
  {
    id: text().primaryKey(),
    name: text().notNull(),
    // A plan inserts parents first; a site that still has children, speakers or rooms cannot be removed.
    parent: text().references((): AnySQLiteColumn => site.id),
    timeZone: text(),
  },
  (table) => [index("site_parent").on(table.parent)],
);

export const room = sqliteTable("room", {
  id: text().primaryKey(),
  name: text().notNull(),
  site: text()
    .notNull()
    .references(() => site.id),
  kind: text({ enum: ["village", "centre"] }).notNull(),
});

export const zone = sqliteTable("zone", {
  id: text().primaryKey(),
  name: text().notNull(),
  site: text()
    .notNull()
    .references(() => site.id),
});

export const speaker = sqliteTable(
  "speaker",
  {
    id: text().primaryKey(),
    name: text().notNull(),
    site: text()
      .notNull()
      .references(() => site.id),
    lat: real().notNull(),
    lon: real().notNull(),
    delayClass: text({ enum: ["lan", "wan"] }).notNull(),
    levelDb: real().notNull(),
    bearing: real(),
    audibleMetres: real().notNull(),
    hardware: text(),
    // Credentials (wire.md 6): the hash of the MQTT password, the sealed pairwise key and the device's public
    // key; never the secret itself. Null until issued.
    mqttPasswordSha256: blob({ mode: "buffer" }),
    pairwiseKeySealed: blob({ mode: "buffer" }),
    devicePublicKey: blob({ mode: "buffer" }),
    credentialsVersion: integer().notNull().default(0),
    credentialsIssuedAtMs: integer(),
    disabled: integer({ mode: "boolean" }).notNull().default(false),
    addedAtMs: integer().notNull(),
    changedAtMs: integer().notNull(),
  },
  (table) => [index("speaker_site").on(table.site), index("speaker_name").on(table.name)],
);

export const zoneSpeaker = sqliteTable(
  "zone_speaker",
  {
    zone: text()
      .notNull()
      .references(() => zone.id, { onDelete: "cascade" }),
    speaker: text()
      .notNull()
      .references(() => speaker.id, { onDelete: "cascade" }),
  },
  (table) => [
    primaryKey({ columns: [table.zone, table.speaker] }),
    index("zone_speaker_speaker").on(table.speaker),
  ],
);

export const camera = sqliteTable(
  "camera",
  {
    id: text().primaryKey(),
    name: text().notNull(),
    site: text()
      .notNull()
      .references(() => site.id),
    lat: real().notNull(),
    lon: real().notNull(),
    bearing: real(),
    fieldOfView: real(),
  },
  (table) => [index("camera_site").on(table.site)],
);

/** Last known state of a speaker: what `st` and `tm` said, and when. */
export const speakerStatus = sqliteTable("speaker_status", {
  speaker: text()
    .primaryKey()
    .references(() => speaker.id, { onDelete: "cascade" }),
  bootId: text(),
  online: integer({ mode: "boolean" }).notNull(),
  status: text({ mode: "json" }).$type<Record<string, unknown>>(),
  statusAtMs: integer(),
  telemetry: text({ mode: "json" }).$type<Record<string, unknown>>(),
  telemetryAtMs: integer(),
  lastSeenAtMs: integer(),
});

// ---- people ------------------------------------------------------------------------------------------------

export const operator = sqliteTable(
  "operator",
  {
    id: text().primaryKey(),
    /** The name typed at sign-in. */
    name: text().notNull(),
    displayName: text().notNull(),
    /** argon2id in PHC form; null when the person can only enter by a sign-in link. */
    passwordHash: text(),
    room: text().references(() => room.id, { onDelete: "set null" }),
    disabled: integer({ mode: "boolean" }).notNull().default(false),
    createdAtMs: integer().notNull(),
    passwordChangedAtMs: integer(),
  },
  (table) => [uniqueIndex("operator_name").on(table.name)],
);

export const operatorGrant = sqliteTable(
  "operator_grant",
  {
    operator: text()
      .notNull()
      .references(() => operator.id, { onDelete: "cascade" }),
    site: text()
      .notNull()
      .references(() => site.id),
    role: text({ enum: ["viewer", "operator", "supervisor", "technician", "admin"] }).notNull(),
    maxPriority: integer().notNull(),
    permissions: text({ mode: "json" }).$type<string[]>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.operator, table.site, table.role] })],
);

export const token = sqliteTable(
  "token",
  {
    id: text().primaryKey(),
    name: text().notNull(),
    hash: blob({ mode: "buffer" }).notNull(),
    operator: text()
      .notNull()
      .references(() => operator.id, { onDelete: "cascade" }),
    scope: text({ mode: "json" }).$type<Record<string, unknown>>().notNull(),
    createdAtMs: integer().notNull(),
    expiresAtMs: integer().notNull(),
    lastUsedAtMs: integer(),
    lastUsedAddress: text(),
    revokedAtMs: integer(),
  },
  (table) => [uniqueIndex("token_hash").on(table.hash), index("token_operator").on(table.operator)],
);

export const session = sqliteTable(
  "session",
  {
    /** Public: what lists show and `end` takes. The cookie's secret is only known by its hash. */
    id: text().primaryKey(),
    hash: blob({ mode: "buffer" }).notNull(),
    operator: text()
      .notNull()
      .references(() => operator.id, { onDelete: "cascade" }),
    room: text().references(() => room.id, { onDelete: "set null" }),
    createdAtMs: integer().notNull(),
    lastSeenAtMs: integer().notNull(),
    expiresAtMs: integer().notNull(),
    address: text().notNull(),
    agent: text().notNull(),
    endedAtMs: integer(),
    endedBecause: text(),
  },
  (table) => [uniqueIndex("session_hash").on(table.hash), index("session_operator").on(table.operator)],
);

export const signInLink = sqliteTable("sign_in_link", {
  hash: blob({ mode: "buffer" }).primaryKey(),
  operator: text()
    .notNull()
    .references(() => operator.id, { onDelete: "cascade" }),
  createdAtMs: integer().notNull(),
  expiresAtMs: integer().notNull(),
  usedAtMs: integer(),
});

/** Failed sign-ins by name and by address, so that a lockout survives a restart. */
export const signInAttempt = sqliteTable("sign_in_attempt", {
  /** `name:NAME` or `address:IP`. */
  key: text().primaryKey(),
  state: text({ mode: "json" }).$type<Record<string, unknown>>().notNull(),
  changedAtMs: integer().notNull(),
});

/** Append-only; triggers in the migration refuse UPDATE and DELETE. */
export const audit = sqliteTable(
  "audit",
  {
    seq: integer().primaryKey(),
    atMs: integer().notNull(),
    actor: text().notNull(),
    room: text(),
    address: text(),
    act: text().notNull(),
    object: text().notNull(),
    why: text(),
    result: text().notNull(),
    detail: text({ mode: "json" }).$type<Record<string, unknown>>().notNull(),
    previousHash: text().notNull(),
    hash: text().notNull(),
  },
  (table) => [index("audit_at").on(table.atMs)],
);

// ---- broadcasts --------------------------------------------------------------------------------------------

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
    codec: text().notNull(),
    frames: integer(),
    durationMs: integer(),
    recordingPath: text(),
    /** The counted outcome, once nothing more can arrive. */
    summary: text({ mode: "json" }).$type<Record<string, unknown>>(),
    settledAtMs: integer(),
  },
  (table) => [
    index("broadcast_started").on(table.startedAtMs, table.id),
    index("broadcast_open").on(table.endedAtMs),
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
    offeredAtMs: integer(),
    withheldBecause: text(),
    answer: text({ enum: ["accept", "queued", "busy", "muted", "quiet", "outranked", "denied"] }),
    answerWhy: text(),
    answeredAtMs: integer(),
    firstSampleAtUs: integer(),
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

// ---- the feed, the wire, and small state -------------------------------------------------------------------

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
  segment: text().notNull(),
  offset: integer().notNull(),
});

export const setting = sqliteTable("setting", {
  name: text().primaryKey(),
  value: text({ mode: "json" }).$type<unknown>().notNull(),
  changedAtMs: integer().notNull(),
});
