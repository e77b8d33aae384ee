import { join } from "node:path";
import { refuse } from "@dalaba/core";
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { repositoryRoot } from "../../settings/repository-root";
import type { AppEnv } from "../env";
import { problemResponse } from "../problem-response";
import { type ConsoleFile, ConsoleFiles } from "./console-files";
import { html } from "./html";
import { both, page, STYLE } from "./page";
import { consolePolicy } from "./page-policy";

export interface PageParts {
  /** Where the built console lies; `apps/console/dist` unless named. */
  readonly consoleFolder?: string;
  /** The talk uplink's address, empty while `air` starts. */
  talkUrl(): string;
}

/** Names are hashes of what is in them: a browser may keep them for ever. */
const FOR_EVER = "public, max-age=31536000, immutable";

/** The console's page and its files. Everything else that a person reads is drawn by the console itself. */
export function pagesWith(parts: PageParts): (app: OpenAPIHono<AppEnv>) => void {
  const files = new ConsoleFiles(parts.consoleFolder ?? join(repositoryRoot(), "apps/console/dist"));
  return (app) => {
    app.get("/style.css", (c) =>
      c.body(STYLE, 200, { "content-type": "text/css; charset=utf-8", "cache-control": "max-age=3600" }),
    );
    app.get("/assets/:name", (c) => {
      const file = files.asset(c.req.param("name"));
      if (file) return answer(c, file, { "cache-control": FOR_EVER });
      return problemResponse(refuse("not-found", "no such file of the console"), c.var.visitor.requestId);
    });
    app.get("*", async (c, next) => {
      // The API answers for its own addresses; a browser that asks for a page gets the console at any other.
      if (c.req.path.startsWith("/api/") || !wantsPage(c.req.header("accept"))) return next();
      const index = files.index();
      if (!index) return notBuilt(c);
      const policy = consolePolicy(c.req.header("host"), parts.talkUrl());
      const answered = answer(c, index, { "cache-control": "no-cache" });
      answered.headers.set("content-security-policy", policy);
      return answered;
    });
  };
}

/** A browser says text/html, somebody who tries by hand anything at all; whoever asks for a picture or JSON gets no page. */
function wantsPage(accept: string | undefined): boolean {
  return accept === undefined || accept.trim() === "*/*" || accept.includes("text/html");
}

function answer(c: Context<AppEnv>, file: ConsoleFile, headers: Record<string, string>): Response {
  const packed = file.gzip !== null && /\bgzip\b/.test(c.req.header("accept-encoding") ?? "");
  const body = packed && file.gzip ? file.gzip : file.plain;
  return c.body(body, 200, {
    "content-type": file.media,
    vary: "accept-encoding",
    ...(packed ? { "content-encoding": "gzip" } : {}),
    ...headers,
  });
}

function notBuilt(c: Context<AppEnv>): Response {
  const text = page(
    "控制台",
    html`<p>${both("控制台还没有生成。请在仓库目录运行", "The console has not been built. In the repository, run")}</p>
<pre>npm run build</pre>`,
  ).text;
  return c.body(text, 503, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" });
}
