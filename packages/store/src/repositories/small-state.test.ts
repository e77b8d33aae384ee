import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CLIENTS, mustOpen, NOW, temporaryFolder } from "../testing.test-support";

const happened = (kind: string, atMs = NOW) => ({ atMs, kind, subject: "d-1", site: null, body: { n: 1 } });

describe.each(CLIENTS)("the event feed (%s)", (client) => {
  it("goes on from an id", async () => {
    const store = await mustOpen(client);
    expect(store.events.lastId()).toBe(0);
    expect(store.events.since(0)).toEqual({ events: [], gap: false, oldest: 1 });
    for (const kind of ["a", "b", "c"]) store.events.append(happened(kind));
    expect(store.events.since(1).events.map(({ id, kind }) => [id, kind])).toEqual([
      [2, "b"],
      [3, "c"],
    ]);
    expect(store.events.since(0, 2).events).toHaveLength(2);
    expect(store.events.since(3)).toEqual({ events: [], gap: false, oldest: 1 });
    expect(store.events.since(0).events[0]).toEqual({ id: 1, ...happened("a") });
  });

  it("says when what came between has been pruned, and gives no id twice", async () => {
    const store = await mustOpen(client);
    for (let i = 0; i < 10; i++) store.events.append(happened("x", NOW + i));
    expect(store.events.prune(4, NOW)).toBe(6);
    expect(store.events.since(2)).toMatchObject({ gap: true, oldest: 7 });
    expect(store.events.since(6).gap).toBe(false);
    expect(store.events.prune(100, NOW + 100)).toBe(4);
    expect(store.events.lastId()).toBe(10);
    expect(store.events.since(9)).toMatchObject({ events: [], gap: true, oldest: 11 });
    expect(store.events.since(10).gap).toBe(false);
    expect(store.events.append(happened("y")).id).toBe(11);
  });
});

describe.each(CLIENTS)("documents, counters and settings (%s)", (client) => {
  it("keep the highest version of a document", async () => {
    const store = await mustOpen(client);
    const document = (version: number) => ({
      topic: "pa/keys",
      version,
      bytes: Uint8Array.of(version, 255, 0),
    });
    expect(store.documents.put(document(5), NOW)).toBe(true);
    expect(store.documents.put(document(5), NOW)).toBe(false);
    expect(store.documents.put(document(4), NOW)).toBe(false);
    expect(store.documents.put(document(6), NOW)).toBe(true);
    expect(store.documents.get("pa/keys")).toEqual(document(6));
    store.documents.put({ ...document(1), topic: "pa/d/a/cfg" }, NOW);
    expect(store.documents.all().map(({ topic }) => topic)).toEqual(["pa/d/a/cfg", "pa/keys"]);
    expect(store.documents.remove("pa/keys")).toBe(true);
    expect(store.documents.get("pa/keys")).toBeUndefined();
    expect(store.documents.remove("pa/keys")).toBe(false);
  });

  it("give every value of a counter once, whatever the clock does, restarts included", async () => {
    const file = join(temporaryFolder(), "dalaba.db");
    let store = await mustOpen(client, file);
    expect(store.counters.get("order")).toBe(0);
    const given: number[] = [];
    const steps = fc.sample(
      fc.record({ atLeast: fc.integer({ min: 0, max: 2 ** 48 }), count: fc.integer({ min: 1, max: 1000 }) }),
      50,
    );
    for (const [index, { atLeast, count }] of steps.entries()) {
      const first = store.counters.reserve("order", atLeast, count);
      expect(first).toBeGreaterThanOrEqual(atLeast);
      expect(first).toBeGreaterThan(given.at(-1) ?? 0);
      given.push(first + count - 1);
      if (index % 10 === 0) {
        store.close();
        store = await mustOpen(client, file);
      }
    }
    expect(store.counters.get("order")).toBe(given.at(-1));
    expect(store.counters.next("order", 0)).toBe(given.at(-1)! + 1);
    expect(store.counters.next("other", 0)).toBe(1);
    expect(() => store.counters.reserve("other", 0, 0)).toThrow();
    store.close();
  });

  it("keep settings of any JSON value", async () => {
    const store = await mustOpen(client);
    for (const value of [null, false, 0, "", "中", [1, null], { a: { b: 1 } }]) {
      store.settings.set("x", value, NOW);
      expect(store.settings.get("x")).toEqual(value);
    }
    expect(store.settings.get("y")).toBeUndefined();
    expect(() => store.settings.set("x", undefined, NOW)).toThrow("no JSON value");
    expect([...store.settings.all()]).toEqual([["x", { a: { b: 1 } }]]);
    expect(store.settings.remove("x")).toBe(true);
    expect(store.settings.remove("x")).toBe(false);
  });
});
