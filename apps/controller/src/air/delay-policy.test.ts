import { expect, test } from "vitest";
import { DelayPolicy } from "./delay-policy";

const BASE = { lan: 80_000, wan: 400_000 };
function told(...waysMs: readonly number[]): DelayPolicy {
  const policy = new DelayPolicy();
  for (const ms of waysMs) policy.arrived("lan", ms * 1000, 0);
  return policy;
}
const times = (count: number, ms: number): number[] => new Array<number>(count).fill(ms);

test("a fleet that keeps up gets the shortest delay, and so does one that nobody knows", () => {
  expect(new DelayPolicy().of("talk", 0)).toEqual(BASE);
  expect(told(...times(500, 12)).of("talk", 0)).toEqual(BASE);
  expect(told(...times(10, 300)).of("talk", 0)).toEqual(BASE);
});

test("it follows the lateness of 99 in 100, up to a bound, in its own class alone", () => {
  expect(told(...times(90, 12), ...times(10, 117)).of("talk", 0)).toEqual({ ...BASE, lan: 130_000 });
  expect(told(...times(100, 5_000)).of("talk", 0)).toEqual({ ...BASE, lan: 200_000 });
});

test("one slow speaker of many does not make all of them wait", () => {
  expect(told(...times(269, 20), 900).of("talk", 0)).toEqual(BASE);
});

test("it forgets after ten minutes, and a stored sound keeps its own", () => {
  const policy = told(...times(100, 150));
  expect(policy.of("talk", 9 * 60_000).lan).toBe(170_000);
  expect(policy.of("talk", 10 * 60_000)).toEqual(BASE);
  expect(policy.of("play", 0)).toEqual({ lan: 1_500_000, wan: 1_500_000 });
});
