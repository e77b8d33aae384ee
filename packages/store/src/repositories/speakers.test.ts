import { readFileSync } from "node:fs";
import { join } from "node:path";
import { asId, type SiteId, type SpeakerId } from "@dalaba/core";
import { describe, expect, it } from "vitest";
import {
  allPages,
  applyDocument,
  CLIENTS,
  keys,
  mustOpen,
  NOW,
  temporaryFolder,
} from "../testing.test-support";
import type { SpeakerStatus } from "./speaker-status";

describe.each(CLIENTS)("speakers in the store (%s)", (client) => {
  it("are listed page by page, by site, zone and state", async () => {
    const store = await mustOpen(client);
    applyDocument(store);
    const ids = (page: { items: readonly { id: string }[] }) => page.items.map(({ id }) => id);
    expect(allPages((request) => store.speakers.list(request)).map(({ id }) => id)).toEqual([
      "d-1",
      "d-2",
      "x-1",
    ]);
    expect(ids(store.speakers.list({ sites: ["xicun"] }))).toEqual(["x-1"]);
    expect(ids(store.speakers.list({ sites: [] }))).toEqual([]);
    expect(ids(store.speakers.list({ zone: "river" }))).toEqual(["d-1", "x-1"]);
    expect(store.speakers.list({ limit: 2 }).next).toBe("d-2");
    expect(store.speakers.list({ limit: 1_000_000 }).next).toBeNull();
    expect(store.speakers.disable("d-1", true, NOW)).toBe(true);
    expect(ids(store.speakers.list({ disabled: false }))).toEqual(["d-2", "x-1"]);
    expect(store.speakers.count({ disabled: true })).toBe(1);
    expect(store.speakers.disable("no", true, NOW)).toBe(false);
  });

  it("are added, changed and removed one by one", async () => {
    const store = await mustOpen(client);
    applyDocument(store);
    const added = {
      id: asId<SpeakerId>("n-1"),
      name: "新喇叭",
      site: asId<SiteId>("dongcun"),
      place: { lat: 23.1, lon: 113.1 },
      delayClass: "lan" as const,
      levelDb: -3,
      bearing: 12.5,
      audibleMetres: 300,
      hardware: "HS-30",
    };
    store.speakers.add({ ...added, zones: ["river"] }, NOW);
    expect(store.speakers.get("n-1")).toEqual({
      ...added,
      zones: ["river"],
      disabled: false,
      ...{ muted: false, trimMs: 0 },
      credentialsVersion: 0,
      credentialsIssuedAtMs: null,
      addedAtMs: NOW,
      changedAtMs: NOW,
    });
    expect(() => store.speakers.add(added, NOW)).toThrow();
    expect(store.speakers.change("n-1", { place: { lat: 1, lon: 2 }, levelDb: 0 }, NOW + 1)).toBe(true);
    expect(store.speakers.get("n-1")).toMatchObject({
      place: { lat: 1, lon: 2 },
      levelDb: 0,
      name: "新喇叭",
      changedAtMs: NOW + 1,
    });
    expect(store.speakers.tunings().get("n-1")).toBeUndefined();
    expect(store.speakers.tune("n-1", { muted: true }, NOW + 1)).toBe(true);
    expect(store.speakers.tune("n-1", { trimMs: 12 }, NOW + 1)).toBe(true);
    expect(store.speakers.tunings().get("n-1")).toEqual({ muted: true, trimMs: 12 });
    expect(store.speakers.tune("nobody", { muted: true }, NOW + 1)).toBe(false);
    store.speakers.setZones("n-1", [], NOW + 2);
    expect(store.speakers.get("n-1")?.zones).toEqual([]);
    expect(store.speakers.remove("n-1")).toBe(true);
    expect(store.speakers.remove("n-1")).toBe(false);
    expect(store.speakers.change("n-1", { name: "x" }, NOW)).toBe(false);
  });

  it("keep credentials sealed on disk, count versions, and never mix them up", async () => {
    const file = join(temporaryFolder(), "dalaba.db");
    const store = await mustOpen(client, file);
    applyDocument(store);
    expect(store.speakers.credentials("d-1")).toBeUndefined();
    expect(store.speakers.setCredentials("d-1", keys(100), NOW)).toBe(1);
    expect(store.speakers.setCredentials("d-1", keys(110), NOW + 5)).toBe(2);
    store.speakers.setCredentials("x-1", keys(200), NOW);
    store.speakers.disable("x-1", true, NOW);
    expect(store.speakers.credentials("d-1")).toEqual({
      ...keys(110),
      speaker: "d-1",
      version: 2,
      disabled: false,
    });
    expect(store.speakers.allCredentials().map(({ speaker, disabled }) => [speaker, disabled])).toEqual([
      ["d-1", false],
      ["x-1", true],
    ]);
    expect(() => store.speakers.setCredentials("no", keys(1), NOW)).toThrow("no speaker no");
    store.close();
    const onDisk = Buffer.concat([readFileSync(file), readIfThere(`${file}-wal`)]);
    expect(onDisk.includes(Buffer.from(keys(110).pairwiseKey))).toBe(false);
    expect(onDisk.includes(Buffer.from(keys(110).devicePublicKey))).toBe(true);
  });

  it("remember what they last said, and pass over strangers", async () => {
    const store = await mustOpen(client);
    applyDocument(store);
    const said = (speaker: string, fields: Partial<SpeakerStatus> = {}): SpeakerStatus => ({
      speaker: asId<SpeakerId>(speaker),
      bootId: "00112233aabbccdd",
      online: true,
      status: { firmware: "sim 1" },
      statusAtMs: NOW,
      telemetry: null,
      telemetryAtMs: null,
      lastSeenAtMs: NOW,
      ...fields,
    });
    store.status.save([said("d-1"), said("stranger")]);
    store.status.save([
      said("d-1", { online: false, lastSeenAtMs: NOW + 1, telemetry: { uptimeMs: 5 } }),
      said("x-1"),
    ]);
    expect(store.status.get("d-1")).toEqual(
      said("d-1", { online: false, lastSeenAtMs: NOW + 1, telemetry: { uptimeMs: 5 } }),
    );
    expect(store.status.all().map(({ speaker }) => speaker)).toEqual(["d-1", "x-1"]);
    store.speakers.remove("d-1");
    expect(store.status.get("d-1")).toBeUndefined();
  });
});

function readIfThere(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    return Buffer.alloc(0);
  }
}
