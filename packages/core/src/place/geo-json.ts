import { type CoordinateSystem, roundPlace, toWgs84 } from "./coordinate-system";

/** Objects within objects; GeoJSON itself needs four, and a collection in a collection is discouraged (RFC 7946 3.1.8). */
const MOST_DEPTH = 16;

/**
 * A GeoJSON of outside data with every position brought to WGS-84, which is what RFC 7946 means. `bbox` and `crs`, which
 * would then be wrong, are left out; whatever is no geometry is left as it is. Nothing given is changed.
 */
export function geoJsonToWgs84(value: unknown, system: CoordinateSystem): unknown {
  return system === "wgs84" ? value : converted(value, system, 0);
}

function converted(value: unknown, system: CoordinateSystem, depth: number): unknown {
  if (value === null || typeof value !== "object" || depth > MOST_DEPTH) return value;
  if (Array.isArray(value)) return value.map((each) => converted(each, system, depth + 1));
  const out: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value)) {
    if (key === "bbox" || key === "crs") continue;
    if (key === "coordinates") out[key] = positions(member, system, 0);
    else if (key === "features" || key === "geometry" || key === "geometries")
      out[key] = converted(member, system, depth + 1);
    else out[key] = member;
  }
  return out;
}

/** [lon, lat, …] at whatever depth the kind of geometry has it. */
function positions(value: unknown, system: CoordinateSystem, depth: number): unknown {
  if (!Array.isArray(value) || depth > MOST_DEPTH) return value;
  const [lon, lat, ...more] = value as unknown[];
  if (typeof lon !== "number" || typeof lat !== "number")
    return value.map((each) => positions(each, system, depth + 1));
  const place = roundPlace(toWgs84({ lat, lon }, system));
  return [place.lon, place.lat, ...more];
}
