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

/**
 * Of now: sounding, ducked (18 dB down under another), suspended (silent until another ends), queued, starting (it has not
 * said that it sounds), refused, offline, cut (it is sent no more), ending (its source has ended). Of the past: sounded,
 * sounded-in-part, not-played. Of both: not-addressed.
 */
export const EXPLANATION_CODES = [
  "sounding",
  "ducked",
  "suspended",
  "queued",
  "starting",
  "refused",
  "offline",
  "cut",
  "ending",
  "sounded",
  "sounded-in-part",
  "not-played",
  "not-addressed",
] as const;

/** Why a speaker plays this, and not that: one line for each broadcast that was on air at that time. */
export const explanationSchema = z
  .object({
    speaker: z.string(),
    atMs: z.number(),
    /** False: of the past, by what the speaker reported. True: of now, by its reports and what `air` reckons. */
    live: z.boolean(),
    online: z.boolean().nullable(),
    muted: z.boolean().nullable(),
    /** What sounds first; then what does not. */
    lines: z.array(
      z.object({
        broadcast: z.string(),
        kind: z.enum(["talk", "play"]),
        class: z.string(),
        priority: z.number().int(),
        by: z.string(),
        to: z.string(),
        startedAtMs: z.number(),
        endedAtMs: z.number().nullable(),
        code: z.enum(EXPLANATION_CODES),
        /** Why it does or did not sound it, a reason of docs/errors.md; "" when it does or did. */
        why: z.string(),
        /** The broadcast that keeps it from sounding. */
        holder: z.object({ broadcast: z.string(), by: z.string(), priority: z.number().int() }).nullable(),
      }),
    ),
  })
  .openapi("Explanation");
export type ExplanationReply = z.output<typeof explanationSchema>;
