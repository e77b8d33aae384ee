import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { findByTopic, type RetainedPacket, type RetainedStore } from "./retained-documents";

const packet = (topic: string, text: string): RetainedPacket => ({ topic, payload: Buffer.from(text) });

/** A store that finds nothing, and counts what it is asked. */
function counted(): { readonly store: RetainedStore; readonly asked: string[][]; readonly kept: string[] } {
  const asked: string[][] = [];
  const kept: string[] = [];
  const store: RetainedStore = {
    storeRetained: async ({ topic }) => void kept.push(topic),
    createRetainedStreamCombi: (filters) => {
      asked.push([...filters]);
      return Readable.from([]);
    },
  };
  findByTopic(store);
  return { store, asked, kept };
}

const found = async (store: RetainedStore, ...filters: string[]): Promise<string[]> => {
  const packets: RetainedPacket[] = await store.createRetainedStreamCombi(filters).toArray();
  return packets.map(({ topic, payload }) => `${topic}=${Buffer.from(payload).toString()}`);
};

test("a subscriber gets the newest document of each of its topics, in the order of its filters", async () => {
  const { store, asked, kept } = counted();
  await store.storeRetained(packet("pa/d/a/cfg", "1"));
  await store.storeRetained(packet("pa/keys", "k"));
  await store.storeRetained(packet("pa/d/a/cfg", "2"));
  expect(await found(store, "pa/keys", "pa/d/a/cfg", "pa/d/a/lim")).toEqual(["pa/keys=k", "pa/d/a/cfg=2"]);
  expect(asked).toEqual([]);
  expect(kept).toEqual(["pa/d/a/cfg", "pa/keys", "pa/d/a/cfg"]);
});

test("an empty document takes the one before away", async () => {
  const { store } = counted();
  await store.storeRetained(packet("pa/d/a/cfg", "1"));
  await store.storeRetained(packet("pa/d/a/cfg", ""));
  expect(await found(store, "pa/d/a/cfg")).toEqual([]);
});

test("filters with wildcards are left to the store itself", async () => {
  const { store, asked } = counted();
  await store.storeRetained(packet("pa/b/1/a", "x"));
  expect(await found(store, "pa/b/+/a")).toEqual([]);
  expect(await found(store, "pa/keys", "pa/#")).toEqual([]);
  expect(asked).toEqual([["pa/b/+/a"], ["pa/keys", "pa/#"]]);
});
