import * as L from "leaflet";
import { pinPlan } from "./affine";
import { GeojsonPane } from "./geojson-pane";
import { readGeojson } from "./geojson-read";
import type { MapLayer, MapTheme } from "./map-types";
import { paletteOf } from "./palette";
import { PlanPane } from "./plan-pane";
import { shiftGrid } from "./shifted-grid";

export interface Dress {
  readonly theme: MapTheme;
  readonly language: string;
}

export type OpenedLayer =
  | { readonly ok: true; readonly value: L.Layer }
  | {
      readonly ok: false;
      readonly code: "layer-unreachable" | "not-geojson" | "three-pins-needed" | "pins-on-a-line";
      readonly detail: string;
    };

/** Where a layer's own tiles end they are enlarged: a speaker is looked at from nearer than any site maps itself. */
const MAX_ZOOM = 20;
/** Where folders of vector tiles usually end. */
const VECTOR_MAX_ZOOM = 14;

/** Fetches what a site added to its map; what cannot be had says why and leaves the rest alone. */
export async function openLayer(layer: MapLayer, dress: Dress, signal: AbortSignal): Promise<OpenedLayer> {
  try {
    switch (layer.kind) {
      case "geojson":
        return await openGeojson(layer, dress, signal);
      case "plan":
        return await openPlan(layer);
      case "tiles":
        return { ok: true, value: shiftGrid(await openTiles(layer, dress), layer.coordinates, L) };
      case "pmtiles": {
        const { openPmtiles } = await import("./pmtiles-layer");
        const grid = await openPmtiles(layer, dress.theme, dress.language);
        return { ok: true, value: shiftGrid(grid, layer.coordinates, L) };
      }
    }
  } catch (error) {
    return { ok: false, code: "layer-unreachable", detail: String(error) };
  }
}

/** Whether an opened layer must be opened again for another theme or language, or can be dressed anew. */
export function redress(opened: L.Layer, layer: MapLayer, dress: Dress): boolean {
  if (opened instanceof GeojsonPane) {
    opened.dress(paletteOf(dress.theme), isEnglish(dress.language));
    return true;
  }
  return layer.kind !== "pmtiles" && !layer.url.endsWith(".pbf");
}

async function openGeojson(layer: MapLayer, dress: Dress, signal: AbortSignal): Promise<OpenedLayer> {
  const response = await fetch(layer.url, { signal });
  if (!response.ok)
    return { ok: false, code: "layer-unreachable", detail: `${response.status} ${layer.url}` };
  const shapes = readGeojson(await response.json(), layer.coordinates);
  if (!shapes.ok) return shapes;
  return {
    ok: true,
    value: new GeojsonPane(shapes.value, paletteOf(dress.theme), isEnglish(dress.language)),
  };
}

async function openTiles(layer: MapLayer, dress: Dress): Promise<L.GridLayer> {
  if (layer.url.endsWith(".pbf")) {
    const { openVectorTiles } = await import("./vector-tiles");
    return openVectorTiles(layer.url, layer.maxZoom ?? VECTOR_MAX_ZOOM, dress.theme, dress.language);
  }
  const url = layer.url.includes("{z}") ? layer.url : `${layer.url.replace(/\/$/, "")}/{z}/{x}/{y}.png`;
  return L.tileLayer(url, {
    maxZoom: MAX_ZOOM,
    ...(layer.minZoom === undefined ? {} : { minZoom: layer.minZoom }),
    ...(layer.maxZoom === undefined ? {} : { maxNativeZoom: layer.maxZoom }),
  });
}

async function openPlan(layer: MapLayer): Promise<OpenedLayer> {
  const placed = pinPlan(layer.pins ?? [], layer.coordinates);
  if (!placed.ok) return placed;
  const image = new Image();
  image.src = layer.url;
  await image.decode();
  const width = layer.width ?? image.naturalWidth;
  const height = layer.height ?? image.naturalHeight;
  return { ok: true, value: new PlanPane(image, placed.value, { width, height }) };
}

function isEnglish(language: string): boolean {
  return !language.startsWith("zh");
}
