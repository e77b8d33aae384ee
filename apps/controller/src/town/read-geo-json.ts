import {
  type CoordinateSystem,
  faultAt,
  type Locate,
  type Outcome,
  refuseTown,
  TOWN_VERSION,
  type TownFault,
  type TownPath,
} from "@dalaba/core";
import type { PlacedKind } from "./import-kind";
import { type ReadText, readYaml } from "./read-yaml";

interface Feature {
  readonly id?: unknown;
  readonly geometry?: { readonly type?: unknown; readonly coordinates?: unknown } | null;
  readonly properties?: Readonly<Record<string, unknown>> | null;
}

/**
 * Reads a FeatureCollection (RFC 7946) of points as things of one kind: the properties are named as in the town file,
 * the position is [longitude, latitude]. An empty property counts as absent: map programs write them all.
 */
export function readGeoJson(
  text: string,
  kind: PlacedKind,
  coordinates: CoordinateSystem,
): Outcome<ReadText, "town-invalid"> {
  // JSON is YAML 1.2: the same reader finds the lines of what is wrong, and only then is its slowness paid.
  let places: Locate | undefined;
  const placeOf: Locate = (path) => {
    if (!places) {
      const read = readYaml(text);
      places = read.ok ? read.value.locate : () => undefined;
    }
    return places(path);
  };
  let collection: { readonly type?: unknown; readonly features?: unknown };
  try {
    collection = JSON.parse(text) as typeof collection;
  } catch (error) {
    return refuseTown([
      faultAt("town-syntax", [], messageOf(error), "correct the JSON", () => positionIn(text, error)),
    ]);
  }
  const features = collection?.type === "FeatureCollection" ? collection.features : undefined;
  if (!Array.isArray(features))
    return refuseTown([
      faultAt(
        "town-field-invalid",
        ["features"],
        "not a FeatureCollection",
        "export points as GeoJSON",
        placeOf,
      ),
    ]);
  const wrong = features.flatMap((feature: Feature | null, index) => geometryFaults(feature, index, placeOf));
  if (wrong.length > 0) return refuseTown(wrong);
  const items = (features as Feature[]).map(itemOf);
  return {
    ok: true,
    value: {
      document: { version: TOWN_VERSION, coordinates, [kind]: items },
      locate: (path) => placeOf(featurePath(path)),
    },
  };
}

function geometryFaults(feature: Feature | null, index: number, locate: Locate): TownFault[] {
  const at = feature?.geometry?.coordinates;
  if (feature?.geometry?.type === "Point" && Array.isArray(at) && at.length >= 2) return [];
  return [
    faultAt(
      "town-field-invalid",
      ["features", index, "geometry"],
      "not a Point with coordinates",
      "give each thing one point [longitude, latitude]",
      locate,
    ),
  ];
}

function itemOf(feature: Feature): Record<string, unknown> {
  const [lon, lat] = (feature.geometry?.coordinates ?? []) as unknown[];
  const properties = Object.entries(feature.properties ?? {}).filter(
    ([, value]) => value !== null && value !== undefined && value !== "",
  );
  const id = typeof feature.id === "string" ? { id: feature.id } : {};
  return { ...id, ...Object.fromEntries(properties), at: [lat, lon] };
}

/** Where a member of the town document stands in the GeoJSON. */
function featurePath([, index, field, part, ...rest]: TownPath): TownPath {
  if (index === undefined) return ["features"];
  if (field === undefined) return ["features", index];
  if (field === "at")
    return [
      "features",
      index,
      "geometry",
      "coordinates",
      ...(part === undefined ? [] : [part === 0 ? 1 : 0]),
    ];
  return ["features", index, "properties", field, ...(part === undefined ? [] : [part]), ...rest];
}

/** V8 says where it stopped, as an offset. */
function positionIn(text: string, error: unknown): { line: number; column: number } {
  const offset = Number(/position (\d+)/.exec(messageOf(error))?.[1] ?? 0);
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
