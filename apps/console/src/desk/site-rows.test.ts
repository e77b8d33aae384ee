import type { SpeakerReply } from "@dalaba/api/browser";
import { describe, expect, it } from "vitest";
import { findPlaces, siteRows } from "./site-rows";

const speaker = (id: string, site: string, more: Partial<SpeakerReply> = {}): SpeakerReply =>
  ({ id, name: `名${id}`, site, online: true, disabled: false, ...more }) as SpeakerReply;
const sites = [
  { id: "town", name: "化龙镇", parent: null, timeZone: "Asia/Shanghai" },
  { id: "east", name: "东村", parent: "town", timeZone: null },
  { id: "west", name: "西村", parent: "town", timeZone: null },
];
const speakers = new Map(
  [
    speaker("e2", "east"),
    speaker("e10", "east", { online: false }),
    speaker("w1", "west", { disabled: true }),
  ].map((each) => [each.id, each]),
);
const town = { sites, speakers, sounding: new Map([["e2", ["b"]]]), link: "live" as const };

describe("the tree of sites beside the map", () => {
  it("counts what is below a site into it", () => {
    const rows = siteRows(town, "zh-CN");
    expect(rows.map(({ site, depth }) => `${depth} ${site.id}`)).toEqual(["0 town", "1 east", "1 west"]);
    expect(rows[0]?.counts).toEqual({ total: 3, online: 1, sounding: 1, offline: 1 });
    expect(rows[1]?.speakers.map(({ id }) => id)).toEqual(["e2", "e10"]);
  });

  it("shows a village whose town one may not see as a root", () => {
    expect(siteRows({ ...town, sites: sites.slice(1, 2) }, "en").map(({ depth }) => depth)).toEqual([0]);
  });

  it("says nothing of what sounds when the feed is not live", () => {
    expect(siteRows({ ...town, link: "stale" }, "en")[0]?.counts).toMatchObject({ online: 0, sounding: 0 });
  });

  it("is searched by name and by id, sites first", () => {
    const found = findPlaces(
      { ...town, zones: [{ id: "ez", name: "东村广场", site: "east", speakers: [] }] },
      "东村",
      10,
    );
    expect(found.map(({ term }) => term)).toEqual(["site:east", "zone:ez"]);
    expect(findPlaces({ ...town, zones: [] }, "E1", 10).map(({ term }) => term)).toEqual(["speaker:e10"]);
    expect(findPlaces({ ...town, zones: [] }, "  ", 10)).toEqual([]);
  });
});
