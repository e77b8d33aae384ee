import { z } from "@hono/zod-openapi";
import { pageOf, pageQuery } from "../contract/page";
import { API_PREFIX, defineRoute } from "../contract/route";
import { newTokenSchema, tokenSchema } from "./schemas";

export const tokenRoutes = {
  listTokens: defineRoute({
    method: "get",
    path: `${API_PREFIX}/tokens`,
    name: "listTokens",
    summary: "API tokens with their last use: one's own, or with manage-operators everyone's",
    right: "signed-in",
    query: pageQuery.extend({ operator: z.string().max(200).optional() }),
    reply: pageOf(tokenSchema),
  }),
  addToken: defineRoute({
    method: "post",
    path: `${API_PREFIX}/tokens`,
    name: "addToken",
    summary: "Make a scoped, expiring API token; its secret is shown this once",
    right: "signed-in",
    body: newTokenSchema,
    reply: tokenSchema.extend({ token: z.string() }),
    status: 201,
  }),
  revokeToken: defineRoute({
    method: "delete",
    path: `${API_PREFIX}/tokens/{id}`,
    name: "revokeToken",
    summary: "Revoke a token at once",
    right: "signed-in",
    params: z.object({ id: z.string().max(64) }),
  }),
} as const;
