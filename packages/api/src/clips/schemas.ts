import { z } from "@hono/zod-openapi";
import { actorSchema } from "../broadcasts/schemas";
import { problemSchema } from "../contract/problem";

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, { error: "64 lower-case hex digits" });
const title = z.string().trim().min(1).max(120);
/** BCP 47, such as zh-CN or yue. */
const language = z
  .string()
  .regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, { error: "such as zh-CN, yue or en" });
/** What it is tuned for. */
const sound = z.enum(["speech", "music"]);

/** The largest file that is taken, bytes. */
export const UPLOAD_MAX_BYTES = 200 * 1024 * 1024;
/** The most that goes with one request, bytes. */
export const UPLOAD_PART_BYTES = 8 * 1024 * 1024;

export const newUploadSchema = z.object({
  /** The file's own name: people read it. */
  name: z.string().trim().min(1).max(200),
  /** All of it. */
  bytes: z.number().int().min(1),
  /** Of all of it; compared before it becomes a clip. */
  sha256: sha256.optional(),
});

export const uploadSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    bytes: z.number().int(),
    /** How much of it is here: where to go on. */
    received: z.number().int(),
    /** `receiving` until a clip is asked for; `refused` ones can be asked for again. */
    state: z.enum(["receiving", "making", "made", "refused"]),
    step: z.enum(["waiting", "decode", "level", "encode"]).nullable(),
    /** Of the making, 0 to 1. */
    share: z.number(),
    /** The clip that it became. */
    clip: z.string().nullable(),
    version: z.number().int().nullable(),
    /** Why it became none. */
    problem: problemSchema.nullable(),
  })
  .openapi("Upload");
export type UploadReply = z.output<typeof uploadSchema>;

export const newClipSchema = z.object({
  upload: z.string().max(64),
  title,
  language: language.nullable().default(null),
  /** Whose it is; null: the whole installation's. Left out: that, or the caller's own room's site. */
  site: z.string().max(64).nullable().optional(),
  sound: sound.default("speech"),
});

export const newClipVersionSchema = z.object({ upload: z.string().max(64), sound: sound.default("speech") });

export const clipChangeSchema = z.object({
  title: title.optional(),
  language: language.nullable().optional(),
});

export const clipVersionSchema = z
  .object({
    /** From 1. */
    number: z.number().int(),
    /** Of the Ogg Opus file: mono, 48 kHz, 20 ms frames. */
    sha256,
    bytes: z.number().int(),
    durationMs: z.number().int(),
    sound,
    /** As it came and as it is stored, LUFS (EBU R 128), and its true peak, dBTP. */
    beforeLufs: z.number(),
    afterLufs: z.number(),
    truePeakDb: z.number(),
    /** 400 peaks over its length, a byte each, Base64. */
    waveform: z.string(),
    source: z.object({ name: z.string(), format: z.string(), bytes: z.number().int(), sha256 }),
    atMs: z.number(),
    by: actorSchema,
  })
  .openapi("ClipVersion");
export type ClipVersionReply = z.output<typeof clipVersionSchema>;

export const clipSchema = z
  .object({
    id: z.string(),
    title: z.string(),
    language: z.string().nullable(),
    /** Null: the whole installation's. */
    site: z.string().nullable(),
    createdAtMs: z.number(),
    /** Can be restored. */
    deletedAtMs: z.number().nullable(),
    newest: clipVersionSchema,
  })
  .openapi("Clip");
export type ClipReply = z.output<typeof clipSchema>;
