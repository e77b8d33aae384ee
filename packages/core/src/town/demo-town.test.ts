import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { resolveTarget } from "../broadcast";
import type { SpeakerId } from "../model";
import { distanceMetres } from "../place";
import { planTown } from "./plan-town";
import { readTown } from "./read-town";
import { EMPTY_TOWN } from "./town";
import { townDocument, townYaml } from "./write-town";

const text = readFileSync(join(import.meta.dirname, "../../../../apps/demo/town.yaml"), "utf8");
const read = readTown(parse(text));
if (!read.ok) throw new Error(read.detail);
const town = read.value;

describe("the demo town's file", () => {
  it("can be applied to an empty store", () => {
    expect(planTown(EMPTY_TOWN, town, { prune: true }).ok).toBe(true);
  });

  it("has 270 speakers at 13 villages, one residents' committee and the town centre, each with its room", () => {
    expect(town.speakers).toHaveLength(270);
    const below = town.sites.filter(({ parent }) => parent === "hualong");
    expect(below).toHaveLength(15);
    expect(below.filter(({ name }) => name.endsWith("村"))).toHaveLength(13);
    expect(below.filter(({ name }) => name.endsWith("居委会"))).toHaveLength(1);
    for (const { id } of below) {
      expect(town.speakers.filter(({ site }) => site === id).length).toBeGreaterThan(15);
      expect(town.rooms.filter(({ site }) => site === id)).toHaveLength(1);
    }
    expect(town.rooms.filter(({ kind }) => kind === "village")).toHaveLength(14);
    expect(town.rooms.filter(({ kind }) => kind === "centre")).toHaveLength(1);
  });

  it("names every speaker and zone so that the name alone will do", () => {
    expect(new Set(town.speakers.map(({ name }) => name)).size).toBe(270);
    expect(new Set(town.zones.map(({ name }) => name)).size).toBe(town.zones.length);
    const directory = {
      ...town,
      zones: town.zones.map((zone) => ({
        ...zone,
        speakers: town.speakers.filter(({ zones }) => zones.includes(zone.id)).map(({ id }): SpeakerId => id),
      })),
    };
    for (const zone of town.zones) expect(resolveTarget(`zone:${zone.name}`, directory).ok).toBe(true);
    expect(resolveTarget("zone:河堤", directory)).toMatchObject({
      value: { sites: ["nantang", "shawantou", "shuikou", "xinji"] },
    });
    expect(resolveTarget("site:化龙镇", directory)).toEqual(resolveTarget("all", directory));
    expect(resolveTarget("speaker:东村广场1号", directory)).toMatchObject({ ok: true });
  });

  it("stands its speakers 120 to 400 m apart", () => {
    for (const speaker of town.speakers) {
      const others = town.speakers.filter((other) => other !== speaker);
      const nearest = Math.min(...others.map((other) => distanceMetres(speaker.place, other.place)));
      expect([speaker.id, nearest >= 119 && nearest <= 400]).toEqual([speaker.id, true]);
      expect(speaker.audibleMetres).toBeGreaterThanOrEqual(200);
      expect(speaker.audibleMetres).toBeLessThanOrEqual(350);
    }
    expect(new Set(town.speakers.map(({ delayClass }) => delayClass))).toEqual(new Set(["lan", "wan"]));
  });

  it("has 10 to 13 listening points at each village, a square, a stop and a door among them, within 250 m of a speaker", () => {
    for (const { id } of town.sites.filter(({ parent }) => parent === "hualong")) {
      const points = town.listeningPoints.filter(({ site }) => site === id);
      expect([id, points.length >= 10 && points.length <= 13]).toEqual([id, true]);
      expect(new Set(points.map(({ kind }) => kind))).toEqual(new Set(["square", "stop", "door"]));
      for (const point of points) {
        const metres = Math.min(...town.speakers.map(({ place }) => distanceMetres(place, point.place)));
        expect([point.name, metres < 250]).toEqual([point.name, true]);
      }
    }
    expect(new Set(town.listeningPoints.map(({ name }) => name)).size).toBe(town.listeningPoints.length);
  });

  it("is what `town export` writes, apart from the comments at its head", () => {
    expect(text.slice(text.indexOf("version:"))).toBe(townYaml(townDocument(town)));
    expect(text.length).toBeLessThan(120_000);
  });
});
