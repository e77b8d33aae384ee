import { PROBLEM_MEDIA, type Problem, problemOf } from "@dalaba/api";
import type { Refusal } from "@dalaba/core";

/** The response to a refusal; 401 says how to sign in, 429 and 503 when to come back. */
export function problemResponse(refusal: Refusal, requestId: string): Response {
  const problem: Problem = { ...problemOf(refusal.code, refusal.detail, refusal.params), request: requestId };
  const headers = new Headers({ "content-type": PROBLEM_MEDIA });
  if (problem.status === 401) headers.set("www-authenticate", 'Bearer realm="dalaba"');
  const wait = problem.params.waitSeconds;
  if (typeof wait === "number") headers.set("retry-after", String(Math.ceil(wait)));
  const allowed = problem.params.allowed;
  if (problem.status === 405 && Array.isArray(allowed)) headers.set("allow", allowed.join(", "));
  return new Response(JSON.stringify(problem), { status: problem.status, headers });
}
