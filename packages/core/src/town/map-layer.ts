import { z } from "zod";
import { type MapId, mapIdSchema, type SiteId, siteIdSchema } from "../model";
import { COORDINATE_SYSTEMS, type CoordinateSystem } from "../place";

/**
 * A layer of the console's map. Its file lies in the folder `maps` of the data folder; nothing is fetched from elsewhere.
 * - `geojson`: lines and areas; `tiles`: a folder {z}/{x}/{y}.FORMAT; `pmtiles`: one archive of tiles
 * - `plan`: a scanned plan, pinned to the ground at three points
 */
export const MAP_KINDS = ["geojson", "tiles", "pmtiles", "plan"] as const;
export type MapKind = (typeof MAP_KINDS)[number];
export const TILE_FORMATS = ["png", "webp", "jpg", "pbf"] as const;
export type TileFormat = (typeof TILE_FORMATS)[number];

export interface MapPin {
  /** Pixels from the left and from the top. */
  readonly x: number;
  readonly y: number;
  /** [latitude, longitude] in the layer's own system. */
  readonly at: readonly [number, number];
}

/** As it is written: positions stay in the layer's own system. */
export interface MapLayer {
  readonly id: MapId;
  readonly name: string;
  /** Who sees this site sees the layer; null: everyone signed in. */
  readonly site: SiteId | null;
  readonly kind: MapKind;
  /** Below the folder `maps`, with `/` between folders. */
  readonly path: string;
  readonly coordinates: CoordinateSystem;
  /** Of tiles alone. */
  readonly format: TileFormat | null;
  readonly attribution: string | null;
  readonly minZoom: number | null;
  readonly maxZoom: number | null;
  /** Of a plan alone. */
  readonly pins: readonly MapPin[] | null;
}

/** Never up, never absolute, never into what is hidden. */
const pathOf = (what: string, ending: RegExp) =>
  z
    .string()
    .max(200)
    .regex(/^[^./\\\p{Cc}][^/\\\p{Cc}]*(\/[^./\\\p{Cc}][^/\\\p{Cc}]*)*$/u, {
      error: "a path below the folder maps, such as town.geojson or base/tiles",
    })
    .regex(ending, { error: what })
    .describe(`Below the folder maps of the data folder: ${what}.`);

const zoom = z.number().int().min(0).max(24);
const common = {
  id: mapIdSchema,
  name: z.string().trim().min(1).max(64).describe("What people call it."),
  site: siteIdSchema.optional().describe("Who sees this site sees it; left out: everyone signed in."),
  coordinates: z
    .enum(COORDINATE_SYSTEMS)
    .describe("The system the file was drawn in. Amap and Tencent give gcj02, Baidu bd09, GPS wgs84."),
  attribution: z.string().trim().min(1).max(200).optional().describe("Whom to name on the map."),
  minZoom: zoom.optional(),
  maxZoom: zoom.optional(),
};

const pin = z.strictObject({
  x: z.number().min(0).max(100_000).describe("Pixels from the left."),
  y: z.number().min(0).max(100_000).describe("Pixels from the top."),
  at: z
    .tuple([z.number().min(-90).max(90), z.number().min(-180).max(180)])
    .describe("[latitude, longitude] in the system that `coordinates` of this layer names."),
});

export const mapEntry = z.discriminatedUnion("kind", [
  z.strictObject({
    ...common,
    kind: z.literal("geojson"),
    path: pathOf("a .geojson or .json file", /\.(geo)?json$/i),
  }),
  z.strictObject({
    ...common,
    kind: z.literal("tiles"),
    path: pathOf("the folder that holds {z}/{x}/{y}.FORMAT", /[^/]$/),
    format: z.enum(TILE_FORMATS).default("png").describe("How the tiles' names end."),
  }),
  z.strictObject({ ...common, kind: z.literal("pmtiles"), path: pathOf("a .pmtiles file", /\.pmtiles$/i) }),
  z.strictObject({
    ...common,
    kind: z.literal("plan"),
    path: pathOf("a .png, .jpg or .webp image", /\.(png|jpe?g|webp)$/i),
    pins: z
      .tuple([pin, pin, pin])
      .refine(([a, b, c]) => spread([a.x, a.y], [b.x, b.y], [c.x, c.y]) && spread(a.at, b.at, c.at), {
        error: "three pins that do not lie on one line",
      })
      .describe("Three points of the image whose places are known, not on one line and far apart."),
  }),
]);

type Point = readonly [number, number];

function spread([ax, ay]: Point, [bx, by]: Point, [cx, cy]: Point): boolean {
  return (bx - ax) * (cy - ay) - (cx - ax) * (by - ay) !== 0;
}

export function mapOf(entry: z.output<typeof mapEntry>): MapLayer {
  const { id, name, kind, path, coordinates } = entry;
  return {
    ...{ id, name, kind, path, coordinates },
    site: entry.site ?? null,
    format: entry.kind === "tiles" ? entry.format : null,
    attribution: entry.attribution ?? null,
    minZoom: entry.minZoom ?? null,
    maxZoom: entry.maxZoom ?? null,
    pins: entry.kind === "plan" ? entry.pins : null,
  };
}

/** The layer as the town file has it, what it would have anyway left out. */
export function mapDocument(layer: MapLayer): z.input<typeof mapEntry> {
  const { format, pins, ...rest } = layer;
  const written = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null));
  return {
    ...written,
    ...(format === null || format === "png" ? {} : { format }),
    ...(pins === null ? {} : { pins: pins.map(({ x, y, at }) => ({ x, y, at: [...at] })) }),
  } as z.input<typeof mapEntry>;
}
