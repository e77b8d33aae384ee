import { z } from "@hono/zod-openapi";
import { pageOf, pageQuery } from "../contract/page";
import { API_PREFIX, defineRoute } from "../contract/route";
import {
  cameraSchema,
  listeningPointSchema,
  roomSchema,
  siteSchema,
  townImportQuery,
  townPlanSchema,
  zoneSchema,
} from "./schemas";

const seen = { act: "see", of: "anywhere" } as const;
const TOWN_MEDIA = ["text/yaml", "text/csv", "application/geo+json"] as const;
/** Bytes of a town file: some 50,000 rows. */
const TOWN_LIMIT_BYTES = 16 * 1024 * 1024;

export const placeRoutes = {
  listSites: defineRoute({
    method: "get",
    path: `${API_PREFIX}/sites`,
    name: "listSites",
    summary: "Sites one may see, each with its parent",
    right: seen,
    query: pageQuery,
    reply: pageOf(siteSchema),
  }),
  listRooms: defineRoute({
    method: "get",
    path: `${API_PREFIX}/rooms`,
    name: "listRooms",
    summary: "Rooms where operators sit",
    right: seen,
    query: pageQuery,
    reply: pageOf(roomSchema),
  }),
  listZones: defineRoute({
    method: "get",
    path: `${API_PREFIX}/zones`,
    name: "listZones",
    summary: "Zones and their speakers",
    right: seen,
    query: pageQuery,
    reply: pageOf(zoneSchema),
  }),
  listCameras: defineRoute({
    method: "get",
    path: `${API_PREFIX}/cameras`,
    name: "listCameras",
    summary: "Cameras and where they look",
    right: seen,
    query: pageQuery.extend({ site: z.string().max(64).optional() }),
    reply: pageOf(cameraSchema),
  }),
  listListeningPoints: defineRoute({
    method: "get",
    path: `${API_PREFIX}/listening-points`,
    name: "listListeningPoints",
    summary: "Where people stand and overlap is figured",
    right: seen,
    query: pageQuery,
    reply: pageOf(listeningPointSchema),
  }),
} as const;

export const townRoutes = {
  planTown: defineRoute({
    method: "post",
    path: `${API_PREFIX}/town/plan`,
    name: "planTown",
    summary: "What a town file would change; changes nothing",
    right: { act: "manage-town", of: "asked-by-handler" },
    query: townImportQuery,
    bytes: TOWN_MEDIA,
    limitBytes: TOWN_LIMIT_BYTES,
    reply: townPlanSchema,
  }),
  applyTown: defineRoute({
    method: "post",
    path: `${API_PREFIX}/town/apply`,
    name: "applyTown",
    summary: "Apply a town file in one transaction",
    right: { act: "manage-town", of: "asked-by-handler" },
    query: townImportQuery,
    bytes: TOWN_MEDIA,
    limitBytes: TOWN_LIMIT_BYTES,
    reply: townPlanSchema,
  }),
  exportTown: defineRoute({
    method: "get",
    path: `${API_PREFIX}/town`,
    name: "exportTown",
    summary: "The town as a file",
    right: { act: "see", of: "whole" },
    query: z.object({ coordinates: townImportQuery.shape.coordinates }),
    replyMedia: ["text/yaml"],
  }),
} as const;
