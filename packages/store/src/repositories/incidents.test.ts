import type { CameraId, SiteId, SpeakerId } from "@dalaba/core";
import type { Incident } from "@dalaba/core/incident";
import { describe, expect, it } from "vitest";
import { applyDocument, CLIENTS, mustOpen, NOW } from "../testing.test-support";
import type { NewCameraEvent } from "./camera-events";

const incident = (n: number, more: Partial<Incident> = {}): Incident => ({
  ...{ id: `${n}`.padStart(16, "0"), kind: "fire", camera: "cam-1" as CameraId, site: "dongcun" as SiteId },
  ...{ state: "open", outcome: null, room: null, owner: null, link: null, suggest: [], events: 1 },
  ...{
    openedAtMs: NOW + n,
    heardAtMs: NOW + n,
    acknowledgedAtMs: null,
    talkedDownAtMs: null,
    closedAtMs: null,
  },
  ...more,
});
const event = (n: number, more: Partial<NewCameraEvent> = {}): NewCameraEvent => ({
  ...{ id: `${n}`.padStart(16, "e"), source: "s", camera: "cam-1" as CameraId, site: "dongcun" as SiteId },
  ...{ kind: "fire", zoneInView: null, object: null, score: null, atMs: NOW, atArrival: false },
  ...{ beganAtMs: NOW + n, endedAtMs: null, dedupeKey: `k${n}`, incident: null, ...more },
});

for (const client of CLIENTS)
  describe(`incidents in ${client}`, () => {
    it("are listed newest first, in pages and by state, site and room", async () => {
      const { incidents } = await mustOpen(client);
      for (let n = 1; n <= 5; n++) incidents.add(incident(n));
      incidents.add(incident(6, { site: "xicun" as SiteId }));
      incidents.change(incident(2).id, {
        state: "acknowledged",
        owner: { id: "o", name: "林" },
        suggest: ["a"],
      });
      expect(incidents.get(incident(2).id)).toMatchObject({ owner: { id: "o", name: "林" }, suggest: ["a"] });
      const first = incidents.list({ limit: 2, sites: ["dongcun"] });
      expect(first.items.map(({ id }) => Number(id))).toEqual([5, 4]);
      const rest = incidents.list({ limit: 5, sites: ["dongcun"], after: first.next });
      expect(rest.items.map(({ id }) => Number(id))).toEqual([3, 2, 1]);
      expect(incidents.list({ states: ["acknowledged"] }).items).toHaveLength(1);
      expect(incidents.counts(["dongcun", "xicun"])).toEqual({ open: 5, acknowledged: 1, closed: 0 });
      expect(incidents.list({ after: "nobody" })).toEqual({ items: [], next: null });
      incidents.change(incident(2).id, { owner: null });
      expect(incidents.get(incident(2).id)?.owner).toBeNull();
    });

    it("the one that is not closed is found by camera and kind", async () => {
      const { incidents } = await mustOpen(client);
      incidents.add(incident(1));
      incidents.heard(incident(1).id, NOW + 99, 1);
      expect(incidents.living("cam-1", "fire")).toMatchObject({ events: 2, heardAtMs: NOW + 99 });
      incidents.change(incident(1).id, { state: "closed", outcome: "resolved", closedAtMs: NOW });
      expect(incidents.living("cam-1", "fire")).toBeUndefined();
    });

    it("hold the recordings of their broadcasts until they are closed, and know the first word", async () => {
      const store = await mustOpen(client);
      applyDocument(store);
      const { incidents, broadcasts } = store;
      incidents.add(incident(1));
      const id = "b".repeat(16);
      broadcasts.start({
        ...{ id, kind: "talk", priority: 60, class: "talk", room: null, why: null, to: "near:cam-1" },
        actor: { kind: "operator", id: "o", name: "o" },
        speakers: ["d-1", "d-2"].map((speaker) => ({ id: speaker as SpeakerId, delayClass: "lan" as const })),
        ...{
          sites: ["dongcun" as SiteId],
          issued: 1,
          startedAtMs: NOW + 2_000,
          codec: "opus",
          chime: "none",
        },
        ...{ gainDb: 0, t0Us: 0, m0: 0, delayUs: { lan: 80_000, wan: 400_000 } },
      });
      incidents.spoken(incident(1).id, id);
      incidents.spoken(incident(1).id, id);
      expect(incidents.broadcasts(incident(1).id)).toEqual([id]);
      expect([...incidents.held()]).toEqual([id]);
      expect(incidents.firstWords([incident(1).id]).size).toBe(0);
      broadcasts.end(id, {
        ...{ endedAtMs: NOW + 5_000, endedBecause: "finished", endedBy: null, firstFrameAtUs: 7_000_000 },
        ...{ frames: 1, durationMs: 20, recordingPath: null },
      });
      const receipt = {
        ...{
          bootId: "00000000000000b1",
          counter: 1,
          firstMediaTime: 0,
          endMediaTime: 960,
          clockErrorUs: 100,
        },
        ...{ played: 1, concealed: 0, late: 0, missing: 0, endedBecause: "finished" as const },
        ...{ receiptAtMs: NOW + 5_100, raw: "AA==" },
      };
      for (const [speaker, verified, us] of [
        ["d-1", true, 7_150_000],
        ["d-2", false, 7_010_000],
      ] as const)
        broadcasts.receipt(id, {
          ...receipt,
          ...{ speaker: speaker as SpeakerId, receiptVerified: verified, firstSampleAtUs: us },
        });
      // 2 s after it opened the broadcast began, and 150 ms later a speaker whose word can be checked sounded it.
      expect(incidents.firstWords([incident(1).id]).get(incident(1).id)).toBe(NOW + 2_150);
      incidents.change(incident(1).id, { state: "closed", outcome: "resolved", closedAtMs: NOW });
      expect(incidents.held().size).toBe(0);
    });

    it("go a year after they were closed, with their events and lines", async () => {
      const store = await mustOpen(client);
      const { incidents, cameraEvents } = store;
      incidents.add(incident(1, { state: "closed", outcome: "resolved", closedAtMs: NOW - 10 }));
      incidents.add(incident(2));
      incidents.line(incident(1).id, {
        atMs: NOW,
        act: "opened",
        actorId: null,
        actorName: null,
        detail: {},
      });
      cameraEvents.add(event(1, { incident: incident(1).id }));
      cameraEvents.add(event(2, { incident: incident(2).id }));
      expect(incidents.prune(NOW)).toBe(1);
      expect(incidents.list({}).items.map(({ id }) => Number(id))).toEqual([2]);
      expect(incidents.lines(incident(1).id)).toEqual([]);
      expect(cameraEvents.list({}).items).toHaveLength(1);
    });
  });

for (const client of CLIENTS)
  describe(`camera events, links and sources in ${client}`, () => {
    it("an event is known by its key until it is forgotten, counted, and ended once", async () => {
      const { cameraEvents } = await mustOpen(client);
      cameraEvents.add(event(1, { score: 0.4 }));
      expect(cameraEvents.known("s", "k1", NOW)).toMatchObject({ reports: 1 });
      expect(cameraEvents.known("s", "k1", NOW + 2)).toBeUndefined();
      expect(cameraEvents.known("other", "k1", NOW)).toBeUndefined();
      cameraEvents.heard(event(1).id, NOW + 50, 0.9);
      cameraEvents.heard(event(1).id, NOW + 60, 0.2);
      expect(cameraEvents.get(event(1).id)).toMatchObject({ reports: 3, score: 0.9, heardAtMs: NOW + 60 });
      expect(cameraEvents.end(event(1).id, NOW + 70)).toBe(true);
      expect(cameraEvents.end(event(1).id, NOW + 80)).toBe(false);
    });

    it("those that opened nothing go after their time", async () => {
      const { cameraEvents } = await mustOpen(client);
      for (let n = 1; n <= 5; n++) cameraEvents.add(event(n, { incident: n === 1 ? incident(1).id : null }));
      expect(cameraEvents.prune(NOW + 5, 2)).toBe(2);
      expect(cameraEvents.prune(NOW + 5)).toBe(1);
      expect(cameraEvents.list({ camera: "cam-1", kind: "fire", source: "s" }).items).toHaveLength(2);
      expect(cameraEvents.ofIncident(incident(1).id)).toHaveLength(1);
    });

    it("a source's secret is sealed, and kept where it is not named again", async () => {
      const { eventSources } = await mustOpen(client);
      const source = {
        ...{ id: "help", kind: "webhook" as const, name: "求助", enabled: true, url: null, prefix: null },
        ...{ channels: { a: "cam-1" }, changedAtMs: NOW },
      };
      eventSources.put(source, new Uint8Array([1, 2, 3]));
      eventSources.put({ ...source, name: "一键求助" });
      expect(eventSources.get("help")).toEqual({ ...source, name: "一键求助" });
      expect(eventSources.secret("help")).toEqual(new Uint8Array([1, 2, 3]));
      expect(eventSources.remove("help")).toBe(true);
      expect(eventSources.secret("help")).toBeUndefined();
    });

    it("the password of a camera's picture is sealed", async () => {
      const { cameraPictures } = await mustOpen(client);
      const source = { camera: "cam-1", url: "http://10.0.0.7/snap.jpg", user: "dalaba", changedAtMs: NOW };
      cameraPictures.put(source, "secret");
      cameraPictures.put({ ...source, url: "http://10.0.0.8/snap.jpg" });
      expect(cameraPictures.get("cam-1")).toEqual({ ...source, url: "http://10.0.0.8/snap.jpg" });
      expect(cameraPictures.password("cam-1")).toBe("secret");
      expect([...cameraPictures.cameras()]).toEqual(["cam-1"]);
      expect(cameraPictures.remove("cam-1")).toBe(true);
      expect(cameraPictures.get("cam-1")).toBeUndefined();
    });

    it("what a link sounded is counted, and forgotten where nothing sounded", async () => {
      const { links } = await mustOpen(client);
      expect(links.any()).toBe(false);
      const who = { changedAtMs: NOW, actorId: "o", actorName: "o" };
      links.put({ id: "1".repeat(16), revision: 1, document: { title: "t" }, ...who });
      links.remove("1".repeat(16), NOW);
      expect([links.all().length, links.any()]).toEqual([0, true]);
      const sounded = {
        link: "l",
        happening: "h",
        camera: "cam-1" as CameraId,
        zones: [],
        step: 0,
        atUtcMs: NOW,
      };
      const one = links.sounded(sounded);
      const two = links.sounded({ ...sounded, step: 1, atUtcMs: NOW + 1 });
      links.soundedAs(two, "b");
      links.unsounded(one);
      expect(links.soundedSince(NOW)).toEqual([{ ...sounded, step: 1, atUtcMs: NOW + 1 }]);
      expect(links.prune(NOW + 2)).toBe(1);
    });
  });
