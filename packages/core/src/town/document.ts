import { DELAY_CLASSES } from "@dalaba/protocol";
import { z } from "zod";
import {
  cameraIdSchema,
  isTimeZone,
  LISTENING_POINT_KINDS,
  listeningPointIdSchema,
  roomIdSchema,
  siteIdSchema,
  speakerIdSchema,
  zoneIdSchema,
} from "../model";
import { COORDINATE_SYSTEMS } from "../place";
import { mapEntry } from "./map-layer";

/** The form of `town.yaml`. Its JSON Schema is docs/town.schema.json, kept equal by a test. */

export const TOWN_VERSION = 1;
/** Keys that a later version of the file will bring. */
export const LATER_KEYS = ["links", "schedules", "announcements"] as const;
/** What a listening point counts when its line does not say otherwise. */
export const LISTENING_POINT_WEIGHT = 1;
/** What a speaker has when its line does not say otherwise. */
export const SPEAKER_DEFAULTS = { delayClass: "lan", levelDb: 0, audibleMetres: 250 } as const;

const name = z
  .string()
  .trim()
  .min(1)
  .max(64)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what it keeps out
  .regex(/^[^\u0000-\u001f\u007f]+$/, { error: "a name is one line of 1-64 characters" })
  .describe(
    "What people call it; one line of 1-64 characters. A name that is unique works wherever an id does.",
  );
const timeZone = z
  .string()
  .refine(isTimeZone, { error: "not an IANA time zone" })
  .describe("IANA time zone such as Asia/Shanghai. A site without one inherits its parent's.");
const at = z
  .tuple([z.number().min(-90).max(90), z.number().min(-180).max(180)])
  .describe("[latitude, longitude] in decimal degrees of the system that `coordinates` names.");
const bearing = z
  .number()
  .min(0)
  .lt(360)
  .describe("Where it points: degrees clockwise from north. Left out: all around.");

export const siteEntry = z.strictObject({
  id: siteIdSchema,
  name,
  parent: siteIdSchema
    .optional()
    .describe("Id of the site this one lies in. Left out: a root, which names a time zone."),
  timeZone: timeZone.optional(),
});

export const roomEntry = z.strictObject({
  id: roomIdSchema,
  name,
  site: siteIdSchema.describe("Id of the site where it is."),
  kind: z
    .enum(["village", "centre"])
    .default("village")
    .describe("A centre room (the town's command centre) speaks above village rooms."),
});

export const zoneEntry = z.strictObject({
  id: zoneIdSchema,
  name,
  site: siteIdSchema.describe("Id of the site it belongs to; its speakers may stand in others."),
});

export const speakerEntry = z.strictObject({
  id: speakerIdSchema,
  name,
  site: siteIdSchema.describe("Id of the site where it stands."),
  at,
  delayClass: z
    .enum(DELAY_CLASSES)
    .default(SPEAKER_DEFAULTS.delayClass)
    .describe("lan: wired or good radio. wan: a slow or unsteady link, which needs a longer playout delay."),
  levelDb: z
    .number()
    .min(-60)
    .max(0)
    .default(SPEAKER_DEFAULTS.levelDb)
    .describe("Level in dB below its own maximum."),
  bearing: bearing.optional(),
  audibleMetres: z
    .number()
    .min(1)
    .max(5_000)
    .default(SPEAKER_DEFAULTS.audibleMetres)
    .describe("How far its speech is still understood, metres."),
  hardware: z.string().trim().min(1).max(64).optional().describe("Make and model, as on the type plate."),
  zones: z.array(zoneIdSchema).max(32).default([]).describe("Ids of the zones it is in."),
});

export const cameraEntry = z.strictObject({
  id: cameraIdSchema,
  name,
  site: siteIdSchema.describe("Id of the site where it stands."),
  at,
  bearing: bearing.optional(),
  fieldOfView: z.number().min(1).max(360).optional().describe("Horizontal angle of view, degrees."),
});

export const listeningPointEntry = z.strictObject({
  id: listeningPointIdSchema,
  name,
  site: siteIdSchema.describe("Id of the site where it is."),
  at,
  kind: z.enum(LISTENING_POINT_KINDS).describe("An open square, a stop, or the door of a building."),
  weight: z
    .number()
    .min(1)
    .max(100)
    .default(LISTENING_POINT_WEIGHT)
    .describe("How much it counts beside the others: where many people stand, more."),
});

export const townDocumentSchema = z
  .strictObject({
    version: z.literal(TOWN_VERSION).describe("Version of this form."),
    coordinates: z
      .enum(COORDINATE_SYSTEMS)
      .describe(
        "The system of every position in this file. Amap and Tencent give gcj02, Baidu bd09, GPS wgs84.",
      ),
    sites: z
      .array(siteEntry)
      .max(5_000)
      .default([])
      .describe("Town, villages, committees: they nest by parent."),
    rooms: z.array(roomEntry).max(5_000).default([]).describe("Where operators sit."),
    zones: z.array(zoneEntry).max(5_000).default([]).describe("Named sets of speakers."),
    speakers: z.array(speakerEntry).max(20_000).default([]).describe("The loudspeakers."),
    cameras: z.array(cameraEntry).max(50_000).default([]).describe("The cameras."),
    listeningPoints: z
      .array(listeningPointEntry)
      .max(20_000)
      .default([])
      .describe("Where people stand: overlap of speakers is figured there (docs/acoustics.md)."),
    maps: z
      .array(mapEntry)
      .max(100)
      .default([])
      .describe(
        "Layers of the console's map, drawn in the order of their ids; their files lie in the data folder (docs/maps.md).",
      ),
  })
  .describe("A town: its sites, rooms, zones, speakers, cameras, listening points and maps.");

/** The document with its defaults filled in. */
export type TownDocument = z.output<typeof townDocumentSchema>;
/** The document as it is written, defaults left out. */
export type TownDocumentInput = z.input<typeof townDocumentSchema>;

/** The published JSON Schema (2020-12) of the document as it is written. */
export function townJsonSchema(): Record<string, unknown> {
  return { title: "Dalaba town", ...z.toJSONSchema(townDocumentSchema, { io: "input" }) };
}
