import { distanceMetres, fromWgs84 } from "@dalaba/core";
import { describe, expect, it } from "vitest";
import { placeOf, worldOf, worldPixels } from "./mercator";
import { tileCorner } from "./shifted-grid";

const centre = { lat: 23.03, lon: 113.47 };
const zoom = 16;

/** The tile of a system that shows a place. */
function tileAt(system: "gcj02" | "bd09" | "wgs84") {
  const world = worldOf(fromWgs84(centre, system));
  const tiles = worldPixels(zoom) / 256;
  return { x: Math.floor(world.x * tiles), y: Math.floor(world.y * tiles), z: zoom };
}

describe("tiles of another coordinate system", () => {
  it("of wgs84 lie where they are", () => {
    const tile = tileAt("wgs84");
    expect(tileCorner(tile, "wgs84").x).toBeCloseTo(tile.x * 256, 3);
    expect(tileCorner(tile, "wgs84").y).toBeCloseTo(tile.y * 256, 3);
  });

  it.each(["gcj02", "bd09"] as const)(
    "of %s are put hundreds of metres aside, where their corner really is",
    (system) => {
      const tile = tileAt(system);
      const { x, y } = tileCorner(tile, system);
      const place = placeOf({ x: x / worldPixels(zoom), y: y / worldPixels(zoom) });
      const cut = placeOf({ x: (tile.x * 256) / worldPixels(zoom), y: (tile.y * 256) / worldPixels(zoom) });
      expect(distanceMetres(place, cut)).toBeGreaterThan(300);
      expect(distanceMetres(fromWgs84(place, system), cut)).toBeLessThan(0.1);
    },
  );

  it.each(["gcj02", "bd09"] as const)(
    "of %s are stretched by less than 3 in 100 to meet their neighbours",
    (system) => {
      const tile = tileAt(system);
      for (let away = -8; away <= 8; away++) {
        const one = tileCorner({ ...tile, x: tile.x + away, y: tile.y + away }, system);
        const other = tileCorner({ ...tile, x: tile.x + away + 1, y: tile.y + away + 1 }, system);
        expect(Math.abs(other.x - one.x - 256)).toBeLessThan(0.03 * 256);
        expect(Math.abs(other.y - one.y - 256)).toBeLessThan(0.03 * 256);
      }
    },
  );
});
