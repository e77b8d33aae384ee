import { z } from "@hono/zod-openapi";
import { API_PREFIX, defineRoute } from "../contract/route";
import { readySchema, settingSchema, statusSchema } from "./schemas";

export const statusRoutes = {
  showStatus: defineRoute({
    method: "get",
    path: `${API_PREFIX}/status`,
    name: "showStatus",
    summary: "How the town does, and what is wrong",
    right: { act: "see", of: "anywhere" },
    reply: statusSchema,
  }),
} as const;

export const configRoutes = {
  showConfig: defineRoute({
    method: "get",
    path: `${API_PREFIX}/config`,
    name: "showConfig",
    summary: "The settings in force and where each comes from; secrets are masked",
    right: { act: "manage-system", of: "whole" },
    reply: z.object({ items: z.array(settingSchema), next: z.null() }),
  }),
} as const;

export const brokerRoutes = {
  exportMosquitto: defineRoute({
    method: "get",
    path: `${API_PREFIX}/broker/mosquitto`,
    name: "exportMosquitto",
    summary: "Password file, ACL and listener for a Mosquitto of one's own",
    right: { act: "manage-system", of: "whole" },
    query: z.object({
      /** Absolute folder on the broker's machine where the files will lie; /etc/mosquitto/dalaba unless named. */
      folder: z
        .string()
        .max(500)
        .regex(/^\/[^\p{Cc}]*$/u, { error: "an absolute path" })
        .optional(),
    }),
    reply: z.object({ files: z.record(z.string(), z.string()) }),
  }),
} as const;

export const healthRoutes = {
  alive: defineRoute({
    method: "get",
    path: "/healthz",
    name: "alive",
    summary: "The process answers",
    right: "public",
    reply: z.object({ alive: z.literal(true) }),
  }),
  ready: defineRoute({
    method: "get",
    path: "/readyz",
    name: "ready",
    summary: "Whether speakers can be made to sound; 503 with the problems when not",
    right: "public",
    reply: readySchema,
    also: { 503: "Not ready" },
  }),
  metrics: defineRoute({
    method: "get",
    path: "/metrics",
    name: "metrics",
    summary: "Prometheus",
    right: { act: "read-metrics", of: "whole" },
    replyMedia: ["text/plain"],
  }),
  openapi: defineRoute({
    method: "get",
    path: "/api/openapi.json",
    name: "openapi",
    summary: "This document",
    right: "signed-in",
    reply: z.record(z.string(), z.unknown()),
  }),
} as const;
