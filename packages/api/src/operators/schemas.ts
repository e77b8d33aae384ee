import { ACTS, EVERYWHERE, ID_PATTERN, PERMISSIONS, ROLES } from "@dalaba/core";
import { z } from "@hono/zod-openapi";

/** What is typed at sign-in: 1-64 printable characters without spaces at the ends; compared exactly after NFC. */
export const operatorNameSchema = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[^\p{C}\s](?:[^\p{C}]*[^\p{C}\s])?$/u, { error: "no control characters, no spaces at the ends" })
  .transform((name) => name.normalize("NFC"));

/** 10 to 1,024 characters: length is what makes a password strong. */
export const newPasswordSchema = z.string().min(10).max(1024);

/** `*` is the whole installation: every site, those to come too. */
const siteOrEverywhere = z.union([z.literal(EVERYWHERE), z.string().regex(ID_PATTERN)]);

export const permissionSchema = z.enum(PERMISSIONS);

export const grantSchema = z
  .object({
    role: z.enum(ROLES),
    site: siteOrEverywhere,
    /** Highest priority below 80 that may be started or stopped. */
    maxPriority: z.number().int().min(0).max(79),
    permissions: z.array(permissionSchema),
  })
  .openapi("Grant");
export type GrantReply = z.output<typeof grantSchema>;

export const newGrantSchema = z
  .object({
    role: z.enum(ROLES),
    site: siteOrEverywhere,
    /** The role's own unless named. */
    maxPriority: z.number().int().min(0).max(79).optional(),
    permissions: z.array(permissionSchema).default([]),
  })
  .openapi("NewGrant");

export const operatorSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    displayName: z.string(),
    room: z.string().nullable(),
    disabled: z.boolean(),
    hasPassword: z.boolean(),
    createdAtMs: z.number(),
    grants: z.array(grantSchema),
  })
  .openapi("Operator");
export type OperatorReply = z.output<typeof operatorSchema>;

/** Without a password the answer holds a one-time sign-in link. */
export const newOperatorSchema = z.object({
  name: operatorNameSchema,
  displayName: z.string().max(100).optional(),
  password: newPasswordSchema.optional(),
  room: z.string().max(32).nullable().optional(),
  grants: z.array(newGrantSchema).max(100).default([]),
});

export const signInLinkSchema = z.object({ signInLink: z.string(), expiresAtMs: z.number() });

export const roleSchema = z
  .object({
    role: z.enum(ROLES),
    acts: z.array(z.enum(ACTS)),
    /** What a grant of this role gets when it names none. */
    maxPriority: z.number(),
  })
  .openapi("Role");
