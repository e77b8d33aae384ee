import { describe, expect, test } from "vitest";
import { type Baseline, type Figure, judge, type Limit } from "./row";

const quiet: Baseline = { p50Ms: 0.2, p99Ms: 1 };
const busy: Baseline = { p50Ms: 3, p99Ms: 10.01 };
const figure = (more: Partial<Figure>): Figure => ({
  id: "P0",
  case: "a case",
  what: "a figure",
  unit: "ms",
  value: 100,
  ...more,
});
const atMost = (limit: number): Limit => ({ of: "value", at: "most", limit });
const ratioAtMost = (limit: number): Limit => ({ of: "ratio", at: "most", limit });

describe("a figure with a target", () => {
  test.each([
    [99.9, true],
    [100, true],
    [100.1, false],
  ])("at most 100: %d is met: %s", (value, met) => {
    expect(judge(figure({ value, limit: atMost(100) }), quiet)).toMatchObject({ met, target: "≤ 100 ms" });
  });

  test.each([
    [94.9, false],
    [95, true],
  ])("at least 95: %d is met: %s", (value, met) => {
    const limit: Limit = { of: "value", at: "least", limit: 95 };
    expect(judge(figure({ value, unit: "%", limit }), quiet)).toMatchObject({ met, target: "≥ 95 %" });
  });

  test("a ratio is judged, not the value", () => {
    const row = judge(
      figure({ value: 8, peer: "mosquitto", peerValue: 10, limit: ratioAtMost(0.85) }),
      quiet,
    );
    expect(row).toMatchObject({ met: true, ratio: 0.8, target: "≤ 0.85 x mosquitto" });
    expect(
      judge(figure({ value: 9, peer: "mosquitto", peerValue: 10, limit: ratioAtMost(0.85) }), quiet).met,
    ).toBe(false);
  });

  test("is judged before it is rounded for print", () => {
    const row = judge(figure({ value: 100.0001, limit: atMost(100) }), quiet);
    expect(row).toMatchObject({ value: 100, met: false });
  });

  test("a row says nothing of why when it was judged", () => {
    expect(judge(figure({ limit: atMost(100) }), quiet)).not.toHaveProperty("why");
  });
});

describe("a row is void", () => {
  test.each<[string, Partial<Figure>, Baseline, string]>([
    ["when its figure says so", { limit: atMost(1), void: "not installed" }, quiet, "not installed"],
    ["when nothing was measured", { value: null, limit: atMost(1) }, quiet, "not measured"],
    ["when what was measured is no number", { value: Number.NaN, limit: atMost(1) }, quiet, "not measured"],
    ["when the machine was too busy", { limit: atMost(100) }, busy, "idle loop"],
    ["when nothing was asked", {}, quiet, "no target"],
    ["when there is no peer", { limit: ratioAtMost(1), peerValue: null }, quiet, "nothing to compare with"],
  ])("%s", (_, more, baseline, why) => {
    const row = judge(figure(more), baseline);
    expect(row.met).toBeNull();
    expect(row.why).toContain(why);
  });

  test("and then never shows NaN: JSON has no such number", () => {
    const row = judge(figure({ value: Number.NaN, peer: "mosquitto", peerValue: 0 }), quiet);
    expect(row).toMatchObject({ value: null, peerValue: 0, ratio: null });
  });
});

test("every row has the members that the contract names", () => {
  const members = ["id", "case", "what", "target", "value", "unit", "peer", "peerValue", "ratio", "met"];
  expect(Object.keys(judge(figure({ limit: atMost(1) }), quiet))).toEqual(members);
});
