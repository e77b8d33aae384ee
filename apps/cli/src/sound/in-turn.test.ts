import type { BroadcastSummaryReply } from "@dalaba/api";
import { expect, test } from "vitest";
import { sumOf, termsOf } from "./in-turn";

const turn = (change: Partial<BroadcastSummaryReply>): BroadcastSummaryReply => ({
  ...{ broadcastId: "00000000000000aa", targets: 2, played: 2, partial: 0, failed: 0, failures: [] },
  firstSoundMs: { p50: 1_500, p95: 1_501, p99: 1_502 },
  skewMs: { p50: 0.1, p99: 0.2, boundMs: 1 },
  ...change,
});

test("a result of several turns: counts are added, of times the worst stands, every failure is named", () => {
  const failures = [{ speaker: "b", reason: "offline" }];
  const sum = sumOf([
    turn({}),
    turn({
      ...{ broadcastId: "00000000000000bb", targets: 3, played: 1, partial: 1, failed: 1, failures },
      skewMs: { p50: null, p99: 0.5, boundMs: null },
    }),
  ]);
  expect(sum).toEqual({
    ...{ broadcastId: "00000000000000aa", targets: 5, played: 3, partial: 1, failed: 1, failures },
    firstSoundMs: { p50: 1_500, p95: 1_501, p99: 1_502 },
    skewMs: { p50: 0.1, p99: 0.5, boundMs: 1 },
  });
  expect(sumOf([])).toBeUndefined();
});

test("a group of any size is named in terms that the API takes", () => {
  const ids = Array.from({ length: 270 }, (_, i) => `speaker-with-a-rather-long-id-${i}`);
  const terms = termsOf(ids);
  expect(terms.length).toBeLessThanOrEqual(100);
  for (const term of terms) expect(term.length).toBeLessThanOrEqual(1_000);
  expect(terms.flatMap((term) => term.split("+"))).toEqual(ids.map((id) => `speaker:${id}`));
});
