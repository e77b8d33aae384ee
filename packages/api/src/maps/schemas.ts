import { COORDINATE_SYSTEMS, MAP_KINDS, TILE_FORMATS } from "@dalaba/core";
import { z } from "@hono/zod-openapi";

export const mapLayerSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    /** Null: everyone signed in sees it. */
    site: z.string().nullable(),
    kind: z.enum(MAP_KINDS),
    /**
     * The system of what is served. GeoJSON and the pins of a plan have been converted and are wgs84; tiles in another
     * system are for the page to shift.
     */
    coordinates: z.enum(COORDINATE_SYSTEMS),
    /** Of tiles alone. */
    format: z.enum(TILE_FORMATS).nullable(),
    attribution: z.string().nullable(),
    minZoom: z.number().nullable(),
    maxZoom: z.number().nullable(),
    /** Of a plan alone: three pixels and the places they show, WGS-84. */
    pins: z.array(z.object({ x: z.number(), y: z.number(), lat: z.number(), lon: z.number() })).nullable(),
    /** Where it is served; of tiles with {z}/{x}/{y} to be filled in. */
    url: z.string(),
    /** Its file or folder is there. */
    available: z.boolean(),
    /** Of a file that is there. */
    bytes: z.number().nullable(),
  })
  .openapi("MapLayer");
export type MapLayerReply = z.output<typeof mapLayerSchema>;
