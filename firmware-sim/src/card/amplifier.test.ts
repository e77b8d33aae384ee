import { expect, test } from "vitest";
import { Amplifier } from "./amplifier";

const RATE = 16_000;
const BLOCK = 320;
/** How many samples of a block that is all ones are left. */
function through(amplifier: Amplifier, fromUs: number): number {
  const block = new Float32Array(BLOCK).fill(1);
  amplifier.pass(block, fromUs, RATE);
  return block.reduce((sum, sample) => sum + sample, 0);
}

test("asleep it swallows what comes while it wakes; awake it passes all", () => {
  const amplifier = new Amplifier(30);
  expect(through(amplifier, 0)).toBe(0);
  expect(through(amplifier, 20_000)).toBe(BLOCK / 2);
  expect(through(amplifier, 40_000)).toBe(BLOCK);
});

test("woken in time it passes the first sample, and sleeps again after 10 s of silence", () => {
  const amplifier = new Amplifier(30);
  amplifier.wake(0);
  expect(through(amplifier, 30_000)).toBe(BLOCK);
  expect(through(amplifier, 9_000_000)).toBe(BLOCK);
  amplifier.pass(new Float32Array(BLOCK), 15_000_000, RATE);
  expect(through(amplifier, 19_100_000)).toBe(0);
});

test("one that needs no time swallows nothing", () => {
  expect(through(new Amplifier(0), 0)).toBe(BLOCK);
});
