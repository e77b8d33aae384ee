import { asId, planTown, resolveTarget, type SiteId, type TownPlan, townDocument } from "@dalaba/core";
import { describe, expect, it } from "vitest";
import {
  applyDocument,
  CLIENTS,
  DOCUMENT,
  keys,
  mustOpen,
  NOW,
  townFrom,
  unwrap,
} from "../testing.test-support";

describe.each(CLIENTS)("the town in the store (%s)", (client) => {
  it("applies a document and gives the same town back", async () => {
    const store = await mustOpen(client);
    expect(applyDocument(store)).toEqual({ ok: true, value: { added: 12, changed: 0, removed: 0 } });
    expect(townFrom(townDocument(store.town.current()))).toEqual(store.town.current());
    expect(applyDocument(store)).toEqual({ ok: true, value: { added: 0, changed: 0, removed: 0 } });
    expect(store.town.zone("river")?.speakers).toEqual(["d-1", "x-1"]);
    expect(store.town.room("centre")?.kind).toBe("centre");
    expect(store.town.site("dongcun")?.parent).toBe("hualong");
    expect(store.town.camera("cam-1")?.place).toEqual({ lat: 23.0302, lon: 113.4703 });
    expect(store.town.cameras({ sites: ["xicun"] }).items).toEqual([]);
    expect(store.town.listeningPoints()[0]).toEqual({
      ...{ id: "lp-1", name: "东村广场", site: "dongcun", kind: "square", weight: 3 },
      place: { lat: 23.0305, lon: 113.4705 },
    });
    expect(store.town.zones()).toHaveLength(1);
    expect([
      store.town.site("no"),
      store.town.room("no"),
      store.town.zone("no"),
      store.town.camera("no"),
    ]).toEqual([undefined, undefined, undefined, undefined]);
  });

  it("moves a listening point and forgets its weight, as the file says", async () => {
    const store = await mustOpen(client);
    applyDocument(store);
    const moved = { ...DOCUMENT.listeningPoints[0], at: [23.04, 113.46], weight: 1 };
    expect(applyDocument(store, { ...DOCUMENT, listeningPoints: [moved] })).toMatchObject({
      value: { added: 0, changed: 1, removed: 0 },
    });
    expect(store.town.listeningPoints()).toMatchObject([
      { id: "lp-1", weight: 1, place: { lat: 23.04, lon: 113.46 } },
      { id: "lp-2" },
    ]);
  });

  it("changes fields and zones without touching credentials", async () => {
    const store = await mustOpen(client);
    applyDocument(store);
    store.speakers.setCredentials("d-1", keys(1), NOW);
    const moved = {
      ...DOCUMENT,
      speakers: [{ ...DOCUMENT.speakers[0]!, name: "东村大喇叭", at: [23.5, 113.5], zones: [] }],
    };
    expect(applyDocument(store, moved)).toMatchObject({
      ok: true,
      value: { added: 0, changed: 1, removed: 0 },
    });
    expect(store.speakers.get("d-1")).toMatchObject({
      name: "东村大喇叭",
      place: { lat: 23.5, lon: 113.5 },
      zones: [],
      credentialsVersion: 1,
    });
    expect(store.town.zone("river")?.speakers).toEqual(["x-1"]);
  });

  it("removes what a pruning plan removes, children before parents", async () => {
    const store = await mustOpen(client);
    applyDocument(store);
    const less = {
      ...DOCUMENT,
      sites: DOCUMENT.sites.slice(0, 1),
      rooms: DOCUMENT.rooms.slice(0, 1),
      speakers: [],
      cameras: [],
      listeningPoints: [],
    };
    expect(applyDocument(store, less, true)).toMatchObject({ ok: true, value: { removed: 9 } });
    expect(store.town.sites().map(({ id }) => id)).toEqual(["hualong"]);
    expect(store.speakers.count()).toBe(0);
  });

  it("applies nothing of a plan that the town has moved away from", async () => {
    const store = await mustOpen(client);
    applyDocument(store);
    const plan = unwrap(
      planTown(store.town.current(), townFrom({ ...DOCUMENT, speakers: [], cameras: [] }), { prune: true }),
    );
    store.speakers.remove("x-1");
    expect(store.town.apply(plan, NOW)).toMatchObject({
      ok: false,
      code: "town-apply-failed",
      params: { reason: "stale" },
    });
    expect(store.speakers.count()).toBe(2);
    expect(store.town.camera("cam-1")).toBeDefined();
  });

  it("keeps a site at which people hold grants", async () => {
    const store = await mustOpen(client);
    applyDocument(store);
    store.operators.add({ id: "ann", name: "ann", displayName: "Ann", passwordHash: null, room: null }, NOW);
    store.operators.grant("ann", {
      role: "operator",
      site: asId<SiteId>("xicun"),
      maxPriority: 60,
      permissions: [],
    });
    const less = {
      ...DOCUMENT,
      sites: DOCUMENT.sites.slice(0, 2),
      speakers: DOCUMENT.speakers.slice(0, 2),
      listeningPoints: DOCUMENT.listeningPoints.slice(0, 1),
    };
    expect(applyDocument(store, less, true)).toMatchObject({
      ok: false,
      code: "town-apply-failed",
      params: { reason: "site-in-use", sites: ["xicun"], operators: ["ann"] },
    });
    expect(store.town.sites()).toHaveLength(3);
  });

  it("refuses a plan that would leave references to nothing", async () => {
    const store = await mustOpen(client);
    applyDocument(store);
    const nothing = { add: [], change: [], remove: [], kept: [] };
    const xicun = store.town.site("xicun")!;
    const plan: TownPlan = {
      sites: { ...nothing, remove: [xicun] },
      rooms: nothing,
      zones: nothing,
      speakers: nothing,
      cameras: nothing,
      listeningPoints: nothing,
      maps: nothing,
    };
    expect(store.town.apply(plan, NOW)).toMatchObject({ ok: false, code: "town-apply-failed" });
    expect(store.town.sites()).toHaveLength(3);
  });

  it("is the directory that targets are resolved against, disabled speakers left out", async () => {
    const store = await mustOpen(client);
    applyDocument(store);
    expect(resolveTarget("zone:河堤", store.speakers.directory())).toMatchObject({
      value: { speakers: ["d-1", "x-1"], sites: ["dongcun", "xicun"] },
    });
    store.speakers.disable("x-1", true, NOW);
    expect(resolveTarget("zone:河堤", store.speakers.directory())).toMatchObject({
      value: { speakers: ["d-1"] },
    });
    expect(resolveTarget("near:cam-1:60", store.speakers.directory())).toMatchObject({
      value: { speakers: ["d-1"] },
    });
  });
});
