import { z } from "@hono/zod-openapi";
import { hexId } from "../contract/hex-id";
import { API_PREFIX, defineRoute } from "../contract/route";
import {
  linkChangeSchema,
  linkLimitsSchema,
  linkRehearsalSchema,
  linkSchema,
  newLinkSchema,
} from "./schemas";

const params = z.object({ id: hexId });
const seen = { act: "see", of: "anywhere" } as const;
const ofWhole = { act: "manage-town", of: "whole" } as const;
const days = z.number().int().min(1).max(92);
const rehearsed = z.object({ items: z.array(linkRehearsalSchema), next: z.null() });

export const linkRoutes = {
  listLinks: defineRoute({
    method: "get",
    path: `${API_PREFIX}/links`,
    name: "listLinks",
    summary: "All links",
    right: seen,
    reply: z.object({ items: z.array(linkSchema), next: z.null() }),
  }),
  addLink: defineRoute({
    method: "post",
    path: `${API_PREFIX}/links`,
    name: "addLink",
    summary: "A new link; with `sound` its writer is who armed it",
    right: ofWhole,
    body: newLinkSchema,
    reply: linkSchema,
    status: 201,
  }),
  testLink: defineRoute({
    method: "post",
    path: `${API_PREFIX}/links/dry-run`,
    name: "testLink",
    summary: "What a link that is not there yet would have done about the events of the past days",
    right: seen,
    body: z.object({ link: newLinkSchema, days: days.default(7) }),
    reply: rehearsed,
  }),
  showLinkLimits: defineRoute({
    method: "get",
    path: `${API_PREFIX}/links/limits`,
    name: "showLinkLimits",
    summary: "The pause switch, and how often one zone hears links",
    right: seen,
    reply: linkLimitsSchema,
  }),
  setLinkLimits: defineRoute({
    method: "put",
    path: `${API_PREFIX}/links/limits`,
    name: "setLinkLimits",
    summary: "Others in their place, from the next event on",
    right: ofWhole,
    body: linkLimitsSchema,
    reply: linkLimitsSchema,
  }),
  showLink: defineRoute({
    method: "get",
    path: `${API_PREFIX}/links/{id}`,
    name: "showLink",
    summary: "One link",
    right: seen,
    params,
    reply: linkSchema,
  }),
  dryRunLink: defineRoute({
    method: "get",
    path: `${API_PREFIX}/links/{id}/dry-run`,
    name: "dryRunLink",
    summary: "What it would have done about the events of the past days",
    right: seen,
    params,
    query: z.object({ days: z.coerce.number().pipe(days).default(7) }),
    reply: rehearsed,
  }),
  changeLink: defineRoute({
    method: "put",
    path: `${API_PREFIX}/links/{id}`,
    name: "changeLink",
    summary: "All of it anew; whoever changes one that sounds arms it",
    right: ofWhole,
    params,
    body: linkChangeSchema,
    reply: linkSchema,
  }),
  removeLink: defineRoute({
    method: "delete",
    path: `${API_PREFIX}/links/{id}`,
    name: "removeLink",
    summary: "Nothing comes of its events any more; incidents that it opened stay",
    right: ofWhole,
    params,
  }),
} as const;
