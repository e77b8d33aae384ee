import { describe, expect, it } from "vitest";
import { EVERYWHERE } from "../permission";
import { plannedSites, planTown } from "./plan-town";
import { readTown } from "./read-town";
import { EMPTY_TOWN } from "./town";
import { townDocument } from "./write-town";

const PINS = [
  { x: 0, y: 0, at: [23.05, 113.45] },
  { x: 2_000, y: 0, at: [23.05, 113.5] },
  { x: 0, y: 1_500, at: [23.02, 113.45] },
];
const MAPS = [
  { id: "base", name: "底图", kind: "pmtiles", path: "base.pmtiles", coordinates: "wgs84", maxZoom: 14 },
  {
    id: "plan",
    name: "旧图",
    kind: "plan",
    path: "plans/east.png",
    coordinates: "gcj02",
    pins: PINS,
    site: "east",
  },
  {
    id: "roads",
    name: "路",
    kind: "geojson",
    path: "roads.geojson",
    coordinates: "bd09",
    attribution: "测绘院",
  },
  { id: "tiles", name: "影像", kind: "tiles", path: "sat/tiles", coordinates: "gcj02", format: "webp" },
  { id: "tiles-png", name: "街道", kind: "tiles", path: "sat/png", coordinates: "gcj02" },
];
const SITES = [
  { id: "town", name: "镇", timeZone: "Asia/Shanghai" },
  { id: "east", name: "东村", parent: "town" },
];
const document = (maps: readonly object[]) => ({ version: 1, coordinates: "wgs84", sites: SITES, maps });

function town(maps: readonly object[] = MAPS) {
  const read = readTown(document(maps));
  if (!read.ok) throw new Error(read.detail);
  return read.value;
}

function faultOf(layer: object): { where: string; cure: string } {
  const read = readTown(document([layer]));
  if (read.ok) throw new Error("it was taken");
  const { faults } = read.params as { faults: { where: string; cure: string }[] };
  return faults[0] as { where: string; cure: string };
}

describe("map layers in a town file", () => {
  it("are read and written back as they were", () => {
    expect(townDocument(town()).maps).toEqual(MAPS);
    // Asked for in another system, the layers keep their own.
    expect(townDocument(town(), "bd09").maps).toEqual(MAPS);
  });

  it.each([
    ["up", "../secrets.json"],
    ["up from within", "a/../../b.geojson"],
    ["from the root", "/etc/passwd.json"],
    ["into what is hidden", "a/.git/x.json"],
    ["with a backslash", "a\\..\\b.json"],
    ["with a control character", "a\u0000.json"],
    ["through nothing", "a//b.json"],
    ["to another kind of file", "dalaba.sqlite"],
  ])("lead nowhere else: %s", (_, path) => {
    const fault = faultOf({ id: "m", name: "m", kind: "geojson", path, coordinates: "wgs84" });
    expect(fault.where).toBe("maps[0].path");
    expect(fault.cure).toContain("folder maps");
  });

  it("say what is wrong with them", () => {
    const base = { id: "m", name: "m", kind: "plan", path: "a.png", coordinates: "wgs84" };
    expect(faultOf({ ...base, pins: PINS.slice(0, 2) }).where).toMatch(/^maps\[0\]\.pins/);
    const line = [0, 1, 2].map((n) => ({ x: n * 10, y: n * 10, at: [23 + n, 113 + n] }));
    expect(faultOf({ ...base, pins: line }).cure).toContain("not on one line");
    expect(faultOf({ ...base, kind: "wms" })).toMatchObject({ where: "maps[0].kind" });
    expect(faultOf({ ...base, pins: PINS, coordinates: undefined }).cure).toContain("gcj02");
    expect(faultOf({ ...base, pins: PINS, site: "east", format: "png" }).where).toBe("maps[0].format");
  });

  it("are planned like everything else, and a layer without a site is everybody's affair", () => {
    const planned = (now: readonly object[], then: readonly object[], prune = false) => {
      const plan = planTown(town(now), town(then), { prune });
      if (!plan.ok) throw new Error(plan.detail);
      return plan.value;
    };
    const [base, plan] = MAPS as [object, object];
    const added = planned([], [base, plan]);
    expect(added.maps.add.map(({ id }) => id)).toEqual(["base", "plan"]);
    expect(plannedSites(town([]), added)).toEqual([EVERYWHERE, "east"]);
    expect(plannedSites(town([plan]), planned([plan], [], true))).toEqual(["east"]);
    const moved = planned([base], [{ ...base, path: "new.pmtiles" }]);
    expect(moved.maps.change[0]?.fields).toEqual([
      { field: "path", from: "base.pmtiles", to: "new.pmtiles" },
    ]);
    const nowhere = planTown(EMPTY_TOWN, { ...town([plan]), sites: [] }, { prune: false });
    expect(nowhere).toMatchObject({ ok: false, code: "town-invalid" });
  });
});
