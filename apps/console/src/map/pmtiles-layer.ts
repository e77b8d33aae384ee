// A chunk of its own: only a site with a PMTiles file loads it.

import * as L from "leaflet";
import { PMTiles, TileType } from "pmtiles";
import type { MapLayer, MapTheme } from "./map-types";

/** Raster archives are pictures, vector archives are drawn with the names of the language. */
export async function openPmtiles(layer: MapLayer, theme: MapTheme, language: string): Promise<L.GridLayer> {
  const archive = new PMTiles(new URL(layer.url, location.href).href);
  const { tileType, minZoom, maxZoom } = await archive.getHeader();
  const options: L.GridLayerOptions = {
    minZoom: layer.minZoom ?? minZoom,
    maxNativeZoom: layer.maxZoom ?? maxZoom,
  };
  if (tileType !== TileType.Mvt) return new RasterTiles(archive, options);
  const { openVectorTiles } = await import("./vector-tiles");
  return openVectorTiles(archive, maxZoom, theme, language);
}

class RasterTiles extends L.GridLayer {
  readonly #archive: PMTiles;

  constructor(archive: PMTiles, options: L.GridLayerOptions) {
    super(options);
    this.#archive = archive;
  }

  protected override createTile(coords: L.Coords, done: L.DoneCallback): HTMLElement {
    const tile = document.createElement("img");
    tile.alt = "";
    this.#archive.getZxy(coords.z, coords.x, coords.y).then(
      (found) => {
        if (!found) return done(undefined, tile);
        const url = URL.createObjectURL(new Blob([found.data]));
        tile.onload = () => {
          URL.revokeObjectURL(url);
          done(undefined, tile);
        };
        tile.onerror = () => {
          URL.revokeObjectURL(url);
          done(new Error(`tile ${coords.z}/${coords.x}/${coords.y} is no picture`), tile);
        };
        tile.src = url;
      },
      (error: Error) => done(error, tile),
    );
    return tile;
  }
}
