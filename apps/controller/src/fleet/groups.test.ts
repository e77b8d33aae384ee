import { asId, type SiteId, SiteTree } from "@dalaba/core";
import { describe, expect, it } from "vitest";
import { groupOf, groupsOf } from "./groups";

const site = (id: string, parent: string | null) => ({
  id: asId<SiteId>(id),
  name: id,
  parent: parent === null ? null : asId<SiteId>(parent),
  timeZone: "UTC",
});
const tree = new SiteTree([site("town", null), site("east", "town")]);

describe("groups", () => {
  it("are all, the site and those above it, and the zones", () => {
    expect(groupsOf({ site: asId<SiteId>("east"), zones: ["market"] }, tree)).toEqual([
      "all",
      "s-east",
      "s-town",
      "z-market",
    ]);
  });

  it("are at most the 64 a document may hold", () => {
    const zones = Array.from({ length: 100 }, (_, i) => `z${i}`);
    expect(groupsOf({ site: asId<SiteId>("east"), zones }, tree)).toHaveLength(64);
  });

  it("are recognised by exactly their members, the widest name first", () => {
    const members = new Map([
      ["all", ["a", "b", "c"]],
      ["s-town", ["a", "b", "c"]],
      ["s-east", ["a", "b"]],
    ]);
    expect(groupOf(["a", "b", "c"], members)).toBe("all");
    expect(groupOf(["a", "b"], members)).toBe("s-east");
    expect(groupOf(["a", "c"], members)).toBeUndefined();
    expect(groupOf([], members)).toBeUndefined();
  });
});
