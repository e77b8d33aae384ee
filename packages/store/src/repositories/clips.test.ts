import { asId, type SiteId, type SpeakerId } from "@dalaba/core";
import { describe, expect, it } from "vitest";
import type { Store } from "../store";
import { allPages, CLIENTS, mustOpen, NOW } from "../testing.test-support";
import type { NewClip, NewClipVersion } from "./clips";

const clip = (id: string, site: string | null = null): NewClip => ({
  id,
  title: `title of ${id}`,
  language: "zh-CN",
  site: site === null ? null : asId<SiteId>(site),
});

const version = (sha: string, fields: Partial<NewClipVersion> = {}): NewClipVersion => ({
  sha256: sha.repeat(64),
  bytes: 4_000,
  durationMs: 1_000,
  beforeLufs: -31.5,
  afterLufs: -16.1,
  truePeakDb: -1.2,
  sound: "speech",
  waveform: Uint8Array.from({ length: 400 }, (_, i) => i % 256),
  source: { name: "通知.mp3", format: "mp3", bytes: 20_000, sha256: "0".repeat(64) },
  by: { kind: "operator", id: "ann", name: "Ann" },
  ...fields,
});

function play(store: Store, id: string, of: string | null): void {
  store.broadcasts.start({
    id,
    kind: "play",
    priority: 40,
    class: "file",
    actor: { kind: "operator", id: "ann", name: "Ann" },
    ...{ room: null, why: null, to: "all", issued: 1, startedAtMs: NOW, codec: "opus", chime: "none" },
    ...{ speakers: [{ id: "d-1" as SpeakerId, delayClass: "lan" }], sites: [], gainDb: 0, t0Us: 0, m0: 0 },
    delayUs: { lan: 80_000, wan: 400_000 },
    clip: of,
  });
}

describe.each(CLIENTS)("clips in the store (%s)", (client) => {
  it("are kept with their first version, whole", async () => {
    const store = await mustOpen(client);
    store.clips.add(clip("c-1", "dongcun"), version("a"), NOW);
    expect(store.clips.get("c-1")).toEqual({
      ...clip("c-1", "dongcun"),
      createdAtMs: NOW,
      deletedAtMs: null,
      newest: { ...version("a"), clip: "c-1", number: 1, atMs: NOW },
    });
    expect(store.clips.get("c-2")).toBeUndefined();
  });

  it("gain versions, each kept; the same sound from the same file is none", async () => {
    const store = await mustOpen(client);
    store.clips.add(clip("c-1"), version("a"), NOW);
    expect(store.clips.addVersion("c-1", version("a"), NOW + 1)).toBe(1);
    for (let n = 2; n <= 5; n++) expect(store.clips.addVersion("c-1", version(`${n}`), NOW + n)).toBe(n);
    expect(store.clips.addVersion("c-1", version("a"), NOW + 9)).toBe(6);
    expect(store.clips.get("c-1")?.newest.number).toBe(6);
    expect(allPages((page) => store.clips.versions("c-1", page)).map(({ number }) => number)).toEqual([
      6, 5, 4, 3, 2, 1,
    ]);
    expect(store.clips.version("c-1", 2)?.sha256).toBe("2".repeat(64));
    expect(store.clips.version("c-1", 7)).toBeUndefined();
    expect(store.clips.versions("c-1", { after: "x" }).items).toEqual([]);
    expect(() => store.clips.addVersion("c-none", version("a"), NOW)).toThrow();
  });

  it("are listed newest first, those of some sites with those of all", async () => {
    const store = await mustOpen(client);
    const sites = [null, "dongcun", "xicun", "dongcun", null];
    for (const [i, site] of sites.entries())
      store.clips.add(clip(`c-${i}`, site), version("a"), NOW + (i >> 1));
    const ids = (sites?: readonly string[]) =>
      allPages((page) => store.clips.list({ ...page, ...(sites ? { sites } : {}) })).map(({ id }) => id);
    expect(ids()).toEqual(["c-4", "c-3", "c-2", "c-1", "c-0"]);
    expect(ids(["dongcun"])).toEqual(["c-4", "c-3", "c-1", "c-0"]);
    expect(ids([])).toEqual(["c-4", "c-0"]);
    expect(store.clips.list({ after: "c-none" })).toEqual({ items: [], next: null });
  });

  it("change title and language", async () => {
    const store = await mustOpen(client);
    store.clips.add(clip("c-1"), version("a"), NOW);
    store.clips.change("c-1", { title: "停水通知" });
    store.clips.change("c-1", {});
    store.clips.change("c-1", { language: null });
    expect(store.clips.get("c-1")).toMatchObject({ title: "停水通知", language: null });
  });

  it("are not deleted while something needs them, and come back with all they had", async () => {
    const store = await mustOpen(client);
    store.clips.add(clip("c-1"), version("a"), NOW);
    store.clips.add(clip("c-2"), version("a"), NOW);
    play(store, "00000000000000a1", "c-1");
    play(store, "00000000000000a2", null);
    expect(store.clips.remove("c-1", NOW + 1)).toEqual([{ kind: "broadcast", id: "00000000000000a1" }]);
    expect(store.clips.get("c-1")?.deletedAtMs).toBeNull();
    expect(store.clips.remove("c-2", NOW + 1)).toEqual([]);
    store.broadcasts.end("00000000000000a1", {
      ...{ endedAtMs: NOW, endedBecause: "finished", endedBy: null, firstFrameAtUs: null },
      ...{ frames: 1, durationMs: 20, recordingPath: null },
    });
    expect(store.broadcasts.get("00000000000000a1")?.clip).toBe("c-1");
    expect(store.clips.remove("c-1", NOW + 2)).toEqual([]);
    // A second time changes nothing.
    store.clips.remove("c-1", NOW + 3);
    expect(store.clips.get("c-1")?.deletedAtMs).toBe(NOW + 2);
    expect(store.clips.list({}).items).toEqual([]);
    expect(store.clips.list({ deleted: true }).items.map(({ id }) => id)).toEqual(["c-2", "c-1"]);
    store.clips.restore("c-1");
    expect(store.clips.list({}).items.map(({ id, newest }) => [id, newest.number])).toEqual([["c-1", 1]]);
  });
});

describe.each(CLIENTS)("uploads in the store (%s)", (client) => {
  it("are counted by sender and let go when nothing comes", async () => {
    const store = await mustOpen(client);
    const upload = (id: string, owner: string, bytes: number) => ({
      id,
      name: "a.wav",
      bytes,
      sha256: null,
      owner,
    });
    expect(store.uploads.bytesOf("ann")).toBe(0);
    store.uploads.add(upload("u-1", "ann", 100), NOW);
    store.uploads.add(upload("u-2", "ann", 50), NOW + 1);
    store.uploads.add(upload("u-3", "bo", 7), NOW + 2);
    expect([store.uploads.bytesOf("ann"), store.uploads.bytesOf("bo"), store.uploads.bytesOf()]).toEqual([
      150, 7, 157,
    ]);
    expect(store.uploads.get("u-1")).toEqual({
      ...upload("u-1", "ann", 100),
      createdAtMs: NOW,
      changedAtMs: NOW,
    });
    store.uploads.touch("u-1", NOW + 10);
    expect(store.uploads.untouchedSince(NOW + 3).map(({ id }) => id)).toEqual(["u-2", "u-3"]);
    expect(store.uploads.untouchedSince(NOW + 3, 1).map(({ id }) => id)).toEqual(["u-2"]);
    expect([store.uploads.remove("u-2"), store.uploads.remove("u-2")]).toEqual([true, false]);
    expect(store.uploads.get("u-2")).toBeUndefined();
  });
});
