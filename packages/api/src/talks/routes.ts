import { BROADCAST_CLASSES, CHIMES } from "@dalaba/protocol";
import { z } from "@hono/zod-openapi";
import { API_PREFIX, defineRoute } from "../contract/route";
import { toSchema } from "../targets/schemas";

export const newTalkSchema = z.object({
  kind: z.enum(["talk", "play"]),
  to: toSchema,
  /** Only of a `play`; a talk's priority comes from the actor's role and room (wire.md clause 5). */
  priority: z.number().int().min(0).max(100).optional(),
  /** Needs the permission `emergency`. */
  emergency: z.boolean().default(false),
  chime: z.enum(CHIMES).default("none"),
  why: z.string().max(500).optional(),
  /** Where the operator speaks from, when it is not the session's room. */
  room: z.string().max(32).optional(),
  night: z.enum(["no", "yes", "wide"]).default("no"),
  gainDb: z.number().min(-60).max(0).default(0),
  /**
   * Only of a `play` under 80. `aligned`: speakers wait up to a second for each other, so that their sound meets where people
   * are (`POST /overlap` shows the plan).
   */
  arrange: z.enum(["plain", "aligned"]).default("plain"),
  /**
   * Only of a `play` to one speaker: whoever manages it may hear whether it sounds, for 10 s and without the right to play.
   */
  test: z.boolean().default(false),
  /** How long it may wait behind what sounds already, ms. */
  waitMs: z.number().int().min(0).max(600_000).default(0),
});

export const talkSchema = z
  .object({
    broadcast: z.string(),
    /** One use, 30 s. */
    ticket: z.string(),
    /** WebSocket of the talk uplink, the ticket included. */
    url: z.string(),
    expiresAtMs: z.number(),
    targets: z.number().int(),
    offline: z.number().int(),
    priority: z.number().int(),
    class: z.enum(BROADCAST_CLASSES),
  })
  .openapi("Talk");
export type TalkReply = z.output<typeof talkSchema>;

export const talkRoutes = {
  openTalk: defineRoute({
    method: "post",
    path: `${API_PREFIX}/talks`,
    name: "openTalk",
    summary: "Open a talk or play: a ticket for the talk uplink",
    right: { act: "talk", or: "play", test: "manage-speakers", of: "asked-by-handler" },
    body: newTalkSchema,
    reply: talkSchema,
    status: 201,
  }),
} as const;
