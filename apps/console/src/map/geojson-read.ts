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

interface Geometry {
  readonly area: boolean;
  readonly point: boolean;
  readonly several: boolean;
}

const GEOMETRIES: Readonly<Record<string, Geometry>> = {
  Point: { area: false, point: true, several: false },
  MultiPoint: { area: false, point: true, several: true },
  LineString: { area: false, point: false, several: false },
  MultiLineString: { area: false, point: false, several: true },
  Polygon: { area: true, point: false, several: false },
  MultiPolygon: { area: true, point: false, several: true },
};

/** Reads a site's file: features it does not understand are left out, a file that is none is refused. */
export function readGeojson(file: unknown, coordinates: CoordinateSystem): ReadShapes {
  if (!isJson(file) || file.type !== "FeatureCollection" || !Array.isArray(file.features)) {
    return { ok: false, code: "not-geojson", detail: "no FeatureCollection" };
  }
  return { ok: true, value: file.features.flatMap((feature) => readFeature(feature, coordinates)) };
}

/** A feature of several parts gives a shape for each, so that only those in view are drawn. */
function readFeature(feature: unknown, coordinates: CoordinateSystem): MapShape[] {
  if (!isJson(feature) || !isJson(feature.geometry)) return [];
  const kind = GEOMETRIES[String(feature.geometry.type)];
  if (!kind) return [];
  const properties = isJson(feature.properties) ? feature.properties : {};
  const name = textOf(properties.name);
  const given = feature.geometry.coordinates;
  return (kind.several ? listOf(given) : [given]).flatMap((part): MapShape[] => {
    const lines = kind.area
      ? listOf(part).map((ring, at) => wound(readLine(ring, coordinates), at === 0))
      : [readLine(kind.point ? [part] : part, coordinates)];
    const drawn = lines.filter((line) => line.length > 0);
    if (drawn.length === 0) return [];
    const nameEn = textOf(properties.nameEn) || name;
    return [{ class: classOf(properties.class, kind.area), name, nameEn, lines: drawn, area: kind.area }];
  });
}

function readLine(value: unknown, coordinates: CoordinateSystem): World[] {
  return listOf(value).flatMap((position) => readPosition(position, coordinates));
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Outer rings go one way round and holes the other: then areas of one class overlap without gaps. */
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
