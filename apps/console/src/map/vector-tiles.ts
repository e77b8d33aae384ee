// A chunk of its own: only a site with a vector PMTiles file loads it.

import * as L from "leaflet";
import type { PMTiles } from "pmtiles";
import { leafletLayer } from "protomaps-leaflet";
import type { MapTheme } from "./map-types";

export function openVectorTiles(
  archive: PMTiles,
  maxZoom: number,
  theme: MapTheme,
  language: string,
): L.GridLayer {
  // protomaps-leaflet builds its class on a Leaflet that it expects to be global.
  (globalThis as { L?: typeof L }).L ??= L;
  return leafletLayer({
    // Its own older PMTiles has the same methods.
    url: archive as never,
    maxDataZoom: maxZoom,
    flavor: theme,
    lang: language.startsWith("zh") ? "zh-Hans" : "en",
    attribution: "",
  }) as unknown as L.GridLayer;
}
