import { describe, expect, it } from "vitest";
import { GridIndex } from "./grid-index";
import { boxAround, placeLabels } from "./labels";
import { townSpeakers } from "./map-town.test-support";
import { HitTest, layoutSpeakers, markerRadius } from "./speaker-layout";

const town = townSpeakers();
const widthOf = (text: string) => text.length * 12;

describe("speakers at one zoom", () => {
  it("shows all 270 of the town one by one on a desk's screen, and in heaps on a phone's", () => {
    expect(town).toHaveLength(270);
    expect(layoutSpeakers(town, 13.75, widthOf, []).clusters).toEqual([]);
    const phone = layoutSpeakers(town, 11.5, widthOf, []);
    expect(phone.clusters.length).toBeGreaterThan(5);
    expect(phone.singles.length + phone.clusters.reduce((sum, { members }) => sum + members.length, 0)).toBe(
      270,
    );
  });

  it("finds the speaker under the pointer, with slack for a hand, and nobody beside it", () => {
    const layout = layoutSpeakers(town, 16, widthOf, []);
    const hits = new HitTest(layout);
    for (const { x, y, speaker } of layout.singles) {
      expect(hits.at(x + 3, y - 3, 4)).toMatchObject({ kind: "speaker", speaker: { id: speaker.id } });
    }
    const { x, y } = layout.singles[0]!;
    expect(hits.at(x + markerRadius(16) + 5, y, 4)).toBeNull();
    expect(hits.at(x + markerRadius(16) + 5, y, 14)).not.toBeNull();
  });

  it("finds a heap before what lies under it", () => {
    const layout = layoutSpeakers(town, 11.5, widthOf, []);
    const cluster = layout.clusters[0]!;
    expect(new HitTest(layout).at(cluster.x + 5, cluster.y, 4)).toMatchObject({ kind: "cluster", cluster });
  });

  it("names nobody in the whole town but who is selected, everybody nearby", () => {
    expect(layoutSpeakers(town, 13, widthOf, []).labels).toEqual([]);
    const chosen = town.map((each, at) => ({ ...each, selected: at === 5 }));
    expect(layoutSpeakers(chosen, 13.75, widthOf, []).labels.map(({ text }) => text)).toEqual([
      town[5]!.name,
    ]);
    expect(layoutSpeakers(town, 17, widthOf, []).labels.length).toBeGreaterThan(250);
  });
});

describe("names", () => {
  const request = (text: string, x: number, order = 0) => ({ text, x, y: 0, width: 60, radius: 8, order });

  it("lie below their marker, or where there is room, or nowhere", () => {
    expect(placeLabels([request("a", 0)], [], 14)).toEqual([{ text: "a", x: 0, y: 17, order: 0 }]);
    const below = boxAround(0, 17, 10, 4);
    expect(placeLabels([request("a", 0)], [below], 14)[0]).toMatchObject({ y: -17 });
    const everywhere = boxAround(0, 0, 500, 500);
    expect(placeLabels([request("a", 0)], [everywhere], 14)).toEqual([]);
  });

  it("never cover each other; the more important come first", () => {
    const requests = Array.from({ length: 60 }, (_, at) => request(`n${at}`, at * 7, at === 30 ? 0 : 1));
    const placed = placeLabels(requests, [], 14);
    expect(placed[0]?.text).toBe("n30");
    placed.forEach((one, at) => {
      for (const other of placed.slice(at + 1)) {
        expect(Math.abs(one.x - other.x) >= 60 || Math.abs(one.y - other.y) >= 14).toBe(true);
      }
    });
  });
});

describe("grid of points", () => {
  it("answers as a search through all would, on both sides of zero", () => {
    const points = Array.from({ length: 500 }, (_, at) => ({
      x: ((at * 37) % 211) - 105,
      y: ((at * 91) % 173) - 86,
    }));
    const index = new GridIndex(points, 16);
    for (const [x, y, radius] of [
      [0, 0, 10],
      [-105, -86, 25],
      [40.5, -12, 3],
      [300, 300, 20],
    ] as const) {
      const naive = points.filter((each) => Math.hypot(each.x - x, each.y - y) <= radius);
      expect(new Set(index.within(x, y, radius))).toEqual(new Set(naive));
      const least = Math.min(...naive.map((each) => Math.hypot(each.x - x, each.y - y)));
      const nearest = index.nearest(x, y, radius);
      expect(nearest ? Math.hypot(nearest.x - x, nearest.y - y) : Number.POSITIVE_INFINITY).toBe(least);
    }
  });
});
