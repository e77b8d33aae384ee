import { expect, test } from "vitest";
import { Turnstile } from "./turnstile";

/** Everybody takes 0.9 ms to read: three fit into a turn that ends after 2 ms. */
const READING_MS = 0.9;

const turnOver = () => new Promise<void>((resolve) => setImmediate(resolve));

function gate() {
  let nowMs = 0;
  const read: number[] = [];
  const turnstile = new Turnstile(() => nowMs);
  const comers = Array.from({ length: 3_000 }, (_, i) => ({
    takeTurn: () => {
      nowMs += READING_MS;
      read.push(i);
    },
  }));
  const come = (from: number, to: number) => {
    for (const comer of comers.slice(from, to)) turnstile.enter(comer);
  };
  return { read, come };
}

test("who comes while nobody waits is read at once", () => {
  const { read, come } = gate();
  come(0, 1);
  expect(read).toEqual([0]);
});

test("a crowd is read a turn at a time, so that others of the event loop come between", async () => {
  const { read, come } = gate();
  come(0, 20);
  expect(read).toHaveLength(3);
  await turnOver();
  expect(read.length).toBeLessThanOrEqual(6);
  for (let turns = 0; read.length < 20; turns++) {
    expect(turns).toBeLessThan(20);
    await turnOver();
  }
  expect(read).toEqual(Array.from({ length: 20 }, (_, i) => i));
});

test("whoever comes later waits behind those who wait, however many", async () => {
  const { read, come } = gate();
  come(0, 2_000);
  await turnOver();
  come(2_000, 3_000);
  while (read.length < 3_000) await turnOver();
  expect(read).toEqual(Array.from({ length: 3_000 }, (_, i) => i));
});

test("after a crowd the next one is read at once again", async () => {
  const { read, come } = gate();
  come(0, 10);
  while (read.length < 10) await turnOver();
  await turnOver();
  await turnOver();
  come(10, 11);
  expect(read).toHaveLength(11);
});
