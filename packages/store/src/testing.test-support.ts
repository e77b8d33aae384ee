import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Outcome, planTown, readTown, type Town } from "@dalaba/core";
import { afterAll } from "vitest";
import { loadClient } from "./client";
import { openStore } from "./open-store";
import type { Page, PageRequest } from "./page";
import type { OpenStore, Sealer, Store, StoreClient } from "./store";

/** Both clients where both load; libsql alone on a machine that could not compile. */
export const CLIENTS: readonly StoreClient[] =
  (await loadClient(process.env.DALABA_NATIVE !== "0"))?.name === "better-sqlite3"
    ? ["better-sqlite3", "libsql"]
    : ["libsql"];

/** Not a cipher: it only shows that what is stored is not what was given, and that the context is checked. */
export const sealer: Sealer = {
  seal: (plain, context) =>
    Buffer.concat([Buffer.from(`${context}\n`), Buffer.from(plain).map((byte) => byte ^ 0x5a)]),
  unseal(sealed, context) {
    const head = Buffer.from(`${context}\n`);
    if (!Buffer.from(sealed).subarray(0, head.length).equals(head))
      throw new Error("sealed for something else");
    return new Uint8Array(sealed.subarray(head.length)).map((byte) => byte ^ 0x5a);
  },
};

export const NOW = 1_790_000_000_000;

/** A folder that goes when the tests of this file are over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "dalaba-store-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function open(client: StoreClient, file = ":memory:", more: Partial<OpenStore> = {}) {
  return openStore({ file, sealer, nowMs: NOW, native: client === "better-sqlite3", ...more });
}

export async function mustOpen(
  client: StoreClient,
  file = ":memory:",
  more: Partial<OpenStore> = {},
): Promise<Store> {
  return unwrap(await open(client, file, more));
}

export function unwrap<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`${outcome.code}: ${outcome.detail}`);
  return outcome.value;
}

/** hualong > dongcun, xicun; a centre room; zone river with one speaker of each village; one camera; two listening points. */
export const DOCUMENT = {
  version: 1,
  coordinates: "wgs84",
  sites: [
    { id: "hualong", name: "化龙镇", timeZone: "Asia/Shanghai" },
    { id: "dongcun", name: "东村", parent: "hualong" },
    { id: "xicun", name: "西村", parent: "hualong" },
  ],
  rooms: [
    { id: "centre", name: "镇指挥中心", site: "hualong", kind: "centre" },
    { id: "dongcun-room", name: "东村值班室", site: "dongcun" },
  ],
  zones: [{ id: "river", name: "河堤", site: "hualong" }],
  speakers: [
    { id: "d-1", name: "东村1号", site: "dongcun", at: [23.03, 113.47], zones: ["river"] },
    { id: "d-2", name: "东村2号", site: "dongcun", at: [23.031, 113.471], delayClass: "wan", bearing: 90 },
    { id: "x-1", name: "西村1号", site: "xicun", at: [23.04, 113.46], zones: ["river"], levelDb: -6 },
  ],
  cameras: [{ id: "cam-1", name: "东村口球机", site: "dongcun", at: [23.0302, 113.4703], fieldOfView: 70 }],
  listeningPoints: [
    { id: "lp-1", name: "东村广场", site: "dongcun", at: [23.0305, 113.4705], kind: "square", weight: 3 },
    { id: "lp-2", name: "西村口站", site: "xicun", at: [23.0405, 113.4605], kind: "stop" },
  ],
};

export function townFrom(document: object): Town {
  return unwrap(readTown(document));
}

/** Applies a document to the store as `town apply` would. */
export function applyDocument(store: Store, document: object = DOCUMENT, prune = false) {
  const plan = unwrap(planTown(store.town.current(), townFrom(document), { prune }));
  return store.town.apply(plan, NOW);
}

export function keys(seed: number) {
  const bytes = (first: number) => Uint8Array.from({ length: 32 }, (_, index) => (first + index) % 256);
  return {
    brokerPasswordHash: `$7$101$${seed}`,
    mqttPasswordSha256: bytes(seed),
    pairwiseKey: bytes(seed + 1),
    devicePublicKey: bytes(seed + 2),
  };
}

/** Every page of a list, two rows at a time. */
export function allPages<T>(list: (request: PageRequest) => Page<T>): T[] {
  const items: T[] = [];
  for (let after: string | null = null; ; ) {
    const page: Page<T> = list({ after, limit: 2 });
    items.push(...page.items);
    if (page.next === null) return items;
    after = page.next;
  }
}
