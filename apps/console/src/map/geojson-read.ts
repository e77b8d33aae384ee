import { type CoordinateSystem, toWgs84 } from "@dalaba/core/place";
import { type World, worldOf } from "./mercator";

/** What a shape is, as its property `class` says it; it decides colour, width and what lies on top. */
export const SHAPE_CLASSES = [
  "field",
  "orchard",
  "water",
  "river",
  "dyke",
  "village",
  "square",
  "building",
  "street",
  "road",
  "road-main",
] as const;
export type ShapeClass = (typeof SHAPE_CLASSES)[number];

export interface MapShape {
  readonly class: ShapeClass;
  /** "" without one. */
  readonly name: string;
  readonly nameEn: string;
  /** Rings of an area, or lines; a point is a line of one. */
  readonly lines: readonly (readonly World[])[];
  readonly area: boolean;
}

export type ReadShapes =
  | { readonly ok: true; readonly value: readonly MapShape[] }
  | { readonly ok: false; readonly code: "not-geojson"; readonly detail: string };

type Json = Readonly<Record<string, unknown>>;

/** How deep the coordinates of each geometry lie, and whether it encloses anything. */
const GEOMETRIES: Readonly<Record<string, { depth: number; area: boolean }>> = {
  Point: { depth: 0, area: false },
  MultiPoint: { depth: 1, area: false },
  LineString: { depth: 1, area: false },
  MultiLineString: { depth: 2, area: false },
  Polygon: { depth: 2, area: true },
  MultiPolygon: { depth: 3, area: true },
};

/** Reads a site's file: features it does not understand are left out, a file that is none is refused. */
export function readGeojson(file: unknown, coordinates: CoordinateSystem): ReadShapes {
  if (!isJson(file) || file.type !== "FeatureCollection" || !Array.isArray(file.features)) {
    return { ok: false, code: "not-geojson", detail: "no FeatureCollection" };
  }
  return { ok: true, value: file.features.flatMap((feature) => readFeature(feature, coordinates)) };
}

function readFeature(feature: unknown, coordinates: CoordinateSystem): MapShape[] {
  if (!isJson(feature) || !isJson(feature.geometry)) return [];
  const kind = GEOMETRIES[String(feature.geometry.type)];
  if (!kind) return [];
  const lines: World[][] = [];
  collect(feature.geometry.coordinates, kind, kind.depth, coordinates, lines);
  if (lines.length === 0) return [];
  const properties = isJson(feature.properties) ? feature.properties : {};
  const name = textOf(properties.name);
  return [
    {
      class: classOf(properties.class, kind.area),
      name,
      nameEn: textOf(properties.nameEn) || name,
      lines,
      area: kind.area,
    },
  ];
}

function collect(
  value: unknown,
  kind: { readonly area: boolean },
  depth: number,
  coordinates: CoordinateSystem,
  lines: World[][],
): void {
  if (!Array.isArray(value)) return;
  if (depth > 1) {
    value.forEach((each, at) => {
      const before = lines.length;
      collect(each, kind, depth - 1, coordinates, lines);
      // Outer rings go one way round and holes the other: then areas of one class overlap without gaps.
      if (kind.area && depth === 2)
        lines[before]?.splice(0, Number.POSITIVE_INFINITY, ...wound(lines[before], at === 0));
    });
    return;
  }
  const line = (depth === 0 ? [value] : value).flatMap((position) => readPosition(position, coordinates));
  if (line.length > 0) lines.push(line);
}

function wound(ring: readonly World[], outer: boolean): World[] {
  let twice = 0;
  ring.forEach((point, at) => {
    const next = ring[(at + 1) % ring.length] ?? point;
    twice += (next.x - point.x) * (next.y + point.y);
  });
  return twice > 0 === outer ? [...ring] : [...ring].reverse();
}

function readPosition(position: unknown, coordinates: CoordinateSystem): World[] {
  if (!Array.isArray(position)) return [];
  const [lon, lat] = position as unknown[];
  if (typeof lon !== "number" || typeof lat !== "number") return [];
  return [worldOf(toWgs84({ lat, lon }, coordinates))];
}

/** A file drawn for another map has no classes of ours: its areas become outlines, its lines roads. */
function classOf(value: unknown, area: boolean): ShapeClass {
  return SHAPE_CLASSES.find((each) => each === value) ?? (area ? "village" : "road");
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
