import { z } from "@hono/zod-openapi";
import { API_PREFIX, defineRoute } from "../contract/route";
import { toSchema } from "../targets/schemas";
import { heardQuery, heardSchema, hearQuery, overlapSchema } from "./schemas";

export const acousticsRoutes = {
  planOverlap: defineRoute({
    method: "post",
    path: `${API_PREFIX}/overlap`,
    name: "planOverlap",
    summary: "Where a second speaker comes late: said at once, aligned, in turn; nothing sounds",
    right: { act: "see", of: "asked-by-handler" },
    body: z.object({ to: toSchema }),
    reply: overlapSchema,
  }),
  listHeard: defineRoute({
    method: "get",
    path: `${API_PREFIX}/heard`,
    name: "listHeard",
    summary: "Which speakers are heard at a place, how loud and how late",
    right: { act: "see", of: "asked-by-handler" },
    query: heardQuery,
    reply: heardSchema,
  }),
  hear: defineRoute({
    method: "get",
    path: `${API_PREFIX}/hear`,
    name: "hear",
    summary: "What a person at a place hears of the simulated town, as WAV",
    right: { act: "hear", of: "asked-by-handler" },
    query: hearQuery,
    replyMedia: ["audio/wav"],
  }),
} as const;
