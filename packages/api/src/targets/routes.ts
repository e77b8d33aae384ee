import { z } from "@hono/zod-openapi";
import { API_PREFIX, defineRoute } from "../contract/route";
import { toSchema } from "./schemas";

export const targetRoutes = {
  resolveTargets: defineRoute({
    method: "post",
    path: `${API_PREFIX}/targets/resolve`,
    name: "resolveTargets",
    summary: "Which speakers an expression means",
    right: { act: "see", of: "asked-by-handler" },
    body: z.object({ to: toSchema }),
    reply: z.object({
      speakers: z.array(z.object({ id: z.string(), name: z.string(), online: z.boolean() })),
      /** The standing group that has exactly these speakers. */
      group: z.string().optional(),
    }),
  }),
} as const;
