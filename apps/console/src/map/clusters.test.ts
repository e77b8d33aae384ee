import { describe, expect, it } from "vitest";
import { clusterMarks, type Mark } from "./clusters";
import type { MapSpeaker, MapSpeakerState } from "./map-types";

const mark = (
  id: string,
  x: number,
  y: number,
  state: MapSpeakerState = "online",
  selected = false,
): Mark => {
  const speaker: MapSpeaker = {
    id,
    name: id,
    lat: 0,
    lon: 0,
    bearing: null,
    audibleMetres: 300,
    state,
    selected,
  };
  return { x, y, speaker };
};

describe("clusters", () => {
  it("leaves alone what can be told apart, however many there are", () => {
    const row = Array.from({ length: 300 }, (_, at) => mark(`s${at}`, at * 9, 0));
    expect(clusterMarks(row, 8, 24)).toEqual({ singles: row, clusters: [] });
  });

  it("leaves two that overlap a little, and gathers two at one spot", () => {
    const pair = [mark("a", 0, 0), mark("b", 5, 0)];
    expect(clusterMarks(pair, 8, 24).clusters).toEqual([]);
    const spot = [mark("a", 0, 0), mark("b", 2, 0)];
    expect(clusterMarks(spot, 8, 24)).toMatchObject({
      singles: [],
      clusters: [{ x: 1, y: 0, worst: "online" }],
    });
  });

  it("shows how many there are, the worst of them and who is selected", () => {
    const heap = [
      mark("a", 0, 0, "sounding"),
      mark("b", 4, 0, "online", true),
      mark("c", 0, 4, "offline"),
      mark("d", 20, 0, "disabled"),
      mark("far", 200, 0, "unknown"),
    ];
    const { singles, clusters } = clusterMarks(heap, 8, 24);
    expect(singles.map(({ speaker }) => speaker.id)).toEqual(["far"]);
    expect(clusters).toHaveLength(1);
    expect(clusters[0]).toMatchObject({ x: 6, y: 1, worst: "offline", selected: 1 });
    expect(clusters[0]?.members.map(({ id }) => id).sort()).toEqual(["a", "b", "c", "d"]);
  });

  it("loses nobody, counts nobody twice, and no two plates lie on each other", () => {
    let seed = 7;
    const random = () => {
      seed = (seed * 16807) % 2147483647;
      return seed / 2147483647;
    };
    const marks = Array.from({ length: 1461 }, (_, at) => mark(`s${at}`, random() * 500, random() * 400));
    const { singles, clusters } = clusterMarks(marks, 8, 24);
    const ids = [
      ...singles.map(({ speaker }) => speaker.id),
      ...clusters.flatMap((each) => each.members.map(({ id }) => id)),
    ];
    expect(ids.sort()).toEqual(marks.map(({ speaker }) => speaker.id).sort());
    clusters.forEach((one, at) => {
      for (const other of clusters.slice(at + 1))
        expect(Math.hypot(one.x - other.x, one.y - other.y)).toBeGreaterThan(16);
    });
    expect(clusterMarks(marks, 8, 24)).toEqual({ singles, clusters });
  });
});
