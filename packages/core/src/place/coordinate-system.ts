import type { Place } from "./place";

/**
 * WGS-84, GCJ-02 (the obfuscated system of Chinese maps: Amap, Tencent) and BD-09 (Baidu, which shifts GCJ-02 again).
 * Neither of the last two has an official public definition. The constants below are the ones everybody published
 * since 2010 (the Krasovsky 1940 ellipsoid; see the sources of the test points in coordinate-system.test.ts).
 * Unconverted coordinates are 100-700 m off.
 */
export const COORDINATE_SYSTEMS = ["wgs84", "gcj02", "bd09"] as const;
export type CoordinateSystem = (typeof COORDINATE_SYSTEMS)[number];

const RADIANS = Math.PI / 180;
const SEMI_MAJOR_M = 6_378_245;
const ECCENTRICITY_SQUARED = 0.006693421622965943;
/** BD-09 wobbles with a period of 0.012 degrees. */
const BD_ANGLE = (Math.PI * 3000) / 180;
/** Degrees; 1e-9 is 0.1 mm. The iterations shrink the error 400-fold a step, so a handful suffice. */
const CONVERGED = 1e-9;
const MAX_STEPS = 30;

/** The published rectangle outside which GCJ-02 equals WGS-84. It holds some neighbours, as the maps' own does. */
export function isShiftedInChina(point: Place): boolean {
  return point.lon >= 72.004 && point.lon <= 137.8347 && point.lat >= 0.8293 && point.lat <= 55.8271;
}

/** Converts a point of the named system to WGS-84, to better than 0.1 m; outside China nothing changes. */
export function toWgs84(point: Place, system: CoordinateSystem): Place {
  if (system === "wgs84" || !isShiftedInChina(point)) return point;
  const gcj = system === "bd09" ? invert(point, gcj02ToBd09) : point;
  return invert(gcj, wgs84ToGcj02);
}

/** Converts WGS-84 to the named system; outside China nothing changes. */
export function fromWgs84(place: Place, system: CoordinateSystem): Place {
  if (system === "wgs84" || !isShiftedInChina(place)) return place;
  const gcj = wgs84ToGcj02(place);
  return system === "bd09" ? gcj02ToBd09(gcj) : gcj;
}

/** Rounds to 1e-7 degrees (1 cm), the precision places are stored with, so that equal places compare equal. */
export function roundPlace(place: Place): Place {
  return { lat: Math.round(place.lat * 1e7) / 1e7, lon: Math.round(place.lon * 1e7) / 1e7 };
}

function wgs84ToGcj02(place: Place): Place {
  const x = place.lon - 105;
  const y = place.lat - 35;
  const shared = wave(x, [20, 6], [20, 2]);
  const northM =
    -100 +
    2 * x +
    3 * y +
    0.2 * y * y +
    0.1 * x * y +
    0.2 * Math.sqrt(Math.abs(x)) +
    shared +
    wave(y, [20, 1], [40, 1 / 3]) +
    wave(y, [160, 1 / 12], [320, 1 / 30]);
  const eastM =
    300 +
    x +
    2 * y +
    0.1 * x * x +
    0.1 * x * y +
    0.1 * Math.sqrt(Math.abs(x)) +
    shared +
    wave(x, [20, 1], [40, 1 / 3]) +
    wave(x, [150, 1 / 12], [300, 1 / 30]);
  const sinLat = Math.sin(place.lat * RADIANS);
  const w2 = 1 - ECCENTRICITY_SQUARED * sinLat * sinLat;
  const w = Math.sqrt(w2);
  const meridianRadiusM = (SEMI_MAJOR_M * (1 - ECCENTRICITY_SQUARED)) / (w2 * w);
  const parallelRadiusM = (SEMI_MAJOR_M / w) * Math.cos(place.lat * RADIANS);
  return {
    lat: place.lat + northM / (meridianRadiusM * RADIANS),
    lon: place.lon + eastM / (parallelRadiusM * RADIANS),
  };
}

/** Two thirds of the sum of two sines, each given as [amplitude in metres, half-turns per degree]. */
function wave(degrees: number, ...terms: readonly (readonly [number, number])[]): number {
  let sum = 0;
  for (const [amplitude, halfTurns] of terms) sum += amplitude * Math.sin(degrees * halfTurns * Math.PI);
  return (sum * 2) / 3;
}

function gcj02ToBd09(gcj: Place): Place {
  const radius = Math.hypot(gcj.lon, gcj.lat) + 0.00002 * Math.sin(gcj.lat * BD_ANGLE);
  const angle = Math.atan2(gcj.lat, gcj.lon) + 0.000003 * Math.cos(gcj.lon * BD_ANGLE);
  return { lat: radius * Math.sin(angle) + 0.006, lon: radius * Math.cos(angle) + 0.0065 };
}

/** Finds the point that `forward` sends to `target`: subtract the shift found at the current guess, repeat. */
function invert(target: Place, forward: (place: Place) => Place): Place {
  let guess = target;
  for (let step = 0; step < MAX_STEPS; step++) {
    const sent = forward(guess);
    const lat = guess.lat + target.lat - sent.lat;
    const lon = guess.lon + target.lon - sent.lon;
    const moved = Math.max(Math.abs(lat - guess.lat), Math.abs(lon - guess.lon));
    guess = { lat, lon };
    if (moved < CONVERGED) break;
  }
  return guess;
}
