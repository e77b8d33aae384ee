import type { OpenAPIHono } from "@hono/zod-openapi";
import { VERSION } from "../version";
import type { AppEnv } from "./env";

/** The OpenAPI 3.1 document of the bound routes; `x-right` says who may use each. */
export function openapiDocument(app: OpenAPIHono<AppEnv>): Record<string, unknown> {
  app.openAPIRegistry.registerComponent("securitySchemes", "bearer", { type: "http", scheme: "bearer" });
  app.openAPIRegistry.registerComponent("securitySchemes", "cookie", {
    type: "apiKey",
    in: "cookie",
    name: "dalaba-session",
    description: "Changing requests also carry the header x-dalaba: 1 and come from the same origin.",
  });
  return app.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: "Dalaba",
      version: VERSION,
      description:
        "Every refusal is application/problem+json {type, title, status, code, detail, params, next}; " +
        "codes are rows of docs/errors.md. Lists are {items, next}; `?after=` takes the `next` of the page before.",
    },
    servers: [{ url: "/" }],
  }) as unknown as Record<string, unknown>;
}
