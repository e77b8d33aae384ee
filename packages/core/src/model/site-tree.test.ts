import { describe, expect, it } from "vitest";
import { asId, isId, type SiteId } from "./ids";
import type { Site } from "./site";
import { SiteTree } from "./site-tree";
import { isTimeZone } from "./time-zone";

const site = (id: string, parent: string | null, timeZone: string | null = null): Site => ({
  id: asId<SiteId>(id),
  name: id,
  parent: parent === null ? null : asId<SiteId>(parent),
  timeZone,
});
const id = (text: string) => asId<SiteId>(text);

describe("the tree of sites", () => {
  const tree = new SiteTree([
    site("town", null, "Asia/Shanghai"),
    site("east", "town"),
    site("east-1", "east"),
    site("west", "town", "Asia/Urumqi"),
    site("west-1", "west"),
  ]);

  it("knows who stands above and below", () => {
    expect(tree.lineage(id("east-1"))).toEqual(["east-1", "east", "town"]);
    expect(tree.subtree(id("east"))).toEqual(["east", "east-1"]);
    expect(tree.subtree(id("town"))).toHaveLength(5);
    expect(tree.subtree(id("nowhere"))).toEqual([]);
    expect(tree.lineage(id("nowhere"))).toEqual([]);
    expect(tree.roots()).toEqual(["town"]);
  });

  it("inherits the time zone from the nearest ancestor that names one", () => {
    expect(tree.timeZone(id("east-1"))).toBe("Asia/Shanghai");
    expect(tree.timeZone(id("west-1"))).toBe("Asia/Urumqi");
    expect(tree.timeZone(id("nowhere"))).toBeNull();
  });

  it("throws on a cycle and on an unknown parent: the store never holds either", () => {
    expect(() => new SiteTree([site("a", "b"), site("b", "a")])).toThrow("each other");
    expect(() => new SiteTree([site("a", "b")])).toThrow("unknown parent");
  });
});

describe("ids and time zones", () => {
  it("takes 1-32 letters, digits, _ and -", () => {
    for (const good of ["a", "hl-dongcun-001", "A_9", "x".repeat(32)]) expect(isId(good)).toBe(true);
    for (const bad of ["", "x".repeat(33), "东村", "a b", "a/b", "a+", "a#"]) expect(isId(bad)).toBe(false);
    expect(() => asId("a/b")).toThrow("not an id");
  });

  it("takes IANA names and refuses offsets and inventions", () => {
    for (const good of ["Asia/Shanghai", "UTC", "America/Argentina/Ushuaia"])
      expect(isTimeZone(good)).toBe(true);
    for (const bad of ["", "+08:00", "Asia/Hualong", "Beijing time"]) expect(isTimeZone(bad)).toBe(false);
  });
});
