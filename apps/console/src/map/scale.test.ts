import { distanceMetres } from "@dalaba/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pixelsPerMetre, placeOf, worldOf, worldPixels } from "./mercator";
import { gridStep, roundDown, scaleBar } from "./scale";

describe("scale", () => {
  it.each([
    [1, 1],
    [4.9, 2],
    [5, 5],
    [99, 50],
    [100, 100],
    [499, 200],
    [500, 500],
    [1999, 1000],
    [0.3, 0.2],
  ])("of at most %d m shows %d m", (limit, metres) => {
    expect(roundDown(limit)).toBeCloseTo(metres, 9);
  });

  it.each([
    [0.1, 56, 1000],
    [1, 56, 100],
    [0.5, 50, 100],
    [0.28, 56, 200],
    [2, 56, 50],
  ])("at %d pixels a metre draws a grid line at least %d px apart: every %d m", (scale, gap, metres) => {
    expect(gridStep(scale, gap)).toBeCloseTo(metres, 9);
  });

  it("has a round bar that fits, and a round grid that is never too dense, at any scale", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-4, max: 50, noNaN: true }), (scale) => {
        const { metres, px } = scaleBar(scale, 120);
        expect(px).toBeLessThanOrEqual(120.000001);
        expect(px).toBeGreaterThan(47);
        expect(metres * scale).toBeCloseTo(px, 9);
        const step = gridStep(scale, 56) * scale;
        expect(step).toBeGreaterThanOrEqual(55.999999);
        expect(step).toBeLessThan(56 * 2.5001);
      }),
    );
  });

  it("measures with the ruler that chooses who is within earshot", () => {
    const here = { lat: 23.03, lon: 113.47 };
    const world = worldOf(here);
    const px = 1000 * pixelsPerMetre(here.lat, 15);
    const east = placeOf({ x: world.x + px / worldPixels(15), y: world.y });
    expect(distanceMetres(here, east)).toBeCloseTo(1000, 0);
  });

  it("comes back from the plane to the same place", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -85, max: 85, noNaN: true }),
        fc.double({ min: -180, max: 180, noNaN: true }),
        (lat, lon) => {
          const back = placeOf(worldOf({ lat, lon }));
          expect(back.lat).toBeCloseTo(lat, 8);
          expect(back.lon).toBeCloseTo(lon, 8);
        },
      ),
    );
    expect(worldOf({ lat: 90, lon: 0 }).y).toBeCloseTo(0, 6);
  });
});
