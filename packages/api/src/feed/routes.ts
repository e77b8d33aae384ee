import { z } from "@hono/zod-openapi";
import { API_PREFIX, defineRoute } from "../contract/route";

export const eventSchema = z
  .object({
    id: z.number().int(),
    atMs: z.number(),
    kind: z.string(),
    subject: z.string(),
    /** Null: everyone signed in may see it. */
    site: z.string().nullable(),
    body: z.record(z.string(), z.unknown()),
  })
  .openapi("Event");
export type EventReply = z.output<typeof eventSchema>;

export const feedRoutes = {
  followEvents: defineRoute({
    method: "get",
    path: `${API_PREFIX}/events`,
    name: "followEvents",
    summary: "Events after an id: a page of JSON, or with Accept: text/event-stream a stream that resumes",
    right: { act: "see", of: "anywhere" },
    query: z.object({
      /** The id after which to go on; without it the stream begins now and the page at the oldest kept. */
      after: z.coerce.number().int().min(0).optional(),
      limit: z.coerce.number().int().min(1).max(500).default(100),
    }),
    reply: z.object({
      items: z.array(eventSchema),
      /** Ask again with `?after=` this, also when nothing came. */
      next: z.string(),
    }),
    replyMedia: ["text/event-stream"],
  }),
} as const;
