import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keepReceipt, MOST_PARTS, type ReceiptPart, sumParts } from "./evidence";

const A = "00000000000000a1";
const B = "00000000000000b2";

/** A receipt of a speaker that played the whole of 100 frames. */
const part = (fields: Partial<ReceiptPart> = {}): ReceiptPart => ({
  bootId: A,
  counter: 9,
  firstSampleAtUs: 1_080_000,
  firstMediaTime: 0,
  endMediaTime: 96_000,
  clockErrorUs: 200,
  played: 100,
  concealed: 0,
  late: 0,
  missing: 0,
  endedBecause: "finished",
  receiptAtMs: 1_000,
  raw: "",
  ...fields,
});
const silent = (fields: Partial<ReceiptPart> = {}): ReceiptPart =>
  part({ firstSampleAtUs: null, firstMediaTime: null, endMediaTime: null, played: 0, late: 100, ...fields });
const amount = (...received: ReceiptPart[]) =>
  sumParts(received.reduce(keepReceipt, [] as readonly ReceiptPart[]));

describe("what was played", () => {
  it("is not taken back by another boot that heard nothing of it", () => {
    const replayed = silent({ bootId: B, counter: 3, receiptAtMs: 30_000, endedBecause: "dead-stream" });
    expect(amount(part(), replayed)).toMatchObject({ played: 100, late: 0, endedBecause: "finished" });
    expect(amount(replayed, part())).toMatchObject({ played: 100, late: 0, endedBecause: "finished" });
  });

  it("is not doubled, nor made worse, by sounding a stretch of it once more", () => {
    const again = part({ bootId: B, played: 3, missing: 97, endMediaTime: 2_880, receiptAtMs: 30_000 });
    expect(amount(part(), again)).toMatchObject({ played: 100, missing: 0 });
    const half = part({ played: 50, missing: 50 });
    expect(amount(half, part({ bootId: B, played: 50, missing: 50, receiptAtMs: 30_000 }))).toMatchObject({
      played: 50,
      missing: 50,
    });
  });

  it("is not taken back by a stretch that covers the end of one part and the beginning of the next", () => {
    const parts = [
      part({ played: 40, endMediaTime: 38_400 }),
      part({ bootId: B, played: 40, firstMediaTime: 57_600, firstSampleAtUs: 2_000_000 }),
      part({
        bootId: "c",
        played: 45,
        firstMediaTime: 28_800,
        endMediaTime: 72_000,
        firstSampleAtUs: 9_000_000,
      }),
    ];
    expect(amount(...parts)).toMatchObject({ played: 80 });
  });

  it("adds up over a power cut: the part before it and the part after it", () => {
    const before = part({ played: 40, endMediaTime: 38_400, endedBecause: "restarted", clockErrorUs: 900 });
    const after = part({
      ...{ bootId: B, counter: 4, firstSampleAtUs: 2_000_000, firstMediaTime: 57_600, receiptAtMs: 9_000 },
      ...{ played: 38, missing: 2 },
    });
    for (const order of [
      [before, after],
      [after, before],
    ])
      expect(amount(...order)).toMatchObject({
        ...{ played: 78, missing: 2, firstSampleAtUs: 1_080_000, firstMediaTime: 0, endMediaTime: 96_000 },
        ...{ endedBecause: "finished", clockErrorUs: 900, receiptAtMs: 9_000 },
      });
  });

  it("of one boot is what its newest receipt says, in whatever order they come", () => {
    const early = part({ counter: 5, played: 10, endMediaTime: 9_600, endedBecause: "dead-stream" });
    const late = part({ counter: 8, played: 90, missing: 10, receiptAtMs: 9_000 });
    expect(amount(early, late)).toMatchObject({ played: 90, missing: 10, endedBecause: "finished" });
    expect(amount(late, early)).toMatchObject({ played: 90, missing: 10, endedBecause: "finished" });
    expect(amount(silent({ counter: 2 }), late)).toMatchObject({ played: 90, late: 0 });
    expect(amount(late, silent({ counter: 99, receiptAtMs: 99_000 }))).toMatchObject({ played: 90 });
  });

  it("adds up where one boot forgot what it had counted in a long pause", () => {
    const first = part({ counter: 5, played: 40, endMediaTime: 38_400, endedBecause: "dead-stream" });
    const second = part({ counter: 70, played: 20, firstSampleAtUs: 90_000_000, firstMediaTime: 76_800 });
    expect(amount(first, second)).toMatchObject({ played: 60, endedBecause: "finished" });
  });
});

describe("a speaker that played nothing", () => {
  it("is as its newest receipt says", () => {
    expect(sumParts([])).toBeUndefined();
    const news = silent({ bootId: B, endedBecause: "expired", receiptAtMs: 5_000, late: 3 });
    expect(amount(silent(), news)).toMatchObject({ played: 0, late: 3, endedBecause: "expired" });
  });
});

describe("any receipts", () => {
  const anyPart = fc
    .record({
      bootId: fc.constantFrom(A, B, "00000000000000c3"),
      counter: fc.nat(20),
      firstMediaTime: fc.nat(100),
      frames: fc.nat(100),
      missing: fc.nat(20),
    })
    .map(({ bootId, counter, firstMediaTime, frames, missing }) =>
      frames === 0
        ? silent({ bootId, counter, receiptAtMs: counter })
        : part({
            ...{ bootId, counter, missing, receiptAtMs: counter, played: frames },
            ...{ firstMediaTime: firstMediaTime * 960, endMediaTime: (firstMediaTime + frames) * 960 },
            firstSampleAtUs: 1 + firstMediaTime,
          }),
    );

  it("never lower what was played, nor grow without bound, nor claim a stretch twice", () => {
    fc.assert(
      fc.property(fc.array(anyPart, { maxLength: 40 }), (received) => {
        let parts: readonly ReceiptPart[] = [];
        for (const next of received) {
          const before = parts;
          parts = keepReceipt(before, next);
          expect(parts.length).toBeLessThanOrEqual(MOST_PARTS);
          expect(keepReceipt(parts, next)).toEqual(parts);
          const played = sumParts(parts)?.played ?? 0;
          // A count that goes on replaces what it said before, and a full shelf loses its smallest part.
          if (before.every((part) => parts.includes(part)))
            expect(played).toBeGreaterThanOrEqual(sumParts(before)?.played ?? 0);
          expect(played).toBeLessThanOrEqual(200);
        }
      }),
    );
  });
});
