import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { NOW, openTestTown, type TestTown } from "../town-store.test-support";
import { BroadcastLedger } from "./broadcast-ledger";
import { begin, end, type TestLine } from "./journal-line.test-support";
import { KEEP_DAYS_SETTING, prune, recordingFile } from "./retention";

const DAY_MS = 86_400_000;

let town: TestTown;
let offset = 0;
beforeEach(async () => {
  town = await openTestTown();
  offset = 0;
  mkdirSync(join(town.folder, "recordings"));
});
afterEach(() => town.close());

function recorded(id: string, endedAtMs: number, path = `recordings/${id}.opus`): string {
  const ledger = new BroadcastLedger({ ...town, siteOf: () => undefined });
  const lines = [begin({ broadcast: id }), end({ broadcast: id, atUtcMs: endedAtMs, recording: path })];
  const from = { segment: 1, offset };
  offset += 10;
  const to = { segment: 1, offset };
  ledger.take({
    from,
    to,
    lines: lines.map((line: TestLine) => ({ line: { n: 1, atUs: 1, ...line } as never, end: 0 })),
  });
  const file = join(town.folder, "recordings", `${id}.opus`);
  writeFileSync(file, "voice");
  return file;
}

describe("retention", () => {
  it("deletes recordings after 90 days, or as many as are set, and keeps what is known of them", () => {
    const old = recorded("00000000000000a1", NOW - 91 * DAY_MS);
    const young = recorded("00000000000000a2", NOW - 89 * DAY_MS);
    expect(prune(town.store, town.folder, NOW).recordings).toBe(1);
    expect([existsSync(old), existsSync(young)]).toEqual([false, true]);
    expect(town.store.broadcasts.get("00000000000000a1")).toMatchObject({ recordingPath: null, frames: 100 });
    town.store.settings.set(KEEP_DAYS_SETTING, 30, NOW);
    expect(prune(town.store, town.folder, NOW).recordings).toBe(1);
    expect(existsSync(young)).toBe(false);
  });

  it("never reaches out of the recordings' folder", () => {
    const outside = join(town.folder, "dalaba.sqlite");
    recorded("00000000000000a3", NOW - 91 * DAY_MS, "recordings/../dalaba.sqlite");
    prune(town.store, town.folder, NOW);
    expect(existsSync(outside)).toBe(true);
    expect(recordingFile("/data", "recordings/x.opus")).toBe("/data/recordings/x.opus");
    for (const path of ["recordings/../x", "/etc/passwd", "../recordings/x", "recordings"])
      expect(recordingFile("/data", path)).toBeUndefined();
  });

  it("clears away old events", () => {
    const event = { kind: "x", subject: "x", site: null, body: {} };
    town.store.events.append({ ...event, atMs: NOW - 31 * DAY_MS });
    town.store.events.append({ ...event, atMs: NOW - DAY_MS });
    expect(prune(town.store, town.folder, NOW).events).toBe(1);
  });
});
