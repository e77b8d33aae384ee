import { API_PREFIX } from "@dalaba/api";
import { type Refusal, refuse } from "@dalaba/core";
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { TroubleBoard } from "../../trouble";
import type { Caller } from "../context";
import { crossSiteForm } from "../cross-site";
import type { AppEnv } from "../env";
import { problemResponse } from "../problem-response";
import { frontPage } from "./front-page";
import type { Html } from "./html";
import { STYLE } from "./page";
import { passwordPage, signInPage } from "./sign-in-page";

export interface PageParts {
  readonly troubles: TroubleBoard;
  baseUrl(): string;
  speakers(caller: Caller): { readonly total: number; readonly online: number };
  /** Whether this caller must give the current password to set a new one. */
  needsCurrent(caller: Caller): boolean;
}

/** A form has three short fields. */
const FORM_LIMIT_BYTES = 16 * 1024;

/** The few pages before the console: they work without script, and act by the very routes of the API. */
export function pagesWith(parts: PageParts): (app: OpenAPIHono<AppEnv>) => void {
  return (app) => {
    app.get("/style.css", (c) =>
      c.body(STYLE, 200, { "content-type": "text/css; charset=utf-8", "cache-control": "max-age=3600" }),
    );
    app.get("/", (c) => answer(c, frontPage(frontOf(parts, c.var.caller))));
    app.get("/sign-in", (c) => answer(c, signInPage(c.req.query("link") ?? null, null)));
    app.get("/password", (c) => {
      const { caller } = c.var;
      return caller ? answer(c, passwordPage(parts.needsCurrent(caller), null)) : c.redirect("/sign-in", 303);
    });
    app.use("/sign-in", formOnly);
    app.post("/sign-in", async (c) => {
      const form = await fields(c);
      const body =
        form.link === undefined ? { user: form.user, password: form.password } : { link: form.link };
      const response = await apiCall(app, c, "POST", "/session", body);
      if (response.ok) return seeOther(form.link === undefined ? "/" : "/password", response);
      return answer(c, signInPage(form.link ?? null, await refusalIn(response)), response.status);
    });
    app.use("/sign-out", formOnly);
    app.post("/sign-out", async (c) => {
      const response = await apiCall(app, c, "DELETE", "/session");
      return seeOther("/sign-in", response);
    });
    app.use("/password", formOnly);
    app.post("/password", async (c) => {
      const { caller } = c.var;
      if (caller === null) return seeOther("/sign-in", null);
      const { password, current } = await fields(c);
      const path = `/operators/${encodeURIComponent(caller.actor.operator)}/password`;
      const response = await apiCall(app, c, "POST", path, { password, ...(current ? { current } : {}) });
      if (response.ok) return seeOther("/", null);
      const shown = passwordPage(parts.needsCurrent(caller), await refusalIn(response));
      return answer(c, shown, response.status);
    });
  };
}

function frontOf(parts: PageParts, caller: Caller | null): Parameters<typeof frontPage>[0] {
  const base = { baseUrl: parts.baseUrl(), ready: parts.troubles.ready() };
  if (caller === null || !caller.permit("see", { sites: "any" }).ok) return { ...base, person: null };
  const { actor } = caller;
  const person = { name: actor.name, speakers: parts.speakers(caller), troubles: parts.troubles.all() };
  return { ...base, person };
}

const limitForm = bodyLimit({
  maxSize: FORM_LIMIT_BYTES,
  onError: (c: Context<AppEnv>) =>
    problemResponse(
      refuse("body-too-large", "the form is too large", { limitBytes: FORM_LIMIT_BYTES }),
      c.var.visitor.requestId,
    ),
});

async function formOnly(c: Context<AppEnv>, next: () => Promise<void>): Promise<Response | undefined> {
  if (c.req.method !== "POST") {
    await next();
    return undefined;
  }
  const foreign = crossSiteForm((name) => c.req.header(name));
  if (foreign) return problemResponse(foreign, c.var.visitor.requestId);
  return (await limitForm(c, next)) ?? undefined;
}

async function fields(c: Context<AppEnv>): Promise<Partial<Record<string, string>>> {
  if (!(c.req.header("content-type") ?? "").startsWith("application/x-www-form-urlencoded")) return {};
  return Object.fromEntries(new URLSearchParams(await c.req.text()));
}

/** The form's act as the API's route, in the name of the same visitor. */
async function apiCall(
  app: OpenAPIHono<AppEnv>,
  c: Context<AppEnv>,
  method: string,
  path: string,
  body?: unknown,
): Promise<Response> {
  const headers: Record<string, string> = { "x-dalaba": "1", "content-type": "application/json" };
  for (const name of ["cookie", "user-agent", "origin", "host"]) {
    const value = c.req.header(name);
    if (value !== undefined) headers[name] = value;
  }
  const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
  return app.request(`${API_PREFIX}${path}`, init, c.env);
}

async function refusalIn(response: Response): Promise<Refusal> {
  const { code, detail, params } = (await response.json()) as Refusal;
  return refuse(code, detail, params);
}

function seeOther(location: string, from: Response | null): Response {
  const headers = new Headers({ location });
  const cookie = from?.headers.get("set-cookie");
  if (cookie) headers.set("set-cookie", cookie);
  return new Response(null, { status: 303, headers });
}

function answer(c: Context<AppEnv>, page: Html, status = 200): Response {
  return c.body(page.text, status as 200, {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
  });
}
