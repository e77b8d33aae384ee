import { OpenAPIHono } from "@hono/zod-openapi";
import { allRoutes } from "./routes";

/** The OpenAPI 3.1 document of every route; `x-right` says who may use each. `version` is the product's. */
export function openapiDocument(version: string): Record<string, unknown> {
  const app = new OpenAPIHono();
  for (const { openapi } of allRoutes()) app.openAPIRegistry.registerPath(openapi);
  app.openAPIRegistry.registerComponent("securitySchemes", "bearer", { type: "http", scheme: "bearer" });
  app.openAPIRegistry.registerComponent("securitySchemes", "cookie", {
    type: "apiKey",
    in: "cookie",
    name: "dalaba-session",
    description: "Changing requests also carry the header x-dalaba: 1 and come from the same origin.",
  });
  const document = app.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: "Dalaba",
      version,
      description:
        "Every refusal is application/problem+json {type, title, status, code, detail, params, next}; " +
        "codes are rows of docs/errors.md. Lists are {items, next}; `?after=` takes the `next` of the page before.",
    },
    servers: [{ url: "/" }],
  });
  return document as unknown as Record<string, unknown>;
}
