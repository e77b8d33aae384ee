import { BROADCAST_CLASSES } from "@dalaba/protocol";
import { z } from "@hono/zod-openapi";
import { API_PREFIX, defineRoute } from "../contract/route";
import { newTalkSchema } from "../talks/routes";

/** The longest text of one part, characters. */
export const SAY_MAX_CHARS = 2_000;

/** One after the other: a clip (its newest version unless one is named), words that a machine speaks, or a silence. */
export const partSchema = z.union([
  z.strictObject({ clip: z.string().max(64), version: z.number().int().min(1).optional() }),
  z.strictObject({
    say: z.string().trim().min(1).max(SAY_MAX_CHARS),
    /** BCP 47; left out: by the script the text is written in. */
    language: z.string().max(35).optional(),
    /** A voice of the engine; left out: its own for the language. */
    voice: z.string().max(64).optional(),
  }),
  z.strictObject({ pauseMs: z.number().int().min(0).max(600_000) }),
]);
export type PartInput = z.input<typeof partSchema>;

export const newPlaySchema = newTalkSchema.omit({ kind: true, test: true }).extend({
  parts: z.array(partSchema).min(1).max(50),
  /** All of it so often. */
  times: z.number().int().min(1).max(100).default(1),
  /** Silence between two times, ms. */
  betweenMs: z.number().int().min(0).max(600_000).default(1_000),
});

export const playSchema = z
  .object({
    broadcast: z.string(),
    targets: z.number().int(),
    offline: z.number().int(),
    priority: z.number().int(),
    class: z.enum(BROADCAST_CLASSES),
    /** Length of what is played, chime included, ms. */
    durationMs: z.number().int(),
  })
  .openapi("Play");
export type PlayReply = z.output<typeof playSchema>;

export const playRoutes = {
  play: defineRoute({
    method: "post",
    path: `${API_PREFIX}/plays`,
    name: "play",
    summary: "Play clips and spoken words, from the controller; answers when it is on air",
    right: { act: "play", of: "asked-by-handler" },
    body: newPlaySchema,
    reply: playSchema,
    status: 201,
  }),
} as const;
