import { describe, expect, it } from "vitest";
import { fromWgs84 } from "./coordinate-system";
import { geoJsonToWgs84 } from "./geo-json";

const SQUARE = [
  [113.47, 23.03],
  [113.48, 23.03],
  [113.48, 23.04],
  [113.47, 23.03],
];

const gcj = ([lon, lat]: number[]) => {
  const shifted = fromWgs84({ lon: lon as number, lat: lat as number }, "gcj02");
  return [shifted.lon, shifted.lat];
};

describe("a GeoJSON that was drawn in another system", () => {
  it("comes out in WGS-84, whatever its geometries", () => {
    const of = (map: (point: number[]) => number[]) => ({
      type: "FeatureCollection",
      features: [
        { type: "Feature", properties: { coordinates: "as they were" }, geometry: null },
        {
          type: "Feature",
          properties: { name: "河" },
          geometry: {
            type: "GeometryCollection",
            geometries: [
              { type: "Point", coordinates: [...map(SQUARE[0] as number[]), 7] },
              { type: "MultiPolygon", coordinates: [[SQUARE.map(map)]] },
            ],
          },
        },
      ],
    });
    const given = { ...of(gcj), bbox: [1, 2, 3, 4], crs: { type: "name" } };
    const before = JSON.stringify(given);
    expect(geoJsonToWgs84(given, "gcj02")).toEqual(of((point) => point));
    expect(JSON.stringify(given)).toBe(before);
    expect(geoJsonToWgs84(given, "wgs84")).toBe(given);
  });

  it("that is none stays what it is", () => {
    for (const each of [null, 5, "x", [], { type: "Feature", geometry: { coordinates: ["a", {}] } }])
      expect(geoJsonToWgs84(each, "bd09")).toEqual(each);
  });
});
