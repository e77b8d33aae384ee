import { expect, test } from "vitest";
import { DelayPolicy } from "./delay-policy";

const BASE = { lan: 80_000, wan: 400_000 };
/** One list of speakers' latenesses a second, ms. */
const TALK = { kind: "talk", class: "talk" } as const;

function told(...seconds: readonly (readonly number[])[]): DelayPolicy {
  const policy = new DelayPolicy();
  for (const [second, ways] of seconds.entries())
    for (const ms of ways) policy.arrived("lan", ms * 1000, second * 1_000);
  return policy;
}
const times = <T>(count: number, of: T): T[] => new Array<T>(count).fill(of);

test("a fleet that keeps up gets the shortest delay, and so does one that nobody knows", () => {
  expect(new DelayPolicy().of(TALK, 0)).toEqual(BASE);
  expect(told(...times(60, times(270, 12))).of(TALK, 61_000)).toEqual(BASE);
  expect(told(...times(3, times(270, 150))).of(TALK, 4_000)).toEqual(BASE);
});

test("it follows the lateness of most speakers in most seconds, up to a bound, in its own class alone", () => {
  expect(told(...times(8, [12, 30, 117])).of(TALK, 9_000)).toEqual({ ...BASE, lan: 130_000 });
  expect(told(...times(8, [5_000])).of(TALK, 9_000)).toEqual({ ...BASE, lan: 200_000 });
});

test("one slow speaker of many, and a second in which the machine stood still, make nobody wait", () => {
  expect(told(...times(20, [...times(269, 20), 900])).of(TALK, 21_000)).toEqual(BASE);
  expect(told(times(270, 400), ...times(19, times(270, 20))).of(TALK, 21_000)).toEqual(BASE);
});

test("a stall over two seconds of one short talk makes nobody wait either, a third late second does", () => {
  const calm = times(4, times(270, 20));
  const stall = times(2, times(270, 160));
  expect(told(...calm, ...stall).of(TALK, 7_000)).toEqual(BASE);
  expect(told(...calm, ...stall, times(270, 160)).of(TALK, 8_000).lan).toBe(170_000);
});

test("it forgets after ten minutes, and a stored sound keeps its own", () => {
  const policy = told(...times(8, times(4, 150)));
  expect(policy.of(TALK, 9 * 60_000).lan).toBe(160_000);
  expect(policy.of(TALK, 11 * 60_000)).toEqual(BASE);
  expect(policy.of({ kind: "play", class: "file" }, 0)).toEqual({ lan: 1_500_000, wan: 1_500_000 });
  expect(policy.of({ kind: "play", class: "link" }, 0)).toEqual({ lan: 300_000, wan: 400_000 });
});
