import { API_PREFIX, type ApiRoute, allRoutes, type RouteSpec, type routes } from "@dalaba/api";
import { type Refusal, refuse } from "@dalaba/core";
import { storeFault } from "@dalaba/store";
import { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { secureHeaders } from "hono/secure-headers";
import type { Log } from "../log";
import { type BindParts, bindRoute } from "./bind-route";
import type { Handler, Handlers } from "./context";
import type { AppEnv } from "./env";
import type { Identify } from "./identify";
import { problemResponse } from "./problem-response";
import { visitorOf } from "./visitor";

/** Handlers for every group of the contract. */
export type Groups = { readonly [G in keyof typeof routes]: Handlers<(typeof routes)[G]> };

export interface AppParts extends BindParts {
  readonly identify: Identify;
  readonly log: Log;
  /** Counts answers for /metrics. */
  answered(route: string, status: number, ms: number): void;
  /** Pages and files outside the contract. */
  pages(app: OpenAPIHono<AppEnv>): void;
}

/** The whole HTTP side: the contract's routes bound to their handlers, and what happens to everything else. */
export function buildApp(groups: Groups, parts: AppParts): OpenAPIHono<AppEnv> {
  const app = new OpenAPIHono<AppEnv>({
    defaultHook: (result, c) => {
      if (result.success) return;
      const issues = result.error.issues.slice(0, 20).map((issue) => ({
        where: [result.target, ...issue.path].join("."),
        detail: issue.message,
      }));
      const detail = issues.map(({ where, detail }) => `${where}: ${detail}`).join("; ");
      return problemResponse(refuse("bad-request", detail, { issues }), c.var.visitor.requestId);
    },
  });
  app.use(secureHeaders(HEADERS));
  app.use(async (c, next) => {
    const started = performance.now();
    c.set("visitor", visitorOf(c));
    const known = parts.identify(c.var.visitor, {
      authorization: c.req.header("authorization"),
      cookie: c.req.header("cookie"),
    });
    c.set("caller", known.ok ? known.value : null);
    c.set("strange", known.ok ? null : known);
    await next();
    c.res.headers.set("x-request-id", c.var.visitor.requestId);
    if (!c.res.headers.has("content-security-policy")) c.res.headers.set("content-security-policy", POLICY);
    parts.answered(c.req.routePath, c.res.status, performance.now() - started);
  });
  bindAll(app, groups, parts);
  parts.pages(app);
  app.notFound((c) => problemResponse(strayed(c.req.method, c.req.path), c.var.visitor.requestId));
  app.onError((error, c) => problemResponse(faultOf(error, c, parts.log), c.var.visitor.requestId));
  return app;
}

/** What is not the console's page (`pages/page-policy.ts`) loads nothing but its own style and is framed by nobody. */
const POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

const HEADERS: Parameters<typeof secureHeaders>[0] = {
  permissionsPolicy: { microphone: ["self"], camera: [], geolocation: ["self"] },
  // Not no-referrer: with it a browser sends `Origin: null` for our own forms.
  referrerPolicy: "same-origin",
  xFrameOptions: "DENY",
  // With it a browser could never again open /trust over plain HTTP (docs/decisions/0007).
  strictTransportSecurity: false,
};

function bindAll(app: OpenAPIHono<AppEnv>, groups: Groups, parts: BindParts): void {
  const handlers = new Map<string, Handler<RouteSpec>>();
  for (const group of Object.values(groups)) {
    for (const [name, handler] of Object.entries(group)) handlers.set(name, handler as Handler<RouteSpec>);
  }
  for (const route of byPrecision(allRoutes())) {
    const handler = handlers.get(route.name);
    if (handler === undefined) throw new Error(`no handler for the route ${route.name}`);
    bindRoute(app, route, handler, parts);
  }
}

/** `/broadcasts/stop` before `/broadcasts/{id}`: a fixed path is never taken for an id. */
function byPrecision(all: readonly ApiRoute[]): readonly ApiRoute[] {
  const parameters = (route: ApiRoute): number => route.path.split("{").length;
  return [...all].sort((a, b) => parameters(a) - parameters(b));
}

function strayed(method: string, path: string): Refusal {
  const allowed = allRoutes()
    .filter((route) => new RegExp(`^${route.path.replace(/\{\w+\}/g, "[^/]+")}$`).test(path))
    .map((route) => route.method.toUpperCase());
  return allowed.length > 0
    ? refuse("method-not-allowed", `${method} is not for this address`, { allowed })
    : refuse("no-such-route", `nothing at this address; the API begins with ${API_PREFIX}`);
}

function faultOf(error: Error, c: Context<AppEnv>, log: Log): Refusal {
  if (error instanceof HTTPException) {
    if (error.status === 400) return refuse("bad-json", "the body is not JSON");
    if (error.status === 413) return refuse("body-too-large", "the body is too large");
    if (error.status === 415) return refuse("unsupported-media", "this Content-Type does not fit");
  }
  const { requestId } = c.var.visitor;
  const outside = storeFault(error);
  if (outside !== undefined) {
    log.error({ code: outside, request: requestId }, `${error.message}; see the disk of DALABA_DATA`);
    return refuse(outside, "the store could not be read or written");
  }
  log.error(
    { err: error, request: requestId, route: c.req.routePath },
    "a request failed by our own fault; report it with these lines",
  );
  return refuse("our-fault", "an unexpected error; the log has it under this request id");
}
