import { z } from "@hono/zod-openapi";
import { grantSchema, operatorNameSchema } from "../operators/schemas";

/** Either a name with its password, or a one-time link. `token` asks for a bearer token instead of a cookie. */
export const signInSchema = z.union([
  z.object({
    user: operatorNameSchema,
    password: z.string().min(1).max(1024),
    room: z.string().max(32).optional(),
    token: z.boolean().optional(),
  }),
  z.object({
    link: z.string().min(16).max(200),
    room: z.string().max(32).optional(),
    token: z.boolean().optional(),
  }),
]);

export const signedInSchema = z
  .object({
    operator: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
    /** Only when a token was asked for; shown this once. */
    token: z.string().optional(),
    expiresAtMs: z.number(),
  })
  .openapi("SignedIn");

export const meSchema = z
  .object({
    operator: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
    room: z
      .object({ id: z.string(), name: z.string(), site: z.string(), kind: z.enum(["village", "centre"]) })
      .nullable(),
    grants: z.array(grantSchema),
    /** What signed this request in. */
    by: z.enum(["session", "token", "boot-token"]),
    expiresAtMs: z.number().nullable(),
    /** A person who signed in and has no password: nobody could sign in as them again. */
    mustSetPassword: z.boolean(),
    /** The header that a changing request with a cookie must carry. */
    csrf: z.object({ header: z.string(), value: z.string() }),
  })
  .openapi("Me");

/** How far the first set-up has come, for whoever is signed in. */
export const setupSchema = z
  .object({
    /** Null for a token that stands for no stored person. */
    passwordSet: z.boolean().nullable(),
    /** A new password needs the one there is; after a sign-in by link it does not. */
    needsCurrentPassword: z.boolean(),
    /** There is not one site: no town file was applied yet. */
    townEmpty: z.boolean(),
    /** Of those one may see; the others were never issued what they need to join. */
    speakers: z.object({ total: z.number().int(), withCredentials: z.number().int() }),
    /** Someone besides oneself may sign in. */
    othersExist: z.boolean(),
  })
  .openapi("Setup");

export const sessionSchema = z
  .object({
    id: z.string(),
    operator: z.string(),
    room: z.string().nullable(),
    createdAtMs: z.number(),
    lastSeenAtMs: z.number(),
    expiresAtMs: z.number(),
    address: z.string(),
    agent: z.string(),
    /** The session this very request came with. */
    current: z.boolean(),
  })
  .openapi("Session");
export type SessionReply = z.output<typeof sessionSchema>;
