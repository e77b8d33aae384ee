import { readFileSync } from "node:fs";
import { distanceMetres } from "@dalaba/core";
import { describe, expect, it } from "vitest";
import { readGeojson } from "./geojson-read";
import type { Box } from "./labels";
import { placeOf } from "./mercator";
import { namePlaces } from "./place-names";

const feature = (geometry: unknown, properties: unknown = {}) => ({ type: "Feature", properties, geometry });
const read = (...features: unknown[]) => {
  const shapes = readGeojson({ type: "FeatureCollection", features }, "wgs84");
  if (!shapes.ok) throw new Error(shapes.detail);
  return shapes.value;
};
const ring = [
  [113, 23],
  [114, 23],
  [114, 24],
  [113, 23],
];

describe("a site's GeoJSON", () => {
  it("keeps class and names; what another map's file does not say follows from its shape", () => {
    const [road, area] = read(
      feature(
        { type: "LineString", coordinates: ring },
        { class: "road-main", name: "大道", nameEn: "Avenue" },
      ),
      feature({ type: "Polygon", coordinates: [ring] }, { class: "motorway", name: "某村" }),
    );
    expect(road).toMatchObject({ class: "road-main", name: "大道", nameEn: "Avenue", area: false });
    expect(area).toMatchObject({ class: "village", name: "某村", nameEn: "某村", area: true });
  });

  it("reads points and every kind of several", () => {
    expect(read(feature({ type: "Point", coordinates: [113, 23] }))[0]?.lines).toHaveLength(1);
    expect(read(feature({ type: "MultiPoint", coordinates: ring }))).toHaveLength(4);
    expect(read(feature({ type: "MultiLineString", coordinates: [ring, ring] }))).toHaveLength(2);
    const areas = read(feature({ type: "MultiPolygon", coordinates: [[ring, ring], [ring]] }));
    expect(areas.map(({ lines }) => lines.length)).toEqual([2, 1]);
  });

  it("winds outer rings one way and holes the other, whichever way they came", () => {
    const turned = [...ring].reverse();
    const area = (lines: readonly (readonly { x: number; y: number }[])[]) =>
      lines.map((line) => {
        let twice = 0;
        line.forEach((point, at) => {
          const next = line[(at + 1) % line.length]!;
          twice += (next.x - point.x) * (next.y + point.y);
        });
        return Math.sign(twice);
      });
    expect(area(read(feature({ type: "Polygon", coordinates: [ring, ring] }))[0]!.lines)).toEqual([1, -1]);
    expect(area(read(feature({ type: "Polygon", coordinates: [turned, turned] }))[0]!.lines)).toEqual([
      1, -1,
    ]);
  });

  it("leaves out what it does not understand, and refuses what is no GeoJSON", () => {
    expect(
      read(
        null,
        feature(null),
        feature({ type: "Circle", coordinates: [1, 2] }),
        feature({ type: "LineString", coordinates: [["a", 1], null, [113]] }),
        feature({ type: "Polygon", coordinates: 7 }),
      ),
    ).toEqual([]);
    for (const file of [null, [], "x", {}, { type: "FeatureCollection", features: 1 }]) {
      expect(readGeojson(file, "wgs84")).toMatchObject({ ok: false, code: "not-geojson" });
    }
  });

  it("moves a file of GCJ-02 to where it belongs", () => {
    const shapes = readGeojson(
      { type: "FeatureCollection", features: [feature({ type: "Point", coordinates: [113.912, 22.543] })] },
      "gcj02",
    );
    if (!shapes.ok) throw new Error(shapes.detail);
    const metres = distanceMetres(placeOf(shapes.value[0]!.lines[0]![0]!), { lat: 22.543, lon: 113.912 });
    expect(metres).toBeGreaterThan(300);
  });

  it("names every village of the demo town in the language of the page, and no two names overlap", () => {
    const file = JSON.parse(readFileSync(new URL("../../../demo/hualong.geojson", import.meta.url), "utf8"));
    const shapes = read(...file.features);
    const widthOf = (text: string, size: number) => text.length * size;
    const chinese = namePlaces(shapes, 14, false, widthOf).filter((each) => each.class === "village");
    expect(chinese.map(({ text }) => text)).toContain("荔枝园村");
    expect(chinese).toHaveLength(15);
    const english = namePlaces(shapes, 16, true, (text, size) => text.length * size * 0.6);
    expect(english.map(({ text }) => text)).toContain("Lizhiyuan");
    const meet = (one: Box, other: Box) =>
      one.right > other.left && one.left < other.right && one.bottom > other.top && one.top < other.bottom;
    const overlaps = english.flatMap((one, at) =>
      english
        .slice(at + 1)
        .filter((other) => one.boxes.some((mine) => other.boxes.some((theirs) => meet(mine, theirs)))),
    );
    expect(overlaps).toEqual([]);
  });
});
