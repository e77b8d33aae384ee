import { z } from "@hono/zod-openapi";
import { hexId } from "../contract/hex-id";
import { pageOf, pageQuery } from "../contract/page";
import { API_PREFIX, defineRoute } from "../contract/route";
import {
  broadcastSchema,
  broadcastSpeakerSchema,
  broadcastSummarySchema,
  latencySchema,
  newRepeatSchema,
  onAirSchema,
  repeatSchema,
} from "./schemas";

const idParams = z.object({ id: hexId });
const seen = { act: "see", of: "broadcast-seen" } as const;

/** The longest a result may be waited for in one request, ms. */
export const RESULT_WAIT_MAX_MS = 30_000;

export const broadcastRoutes = {
  listBroadcasts: defineRoute({
    method: "get",
    path: `${API_PREFIX}/broadcasts`,
    name: "listBroadcasts",
    summary: "Broadcasts that reached a site one may see, newest first",
    right: { act: "see", of: "anywhere" },
    query: pageQuery.extend({
      /** UTC ms. */
      since: z.coerce.number().int().optional(),
      until: z.coerce.number().int().optional(),
      kind: z.enum(["talk", "play"]).optional(),
      actor: z.string().max(64).optional(),
      speaker: z.string().max(64).optional(),
    }),
    reply: pageOf(broadcastSchema),
  }),
  showBroadcast: defineRoute({
    method: "get",
    path: `${API_PREFIX}/broadcasts/{id}`,
    name: "showBroadcast",
    summary: "One broadcast",
    right: seen,
    params: idParams,
    reply: broadcastSchema,
  }),
  listBroadcastSpeakers: defineRoute({
    method: "get",
    path: `${API_PREFIX}/broadcasts/{id}/speakers`,
    name: "listBroadcastSpeakers",
    summary: "What each speaker did with it, of those one may see",
    right: seen,
    params: idParams,
    reply: pageOf(broadcastSpeakerSchema),
  }),
  showResult: defineRoute({
    method: "get",
    path: `${API_PREFIX}/broadcasts/{id}/result`,
    name: "showResult",
    summary: "The counted outcome; 202 while receipts may still come",
    right: seen,
    params: idParams,
    query: z.object({ wait: z.coerce.number().int().min(0).max(RESULT_WAIT_MAX_MS).default(0) }),
    reply: broadcastSummarySchema,
    also: { 202: "Not settled yet; ask again" },
  }),
  playRecording: defineRoute({
    method: "get",
    path: `${API_PREFIX}/broadcasts/{id}/recording`,
    name: "playRecording",
    summary: "The audio as it was sent",
    right: { act: "hear", of: "broadcast-seen" },
    params: idParams,
    replyMedia: ["audio/ogg"],
  }),
  repeatBroadcast: defineRoute({
    method: "post",
    path: `${API_PREFIX}/broadcasts/{id}/repeat`,
    name: "repeatBroadcast",
    summary: "Play its recording to those that did not play it; asks for `play` at their sites, too",
    right: { act: "hear", of: "broadcast-seen" },
    params: idParams,
    body: newRepeatSchema,
    reply: repeatSchema,
    status: 201,
  }),
  stopBroadcast: defineRoute({
    method: "post",
    path: `${API_PREFIX}/broadcasts/{id}/stop`,
    name: "stopBroadcast",
    summary: "Stop it everywhere",
    right: { act: "stop", of: "broadcast-stopped" },
    params: idParams,
    reply: z.object({ stopped: z.array(z.string()) }),
  }),
  stopAll: defineRoute({
    method: "post",
    path: `${API_PREFIX}/broadcasts/stop`,
    name: "stopAll",
    summary: "Stop every broadcast that one may stop",
    right: { act: "stop", of: "asked-by-handler" },
    body: z.object({ all: z.literal(true) }),
    reply: z.object({
      stopped: z.array(z.string()),
      refused: z.array(z.object({ broadcast: z.string(), code: z.string() })),
    }),
  }),
} as const;

export const onAirRoutes = {
  showLatency: defineRoute({
    method: "get",
    path: `${API_PREFIX}/latency`,
    name: "showLatency",
    summary: "How long each hop of live talk took in the last minute",
    right: { act: "see", of: "anywhere" },
    reply: latencySchema,
  }),
  listOnAir: defineRoute({
    method: "get",
    path: `${API_PREFIX}/onair`,
    name: "listOnAir",
    summary: "What sounds now, where, and by whom",
    right: { act: "see", of: "anywhere" },
    reply: z.object({ items: z.array(onAirSchema), next: z.null() }),
  }),
} as const;
