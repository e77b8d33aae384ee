import { END_REASONS } from "@dalaba/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { asId, type SpeakerId } from "../model";
import { pairPercentile, percentile } from "./percentile";
import type { SpeakerResult } from "./speaker-result";
import { sumBroadcast } from "./summary";
import { judgeSpeaker, RESULT_REASONS } from "./verdict";

const blank: SpeakerResult = {
  speaker: asId<SpeakerId>("s-1"),
  offeredAtMs: 1,
  withheldBecause: null,
  answer: "accept",
  answerWhy: null,
  holder: null,
  answeredAtMs: 2,
  firstSampleAtUs: null,
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
};
const heard = (fields: Partial<SpeakerResult>): SpeakerResult => ({
  ...blank,
  firstSampleAtUs: 1_000_000,
  firstMediaTime: 0,
  plannedAtUs: 1_000_000,
  clockErrorUs: 200,
  expected: 1000,
  played: 1000,
  concealed: 0,
  late: 0,
  missing: 0,
  endedBecause: "finished",
  receiptAtMs: 3,
  receiptVerified: true,
  ...fields,
});

describe("the verdict on one speaker", () => {
  const table: [string, SpeakerResult, string, string | null][] = [
    ["all frames", heard({}), "played", null],
    ["99 %", heard({ played: 990, missing: 10 }), "played", null],
    ["just below 99 %", heard({ played: 989, missing: 11 }), "partial", "frames-lost"],
    ["concealed frames do not count", heard({ played: 980, concealed: 20 }), "partial", "frames-lost"],
    ["a receipt that claims fewer were due", heard({ expected: 500, played: 500 }), "partial", "frames-lost"],
    ["joined late", heard({ played: 600, firstMediaTime: 384_000 }), "partial", "late-join"],
    [
      "its first frame was one of many that were lost",
      heard({ played: 950, missing: 49, firstMediaTime: 960 }),
      "partial",
      "frames-lost",
    ],
    ["cut by a higher one", heard({ played: 600, endedBecause: "outranked" }), "partial", "outranked"],
    ["sender died", heard({ played: 600, endedBecause: "sender-lost" }), "partial", "sender-lost"],
    [
      "air died: it waited for more than is known to have been sent",
      heard({ expected: 1000, played: 1000, missing: 60, endedBecause: "sender-lost" }),
      "partial",
      "sender-lost",
    ],
    ["stopped after everything sent had sounded", heard({ endedBecause: "stopped" }), "played", null],
    [
      "dropped for falling behind",
      heard({ played: 600, withheldBecause: "dropped-behind" }),
      "partial",
      "dropped-behind",
    ],
    ["forged receipt", heard({ receiptVerified: false }), "failed", "unverified"],
    [
      "receipt of silence",
      heard({ played: 0, firstSampleAtUs: null, endedBecause: "dead-stream" }),
      "failed",
      "dead-stream",
    ],
    ["receipt of silence, ordinary end", heard({ played: 0, concealed: 1000 }), "failed", "frames-lost"],
    ["accepted, no receipt", blank, "failed", "no-receipt"],
    ["accepted, then dropped", { ...blank, withheldBecause: "dropped-behind" }, "failed", "dropped-behind"],
    ["no answer", { ...blank, answer: null }, "failed", "no-answer"],
    [
      "no answer, and given up for it",
      { ...blank, answer: null, withheldBecause: "dropped-behind" },
      "failed",
      "no-answer",
    ],
    ["never offered", { ...blank, answer: null, offeredAtMs: null }, "failed", "offline"],
    [
      "withheld",
      { ...blank, answer: null, offeredAtMs: null, withheldBecause: "disabled" },
      "failed",
      "disabled",
    ],
    ["busy", { ...blank, answer: "busy" }, "failed", "busy"],
    ["muted", { ...blank, answer: "muted" }, "failed", "muted"],
    ["quiet hours", { ...blank, answer: "quiet" }, "failed", "quiet"],
    ["outranked", { ...blank, answer: "outranked" }, "failed", "outranked"],
    ["still queued", { ...blank, answer: "queued" }, "failed", "queued"],
    ["denied", { ...blank, answer: "denied", answerWhy: "bad-signature" }, "failed", "denied"],
    [
      "denied for an old configuration",
      { ...blank, answer: "denied", answerWhy: "stale-config" },
      "failed",
      "stale-config",
    ],
  ];
  for (const [name, row, verdict, reason] of table)
    it(`${name}: ${verdict}${reason === null ? "" : `, ${reason}`}`, () => {
      expect(judgeSpeaker(row, 1000)).toEqual({ speaker: "s-1", verdict, reason });
    });

  it("knows every reason the protocol lets a speaker end for", () => {
    for (const reason of END_REASONS.filter((one) => one !== "finished"))
      expect(RESULT_REASONS).toContain(reason);
  });

  it("a broadcast without a frame played nowhere", () => {
    expect(judgeSpeaker(heard({ played: 0, expected: 0 }), 0)).toMatchObject({
      verdict: "failed",
      reason: "no-audio",
    });
  });
});

describe("the summary of a broadcast", () => {
  const many = Array.from({ length: 100 }, (_, index) =>
    heard({
      speaker: asId<SpeakerId>(`s-${String(index).padStart(3, "0")}`),
      // The last ten are `wan`: 320 ms later by plan, which is no skew.
      plannedAtUs: index < 90 ? 1_080_000 : 1_400_000,
      firstSampleAtUs: (index < 90 ? 1_080_000 : 1_400_000) + index,
      clockErrorUs: 100 + index,
    }),
  );

  it("adds up and prints the contract's members", () => {
    const rows = [
      ...many.slice(0, 97),
      { ...blank, answer: null },
      heard({ speaker: asId<SpeakerId>("t-1"), played: 1 }),
      { ...blank, speaker: asId<SpeakerId>("t-2"), answer: "busy" as const },
    ];
    const { summary, verdicts } = sumBroadcast(
      { id: "00112233aabbccdd", firstFrameAtUs: 1_000_000, framesSent: 1000 },
      rows,
    );
    expect(summary).toMatchObject({
      broadcastId: "00112233aabbccdd",
      targets: 100,
      played: 97,
      partial: 1,
      failed: 2,
    });
    expect(summary.failures).toEqual([
      { speaker: "s-1", reason: "no-answer" },
      { speaker: "t-1", reason: "frames-lost" },
      { speaker: "t-2", reason: "busy" },
    ]);
    expect(verdicts).toHaveLength(100);
    expect(Object.keys(summary)).toEqual([
      "broadcastId",
      "targets",
      "played",
      "partial",
      "failed",
      "firstSoundMs",
      "skewMs",
      "failures",
    ]);
  });

  it("measures first sound from the first frame and skew against each speaker's own plan", () => {
    const { summary } = sumBroadcast({ id: "0", firstFrameAtUs: 1_000_000, framesSent: 1000 }, many);
    expect(summary.firstSoundMs).toEqual({ p50: 80.049, p95: 400.094, p99: 400.098 });
    expect(summary.skewMs).toEqual({ p50: 0.03, p99: 0.09, boundMs: 0.199 });
  });

  it("counts late joiners in first sound as they were heard, and says null where nothing sounded", () => {
    const late = heard({ firstMediaTime: 48_000, firstSampleAtUs: 2_080_000, plannedAtUs: 2_080_000 });
    expect(
      sumBroadcast({ id: "0", firstFrameAtUs: 1_000_000, framesSent: 1000 }, [late]).summary.firstSoundMs.p50,
    ).toBe(1080);
    const none = sumBroadcast({ id: "0", firstFrameAtUs: null, framesSent: null }, [blank]).summary;
    expect(none.firstSoundMs).toEqual({ p50: null, p95: null, p99: null });
    expect(none.skewMs).toEqual({ p50: null, p99: null, boundMs: null });
    expect(sumBroadcast({ id: "0", firstFrameAtUs: null, framesSent: null }, []).summary.targets).toBe(0);
  });

  it("always has targets = played + partial + failed, and one reason per failure", () => {
    const row = fc.record({
      ...Object.fromEntries(
        [
          "offeredAtMs",
          "answeredAtMs",
          "firstSampleAtUs",
          "firstMediaTime",
          "plannedAtUs",
          "clockErrorUs",
          "expected",
          "played",
          "concealed",
          "late",
          "missing",
          "receiptAtMs",
        ].map((name) => [name, fc.option(fc.nat())]),
      ),
      speaker: fc.stringMatching(/^[a-z]{1,8}$/).map((id) => asId<SpeakerId>(id)),
      withheldBecause: fc.option(fc.constantFrom("offline", "dropped-behind", "something-new")),
      answer: fc.option(fc.constantFrom("accept", "queued", "busy", "muted", "quiet", "outranked", "denied")),
      answerWhy: fc.option(fc.string()),
      endedBecause: fc.option(fc.constantFrom("finished", "outranked", "something-new")),
      receiptVerified: fc.option(fc.boolean()),
    }) as fc.Arbitrary<SpeakerResult>;
    fc.assert(
      fc.property(fc.array(row), fc.option(fc.nat()), (rows, framesSent) => {
        const { summary } = sumBroadcast({ id: "0", firstFrameAtUs: 0, framesSent }, rows);
        expect(summary.played + summary.partial + summary.failed).toBe(summary.targets);
        expect(summary.failures).toHaveLength(summary.partial + summary.failed);
        for (const { reason } of summary.failures) expect(RESULT_REASONS).toContain(reason);
      }),
    );
  });
});

describe("percentiles", () => {
  it("take the nearest rank", () => {
    const ten = Array.from({ length: 10 }, (_, index) => index + 1);
    expect([50, 95, 99, 100, 0].map((percent) => percentile(ten, percent))).toEqual([5, 10, 10, 10, 1]);
    expect(percentile([], 50)).toBeNull();
    expect(percentile([7], 99)).toBe(7);
  });

  it("of pairs equal those of the listed pairs", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -1_000_000, max: 1_000_000 }), { maxLength: 40 }),
        fc.integer({ min: 1, max: 100 }),
        (values, percent) => {
          const listed = values
            .flatMap((a, i) => values.slice(i + 1).map((b) => Math.abs(a - b)))
            .sort((a, b) => a - b);
          expect(pairPercentile(values, percent)).toBe(percentile(listed, percent));
        },
      ),
    );
  });
});
