import { createRoute, type RouteConfig, z } from "@hono/zod-openapi";
import { problemSchema } from "./problem";
import { PROBLEM_MEDIA } from "./problem-of";
import type { RouteRight } from "./right";

export const API_PREFIX = "/api/v1";

/** Bytes a request body may have when its route names no other limit. */
export const BODY_LIMIT_BYTES = 1024 * 1024;

/** One route, as its resource declares it. The OpenAPI document, the server, its guard and the client read this. */
export interface RouteSpec {
  readonly method: "get" | "post" | "put" | "patch" | "delete";
  /** From the root, with `{id}` for parameters. */
  readonly path: string;
  /** Unique over all routes. */
  readonly name: string;
  readonly summary: string;
  readonly right: RouteRight;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  /** JSON body. */
  readonly body?: z.ZodType;
  /** Media types of a body that is handed to the handler as bytes. */
  readonly bytes?: readonly string[];
  readonly limitBytes?: number;
  /** The JSON of a success. */
  readonly reply?: z.ZodType;
  /** Media types of a success that is not JSON, beside or instead of `reply`. */
  readonly replyMedia?: readonly string[];
  /** Success status: 200 unless named; 204 without content. */
  readonly status?: 200 | 201 | 202 | 204;
  /** Other successes, such as 202 while a result is not settled. */
  readonly also?: Readonly<Record<number, string>>;
}

export interface ApiRoute extends RouteSpec {
  readonly openapi: RouteConfig;
}

/** Checks the declaration's shape and makes the OpenAPI route of it; the literal types are kept. */
export function defineRoute<const S extends RouteSpec>(spec: S): S & { readonly openapi: RouteConfig } {
  return { ...spec, openapi: openapiOf(spec) };
}

function openapiOf(spec: RouteSpec): RouteConfig {
  const status = spec.status ?? (spec.reply || spec.replyMedia ? 200 : 204);
  const content: Record<string, { schema: z.ZodType }> = {};
  if (spec.reply) content["application/json"] = { schema: spec.reply };
  for (const media of spec.replyMedia ?? []) content[media] = { schema: z.string() };
  const responses: RouteConfig["responses"] = {
    [status]: Object.keys(content).length > 0 ? { description: "Done", content } : { description: "Done" },
    default: { description: "Refused", content: { [PROBLEM_MEDIA]: { schema: problemSchema } } },
  };
  for (const [other, description] of Object.entries(spec.also ?? {})) responses[other] = { description };
  return createRoute({
    method: spec.method,
    path: spec.path,
    operationId: spec.name,
    summary: spec.summary,
    tags: [spec.path.replace(`${API_PREFIX}/`, "").split("/")[0] || "system"],
    security: spec.right === "public" ? [] : [{ bearer: [] }, { cookie: [] }],
    request: requestOf(spec),
    responses,
    "x-right": spec.right,
  });
}

/** Not a zod schema: what is handed over as bytes is not to be parsed on the way, geo+json neither. */
const BYTES = { type: "string", format: "binary" } as const;

function requestOf(spec: RouteSpec): NonNullable<RouteConfig["request"]> {
  const content: Record<string, { schema: z.ZodType | typeof BYTES }> = {};
  if (spec.body) content["application/json"] = { schema: spec.body };
  for (const media of spec.bytes ?? []) content[media] = { schema: BYTES };
  return {
    ...(spec.params ? { params: spec.params } : {}),
    ...(spec.query ? { query: spec.query } : {}),
    ...(Object.keys(content).length > 0 ? { body: { content, required: true } } : {}),
  };
}
