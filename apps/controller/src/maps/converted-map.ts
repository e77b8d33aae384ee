import { readFile } from "node:fs/promises";
import { type CoordinateSystem, geoJsonToWgs84, type Outcome, refuse } from "@dalaba/core";
import type { MapFile } from "./map-path";

/** A larger one belongs into PMTiles: the browser would not draw it either. */
export const MAX_GEO_JSON_BYTES = 16 * 1024 * 1024;
/** Converted layers kept. */
const KEPT = 4;

/** GeoJSON layers brought to WGS-84, each once for as long as its file stays what it is. */
export class ConvertedMaps {
  private readonly kept = new Map<string, { readonly etag: string; readonly text: string }>();

  async text(file: MapFile, system: CoordinateSystem): Promise<Outcome<string, "map-unreadable">> {
    const key = `${system} ${file.path}`;
    const known = this.kept.get(key);
    if (known?.etag === file.etag) return { ok: true, value: known.text };
    if (file.bytes > MAX_GEO_JSON_BYTES)
      return refuse("map-unreadable", `${file.bytes} bytes of GeoJSON, at most ${MAX_GEO_JSON_BYTES}`);
    let value: unknown;
    try {
      value = JSON.parse(await readFile(file.path, "utf8"));
    } catch (error) {
      return refuse("map-unreadable", `the GeoJSON cannot be read: ${(error as Error).message}`);
    }
    const text = JSON.stringify(geoJsonToWgs84(value, system));
    this.kept.delete(key);
    this.kept.set(key, { etag: file.etag, text });
    if (this.kept.size > KEPT) this.kept.delete(this.kept.keys().next().value as string);
    return { ok: true, value: text };
  }
}
