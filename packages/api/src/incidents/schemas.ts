import { EVENT_KINDS, SEEN_OBJECTS } from "@dalaba/core/camera-event";
import { INCIDENT_OUTCOMES, INCIDENT_STATES } from "@dalaba/core/incident";
import { z } from "@hono/zod-openapi";
import { hexId } from "../contract/hex-id";

export const cameraEventSchema = z
  .object({
    id: hexId,
    source: z.string(),
    camera: z.string(),
    site: z.string(),
    kind: z.enum(EVENT_KINDS),
    /** The zone or rule in view, as its installer named it. */
    zoneInView: z.string().nullable(),
    object: z.enum(SEEN_OBJECTS).nullable(),
    score: z.number().nullable(),
    /** UTC ms; the source's own word unless `atArrival`. */
    atMs: z.number(),
    atArrival: z.boolean(),
    beganAtMs: z.number(),
    heardAtMs: z.number(),
    /** Null: it goes on, or its source tells no end. */
    endedAtMs: z.number().nullable(),
    /** How often it was reported. */
    reports: z.number().int(),
    incident: hexId.nullable(),
  })
  .openapi("CameraEvent");
export type CameraEventReply = z.output<typeof cameraEventSchema>;

export const incidentSchema = z
  .object({
    id: hexId,
    kind: z.enum(EVENT_KINDS),
    camera: z.string(),
    cameraName: z.string(),
    site: z.string(),
    state: z.enum(INCIDENT_STATES),
    outcome: z.enum(INCIDENT_OUTCOMES).nullable(),
    /** Whose queue it stands in. */
    room: z.string().nullable(),
    owner: z.object({ id: z.string(), name: z.string() }).nullable(),
    /** The link that opened it; null: a help call, or a person. */
    link: z.string().nullable(),
    openedAtMs: z.number(),
    heardAtMs: z.number(),
    acknowledgedAtMs: z.number().nullable(),
    talkedDownAtMs: z.number().nullable(),
    closedAtMs: z.number().nullable(),
    /** Happenings that it groups. */
    events: z.number().int(),
    /** From its opening to the first word that a speaker says it sounded, ms; null: none yet. */
    firstWordMs: z.number().nullable(),
  })
  .openapi("Incident");
export type IncidentReply = z.output<typeof incidentSchema>;

export const incidentLineSchema = z.object({
  atMs: z.number(),
  act: z.string().openapi({ example: "acknowledge" }),
  /** Null: the town itself. */
  actor: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()),
});
export type IncidentLineReply = z.output<typeof incidentLineSchema>;

export const incidentDetailSchema = incidentSchema
  .extend({
    lat: z.number().nullable(),
    lon: z.number().nullable(),
    /** Announcements that the link suggests, in the order of the keys 1 to 6. */
    suggest: z.array(z.object({ id: hexId, title: z.string() })),
    timeline: z.array(incidentLineSchema),
    happenings: z.array(cameraEventSchema),
    /** Whether its camera has a picture. */
    picture: z.boolean(),
    /** Pictures that were kept: when it opened, and ten seconds after. */
    snapshots: z.array(z.enum(["at", "after"])),
    /** Broadcasts made from it, the oldest first. */
    broadcasts: z.array(hexId),
  })
  .openapi("IncidentDetail");
export type IncidentDetailReply = z.output<typeof incidentDetailSchema>;
