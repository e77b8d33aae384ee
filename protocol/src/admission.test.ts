import { describe, expect, test } from "vitest";
import { admitConfig, admitOrder, isTarget, REPLAY_MEMORY_MS, type ReplayMemory } from "./admission";
import { ME } from "./golden/admission-vectors.test-support";
import {
  configBytes,
  OFFER,
  orderBytes,
  STOP,
  TO_ALL,
  TO_LIST,
  TO_ME,
  UPDATE,
} from "./golden/envelope-vectors.test-support";
import {
  altered,
  COMMAND,
  crypto,
  EMERGENCY,
  flipped,
  NOW_MS,
  SPEAKER,
} from "./golden/test-keys.test-support";

/** SPEC 6.1-6.3; what is refused and why stands case by case in vectors/admission.json. */

const admit = (bytes: Uint8Array, memory: ReplayMemory = new Map(), now: number | undefined = NOW_MS) =>
  admitOrder(crypto, ME, memory, bytes, now);

const seen = (atUtcMs: number) => ({ atUtcMs, digest: "00" });

describe("the memory against replay (SPEC 6.3)", () => {
  test("an order is obeyed once, and its repeat says which it was", () => {
    const bytes = orderBytes(STOP);
    const first = admit(bytes);
    if (!first.ok) throw new Error(first.code);
    expect(admit(bytes, first.memory)).toMatchObject({ ok: false, code: "replayed", counter: NOW_MS * 1000 });
  });

  test("other bytes under the counter of an order that was obeyed are no repeat, and cost no signature", () => {
    const first = admit(orderBytes(STOP));
    if (!first.ok) throw new Error(first.code);
    let checked = 0;
    const counting = { ...crypto, verify: () => ++checked > 0 };
    for (const bytes of [flipped(orderBytes(STOP), -10), orderBytes({ ...STOP, reason: "disabled" })])
      expect(admitOrder(counting, ME, first.memory, bytes, NOW_MS)).toMatchObject({ code: "counter-reused" });
    expect(checked).toBe(0);
  });

  test("a refused order leaves no trace", () => {
    const memory: ReplayMemory = new Map();
    for (const bytes of [
      orderBytes({ ...OFFER, priority: 100 }),
      altered(orderBytes(STOP), -1, 1),
      orderBytes({ ...OFFER, cfgVersion: 2 ** 50 }),
    ])
      expect(admit(bytes, memory).ok).toBe(false);
    expect(memory.size).toBe(0);
  });

  test("forgets after a minute, when the order's own life is long over", () => {
    const old = new Map([
      ["21:1", seen(NOW_MS - REPLAY_MEMORY_MS - 1)],
      ["21:2", seen(NOW_MS - REPLAY_MEMORY_MS)],
    ]);
    const read = admit(orderBytes(STOP), old);
    expect(read.ok && [...read.memory.keys()]).toEqual(["21:2", `21:${NOW_MS * 1000}`]);
  });

  test("is bounded: the oldest goes first", () => {
    const full = new Map(Array.from({ length: 4096 }, (_, i) => [`21:${i}`, seen(NOW_MS - 5000 + i)]));
    const read = admit(orderBytes(STOP), full);
    expect(read.ok && [read.memory.size, read.memory.has("21:0"), read.memory.has("21:1")]).toEqual([
      4096,
      false,
      true,
    ]);
  });

  test("one counter under two keys is two orders", () => {
    const first = admit(orderBytes(STOP));
    expect(first.ok && admit(orderBytes(STOP, EMERGENCY), first.memory).ok).toBe(true);
  });
});

describe("an order from before the boot (SPEC 6.1)", () => {
  // The vectors' orders are good from NOW - 1 s on: signed at NOW + 1 s by SPEC 4.12.
  const booted = (bootedUtcMs: number) =>
    admitOrder(crypto, { ...ME, bootedUtcMs }, new Map(), orderBytes(STOP), NOW_MS);

  test("may have been obeyed already: it is refused", () => {
    expect(booted(NOW_MS + 2_000).ok).toBe(true);
    expect(booted(NOW_MS + 2_001)).toMatchObject({ ok: false, code: "before-boot" });
  });
});

test("says how high the signing key reaches, for what a retime or an update may touch (SPEC 6.2)", () => {
  expect(admit(orderBytes(UPDATE, COMMAND))).toMatchObject({ ok: true, authority: 79 });
  expect(admit(orderBytes(UPDATE, EMERGENCY))).toMatchObject({ ok: true, authority: 100 });
});

test("a stale membership says which order to answer (SPEC 10.2)", () => {
  expect(admit(orderBytes({ ...OFFER, cfgVersion: 2 ** 50 }))).toMatchObject({
    code: "stale-config",
    counter: NOW_MS * 1000,
  });
});

test("without keys nothing is obeyed", () => {
  const nobody = { ...ME, keys: undefined };
  expect(admitOrder(crypto, nobody, new Map(), orderBytes(STOP), NOW_MS)).toMatchObject({
    code: "unknown-key",
  });
  expect(admitConfig(crypto, nobody, configBytes())).toMatchObject({ code: "unknown-key" });
});

test("a speaker is a target by its id, a group of its cfg, or a list", () => {
  for (const scope of [TO_ME, TO_ALL, TO_LIST]) expect(isTarget(ME, scope)).toBe(true);
  const bare = { ...ME, groups: new Set<string>() };
  expect(isTarget(bare, TO_ALL)).toBe(false);
  expect(isTarget(bare, { kind: "list", speakers: [`${SPEAKER}0`] })).toBe(false);
});
