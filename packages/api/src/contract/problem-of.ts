import { type ErrorCode, errorOf } from "../errors";
import type { Problem } from "./problem";

export const PROBLEM_MEDIA = "application/problem+json";

/** The problem for a refusal's code; a code without an entry is our fault and says so. */
export function problemOf(
  code: ErrorCode | (string & {}),
  detail: string,
  params: Readonly<Record<string, unknown>> = {},
): Problem {
  const { status, title, next } = errorOf(code);
  return { type: `/docs/errors#${code}`, title, status, code, detail, params: { ...params }, next };
}
