import { COORDINATE_SYSTEMS } from "@dalaba/core";
import { z } from "@hono/zod-openapi";

export const siteSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    parent: z.string().nullable(),
    /** IANA name, its own or its nearest ancestor's. */
    timeZone: z.string().nullable(),
  })
  .openapi("Site");

export const roomSchema = z
  .object({ id: z.string(), name: z.string(), site: z.string(), kind: z.enum(["village", "centre"]) })
  .openapi("Room");

export const zoneSchema = z
  .object({ id: z.string(), name: z.string(), site: z.string(), speakers: z.array(z.string()) })
  .openapi("Zone");

export const cameraSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    site: z.string(),
    /** WGS-84 degrees. */
    lat: z.number(),
    lon: z.number(),
    bearing: z.number().nullable(),
    fieldOfView: z.number().nullable(),
  })
  .openapi("Camera");
export type CameraReply = z.output<typeof cameraSchema>;

export const listeningPointSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    site: z.string(),
    /** WGS-84 degrees. */
    lat: z.number(),
    lon: z.number(),
    kind: z.enum(["square", "stop", "door"]),
    /** How much it counts beside the others, 1 to 100. */
    weight: z.number(),
  })
  .openapi("ListeningPoint");

/** How the body of a town import is read. */
export const townImportQuery = z.object({
  /** The system of its coordinates; the file's own statement unless named. */
  coordinates: z.enum(COORDINATE_SYSTEMS).optional(),
  encoding: z.enum(["utf-8", "gb18030"]).optional(),
  /** Also remove what the file does not name. */
  prune: z.stringbool().default(false),
  /** What the rows of a CSV or the features of a GeoJSON are. */
  kind: z.enum(["speakers", "cameras", "sites", "rooms", "zones", "listeningPoints"]).optional(),
});

export const townChangeSchema = z
  .object({
    op: z.enum(["add", "change", "remove"]),
    kind: z.enum(["site", "room", "zone", "speaker", "camera", "listeningPoint", "map"]),
    id: z.string(),
    name: z.string(),
    /** Of a change: what differs. */
    fields: z.array(z.object({ field: z.string(), from: z.unknown(), to: z.unknown() })),
  })
  .openapi("TownChange");
export type TownChangeReply = z.output<typeof townChangeSchema>;

/** Also the shape of `params.faults` in the problem `town-invalid`. */
export const townFaultSchema = z
  .object({
    line: z.number().int(),
    column: z.number().int(),
    code: z.string(),
    /** Such as `speakers[3].audibleMetres`, or the name of a CSV column. */
    where: z.string(),
    detail: z.string(),
    /** What to write instead. */
    cure: z.string(),
  })
  .openapi("TownFault");

export const townPlanSchema = z
  .object({
    changes: z.array(townChangeSchema),
    added: z.number(),
    changed: z.number(),
    removed: z.number(),
    warnings: z.array(townFaultSchema),
  })
  .openapi("TownPlan");
export type TownPlanReply = z.output<typeof townPlanSchema>;
