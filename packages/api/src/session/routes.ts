import { z } from "@hono/zod-openapi";
import { pageOf, pageQuery } from "../contract/page";
import { API_PREFIX, defineRoute } from "../contract/route";
import { meSchema, sessionSchema, setupSchema, signedInSchema, signInSchema } from "./schemas";

export const sessionRoutes = {
  signIn: defineRoute({
    method: "post",
    path: `${API_PREFIX}/session`,
    name: "signIn",
    summary: "Sign in: a cookie session, or with `token` a bearer token",
    right: "public",
    body: signInSchema,
    reply: signedInSchema,
  }),
  me: defineRoute({
    method: "get",
    path: `${API_PREFIX}/session`,
    name: "me",
    summary: "Who is signed in, where, and with which rights",
    right: "signed-in",
    reply: meSchema,
  }),
  showSetup: defineRoute({
    method: "get",
    path: `${API_PREFIX}/setup`,
    name: "showSetup",
    summary: "How far the first set-up has come: password, town, speakers",
    right: "signed-in",
    reply: setupSchema,
  }),
  signOut: defineRoute({
    method: "delete",
    path: `${API_PREFIX}/session`,
    name: "signOut",
    summary: "End this session, or revoke this token",
    right: "signed-in",
  }),
} as const;

export const sessionsRoutes = {
  listSessions: defineRoute({
    method: "get",
    path: `${API_PREFIX}/sessions`,
    name: "listSessions",
    summary: "Living sessions: one's own, or with manage-operators everyone's",
    right: "signed-in",
    query: pageQuery.extend({ operator: z.string().max(64).optional() }),
    reply: pageOf(sessionSchema),
  }),
  endSession: defineRoute({
    method: "delete",
    path: `${API_PREFIX}/sessions/{id}`,
    name: "endSession",
    summary: "End a session at once",
    right: "signed-in",
    params: z.object({ id: z.string().max(64) }),
  }),
} as const;
