import { z } from "@hono/zod-openapi";

/** RFC 9457, with `code` (a row of docs/errors.md), `params` for a translated message, and `next`: the way out. */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.string(),
    detail: z.string(),
    params: z.record(z.string(), z.unknown()),
    next: z.string(),
    /** Names the request in the controller's log. */
    request: z.string().optional(),
  })
  .openapi("Problem");

export type Problem = z.output<typeof problemSchema>;
