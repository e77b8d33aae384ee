import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AuditEntry, EMPTY_TOWN, type Outcome, planTown, readTown } from "@dalaba/core";
import { openStore, type Store } from "@dalaba/store";
import type { AuditedAct } from "./http/context";
import { KeyFolder, type KeyRing } from "./keys";

/** UTC ms at which the tests' clocks begin. */
export const NOW = 1_790_000_000_000;

/** A clock that a test moves. */
export class TestClock {
  ms = NOW;
  nowMs(): number {
    return this.ms;
  }
}

export function unwrap<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`${outcome.code}: ${outcome.detail}`);
  return outcome.value;
}

/** town > east, west; zone market with one speaker of each village; east-2 stands behind a slow link, far away. */
export const TOWN = {
  version: 1,
  coordinates: "wgs84",
  sites: [
    { id: "town", name: "化龙镇", timeZone: "Asia/Shanghai" },
    { id: "east", name: "东村", parent: "town" },
    { id: "west", name: "西村", parent: "town" },
  ],
  rooms: [
    { id: "centre", name: "镇指挥中心", site: "town", kind: "centre" },
    { id: "east-room", name: "东村值班室", site: "east" },
  ],
  zones: [{ id: "market", name: "集市", site: "town" }],
  speakers: [
    { id: "east-1", name: "东村1号", site: "east", at: [23.03, 113.47], zones: ["market"] },
    { id: "east-2", name: "东村2号", site: "east", at: [23.08, 113.47], delayClass: "wan" },
    { id: "west-1", name: "西村1号", site: "west", at: [23.03, 113.41], zones: ["market"], levelDb: -6 },
  ],
  cameras: [{ id: "gate", name: "东村口球机", site: "east", at: [23.0302, 113.4703] }],
};

export interface TestTown {
  readonly folder: string;
  readonly store: Store;
  readonly ring: KeyRing;
  readonly clock: TestClock;
  /** Closes the store and removes the folder. */
  close(): void;
}

/** A real store in a folder of its own, with keys and, unless it is to be empty, the town above. */
export async function openTestTown(document: object | null = TOWN): Promise<TestTown> {
  const folder = mkdtempSync(join(tmpdir(), "dalaba-town-"));
  const keys = new KeyFolder(join(folder, "keys"));
  const store = unwrap(
    await openStore({ file: join(folder, "dalaba.sqlite"), sealer: keys.sealer, nowMs: NOW }),
  );
  const ring = unwrap(keys.open({ speakersExist: store.speakers.count() > 0 }));
  if (document !== null)
    unwrap(store.town.apply(unwrap(planTown(EMPTY_TOWN, unwrap(readTown(document)), { prune: false })), NOW));
  return {
    folder,
    store,
    ring,
    clock: new TestClock(),
    close() {
      store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What `caller.entry` makes for the system itself. */
export function testEntry({ act, object, why, result, detail }: AuditedAct): AuditEntry {
  return {
    atMs: NOW,
    actor: "system",
    room: null,
    address: null,
    act,
    object,
    why: why ?? null,
    result: result ?? "ok",
    detail: detail ?? {},
  };
}
