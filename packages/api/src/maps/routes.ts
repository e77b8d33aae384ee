import { ID_PATTERN } from "@dalaba/core";
import { z } from "@hono/zod-openapi";
import { API_PREFIX, defineRoute } from "../contract/route";
import { mapLayerSchema } from "./schemas";

const id = z.string().regex(ID_PATTERN);
const place = z.string().regex(/^\d{1,8}$/);
const seen = { act: "see", of: "map" } as const;

export const mapRoutes = {
  listMaps: defineRoute({
    method: "get",
    path: `${API_PREFIX}/maps`,
    name: "listMaps",
    summary: "Layers of the map that one may see, and where each is served",
    right: { act: "see", of: "anywhere" },
    reply: z.object({ items: z.array(mapLayerSchema), next: z.null() }),
  }),
  readMap: defineRoute({
    method: "get",
    path: `${API_PREFIX}/maps/{id}/file`,
    name: "readMap",
    summary: "A GeoJSON (in WGS-84), a PMTiles archive or a plan's image; ranges, ETag",
    right: seen,
    params: z.object({ id }),
    replyMedia: ["application/geo+json", "application/vnd.pmtiles", "image/png", "image/jpeg", "image/webp"],
    also: { 206: "The range asked for", 304: "As it was" },
  }),
  readMapTile: defineRoute({
    method: "get",
    path: `${API_PREFIX}/maps/{id}/tiles/{z}/{x}/{y}`,
    name: "readMapTile",
    summary: "One tile; `y` carries the ending of the layer's format, such as 12.png",
    right: seen,
    params: z.object({ id, z: place, x: place, y: z.string().regex(/^\d{1,8}\.(png|webp|jpg|pbf)$/) }),
    replyMedia: ["image/png", "image/jpeg", "image/webp", "application/vnd.mapbox-vector-tile"],
    also: { 304: "As it was" },
  }),
} as const;
