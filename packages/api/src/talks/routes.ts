import { BROADCAST_CLASSES, CHIMES } from "@dalaba/protocol";
import { z } from "@hono/zod-openapi";
import { actorSchema } from "../broadcasts/schemas";
import { hexId } from "../contract/hex-id";
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
  /** The incident that it is said about: it is then the speaker's, and the broadcast stands in its timeline. */
  incident: hexId.optional(),
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
  /** What speakers miss of it is played to them as a repetition as soon as it is settled, once, after a three-tone chime. */
  fallback: z.boolean().default(false),
  /** `not-all-free` instead of a broadcast that only a part of its targets would sound now. */
  allOrNothing: z.boolean().default(false),
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

const faceSchema = z.object({
  broadcast: z.string(),
  kind: z.enum(["talk", "play"]),
  class: z.string(),
  priority: z.number().int(),
  actor: actorSchema,
  /** Its target, as it was asked for. */
  to: z.string(),
  startedAtMs: z.number(),
});

/** What would happen were the talk opened now: reckoned with the speakers' own rules on what they are known to hold. */
export const preflightSchema = z
  .object({
    targets: z.number().int(),
    /** Would sound it at once. */
    ready: z.number().int(),
    offline: z.array(z.string()),
    muted: z.array(z.string()),
    quiet: z.array(z.string()),
    /** Would not sound it now because something else does; `waits`: it would sound when that is over, within `waitMs`. */
    busy: z.array(z.object({ holder: faceSchema, waits: z.boolean(), speakers: z.array(z.string()) })),
    /** Would be ended, ducked under it, or silent until it is over. */
    interrupts: z.array(
      z.object({
        broadcast: faceSchema,
        does: z.enum(["ends", "ducks", "suspends"]),
        speakers: z.array(z.string()),
        sites: z.array(z.string()),
      }),
    ),
    priority: z.number().int(),
    class: z.enum(BROADCAST_CLASSES),
    /** From the key to the first sound of the newest broadcasts of this kind, ms; null: none was measured. */
    firstSoundMs: z.number().nullable(),
  })
  .openapi("Preflight");
export type PreflightReply = z.output<typeof preflightSchema>;

export const talkRoutes = {
  preflightTalk: defineRoute({
    method: "post",
    path: `${API_PREFIX}/talks/preflight`,
    name: "preflightTalk",
    summary: "What opening this talk would do now, and to whom; nothing is opened",
    right: { act: "talk", or: "play", test: "manage-speakers", of: "asked-by-handler" },
    body: newTalkSchema,
    reply: preflightSchema,
  }),
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
