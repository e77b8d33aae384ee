import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { API_PREFIX, type MapLayerReply, type routes } from "@dalaba/api";
import { accept, type MapLayer, type Refusal, refuse, roundPlace, toWgs84 } from "@dalaba/core";
import type { Store } from "@dalaba/store";
import { ConvertedMaps } from "../../maps/converted-map";
import { bytesResponse, fileResponse } from "../../maps/file-response";
import { hasMapFolder, mapFile } from "../../maps/map-path";
import type { Handlers } from "../context";

interface MapParts {
  readonly store: Pick<Store, "town">;
  readonly dataFolder: string;
}

const GEO_JSON = "application/geo+json";
/** By the ending of the file. No SVG: it can carry scripts. */
const TYPES: Readonly<Record<string, string>> = {
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".webp": "image/webp",
  ".pbf": "application/vnd.mapbox-vector-tile",
  ".pmtiles": "application/vnd.pmtiles",
};
/** A tile is read whole. */
const MAX_TILE_BYTES = 4 * 1024 * 1024;

/** The console's map, from the data folder alone. */
export function mapHandlers({ store, dataFolder }: MapParts): Handlers<typeof routes.maps> {
  const converted = new ConvertedMaps();
  const unknown = (id: string) => refuse("map-unknown", `no map ${id}`, { map: id });
  return {
    async listMaps(_, caller) {
      const seen = new Set<string>(caller.sites("see"));
      const layers = store.town.maps().filter(({ site }) => site === null || seen.has(site));
      return accept({
        items: await Promise.all(layers.map((layer) => layerReply(layer, dataFolder))),
        next: null,
      });
    },
    async readMap({ params: { id }, header }) {
      const layer = store.town.map(id);
      if (layer === undefined || layer.kind === "tiles") return unknown(id);
      const file = await mapFile(dataFolder, layer.path);
      if (file === undefined) return missing(layer, layer.path);
      const ifNoneMatch = header("if-none-match");
      if (layer.kind === "geojson" && layer.coordinates !== "wgs84") {
        const text = await converted.text(file, layer.coordinates);
        return text.ok ? bytesResponse(file.etag, GEO_JSON, text.value, { ifNoneMatch }) : text;
      }
      const type = layer.kind === "geojson" ? GEO_JSON : typeOf(layer.path);
      return fileResponse(file, type, { range: header("range"), ifRange: header("if-range"), ifNoneMatch });
    },
    async readMapTile({ params: { id, z, x, y }, header }) {
      const layer = store.town.map(id);
      if (layer?.kind !== "tiles") return unknown(id);
      const path = `${layer.path}/${z}/${x}/${y}`;
      const file = y.endsWith(`.${layer.format}`)
        ? await mapFile(dataFolder, layer.path, z, x, y)
        : undefined;
      if (file === undefined || file.bytes > MAX_TILE_BYTES) return missing(layer, path);
      const bytes = await readFile(file.path).catch(() => undefined);
      if (bytes === undefined) return missing(layer, path);
      // Vector tiles mostly lie packed, as their maker left them.
      const packed = bytes[0] === 0x1f && bytes[1] === 0x8b ? { "content-encoding": "gzip" } : {};
      const ifNoneMatch = header("if-none-match");
      return bytesResponse(file.etag, typeOf(y), new Uint8Array(bytes), { ifNoneMatch }, packed);
    },
  };
}

function typeOf(path: string): string {
  return TYPES[extname(path).toLowerCase()] ?? "application/octet-stream";
}

function missing({ id }: MapLayer, path: string): Refusal {
  return refuse("map-file-missing", `${path} is not in the folder of the maps`, { map: id, path });
}

async function layerReply(layer: MapLayer, dataFolder: string): Promise<MapLayerReply> {
  const { id, name, site, kind, format, attribution, minZoom, maxZoom, coordinates, pins } = layer;
  const tiles = kind === "tiles";
  const file = tiles ? undefined : await mapFile(dataFolder, layer.path);
  return {
    ...{ id, name, site, kind, format, attribution, minZoom, maxZoom },
    coordinates: kind === "geojson" || kind === "plan" ? "wgs84" : coordinates,
    pins:
      pins?.map(({ x, y, at: [lat, lon] }) => ({
        x,
        y,
        ...roundPlace(toWgs84({ lat, lon }, coordinates)),
      })) ?? null,
    url: `${API_PREFIX}/maps/${id}/${tiles ? `tiles/{z}/{x}/{y}.${format}` : "file"}`,
    available: tiles ? await hasMapFolder(dataFolder, layer.path) : file !== undefined,
    bytes: file?.bytes ?? null,
  };
}
