import { z } from "@hono/zod-openapi";
import { pageOf, pageQuery } from "../contract/page";
import { API_PREFIX, defineRoute } from "../contract/route";
import {
  newGrantSchema,
  newOperatorSchema,
  newPasswordSchema,
  operatorSchema,
  roleSchema,
  signInLinkSchema,
} from "./schemas";

/** `{id}` takes the id or the name typed at sign-in. */
const operatorParams = z.object({ id: z.string().min(1).max(200) });
const managed = { act: "manage-operators", of: "anywhere" } as const;

export const operatorRoutes = {
  listOperators: defineRoute({
    method: "get",
    path: `${API_PREFIX}/operators`,
    name: "listOperators",
    summary: "Operators and their grants",
    right: managed,
    query: pageQuery,
    reply: pageOf(operatorSchema),
  }),
  addOperator: defineRoute({
    method: "post",
    path: `${API_PREFIX}/operators`,
    name: "addOperator",
    summary: "Add an operator; without a password the answer holds a one-time sign-in link",
    right: managed,
    body: newOperatorSchema,
    reply: z.object({ operator: operatorSchema, link: signInLinkSchema.nullable() }),
    status: 201,
  }),
  changeOperator: defineRoute({
    method: "patch",
    path: `${API_PREFIX}/operators/{id}`,
    name: "changeOperator",
    summary: "Change the shown name or room, disable (which ends every session at once) or enable",
    right: managed,
    params: operatorParams,
    body: z.object({
      displayName: z.string().max(100).optional(),
      room: z.string().max(32).nullable().optional(),
      disabled: z.boolean().optional(),
    }),
    reply: operatorSchema,
  }),
  removeOperator: defineRoute({
    method: "delete",
    path: `${API_PREFIX}/operators/{id}`,
    name: "removeOperator",
    summary: "Remove an operator with sessions and tokens",
    right: managed,
    params: operatorParams,
  }),
  setPassword: defineRoute({
    method: "post",
    path: `${API_PREFIX}/operators/{id}/password`,
    name: "setPassword",
    summary:
      "Set a password (one's own with `current`); without one the answer holds a one-time sign-in link",
    right: "signed-in",
    params: operatorParams,
    body: z.object({ password: newPasswordSchema.optional(), current: z.string().max(1024).optional() }),
    reply: z.object({ link: signInLinkSchema.nullable(), endedSessions: z.number() }),
  }),
  setGrants: defineRoute({
    method: "put",
    path: `${API_PREFIX}/operators/{id}/grants`,
    name: "setGrants",
    summary: "Replace an operator's grants",
    right: managed,
    params: operatorParams,
    body: z.object({ grants: z.array(newGrantSchema).max(100) }),
    reply: operatorSchema,
  }),
  makeSignInLink: defineRoute({
    method: "post",
    path: `${API_PREFIX}/sign-in-links`,
    name: "makeSignInLink",
    summary: "A one-time sign-in link for an operator; for the first administrator unless one is named",
    right: { act: "manage-operators", of: "whole" },
    body: z.object({ operator: z.string().max(200).optional() }),
    reply: z.object({ operator: z.string(), url: z.string(), expiresAtMs: z.number() }),
  }),
} as const;

export const roleRoutes = {
  listRoles: defineRoute({
    method: "get",
    path: `${API_PREFIX}/roles`,
    name: "listRoles",
    summary: "Roles, what each may do and up to which priority",
    right: "signed-in",
    reply: z.object({ items: z.array(roleSchema), next: z.null() }),
  }),
} as const;
