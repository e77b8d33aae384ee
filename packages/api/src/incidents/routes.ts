import { EVENT_KINDS } from "@dalaba/core/camera-event";
import { INCIDENT_OUTCOMES, INCIDENT_STATES } from "@dalaba/core/incident";
import { z } from "@hono/zod-openapi";
import { hexId } from "../contract/hex-id";
import { pageOf, pageQuery } from "../contract/page";
import { API_PREFIX, defineRoute } from "../contract/route";
import { cameraEventSchema, incidentDetailSchema, incidentSchema } from "./schemas";

const params = z.object({ id: hexId });
const seen = { act: "see", of: "anywhere" } as const;
const handles = { act: "handle-incidents", of: "asked-by-handler" } as const;
const span = {
  /** UTC ms. */
  since: z.coerce.number().int().optional(),
  until: z.coerce.number().int().optional(),
};
const note = z.string().trim().min(1).max(2_000);

export const incidentRoutes = {
  listIncidents: defineRoute({
    method: "get",
    path: `${API_PREFIX}/incidents`,
    name: "listIncidents",
    summary: "Incidents of the sites one may see, newest first",
    right: seen,
    query: pageQuery.extend({
      /** Left out: all of them. Several are joined with commas. */
      state: z
        .string()
        .regex(new RegExp(`^(${INCIDENT_STATES.join("|")})(,(${INCIDENT_STATES.join("|")}))*$`), {
          error: `of ${INCIDENT_STATES.join(", ")}, joined with commas`,
        })
        .optional(),
      site: z.string().max(64).optional(),
      camera: z.string().max(64).optional(),
      room: z.string().max(64).optional(),
      kind: z.enum(EVENT_KINDS).optional(),
      ...span,
    }),
    reply: pageOf(incidentSchema),
  }),
  openIncident: defineRoute({
    method: "post",
    path: `${API_PREFIX}/incidents`,
    name: "openIncident",
    summary: "What a person sees at a camera, opened by hand; it is theirs at once",
    right: handles,
    body: z.object({
      camera: z.string().min(1).max(64),
      kind: z.enum(EVENT_KINDS).exclude(["recognition"]).default("other"),
      note: note.optional(),
    }),
    reply: incidentDetailSchema,
    status: 201,
  }),
  countIncidents: defineRoute({
    method: "get",
    path: `${API_PREFIX}/incidents/counts`,
    name: "countIncidents",
    summary: "How many there are in each state, of the sites one may see",
    right: seen,
    reply: z.object({
      open: z.number().int(),
      acknowledged: z.number().int(),
      closed: z.number().int(),
    }),
  }),
  showIncident: defineRoute({
    method: "get",
    path: `${API_PREFIX}/incidents/{id}`,
    name: "showIncident",
    summary: "One incident: what happened, who did what and when, and what was said",
    right: seen,
    params,
    reply: incidentDetailSchema,
  }),
  acknowledgeIncident: defineRoute({
    method: "post",
    path: `${API_PREFIX}/incidents/{id}/acknowledge`,
    name: "acknowledgeIncident",
    summary: "Take it; `incident-taken` where somebody else has, unless `force` takes it over",
    right: handles,
    params,
    body: z.object({ force: z.boolean().default(false) }),
    reply: incidentDetailSchema,
  }),
  noteIncident: defineRoute({
    method: "post",
    path: `${API_PREFIX}/incidents/{id}/notes`,
    name: "noteIncident",
    summary: "A line for its timeline, also after it is closed",
    right: handles,
    params,
    body: z.object({ text: note }),
    reply: incidentDetailSchema,
  }),
  handOverIncident: defineRoute({
    method: "post",
    path: `${API_PREFIX}/incidents/{id}/hand-over`,
    name: "handOverIncident",
    summary: "Into another room's queue, where it stands open until somebody takes it",
    right: handles,
    params,
    body: z.object({ room: z.string().min(1).max(64), note: note.optional() }),
    reply: incidentDetailSchema,
  }),
  closeIncident: defineRoute({
    method: "post",
    path: `${API_PREFIX}/incidents/{id}/close`,
    name: "closeIncident",
    summary: "It is over, or was a false alarm",
    right: handles,
    params,
    body: z.object({ outcome: z.enum(INCIDENT_OUTCOMES).default("resolved"), note: note.optional() }),
    reply: incidentDetailSchema,
  }),
  reopenIncident: defineRoute({
    method: "post",
    path: `${API_PREFIX}/incidents/{id}/reopen`,
    name: "reopenIncident",
    summary: "It was closed too early: it is this caller's now",
    right: handles,
    params,
    body: z.object({}),
    reply: incidentDetailSchema,
  }),
} as const;

export const cameraEventRoutes = {
  listCameraEvents: defineRoute({
    method: "get",
    path: `${API_PREFIX}/camera-events`,
    name: "listCameraEvents",
    summary: "What cameras and help points reported, newest first; one row a happening",
    right: seen,
    query: pageQuery.extend({
      camera: z.string().max(64).optional(),
      source: z.string().max(64).optional(),
      kind: z.enum(EVENT_KINDS).optional(),
      ...span,
    }),
    reply: pageOf(cameraEventSchema),
  }),
} as const;
