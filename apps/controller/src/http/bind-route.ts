import { type ApiRoute, BODY_LIMIT_BYTES, type RouteSpec } from "@dalaba/api";
import { type Refusal, refuse } from "@dalaba/core";
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context, MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { Caller, Handler, HandlerRequest, Reply } from "./context";
import { crossSite } from "./cross-site";
import type { AppEnv } from "./env";
import type { guardWith } from "./guard";
import { problemResponse } from "./problem-response";
import type { RefusedActs } from "./refused-acts";

export interface BindParts {
  readonly guard: ReturnType<typeof guardWith>;
  /** Writes refused acts into the audit. */
  readonly refused: RefusedActs;
  /** How long a handler may take before `request-timeout`, ms. Streams answer at once and go on. */
  readonly handlerTimeoutMs: number;
  /** Tests: throw when a reply is not as its schema says. */
  readonly checkReplies: boolean;
}

/** Puts one route of the contract into the app: who may, how large, what kind; then the schemas; then its handler. */
export function bindRoute(
  app: OpenAPIHono<AppEnv>,
  route: ApiRoute,
  handler: Handler<RouteSpec>,
  parts: BindParts,
): void {
  const openapi = { ...route.openapi, middleware: [admit(route, parts), limit(route), media(route)] };
  app.openapi(openapi, async (c: Context<AppEnv>) => {
    const { requestId } = c.var.visitor;
    const request = requestOf(c);
    const caller = c.var.caller;
    if (caller !== null && rightNeedsBody(route)) {
      const allowed = parts.guard(route, caller, c.req.param(), request.body);
      if (!allowed.ok) return refusal(allowed, route, caller, parts);
    }
    const who = (route.right === "public" ? c.var.visitor : caller) as Caller;
    const reply = await within(parts.handlerTimeoutMs, handler(request, who));
    if (reply instanceof Response) return reply;
    if (!reply.ok) return caller ? refusal(reply, route, caller, parts) : problemResponse(reply, requestId);
    return success(route, reply, parts.checkReplies);
  });
}

function rightNeedsBody(route: RouteSpec): boolean {
  return typeof route.right === "object" && route.right.of === "site-in-body";
}

/** 401 before 403 before 404, and all of them before a word of the body is read. */
function admit(route: RouteSpec, parts: BindParts): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    if (route.right === "public") return next();
    const { caller, visitor } = c.var;
    const header = (name: string) => c.req.header(name);
    if (caller === null) {
      const nobody = c.var.strange ?? refuse("not-signed-in", `${route.name} needs someone signed in`);
      return problemResponse(nobody, visitor.requestId);
    }
    const foreign = caller.by === "session" ? crossSite(c.req.method, header) : null;
    if (foreign) return problemResponse(foreign, visitor.requestId);
    if (rightNeedsBody(route)) {
      const { act } = route.right as { act: Parameters<Caller["permit"]>[0] };
      const anywhere = caller.permit(act, { sites: "any" });
      return anywhere.ok ? next() : refusal(anywhere, route, caller, parts);
    }
    const allowed = parts.guard(route, caller, c.req.param(), undefined);
    return allowed.ok ? next() : refusal(allowed, route, caller, parts);
  };
}

function refusal(refused: Refusal, route: RouteSpec, caller: Caller, parts: BindParts): Response {
  parts.refused.note(refused, route, caller);
  return problemResponse(refused, caller.requestId);
}

function limit(route: RouteSpec): MiddlewareHandler<AppEnv> {
  // A request whose route takes no body is not looked at: the rest of it is drained unread.
  if (!route.body && !route.bytes) return (_, next) => next();
  const maxSize = route.limitBytes ?? BODY_LIMIT_BYTES;
  const within = bodyLimit({
    maxSize,
    onError: (c: Context<AppEnv>) =>
      problemResponse(
        refuse("body-too-large", `more than ${maxSize} bytes`, { limitBytes: maxSize }),
        c.var.visitor.requestId,
      ),
  });
  return async (c, next) => {
    // RFC 9110 15.5.12: what does not say how long it is cannot be refused before it is read.
    if (c.req.header("transfer-encoding") === undefined) return within(c, next);
    return problemResponse(refuse("length-required", "no Content-Length"), c.var.visitor.requestId);
  };
}

function mediaOf(c: Context<AppEnv>): string {
  return (c.req.header("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
}

function media(route: RouteSpec): MiddlewareHandler<AppEnv> {
  const accepted = route.body ? ["application/json"] : (route.bytes ?? null);
  return async (c, next) => {
    if (accepted === null || accepted.includes(mediaOf(c))) return next();
    const refused = refuse("unsupported-media", `${mediaOf(c) || "no Content-Type"}`, { accepted });
    return problemResponse(refused, c.var.visitor.requestId);
  };
}

function requestOf(c: Context<AppEnv>): HandlerRequest<RouteSpec> {
  const valid = (part: string): unknown => (c.req as { valid(part: string): unknown }).valid(part);
  return {
    params: valid("param"),
    query: valid("query"),
    body: valid("json"),
    media: mediaOf(c),
    bytes: async () => new Uint8Array(await c.req.arrayBuffer()),
    header: (name: string) => c.req.header(name),
    signal: c.req.raw.signal,
  } as HandlerRequest<RouteSpec>;
}

function success(
  route: RouteSpec,
  reply: Extract<Exclude<Reply<RouteSpec>, Response>, { ok: true }>,
  check: boolean,
): Response {
  const headers = new Headers(reply.headers);
  headers.set("cache-control", "no-store");
  const status = reply.status ?? route.status ?? (route.reply ? 200 : 204);
  if (!route.reply || reply.value === undefined) return new Response(null, { status, headers });
  if (check) route.reply.parse(reply.value);
  headers.set("content-type", "application/json");
  return new Response(JSON.stringify(reply.value), { status, headers });
}

async function within<T>(timeoutMs: number, work: T | Promise<T>): Promise<T | Refusal> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Refusal>((resolve) => {
    timer = setTimeout(
      () => resolve(refuse("request-timeout", `no answer within ${timeoutMs} ms`)),
      timeoutMs,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
