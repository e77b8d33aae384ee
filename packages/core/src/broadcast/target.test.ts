import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  asId,
  type Camera,
  type CameraId,
  type Site,
  type SiteId,
  type Speaker,
  type SpeakerId,
  type Zone,
  type ZoneId,
} from "../model";
import { distanceMetres } from "../place";
import type { Directory } from "./directory";
import { editDistance, nearestTexts } from "./edit-distance";
import { resolveSpeaker, resolveTarget } from "./target";

const site = (id: string, name: string, parent: string | null): Site => ({
  id: asId<SiteId>(id),
  name,
  parent: parent === null ? null : asId<SiteId>(parent),
  timeZone: parent === null ? "Asia/Shanghai" : null,
});
const speaker = (
  id: string,
  name: string,
  where: string,
  lat: number,
  lon: number,
  audibleMetres = 300,
): Speaker => ({
  id: asId<SpeakerId>(id),
  name,
  site: asId<SiteId>(where),
  place: { lat, lon },
  delayClass: "lan",
  levelDb: 0,
  bearing: null,
  audibleMetres,
  hardware: null,
});
const zone = (id: string, name: string, where: string, ...speakers: string[]): Zone => ({
  id: asId<ZoneId>(id),
  name,
  site: asId<SiteId>(where),
  speakers: speakers.map((one) => asId<SpeakerId>(one)),
});
const camera = (id: string, name: string, lat: number, lon: number): Camera => ({
  id: asId<CameraId>(id),
  name,
  site: asId<SiteId>("dongcun"),
  place: { lat, lon },
  bearing: null,
  fieldOfView: null,
});

const town: Directory = {
  sites: [
    site("hualong", "化龙镇", null),
    site("dongcun", "东村", "hualong"),
    site("xicun", "西村", "hualong"),
    site("empty", "空村", "hualong"),
  ],
  zones: [
    zone("heti", "河堤", "hualong", "hl-d-1", "hl-x-1"),
    zone("nobody", "无人", "hualong"),
    zone("twin-a", "学校", "dongcun", "hl-d-1"),
    zone("twin-b", "学校", "xicun", "hl-x-1"),
  ],
  speakers: [
    speaker("hl-x-1", "西村口1号", "xicun", 23.03, 113.46),
    speaker("hl-d-1", "东村广场1号", "dongcun", 23.03, 113.47),
    speaker("hl-d-2", "东村广场2号", "dongcun", 23.032, 113.47),
    speaker("hl-c-1", "Square 1", "hualong", 23.04, 113.48),
    speaker("dongcun-gate", "河堤", "dongcun", 23.05, 113.49),
  ],
  cameras: [camera("cam-1", "东村广场球机", 23.0301, 113.47), camera("cam-2", "远处球机", 23.2, 113.7)],
};

const resolve = (...to: string[]) => resolveTarget(to, town);

describe("targets", () => {
  const table: [string[], string[]][] = [
    [["all"], ["dongcun-gate", "hl-c-1", "hl-d-1", "hl-d-2", "hl-x-1"]],
    [["site:dongcun"], ["dongcun-gate", "hl-d-1", "hl-d-2"]],
    [["site:东村"], ["dongcun-gate", "hl-d-1", "hl-d-2"]],
    [["site:hualong"], ["dongcun-gate", "hl-c-1", "hl-d-1", "hl-d-2", "hl-x-1"]],
    [["zone:heti"], ["hl-d-1", "hl-x-1"]],
    [["zone:河堤"], ["hl-d-1", "hl-x-1"]],
    [["zone:twin-a"], ["hl-d-1"]],
    [["speaker:hl-d-1"], ["hl-d-1"]],
    [["speaker:东村广场1号"], ["hl-d-1"]],
    [["speaker:东村广场１号"], ["hl-d-1"]],
    [["speaker:SQUARE 1"], ["hl-c-1"]],
    [["speaker:河堤"], ["dongcun-gate"]],
    [["hl-d-1"], ["hl-d-1"]],
    [["东村广场2号"], ["hl-d-2"]],
    [["speaker:hl-d-2+speaker:hl-x-1"], ["hl-d-2", "hl-x-1"]],
    [
      ["speaker:hl-d-2", "zone:heti + speaker:hl-d-1"],
      ["hl-d-1", "hl-d-2", "hl-x-1"],
    ],
    [["near:23.03,113.47"], ["hl-d-1", "hl-d-2"]],
    [["near:23.03,113.47:100"], ["hl-d-1"]],
    [["near:23.03,113.47:1100"], ["hl-d-1", "hl-d-2", "hl-x-1"]],
    [["near:0,0"], ["hl-x-1"]],
    [["near:cam-1"], ["hl-d-1", "hl-d-2"]],
    [["near:cam-1:50"], ["hl-d-1"]],
    [["near:东村广场球机:50"], ["hl-d-1"]],
    [["near:cam-2"], ["dongcun-gate"]],
  ];
  for (const [to, speakers] of table)
    it(`${to.join(" --to ")} means ${speakers.length} speaker(s)`, () => {
      expect(resolve(...to)).toMatchObject({ ok: true, value: { speakers } });
    });

  it("names the sites of the speakers, for the question of rights", () => {
    expect(resolve("zone:heti")).toMatchObject({ value: { sites: ["dongcun", "xicun"] } });
    expect(resolve("all")).toMatchObject({ value: { sites: ["dongcun", "hualong", "xicun"] } });
  });

  const refused: [string, string, object][] = [
    ["site:dongcum", "target-unknown", { nearest: ["site:dongcun", "site:xicun", "site:empty"] }],
    ["site:东邨", "target-unknown", { nearest: expect.arrayContaining(["site:东村"]) }],
    ["zone:河提", "target-unknown", { nearest: expect.arrayContaining(["zone:河堤"]) }],
    ["speaker:hl-d-9", "target-unknown", { nearest: ["speaker:hl-d-1", "speaker:hl-d-2", "speaker:hl-c-1"] }],
    [`speaker:${"x".repeat(300)}`, "target-malformed", {}],
    ["near:cam-3", "target-unknown", { nearest: ["near:cam-1", "near:cam-2", "near:远处球机"] }],
    ["dongcun", "target-unknown", { nearest: ["site:dongcun"] }],
    ["hl-d-3", "target-unknown", { nearest: ["speaker:hl-d-1", "speaker:hl-d-2", "speaker:hl-c-1"] }],
    ["河堤", "target-ambiguous", { candidates: ["zone:heti", "speaker:dongcun-gate"] }],
    ["zone:学校", "target-ambiguous", { candidates: ["zone:twin-a", "zone:twin-b"] }],
    ["site:empty", "target-empty", {}],
    ["zone:nobody", "target-empty", {}],
    ["near:cam-2:100", "target-empty", { nearest: ["speaker:dongcun-gate"] }],
    ["", "target-malformed", {}],
    ["site:", "target-malformed", {}],
    ["all+", "target-malformed", {}],
    ["room:centre", "target-malformed", {}],
    ["near:91,0", "target-malformed", {}],
    ["near:23.03,", "target-malformed", {}],
    ["near:23.03,113.47:0", "target-malformed", {}],
    ["near:23.03,113.47:-5", "target-malformed", {}],
    ["near:23.03,113.47:1e9", "target-malformed", {}],
    ["near:cam-1:far", "target-malformed", {}],
  ];
  for (const [to, code, params] of refused)
    it(`refuses ${JSON.stringify(to)} as ${code}`, () => {
      const result = resolve(to);
      expect(result).toMatchObject({ ok: false, code, params });
      expect(result.ok ? "" : result.detail).not.toBe("");
    });

  it("refuses no term at all", () => {
    expect(resolveTarget([], town)).toMatchObject({ ok: false, code: "target-malformed" });
  });

  it("finds one speaker where nothing else can stand", () => {
    expect(resolveSpeaker("hl-d-1", town)).toMatchObject({ ok: true, value: { id: "hl-d-1" } });
    expect(resolveSpeaker("speaker:东村广场1号", town)).toMatchObject({ ok: true, value: { id: "hl-d-1" } });
    expect(resolveSpeaker("河堤", town)).toMatchObject({ ok: true, value: { id: "dongcun-gate" } });
    expect(resolveSpeaker("dongcun", town)).toMatchObject({ ok: false, code: "target-unknown" });
  });

  it("without metres reaches every speaker audible there and never nobody", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 23, max: 23.1, noNaN: true }),
        fc.double({ min: 113.4, max: 113.5, noNaN: true }),
        (lat, lon) => {
          const result = resolve(`near:${lat.toFixed(7)},${lon.toFixed(7)}`);
          if (!result.ok) throw new Error(result.detail);
          const here = { lat: Number(lat.toFixed(7)), lon: Number(lon.toFixed(7)) };
          const audible = town.speakers
            .filter((one) => distanceMetres(here, one.place) <= one.audibleMetres)
            .map((one) => one.id);
          expect(result.value.speakers.length).toBeGreaterThan(0);
          expect(result.value.speakers).toEqual(
            audible.length > 0 ? audible.sort() : result.value.speakers.slice(0, 1),
          );
        },
      ),
    );
  });

  it("never throws, whatever is typed", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => typeof resolve(text).ok === "boolean"));
    fc.assert(
      fc.property(
        fc.constantFrom("near:", "site:", "zone:", "speaker:"),
        fc.string(),
        (kind, text) => typeof resolve(kind + text).ok === "boolean",
      ),
    );
  });
});

describe("edit distance", () => {
  it("counts characters, not code units", () => {
    const table: [string, string, number][] = [
      ["", "", 0],
      ["", "abc", 3],
      ["abc", "", 3],
      ["kitten", "sitting", 3],
      ["东村", "东邨", 1],
      ["𠮷野", "吉野", 1],
    ];
    for (const [a, b, distance] of table) expect([a, b, editDistance(a, b)]).toEqual([a, b, distance]);
  });

  it("is symmetric and zero only for equals", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, b) === 0).toBe(a === b);
      }),
    );
  });

  it("offers the nearest first", () => {
    expect(nearestTexts("dongcum", ["xicun", "dongcun", "西村"], 2)).toEqual(["dongcun", "xicun"]);
  });
});
