import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { drawMap } from "./draw-map";
import { distance, isInside, type Point, walk } from "./plane";
import { planTown } from "./town-plan";

const town = readFileSync(new URL("../../town.yaml", import.meta.url), "utf8");
const drawn = drawMap(town);

interface Feature {
  properties: { class: string; name?: string; nameEn?: string };
  geometry: { type: string; coordinates: unknown };
}
const { features } = JSON.parse(drawn) as { features: Feature[] };

const positions = (value: unknown): [number, number][] =>
  Array.isArray(value)
    ? typeof value[0] === "number"
      ? [value as [number, number]]
      : value.flatMap(positions)
    : [];
const areas = (kind: string) =>
  features
    .filter(({ properties }) => properties.class === kind)
    .flatMap(({ geometry }) =>
      geometry.type === "MultiPolygon" ? (geometry.coordinates as unknown[]) : [geometry.coordinates],
    )
    .map((rings) => positions((rings as unknown[])[0]).map(([x, y]): Point => ({ x, y })));

describe("the demo town's map", () => {
  it("is what the town file gives when it is drawn again (vitest -u draws it anew)", async () => {
    await expect(drawn).toMatchFileSnapshot("../../hualong.geojson");
  });

  it("is at most 300 kB", () => {
    expect(Buffer.byteLength(drawn)).toBeLessThanOrEqual(300_000);
  });

  it("names every site of the town, in both languages", () => {
    const named = features.filter(({ properties }) => properties.class === "village");
    expect(named.map(({ properties }) => properties.name)).toEqual(
      planTown(town).villages.map(({ name }) => name),
    );
    for (const { properties } of features)
      expect(properties.name === undefined).toBe(properties.nameEn === undefined);
  });

  it("puts every speaker of a village inside its outline, and none into the water", () => {
    const plan = planTown(town);
    const outlines = areas("village");
    const water = [...areas("water"), ...areas("river")];
    plan.villages.forEach((village, at) => {
      for (const speaker of village.speakers) {
        const [x, y] = plan.degrees(speaker);
        expect(isInside(outlines[at] ?? [], { x, y }), speaker.name).toBe(true);
        expect(
          water.some((ring) => isInside(ring, { x, y })),
          speaker.name,
        ).toBe(false);
      }
    });
  });

  it("leads the dyke within 10 m of every speaker that stands on it", () => {
    const plan = planTown(town);
    const dyke = positions(
      features.find(({ properties }) => properties.name === "河堤")?.geometry.coordinates,
    );
    const metres = ([lon, lat]: readonly [number, number]): Point => ({ x: lon * 102_000, y: lat * 111_195 });
    const line = walk(dyke.map(metres), 5);
    expect(plan.dyke.length).toBeGreaterThan(10);
    for (const speaker of plan.dyke) {
      const here = metres(plan.degrees(speaker));
      const nearest = Math.min(...line.map((point) => distance(point, here)));
      expect(nearest, speaker.name).toBeLessThan(10);
    }
  });

  it("lays no house into the water or onto a square", () => {
    const closed = [...areas("water"), ...areas("river"), ...areas("square")];
    const houses = areas("building").filter((ring) => ring.length === 5);
    expect(houses.length).toBeGreaterThan(500);
    for (const house of houses) {
      const middle = { x: (house[0]!.x + house[2]!.x) / 2, y: (house[0]!.y + house[2]!.y) / 2 };
      expect(closed.some((ring) => isInside(ring, middle))).toBe(false);
    }
  });
});
