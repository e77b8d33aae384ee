import { existsSync, mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BroadcastLedger } from "../broadcasts/broadcast-ledger";
import { begin, end, type TestLine } from "../broadcasts/journal-line.test-support";
import { ClipFiles } from "../clips";
import { NOW, openTestTown, type TestTown } from "../town-store.test-support";
import { Sweeper } from "./sweeper";

const DAY_MS = 86_400_000;
let town: TestTown;
let held: Set<string>;
let sweeper: Sweeper;
let offset: number;

beforeEach(async () => {
  town = await openTestTown();
  held = new Set();
  offset = 0;
  mkdirSync(join(town.folder, "recordings"));
  sweeper = new Sweeper({
    ...{ store: town.store, clock: { nowMs: () => NOW }, dataFolder: town.folder },
    files: new ClipFiles(town.folder),
    held: () => held,
  });
});
afterEach(() => town.close());

function recorded(id: string, days: number): string {
  const path = `recordings/${id}.opus`;
  const lines = [
    begin({ broadcast: id }),
    end({ broadcast: id, atUtcMs: NOW - days * DAY_MS, recording: path }),
  ];
  const from = { segment: 1, offset };
  offset += 10;
  new BroadcastLedger({ ...town, siteOf: () => undefined }).take({
    ...{ from, to: { segment: 1, offset } },
    lines: lines.map((line: TestLine) => ({ line: { n: 1, atUs: 1, ...line } as never, end: 0 })),
  });
  writeFileSync(join(town.folder, path), "a voice");
  return join(town.folder, path);
}

/** The file of a clip's only version, `days` old; deleted that many days ago where it says so. */
async function clip(n: number, days: number, deletedDays?: number): Promise<string> {
  const sha256 = n.toString(16).padStart(64, "0");
  const files = new ClipFiles(town.folder);
  await files.put(sha256, new Uint8Array(1_000));
  const path = (await files.file(sha256))?.path as string;
  utimesSync(path, (NOW - days * DAY_MS) / 1000, (NOW - days * DAY_MS) / 1000);
  const by = { kind: "operator", id: "o-1", name: "li" } as const;
  const source = { name: "a.wav", format: "wav", bytes: 1, sha256 };
  const made = { sha256, bytes: 1_000, durationMs: 20, beforeLufs: -20, afterLufs: -16, truePeakDb: -1 };
  if (deletedDays !== -1)
    town.store.clips.add(
      { id: `c-${n}`, title: "a", language: null, site: null },
      { ...made, sound: "speech", waveform: new Uint8Array(400), source, by },
      NOW - days * DAY_MS,
    );
  if (deletedDays !== undefined && deletedDays >= 0)
    town.store.clips.remove(`c-${n}`, NOW - deletedDays * DAY_MS);
  return path;
}

describe("the sweeper", () => {
  it("tells what it would delete and changes nothing, then deletes just that", async () => {
    const old = recorded("00000000000000a1", 91);
    const young = recorded("00000000000000a2", 10);
    const deleted = await clip(1, 60, 31);
    const restorable = await clip(2, 60, 29);
    const living = await clip(3, 400);
    const nobodys = await clip(4, 60, -1);
    const justMade = await clip(5, 0.5, -1);
    const all = [old, young, deleted, restorable, living, nobodys, justMade];
    const there = () => all.map((path) => existsSync(path));

    const told = await sweeper.look();
    expect(told.goes).toMatchObject({
      recordings: { count: 1, bytes: 7, oldestMs: NOW - 91 * DAY_MS },
      clips: { count: 2, bytes: 2_000 },
    });
    expect(told.recordings).toMatchObject({ count: 2, bytes: 14, keepDays: 90 });
    expect(told.clips).toMatchObject({ count: 5, bytes: 5_000, keepDeletedDays: 30 });
    expect(told.disk?.freeBytes).toBeGreaterThan(0);
    expect(told.storeBytes).toBeGreaterThan(0);
    expect(there()).toEqual(all.map(() => true));

    const swept = await sweeper.sweep();
    expect(swept.goes).toEqual(told.goes);
    expect(swept.recordings.count).toBe(1);
    expect(there()).toEqual([false, true, false, true, true, false, true]);
    expect((await sweeper.look()).goes).toMatchObject({ recordings: { count: 0 }, clips: { count: 0 } });
  });

  it("keeps what something open holds, and says how much that is", async () => {
    const path = recorded("00000000000000a1", 91);
    held.add("00000000000000a1");
    expect(await sweeper.sweep()).toMatchObject({ held: 1, goes: { recordings: { count: 0 } } });
    expect(existsSync(path)).toBe(true);
    held.clear();
    expect(await sweeper.sweep()).toMatchObject({ held: 0, goes: { recordings: { count: 1 } } });
    expect(existsSync(path)).toBe(false);
  });

  it("counts the broadcasts whose receipts fold, and folds them", async () => {
    recorded("00000000000000a1", 181);
    recorded("00000000000000a2", 179);
    new BroadcastLedger({ ...town, siteOf: () => undefined }).settleForgotten();
    expect((await sweeper.look()).goes.receipts.broadcasts).toBe(1);
    await sweeper.sweep();
    expect((await sweeper.look()).goes.receipts.broadcasts).toBe(0);
    expect(town.store.broadcasts.get("00000000000000a1")).toBeDefined();
  });
});
