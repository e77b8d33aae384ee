import { admitKeySet } from "@dalaba/protocol";
import { nodeCrypto } from "@dalaba/protocol/node";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { NOW, openTestTown, type TestTown } from "../town-store.test-support";
import { currentKeySet } from "./key-set";

let town: TestTown;
beforeEach(async () => {
  town = await openTestTown(null);
});
afterEach(() => town.close());

describe("the key set", () => {
  const admit = (bytes: Uint8Array, version = 0) =>
    admitKeySet(
      nodeCrypto,
      {
        speaker: "a",
        groups: new Set(),
        cfgVersion: 0,
        rootKey: town.ring.rootPublicKey,
        keys: undefined,
      },
      version,
      bytes,
    );

  it("is one that a speaker with this root admits, two keys of each use", () => {
    const { bytes, version } = currentKeySet(town.store, town.ring, NOW);
    const admitted = admit(bytes);
    expect(admitted).toMatchObject({ ok: true, version });
    expect(
      admitted.ok && admitted.keys.certificates.map(({ kid, use, maxPriority }) => [kid, use, maxPriority]),
    ).toEqual([
      [1, "stream", 0],
      [2, "stream", 0],
      [3, "command", 79],
      [4, "command", 79],
      [5, "emergency", 100],
      [6, "emergency", 100],
    ]);
  });

  it("stays the same document as long as it says what is so", () => {
    const first = currentKeySet(town.store, town.ring, NOW);
    expect(currentKeySet(town.store, town.ring, NOW + 86_400_000)).toEqual(first);
  });

  it("is made anew, with a higher version, when the clock was wrong or ten years have gone", () => {
    const in1970 = currentKeySet(town.store, town.ring, 5_000);
    const healed = currentKeySet(town.store, town.ring, NOW);
    expect(healed.version).toBeGreaterThan(in1970.version);
    expect(admit(healed.bytes, in1970.version).ok).toBe(true);
    const renewed = currentKeySet(town.store, town.ring, NOW + 11 * 365 * 86_400_000);
    expect(renewed.version).toBeGreaterThan(healed.version);
    expect(renewed.keys.epoch).toBe(healed.keys.epoch);
  });

  it("cannot be made anew without the root", () => {
    const { rootSeed: _, ...without } = town.ring;
    expect(() => currentKeySet(town.store, { ...without, rootSeed: undefined }, NOW)).toThrow("root");
  });
});
