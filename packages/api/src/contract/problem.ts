import { z } from "@hono/zod-openapi";
import { type ErrorCode, errorOf } from "../errors";

export const PROBLEM_MEDIA = "application/problem+json";

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

/** The problem for a refusal's code; a code without an entry is our fault and says so. */
export function problemOf(
  code: ErrorCode | (string & {}),
  detail: string,
  params: Readonly<Record<string, unknown>> = {},
): Problem {
  const { status, title, next } = errorOf(code);
  return { type: `/docs/errors#${code}`, title, status, code, detail, params: { ...params }, next };
}
