import type { SiteId } from "@dalaba/core";
import type { FeedEvent } from "@dalaba/store";
import { describe, expect, it } from "vitest";
import { bySite, shownTo } from "./by-site";

const siteOf = (id: string) =>
  id.startsWith("x") ? undefined : ((id[0] === "e" ? "east" : "west") as SiteId);
const event = (body: object, site: string | null = null): FeedEvent => ({
  ...{ id: 1, atMs: 0, kind: "k", subject: "s", site: site as SiteId | null },
  body: body as FeedEvent["body"],
});
const EAST = new Set(["east"]);

describe("events about several sites", () => {
  it("sort speakers by where they stand", () => {
    expect(bySite({ started: ["e1", "w1", "e2", "x9"], stopped: ["w2"] }, siteOf)).toEqual({
      east: { started: ["e1", "e2"] },
      west: { started: ["w1"], stopped: ["w2"] },
    });
  });

  it("show each reader their own sites, and nothing where none is theirs", () => {
    const body = { sounding: 3, bySite: { east: { started: ["e1"] }, west: { started: ["w1", "w2"] } } };
    expect(shownTo(event(body), EAST)?.body).toEqual({ sounding: 3, bySite: { east: { started: ["e1"] } } });
    expect(shownTo(event(body), new Set(["north"]))).toBeNull();
    expect(body.bySite.west.started).toHaveLength(2);
  });

  it("show the rest as before", () => {
    expect(shownTo(event({}, "west"), EAST)).toBeNull();
    expect(shownTo(event({}, "east"), EAST)).not.toBeNull();
    expect(shownTo(event({ sites: ["west"] }), EAST)).toBeNull();
    expect(shownTo(event({ sites: ["west", "east"] }), EAST)).not.toBeNull();
    expect(shownTo(event({ version: "1" }), EAST)).not.toBeNull();
  });
});
