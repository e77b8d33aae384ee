import { expect, test } from "vitest";
import { type HeldPeak, heldPeak, markDb } from "./peak-hold";

test("a peak stands for over a second, then falls to the level and no further", () => {
  let held: HeldPeak = heldPeak(null, -6, 0);
  const at = (peakDb: number, nowMs: number): number => {
    held = heldPeak(held, peakDb, nowMs);
    return markDb(held, nowMs);
  };
  expect(at(-30, 600)).toBe(-6);
  expect(at(-30, 1200)).toBe(-6);
  expect(at(-30, 1700)).toBe(-18);
  expect(at(-30, 2200)).toBe(-30);
  expect(at(-30, 9000)).toBe(-30);
  expect(at(-3, 9100)).toBe(-3);
});

test("silence is no peak", () => {
  expect(markDb(heldPeak(null, Number.NEGATIVE_INFINITY, 0), 100)).toBe(Number.NEGATIVE_INFINITY);
});
