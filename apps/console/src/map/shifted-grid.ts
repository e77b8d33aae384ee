import { type CoordinateSystem, fromWgs84, toWgs84 } from "@dalaba/core/place";
import type * as L from "leaflet";
import { placeOf, type World, worldOf, worldPixels } from "./mercator";

/** Pixels of a tile's edge, as it was cut. */
const TILE_PX = 256;

/** Where the upper left corner of a tile, cut in another coordinate system, lies in the WGS-84 world, in pixels. */
export function tileCorner(
  { x, y, z }: { readonly x: number; readonly y: number; readonly z: number },
  coordinates: CoordinateSystem,
): World {
  const pixels = worldPixels(z);
  const corner = placeOf({ x: (x * TILE_PX) / pixels, y: (y * TILE_PX) / pixels });
  const { x: east, y: south } = worldOf(toWgs84(corner, coordinates));
  return { x: east * pixels, y: south * pixels };
}

/** What Leaflet's grid of tiles does by itself; its version is pinned, since none of it is documented. */
interface GridInner {
  readonly _level: { readonly origin: L.Point };
  _getTiledPixelBounds(center: L.LatLng): L.Bounds;
  _getTilePos(coords: { x: number; y: number; z: number }): L.Point;
}

/**
 * Makes tiles that were cut in GCJ-02 or BD-09 lie where they belong: the ones around the centre of the view as the
 * layer sees it are loaded, and each is put, and stretched by up to 3 %, between its own corners. So roads meet at the
 * seams and speakers stand on them everywhere in the view, not only in its middle.
 */
export function shiftGrid<T extends L.GridLayer>(
  layer: T,
  coordinates: CoordinateSystem,
  leaflet: typeof L,
): T {
  if (coordinates === "wgs84") return layer;
  const inner = layer as unknown as GridInner;
  const bounds = inner._getTiledPixelBounds.bind(layer);
  inner._getTiledPixelBounds = ({ lat, lng }) => {
    const seen = fromWgs84({ lat, lon: lng }, coordinates);
    return bounds(leaflet.latLng(seen.lat, seen.lon));
  };
  inner._getTilePos = (coords) => {
    const { x, y } = tileCorner(coords, coordinates);
    return leaflet.point(x, y).subtract(inner._level.origin).round();
  };
  layer.on("tileloadstart", (event) => {
    const { tile, coords } = event as L.TileEvent;
    const from = inner._getTilePos(coords);
    const to = inner._getTilePos({ x: coords.x + 1, y: coords.y + 1, z: coords.z });
    tile.style.width = `${to.x - from.x}px`;
    tile.style.height = `${to.y - from.y}px`;
  });
  return layer;
}
