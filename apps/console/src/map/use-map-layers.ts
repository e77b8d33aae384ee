import type { MapLayer } from "./map-types";

const NONE: readonly MapLayer[] = [];

export function useMapLayers(): readonly MapLayer[] {
  return NONE;
}
