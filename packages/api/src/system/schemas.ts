import { z } from "@hono/zod-openapi";

/** Something that keeps the town from working as it should. */
export const troubleSchema = z
  .object({
    code: z.string(),
    detail: z.string(),
    params: z.record(z.string(), z.unknown()),
    /** What to do about it. */
    next: z.string(),
  })
  .openapi("Trouble");
export type TroubleReply = z.output<typeof troubleSchema>;

export const readySchema = z.object({ ready: z.boolean(), problems: z.array(troubleSchema) });

export const statusSchema = z
  .object({
    version: z.string(),
    startedAtMs: z.number(),
    ready: z.boolean(),
    problems: z.array(troubleSchema),
    /** Of those one may see. */
    speakers: z.object({ total: z.number(), online: z.number(), disabled: z.number() }),
    broadcasts: z.object({ onAir: z.number() }),
    air: z.object({
      connected: z.boolean(),
      listening: z.boolean(),
      pid: z.number().nullable(),
      clockId: z.string().nullable(),
    }),
    store: z.object({ client: z.string(), schemaVersion: z.number() }),
    urls: z.object({ http: z.string(), talk: z.string(), mqtt: z.string(), clock: z.string() }),
  })
  .openapi("Status");
export type StatusReply = z.output<typeof statusSchema>;

export const settingSchema = z
  .object({
    name: z.string(),
    /** Secrets are masked. */
    value: z.string(),
    origin: z.enum(["default", "env", "file"]),
    meaning: z.string(),
  })
  .openapi("Setting");
export type SettingReply = z.output<typeof settingSchema>;
