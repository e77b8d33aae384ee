import { expect, test } from "vitest";
import { HopTimes } from "./hop-times";

test("half and nineteen twentieths of the last minute, and nothing older", () => {
  const times = new HopTimes();
  expect(times.of(0)).toBeNull();
  times.add(900, 0);
  for (let i = 1; i <= 100; i++) times.add(101 - i, 30_000 + i);
  expect(times.of(60_050)).toEqual({ p50: 51, p95: 96, p99: 100 });
  expect(times.of(90_100)).toBeNull();
});

test("holds no more than a minute of frames", () => {
  const times = new HopTimes();
  for (let i = 0; i < 10_000; i++) times.add(i < 7000 ? 1000 : 1, i);
  expect(times.of(10_000)).toEqual({ p50: 1, p95: 1, p99: 1 });
});
