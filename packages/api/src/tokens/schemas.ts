import { ACTS, ID_PATTERN } from "@dalaba/core";
import { z } from "@hono/zod-openapi";
import { permissionSchema } from "../operators/schemas";

export const tokenSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    operator: z.string(),
    acts: z.array(z.enum(ACTS)),
    /** Subtrees; null is wherever the operator may. */
    sites: z.array(z.string()).nullable(),
    maxPriority: z.number(),
    permissions: z.array(permissionSchema),
    createdAtMs: z.number(),
    expiresAtMs: z.number(),
    lastUsedAtMs: z.number().nullable(),
    lastUsedAddress: z.string().nullable(),
    revokedAtMs: z.number().nullable(),
    /** A person's own sign-in from a program: it may what they may, and ends at sign-out or with a new password. */
    signIn: z.boolean().optional(),
  })
  .openapi("Token");
export type TokenReply = z.output<typeof tokenSchema>;

/** The longest life of a token, days. */
export const TOKEN_MAX_DAYS = 400;

export const newTokenSchema = z.object({
  name: z.string().min(1).max(100),
  acts: z.array(z.enum(ACTS)).min(1),
  sites: z.array(z.string().regex(ID_PATTERN)).min(1).max(100).nullable().default(null),
  /** As high as the maker's own unless named. */
  maxPriority: z.number().int().min(0).max(79).optional(),
  permissions: z.array(permissionSchema).default([]),
  expiresInDays: z.number().positive().max(TOKEN_MAX_DAYS).default(90),
  /** For whom: oneself unless named; another only with manage-operators. */
  operator: z.string().max(200).optional(),
});
