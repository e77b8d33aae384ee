import {
  type AnySQLiteColumn,
  blob,
  index,
  integer,
  primaryKey,
  real,
  sqliteTable,
  text,
} from "drizzle-orm/sqlite-core";

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
    /** A line of an external broker's password file (`$7$...`): it can only be made while the password is known. */
    brokerPasswordHash: text(),
    pairwiseKeySealed: blob({ mode: "buffer" }),
    devicePublicKey: blob({ mode: "buffer" }),
    credentialsVersion: integer().notNull().default(0),
    credentialsIssuedAtMs: integer(),
    disabled: integer({ mode: "boolean" }).notNull().default(false),
    /** Set at the pole, and no part of the town's file. */
    muted: integer({ mode: "boolean" }).notNull().default(false),
    trimMs: integer().notNull().default(0),
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

/** Where people stand, and overlap is figured. */
export const listeningPoint = sqliteTable(
  "listening_point",
  {
    id: text().primaryKey(),
    name: text().notNull(),
    site: text()
      .notNull()
      .references(() => site.id),
    lat: real().notNull(),
    lon: real().notNull(),
    kind: text({ enum: ["square", "stop", "door"] }).notNull(),
    weight: real().notNull(),
  },
  (table) => [index("listening_point_site").on(table.site)],
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
