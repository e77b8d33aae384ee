// A chunk of its own: only a site with vector tiles loads it.

import * as L from "leaflet";
import type { PMTiles } from "pmtiles";
import { leafletLayer } from "protomaps-leaflet";
import type { MapTheme } from "./map-types";

/** @param source an archive, or the address of a folder of tiles with {z}, {x} and {y} */
export function openVectorTiles(
  source: PMTiles | string,
  maxZoom: number,
  theme: MapTheme,
  language: string,
): L.GridLayer {
  // protomaps-leaflet builds its class on a Leaflet that it expects to be global.
  (globalThis as { L?: typeof L }).L ??= L;
  return leafletLayer({
    // Its own older PMTiles has the same methods.
    url: source as never,
    maxDataZoom: maxZoom,
    flavor: theme,
    lang: language.startsWith("zh") ? "zh-Hans" : "en",
    attribution: "",
  }) as unknown as L.GridLayer;
}
