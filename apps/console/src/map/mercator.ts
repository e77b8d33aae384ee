import type { Place } from "@dalaba/core";

/** Web Mercator (EPSG:3857) as fractions of the world's square: x east, y south, each 0-1. */
export interface World {
  readonly x: number;
  readonly y: number;
}

const RADIANS = Math.PI / 180;
/** Where the square ends. */
const MAX_LAT = 85.0511287798;
/** 2 pi times the radius that `distanceMetres` measures with, so that a circle holds whom it names. */
const CIRCUMFERENCE_M = 2 * Math.PI * 6_371_008.8;
/** Pixels of the whole world at zoom 0. */
const TILE_PX = 256;

export function worldOf({ lat, lon }: Place): World {
  const sin = Math.sin(Math.max(-MAX_LAT, Math.min(MAX_LAT, lat)) * RADIANS);
  return { x: lon / 360 + 0.5, y: 0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI) };
}

export function placeOf({ x, y }: World): Place {
  return { lat: Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) / RADIANS, lon: (x - 0.5) * 360 };
}

/** Pixels of the world's edge at a zoom, which may be fractional. */
export function worldPixels(zoom: number): number {
  return TILE_PX * 2 ** zoom;
}

export function pixelsPerMetre(lat: number, zoom: number): number {
  return worldPixels(zoom) / (CIRCUMFERENCE_M * Math.cos(lat * RADIANS));
}
