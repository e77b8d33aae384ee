import { z } from "@hono/zod-openapi";
import { API_PREFIX, defineRoute } from "../contract/route";

export const EVENT_SOURCE_KINDS = ["webhook", "frigate", "onvif-mqtt", "isapi"] as const;

const id = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, {
  error: "1 to 40 lower-case letters, digits and hyphens",
});
const params = z.object({ id });
const channels = z.record(z.string().min(1).max(128), z.string().min(1).max(64));
const manages = { act: "manage-town", of: "whole" } as const;
const technical = { act: "manage-speakers", of: "anywhere" } as const;
const sourceUrl = z
  .string()
  .max(300)
  .regex(/^(?:mqtts?:\/\/[^/\s@]+|https?:\/\/[^/\s@]+\/\S*)$/, {
    error: "mqtt://HOST[:PORT], mqtts://HOST[:PORT] or http(s)://HOST/PATH, without a user",
  });
const prefix = z
  .string()
  .max(100)
  .regex(/^[^#+\s]+$/, { error: "a topic without wildcards" });

const body = {
  name: z.string().trim().min(1).max(80),
  enabled: z.boolean(),
  /** Of a source that we go to: its broker, or the alertStream of an ISAPI camera. */
  url: sourceUrl.nullable(),
  /** Of an MQTT source: before `events` and `reviews` (Frigate: `frigate`), or before `onvif-ej`. */
  prefix: prefix.nullable(),
  /** How the source names cameras: channel to camera. What is not here is a camera's id. */
  channels,
};

export const eventSourceSchema = z
  .object({
    id,
    kind: z.enum(EVENT_SOURCE_KINDS),
    ...body,
    changedAtMs: z.number(),
    /** Whether it is listened to now; `waiting`: nothing came yet. */
    health: z.enum(["off", "waiting", "ok", "trouble"]),
    /** Of `trouble`: a code. */
    trouble: z.string().nullable(),
    lastEventAtMs: z.number().nullable(),
    /** Since the controller started: reports taken, refused, and of channels that are no camera. */
    received: z.number().int(),
    refused: z.number().int(),
    unknownChannels: z.array(z.string()),
  })
  .openapi("EventSource");
export type EventSourceReply = z.output<typeof eventSourceSchema>;

export const newEventSourceSchema = z.object({
  id,
  kind: z.enum(EVENT_SOURCE_KINDS),
  name: body.name,
  enabled: body.enabled.default(true),
  url: body.url.default(null),
  prefix: body.prefix.default(null),
  channels: channels.default({}),
  /** Of an MQTT source: its broker's user. */
  user: z.string().max(128).optional(),
  password: z.string().max(256).optional(),
});

/** Shown once, where one was made. */
const secret = z.string().nullable();

export const eventSourceRoutes = {
  listEventSources: defineRoute({
    method: "get",
    path: `${API_PREFIX}/event-sources`,
    name: "listEventSources",
    summary: "Where events come from, and how each is",
    right: technical,
    reply: z.object({ items: z.array(eventSourceSchema), next: z.null() }),
  }),
  addEventSource: defineRoute({
    method: "post",
    path: `${API_PREFIX}/event-sources`,
    name: "addEventSource",
    summary: "A new source; a webhook's key is in the reply, once",
    right: manages,
    body: newEventSourceSchema,
    reply: z.object({ source: eventSourceSchema, secret }),
    status: 201,
  }),
  changeEventSource: defineRoute({
    method: "patch",
    path: `${API_PREFIX}/event-sources/{id}`,
    name: "changeEventSource",
    summary: "What is named; `rotate` gives a webhook another key, and the old one ends at once",
    right: manages,
    params,
    body: newEventSourceSchema
      .omit({ id: true, kind: true })
      .extend({
        ...{ name: body.name, enabled: body.enabled, channels },
        ...{ url: body.url, prefix: body.prefix, rotate: z.boolean() },
      })
      .partial(),
    reply: z.object({ source: eventSourceSchema, secret }),
  }),
  removeEventSource: defineRoute({
    method: "delete",
    path: `${API_PREFIX}/event-sources/{id}`,
    name: "removeEventSource",
    summary: "It is listened to no more; what it reported stays",
    right: manages,
    params,
  }),
} as const;
