import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type OverlapReply, routes } from "@dalaba/api";
import { expect } from "vitest";
import { type Case, holdContract } from "./contract.test-support";

const surroundings = {
  ...{ temperatureC: 20, humidityPercent: 70, metresPerSecond: 343.2, ambientDb: 50, speechDbPerKm: 5.6 },
  air: [{ hz: 1_000, dbPerKm: 5 }],
};
const arrivals = [
  { speaker: "hl-dongcun-01", metres: 34.3, travelMs: 100, levelDb: 77.1 },
  { speaker: "hl-dongcun-02", metres: 343.2, travelMs: 1_000, levelDb: 55.4 },
];
const worst = [
  { point: "lp-1", name: "东村广场", first: "hl-dongcun-01", last: "hl-dongcun-02", spreadMs: 900 },
];
const plan: OverlapReply = {
  ...{ speakers: 2, points: 3, surroundings },
  plain: { heard: 2, late: 1, share: 0.5, weightedShare: 0.75, worst },
  aligned: {
    ...{ heard: 2, late: 0, share: 0, weightedShare: 0, worst: [] },
    ...{ maxDelayMs: 900, delays: [{ speaker: "hl-dongcun-01", delayMs: 900 }] },
  },
  staggered: {
    ...{ heard: 2, late: 0, share: 0, weightedShare: 0, worst: [] },
    ...{ groups: [["hl-dongcun-01"], ["hl-dongcun-02"]], pauseMs: 2_000 },
  },
  at: [
    {
      point: {
        id: "lp-1",
        name: "东村广场",
        site: "dongcun",
        lat: 23.03,
        lon: 113.47,
        kind: "square",
        weight: 3,
      },
      arrivals,
      spreadMs: { plain: 900, aligned: 0, staggered: 0 },
    },
  ],
};
const heard = { surroundings, arrivals: arrivals.map((each, n) => ({ ...each, name: `东村${n + 1}号` })) };

const cases: Case[] = [
  {
    name: "overlap",
    args: ["overlap"],
    given: (c) => c.on(routes.acoustics.planOverlap, plan),
    after: (c) => expect(c.asked[0]?.body).toEqual({ to: ["all"] }),
  },
  {
    name: "overlap-no-points",
    args: ["overlap", "--to", "site:dongcun", "--to", "zone:river"],
    given: (c) =>
      c.refuse(
        routes.acoustics.planOverlap,
        "no-listening-points",
        "the town names no place where people stand",
      ),
    after: (c) => expect(c.asked[0]?.body).toEqual({ to: ["site:dongcun", "zone:river"] }),
  },
  {
    name: "hear",
    args: ["hear", "--at", "23.03,113.47", "--seconds", "2", "--out", "square.wav"],
    given: (c) =>
      c.on(routes.acoustics.listHeard, heard).raw(routes.acoustics.hear, (_, response) => {
        response.writeHead(200, { "content-type": "audio/wav", "x-speakers-heard": "2" });
        response.end("RIFF and so on");
      }),
    after(c, desk) {
      expect(readFileSync(join(desk.folder, "square.wav"), "utf8")).toBe("RIFF and so on");
      expect(c.of(routes.acoustics.hear)[0]?.query).toEqual({ lat: "23.03", lon: "113.47", seconds: "2" });
    },
  },
  {
    name: "hear-not-recorded",
    args: ["hear", "--at", "23.03,113.47", "--broadcast", "5b0c61d3a9f2e874", "--out", "square.wav"],
    given: (c) =>
      c
        .on(routes.acoustics.listHeard, heard)
        .refuse(
          routes.acoustics.hear,
          "nobody-listened",
          "5b0c61d3a9f2e874: no recording of a speaker that is heard there",
        ),
    // Nothing is left of a file for which there was no sound.
    after: (_, desk) => expect(() => readFileSync(join(desk.folder, "square.wav"))).toThrow(),
  },
  {
    name: "hear-both",
    only: "json",
    args: ["hear", "--at", "23.03,113.47", "--broadcast", "5b0c61d3a9f2e874", "--seconds", "3"],
    after: (c) => expect(c.asked).toEqual([]),
  },
];

holdContract("overlap, and standing anywhere", cases);
