import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CoordinateSystem, fromWgs84, isShiftedInChina, roundPlace, toWgs84 } from "./coordinate-system";
import { distanceMetres } from "./distance";

/*
 * Published test points (facts, with where they are published):
 * - googollee/eviltransform, its unit tests (Shanghai, Shenzhen, Beijing). That project uses a semi-major axis of
 *   6378137 m instead of 6378245 m, which moves its results by up to 1 cm.
 * - wandergis/coordtransform, README and test (Tiananmen, 116.404 39.915).
 * - hujiulong/gcoord, test/fixtures/china-cities.json: cities as map services place them, given to 7 digits.
 */
const POINTS: {
  name: string;
  wgs84: [number, number];
  gcj02: [number, number];
  bd09?: [number, number];
  withinMetres: number;
}[] = [
  {
    name: "上海 (eviltransform)",
    wgs84: [31.1774276, 121.5272106],
    gcj02: [31.17530398364597, 121.531541859215],
    withinMetres: 0.1,
  },
  {
    name: "深圳 (eviltransform)",
    wgs84: [22.543847, 113.912316],
    gcj02: [22.540796131694766, 113.9171764808363],
    withinMetres: 0.1,
  },
  {
    name: "北京 (eviltransform)",
    wgs84: [39.911954, 116.377817],
    gcj02: [39.91334545536069, 116.38404722455657],
    withinMetres: 0.1,
  },
  {
    name: "天安门 (coordtransform)",
    wgs84: [39.915, 116.404],
    gcj02: [39.91640428150164, 116.41024449916938],
    withinMetres: 0.001,
  },
  {
    name: "汕头 (gcoord)",
    wgs84: [23.3567569, 116.6775114],
    gcj02: [23.3540964, 116.6819735],
    bd09: [23.3598884, 116.6885014],
    withinMetres: 1,
  },
  {
    name: "汕尾 (gcoord)",
    wgs84: [22.7888255, 115.3702248],
    gcj02: [22.7861903, 115.3751647],
    bd09: [22.7918527, 115.3817179],
    withinMetres: 1,
  },
  {
    name: "郑州 (gcoord)",
    wgs84: [34.7478004, 113.6192856],
    gcj02: [34.7466173, 113.6253334],
    bd09: [34.7528605, 113.6317519],
    withinMetres: 1,
  },
  {
    name: "酒泉 (gcoord)",
    wgs84: [39.7319946, 98.4937175],
    gcj02: [39.7328234, 98.4943595],
    bd09: [39.7388949, 98.5008441],
    withinMetres: 1,
  },
];

const place = ([lat, lon]: readonly [number, number]) => ({ lat, lon });

describe("coordinate systems", () => {
  for (const point of POINTS) {
    it(`agrees with the published point ${point.name}, both ways`, () => {
      const wgs84 = place(point.wgs84);
      const gcj02 = place(point.gcj02);
      expect(distanceMetres(fromWgs84(wgs84, "gcj02"), gcj02)).toBeLessThan(point.withinMetres);
      expect(distanceMetres(toWgs84(gcj02, "gcj02"), wgs84)).toBeLessThan(point.withinMetres);
      if (point.bd09) {
        expect(distanceMetres(fromWgs84(wgs84, "bd09"), place(point.bd09))).toBeLessThan(point.withinMetres);
        expect(distanceMetres(toWgs84(place(point.bd09), "bd09"), wgs84)).toBeLessThan(point.withinMetres);
      }
    });
  }

  it("agrees with coordtransform's published shift from GCJ-02 to BD-09", () => {
    const wgs84 = toWgs84({ lat: 39.915, lon: 116.404 }, "gcj02");
    expect(
      distanceMetres(fromWgs84(wgs84, "bd09"), { lat: 39.92133699351021, lon: 116.41036949371029 }),
    ).toBeLessThan(0.001);
  });

  const inChina = fc.record({
    lat: fc.double({ min: 3, max: 54, noNaN: true }),
    lon: fc.double({ min: 73.5, max: 135.5, noNaN: true }),
  });
  for (const system of ["gcj02", "bd09"] as const satisfies CoordinateSystem[]) {
    it(`comes back within 0.1 m after ${system} and back, anywhere in China`, () => {
      fc.assert(
        fc.property(inChina, (wgs84) => {
          expect(distanceMetres(toWgs84(fromWgs84(wgs84, system), system), wgs84)).toBeLessThan(0.1);
        }),
        { numRuns: 2000 },
      );
    });

    it(`shifts every place in China, by less than 2,500 m, under ${system}`, () => {
      fc.assert(
        fc.property(inChina, (wgs84) => {
          const shifted = distanceMetres(fromWgs84(wgs84, system), wgs84);
          expect(shifted).toBeGreaterThan(0);
          expect(shifted).toBeLessThan(2500);
        }),
      );
    });

    it(`leaves points outside China untouched under ${system}`, () => {
      for (const point of [
        { lat: 35.6586, lon: 139.7454 },
        { lat: -33.8568, lon: 151.2153 },
        { lat: 48.8584, lon: 2.2945 },
        { lat: 0, lon: 0 },
      ]) {
        expect(isShiftedInChina(point)).toBe(false);
        expect(fromWgs84(point, system)).toEqual(point);
        expect(toWgs84(point, system)).toEqual(point);
      }
    });
  }

  it("rounds stored places to a centimetre", () => {
    expect(roundPlace({ lat: 23.03000004999, lon: 113.46999996 })).toEqual({ lat: 23.03, lon: 113.47 });
  });
});

describe("distance", () => {
  it("knows a degree of latitude, a known city pair and zero", () => {
    expect(distanceMetres({ lat: 0, lon: 0 }, { lat: 1, lon: 0 })).toBeCloseTo(111_195, 0);
    expect(distanceMetres({ lat: 23, lon: 113 }, { lat: 23, lon: 113 })).toBe(0);
    // Beijing to Shanghai, about 1,068 km.
    const km = distanceMetres({ lat: 39.9042, lon: 116.4074 }, { lat: 31.2304, lon: 121.4737 }) / 1000;
    expect(km).toBeGreaterThan(1060);
    expect(km).toBeLessThan(1075);
  });

  it("is symmetric, also across the date line", () => {
    const a = { lat: 10, lon: 179.9 };
    const b = { lat: 10, lon: -179.9 };
    expect(distanceMetres(a, b)).toBeCloseTo(distanceMetres(b, a), 9);
    expect(distanceMetres(a, b)).toBeLessThan(23_000);
  });
});
