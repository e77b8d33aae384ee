import { REPEAT_SETS } from "@dalaba/core";
import { BROADCAST_CLASSES } from "@dalaba/protocol";
import { z } from "@hono/zod-openapi";

const ms = z.number().nullable();

/** Who speaks. */
export const actorSchema = z.object({
  kind: z.enum(["operator", "token", "system"]),
  id: z.string(),
  name: z.string(),
});

/** The contract of `talk --json` and `play --json` (issue 2 item 10). */
export const broadcastSummarySchema = z
  .object({
    broadcastId: z.string(),
    /** = played + partial + failed */
    targets: z.number().int(),
    played: z.number().int(),
    partial: z.number().int(),
    failed: z.number().int(),
    firstSoundMs: z.object({ p50: ms, p95: ms, p99: ms }),
    /** `boundMs` is the speakers' own clock error. */
    skewMs: z.object({ p50: ms, p99: ms, boundMs: ms }),
    failures: z.array(z.object({ speaker: z.string(), reason: z.string() })),
  })
  .openapi("BroadcastResult");
export type BroadcastSummaryReply = z.output<typeof broadcastSummarySchema>;

export const broadcastSchema = z
  .object({
    /** 16 lower-case hex digits. */
    id: z.string(),
    kind: z.enum(["talk", "play"]),
    priority: z.number().int(),
    class: z.string(),
    actor: actorSchema,
    room: z.string().nullable(),
    why: z.string().nullable(),
    to: z.string(),
    targets: z.number().int(),
    sites: z.array(z.string()),
    startedAtMs: z.number(),
    endedAtMs: z.number().nullable(),
    endedBecause: z.string().nullable(),
    durationMs: z.number().nullable(),
    recorded: z.boolean(),
    settledAtMs: z.number().nullable(),
    /** Null until it is settled. */
    result: broadcastSummarySchema.nullable(),
    /** The broadcast whose recording this one plays again. */
    repeats: z.string().nullable(),
  })
  .openapi("Broadcast");
export type BroadcastReply = z.output<typeof broadcastSchema>;

/** Whom to play the recording of a settled broadcast again. */
export const newRepeatSchema = z.object({
  /** Those that failed or played in part; of those the ones that something else held; or every target. */
  to: z.enum(REPEAT_SETS).default("failed"),
  why: z.string().max(500).optional(),
});

export const repeatSchema = z
  .object({
    /** The new broadcast, of kind `play`. */
    broadcast: z.string(),
    repeats: z.string(),
    targets: z.number().int(),
    offline: z.number().int(),
    priority: z.number().int(),
    class: z.enum(BROADCAST_CLASSES),
    /** Length of what is played, chime included, ms. */
    durationMs: z.number().int(),
    /** Speakers it should have gone to as well, but which were removed or disabled since. */
    gone: z.array(z.string()),
  })
  .openapi("Repeat");
export type RepeatReply = z.output<typeof repeatSchema>;

export const broadcastSpeakerSchema = z
  .object({
    speaker: z.string(),
    offeredAtMs: z.number().nullable(),
    withheldBecause: z.string().nullable(),
    answer: z.string().nullable(),
    answerWhy: z.string().nullable(),
    answeredAtMs: z.number().nullable(),
    firstSampleAtUs: z.number().nullable(),
    /** From the source's first frame at `air` to that sample, ms with µs resolution. */
    firstSoundMs: ms,
    firstMediaTime: z.number().nullable(),
    plannedAtUs: z.number().nullable(),
    clockErrorUs: z.number().nullable(),
    /** 20 ms frames. */
    expected: z.number().nullable(),
    played: z.number().nullable(),
    concealed: z.number().nullable(),
    late: z.number().nullable(),
    missing: z.number().nullable(),
    endedBecause: z.string().nullable(),
    receiptAtMs: z.number().nullable(),
    receiptVerified: z.boolean().nullable(),
    verdict: z.enum(["played", "partial", "failed"]).nullable(),
    reason: z.string().nullable(),
  })
  .openapi("BroadcastSpeaker");
export type BroadcastSpeakerReply = z.output<typeof broadcastSpeakerSchema>;

export const onAirSchema = z
  .object({
    broadcast: z.string(),
    kind: z.enum(["talk", "play"]),
    priority: z.number().int(),
    actor: actorSchema,
    room: z.string().nullable(),
    to: z.string(),
    startedAtMs: z.number(),
    targets: z.number().int(),
    accepted: z.number().int(),
    /** Speakers that report sounding it, of those one may see. */
    sounding: z.array(z.string()),
  })
  .openapi("OnAir");
export type OnAirReply = z.output<typeof onAirSchema>;

const hopSchema = z.object({ p50: z.number(), p95: z.number(), p99: z.number() });
const classLatencySchema = z.object({
  /** D: from a frame's place at `air` to the sound. */
  delayMs: z.number(),
  /** Until the speaker has a frame, its output lead included: the slowest frame of each second of each speaker. */
  wayMs: hopSchema.nullable(),
  /** What is left of D then; below 0: too late. */
  waitMs: hopSchema.nullable(),
  /** From the mouth to the horn: the sums of the hops, so that p95 and p99 are bounds from above. Null: not measured. */
  mouthToEarMs: hopSchema.nullable(),
});

/** Where the time of live talk goes, of the last minute. Null: nothing was measured. */
export const latencySchema = z
  .object({
    windowMs: z.number().int(),
    /** Of the sender that spoke last. */
    captureMs: hopSchema.nullable(),
    chainMs: hopSchema.nullable(),
    encodeMs: hopSchema.nullable(),
    uplinkMs: hopSchema.nullable(),
    /** From a frame's arrival at `air` until it is handed to the connections of its speakers. */
    airMs: hopSchema.nullable(),
    lan: classLatencySchema,
    wan: classLatencySchema,
    /** How far the first samples lay from their plan, by the speakers' receipts. */
    soundMs: hopSchema.nullable(),
  })
  .openapi("Latency");
export type LatencyReply = z.output<typeof latencySchema>;
