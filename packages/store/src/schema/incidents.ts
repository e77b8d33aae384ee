import type { EventKind, SeenObject } from "@dalaba/core/camera-event";
import { blob, index, integer, primaryKey, real, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { revisionedColumns } from "./revisioned-columns";

/** Where events come from. */
export const eventSource = sqliteTable("event_source", {
  /** Lower-case letters, digits, hyphens. */
  id: text().primaryKey(),
  kind: text({ enum: ["webhook", "frigate", "onvif-mqtt", "isapi"] }).notNull(),
  name: text().notNull(),
  enabled: integer({ mode: "boolean" }).notNull(),
  /** Of a source that we go to, without user and password. */
  url: text(),
  /** Of an MQTT source: what comes before `events`, or before `onvif-ej`. */
  prefix: text(),
  /** How the source names cameras: channel to camera. */
  channels: text({ mode: "json" }).$type<Record<string, string>>().notNull(),
  /** The webhook's key, or user and password of a source that we go to. */
  secretSealed: blob({ mode: "buffer" }),
  changedAtMs: integer().notNull(),
});

/** One row per happening; reports of the same are counted in it. */
export const cameraEvent = sqliteTable(
  "camera_event",
  {
    /** 16 lower-case hex digits. */
    id: text().primaryKey(),
    /** No foreign keys: history outlives sources, cameras and sites. */
    source: text().notNull(),
    camera: text().notNull(),
    site: text().notNull(),
    kind: text().$type<EventKind>().notNull(),
    zoneInView: text(),
    object: text().$type<SeenObject>(),
    score: real(),
    /** UTC: the source's own word where it was believed. */
    atMs: integer().notNull(),
    atArrival: integer({ mode: "boolean" }).notNull(),
    /** When it came in, and when it was last reported. */
    beganAtMs: integer().notNull(),
    heardAtMs: integer().notNull(),
    endedAtMs: integer(),
    reports: integer().notNull(),
    dedupeKey: text().notNull(),
    incident: text(),
  },
  (table) => [
    index("camera_event_began").on(table.beganAtMs, table.id),
    index("camera_event_key").on(table.source, table.dedupeKey, table.heardAtMs),
    index("camera_event_incident").on(table.incident),
  ],
);

export const incident = sqliteTable(
  "incident",
  {
    /** 16 lower-case hex digits. */
    id: text().primaryKey(),
    kind: text().$type<EventKind>().notNull(),
    camera: text().notNull(),
    site: text().notNull(),
    state: text({ enum: ["open", "acknowledged", "closed"] }).notNull(),
    outcome: text({ enum: ["resolved", "false-alarm"] }),
    room: text(),
    ownerId: text(),
    ownerName: text(),
    link: text(),
    /** Announcements. */
    suggest: text({ mode: "json" }).$type<string[]>().notNull(),
    openedAtMs: integer().notNull(),
    heardAtMs: integer().notNull(),
    acknowledgedAtMs: integer(),
    talkedDownAtMs: integer(),
    closedAtMs: integer(),
    events: integer().notNull(),
  },
  (table) => [
    index("incident_opened").on(table.openedAtMs, table.id),
    index("incident_state").on(table.state, table.openedAtMs, table.id),
    index("incident_camera").on(table.camera, table.kind, table.state),
  ],
);

/** Who did what to an incident, and when. */
export const incidentLine = sqliteTable(
  "incident_line",
  {
    id: integer().primaryKey({ autoIncrement: true }),
    incident: text()
      .notNull()
      .references(() => incident.id, { onDelete: "cascade" }),
    atMs: integer().notNull(),
    act: text().notNull(),
    /** Null: the town itself. */
    actorId: text(),
    actorName: text(),
    detail: text({ mode: "json" }).$type<Record<string, unknown>>().notNull(),
  },
  (table) => [index("incident_line_incident").on(table.incident, table.id)],
);

/** Broadcasts made from an incident. No foreign key to them: they are in the store only once they began. */
export const incidentBroadcast = sqliteTable(
  "incident_broadcast",
  {
    incident: text()
      .notNull()
      .references(() => incident.id, { onDelete: "cascade" }),
    broadcast: text().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.incident, table.broadcast] }),
    index("incident_broadcast_broadcast").on(table.broadcast),
  ],
);

/** Which events open incidents, and what may sound for them. `document` as `linkSchema` of core writes it. */
export const link = sqliteTable("link", revisionedColumns());

/** What links sounded by themselves: limits are counted from it. */
export const linkSounded = sqliteTable(
  "link_sounded",
  {
    id: integer().primaryKey({ autoIncrement: true }),
    link: text().notNull(),
    happening: text().notNull(),
    camera: text().notNull(),
    zones: text({ mode: "json" }).$type<string[]>().notNull(),
    step: integer().notNull(),
    atMs: integer().notNull(),
    broadcast: text(),
  },
  (table) => [index("link_sounded_at").on(table.atMs)],
);

/** Where a camera's picture is fetched. No foreign key: a plan may take a camera away and bring it back. */
export const cameraPicture = sqliteTable("camera_picture", {
  camera: text().primaryKey(),
  /** http or https, without user and password. */
  url: text().notNull(),
  user: text(),
  passwordSealed: blob({ mode: "buffer" }),
  changedAtMs: integer().notNull(),
});
