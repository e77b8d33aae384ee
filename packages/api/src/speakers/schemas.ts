import { ID_PATTERN } from "@dalaba/core";
import { z } from "@hono/zod-openapi";

/** What `dalaba ls --json` prints of a speaker, and everything else `show` does. */
export const speakerSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    site: z.string(),
    zones: z.array(z.string()),
    /** A heartbeat younger than 60 s and a live connection (wire.md clause 2). */
    online: z.boolean(),
    /** ISO 8601 UTC; null when it was never seen. */
    lastSeen: z.string().nullable(),
    /** WGS-84 degrees. */
    lat: z.number(),
    lon: z.number(),
    /** Ids of the broadcasts it sounds now, by its own report. */
    sounding: z.array(z.string()),
    disabled: z.boolean(),
    delayClass: z.enum(["lan", "wan"]),
    levelDb: z.number(),
    /** Sounds nothing under 80. */
    muted: z.boolean(),
    /** How much later than the others it sounds whatever it sounds, ms. */
    trimMs: z.number(),
    bearing: z.number().nullable(),
    audibleMetres: z.number(),
    hardware: z.string().nullable(),
    /** 0: no credentials were ever issued. */
    credentialsVersion: z.number().int(),
    /** What it is sounding can be heard (`listenSpeaker`): it is simulated beside this controller. */
    listenable: z.boolean(),
  })
  .openapi("Speaker");
export type SpeakerReply = z.output<typeof speakerSchema>;

export const speakerDetailSchema = speakerSchema
  .extend({
    /** What it last said of itself, as it said it. */
    status: z.record(z.string(), z.unknown()).nullable(),
    statusAtMs: z.number().nullable(),
    telemetry: z.record(z.string(), z.unknown()).nullable(),
    telemetryAtMs: z.number().nullable(),
    addedAtMs: z.number(),
    changedAtMs: z.number(),
  })
  .openapi("SpeakerDetail");
export type SpeakerDetailReply = z.output<typeof speakerDetailSchema>;

export const newSpeakersSchema = z.object({
  site: z.string().regex(ID_PATTERN),
  name: z.string().min(1).max(100),
  /** WGS-84 degrees. */
  at: z.object({ lat: z.number().min(-90).max(90), lon: z.number().min(-180).max(180) }),
  /** More than one: names and ids are numbered, all at the same place. */
  count: z.number().int().min(1).max(1000).default(1),
  /** The id, or with `count` what the ids begin with. */
  id: z.string().regex(ID_PATTERN).optional(),
  delayClass: z.enum(["lan", "wan"]).default("lan"),
});

/** What a technician sets at the pole; what is left out stays. */
export const tuneSpeakerSchema = z
  .object({
    /** Below the speaker's own maximum, dB; from 80 up nobody asks it. */
    levelDb: z.number().int().min(-60).max(0).optional(),
    /** True: nothing under 80 sounds. */
    muted: z.boolean().optional(),
    /** Later (or, below 0, sooner) than the others, ms. */
    trimMs: z.number().int().min(-50).max(500).optional(),
  })
  .refine((body) => Object.values(body).some((value) => value !== undefined), "nothing is to be set");

/** All a speaker needs to join (issue 2 item 5). The controller does not keep the secrets: they are shown this once. */
export const credentialsSchema = z
  .object({
    id: z.string(),
    mqttUrl: z.string(),
    httpUrl: z.string(),
    clockUrl: z.string(),
    user: z.string(),
    password: z.string(),
    deviceSecret: z.string(),
    rootKey: z.string(),
    caPem: z.string().optional(),
  })
  .openapi("Credentials");
export type CredentialsReply = z.output<typeof credentialsSchema>;
