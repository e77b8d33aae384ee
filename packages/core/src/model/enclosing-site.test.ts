import { expect, it } from "vitest";
import type { Site, SiteId } from "..";
import { SiteTree } from "./site-tree";

const site = (id: string, parent: string | null): Site =>
  ({ id, name: id.toUpperCase(), parent, timeZone: null }) as unknown as Site;
const tree = new SiteTree([
  site("town", null),
  site("east", "town"),
  site("east-school", "east"),
  site("west", "town"),
  site("island", null),
]);

it.each([
  [["east"], "EAST"],
  [["east", "east-school"], "EAST"],
  [["east-school"], "EAST-SCHOOL"],
  [["east-school", "west"], "TOWN"],
  [["east", "island"], undefined],
  [[], undefined],
] as const)("the site that encloses %j is %s", (ids, name) => {
  expect(tree.enclosing(ids as unknown as SiteId[])?.name).toBe(name);
});
