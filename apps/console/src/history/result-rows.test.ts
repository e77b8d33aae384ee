import type { BroadcastSpeakerReply } from "@dalaba/api/browser";
import { describe, expect, it } from "vitest";
import { RESULT_COLUMNS, resultRow, shownRows } from "./result-rows";

const EMPTY: BroadcastSpeakerReply = {
  speaker: "",
  offeredAtMs: null,
  withheldBecause: null,
  answer: null,
  answerWhy: null,
  answeredAtMs: null,
  firstSampleAtUs: null,
  firstSoundMs: null,
  firstMediaTime: null,
  plannedAtUs: null,
  clockErrorUs: null,
  expected: null,
  played: null,
  concealed: null,
  late: null,
  missing: null,
  endedBecause: null,
  receiptAtMs: null,
  receiptVerified: null,
  verdict: null,
  reason: null,
};
const rows = [
  resultRow(
    { ...EMPTY, speaker: "b", verdict: "played", played: 500, firstSampleAtUs: 1_900, plannedAtUs: 1_000 },
    "喇叭 10",
  ),
  resultRow({ ...EMPTY, speaker: "a", verdict: "failed", reason: "offline" }, "喇叭 9"),
  resultRow(
    {
      ...EMPTY,
      speaker: "c",
      verdict: "partial",
      reason: "frames-lost",
      played: 40,
      firstSampleAtUs: 100,
      plannedAtUs: 3_100,
    },
    "喇叭 2",
  ),
];
const order = (by: (typeof RESULT_COLUMNS)[number], down = false): string =>
  shownRows(rows, "all", { by, down })
    .map(({ speaker }) => speaker)
    .join("");

describe("what the speakers did", () => {
  it("is sorted by any column, numbers in names counted as numbers", () => {
    expect(order("name")).toBe("cab");
    expect(order("name", true)).toBe("bac");
    expect(order("verdict")).toBe("acb");
    expect(order("played", true)).toBe("bca");
  });

  it("a deviation counts either way, and what is unknown stands last in both orders", () => {
    expect(order("offPlan")).toBe("bca");
    expect(order("offPlan", true)).toBe("cba");
    expect(resultRow(EMPTY, "x").offPlanMs).toBeNull();
  });

  it("can be narrowed to those that did not play it whole", () => {
    const failed = shownRows(rows, "failed", { by: "name", down: false });
    expect(failed.map(({ speaker }) => speaker)).toEqual(["c", "a"]);
  });

  it("loses no row in any order", () => {
    for (const column of RESULT_COLUMNS)
      for (const down of [false, true]) expect(order(column, down)).toHaveLength(3);
  });
});
