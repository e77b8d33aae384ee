import { z } from "@hono/zod-openapi";
import { pageOf, pageQuery } from "../contract/page";
import { API_PREFIX, defineRoute } from "../contract/route";

export const auditRowSchema = z
  .object({
    seq: z.number().int(),
    atMs: z.number(),
    actor: z.string(),
    room: z.string().nullable(),
    address: z.string().nullable(),
    act: z.string(),
    object: z.string(),
    why: z.string().nullable(),
    result: z.string(),
    detail: z.record(z.string(), z.unknown()),
    previousHash: z.string(),
    hash: z.string(),
  })
  .openapi("AuditRow");
export type AuditRowReply = z.output<typeof auditRowSchema>;

export const auditRoutes = {
  listAudit: defineRoute({
    method: "get",
    path: `${API_PREFIX}/audit`,
    name: "listAudit",
    summary: "Who did what, newest first; each row carries the hash of the row before",
    right: { act: "see-audit", of: "whole" },
    query: pageQuery.extend({
      actor: z.string().max(200).optional(),
      act: z.string().max(100).optional(),
      object: z.string().max(200).optional(),
      /** UTC ms. */
      since: z.coerce.number().int().optional(),
      until: z.coerce.number().int().optional(),
    }),
    reply: pageOf(auditRowSchema),
  }),
} as const;
