import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SlotTally } from "./slot-tally";

const F = 960;
const played = (n: number, sequence = n) => ({ mediaTime: n * F, sequence, outcome: "played" as const });

describe("counting slots", () => {
  it("counts each slot between the first frame and the end as exactly one of played, late, missing", () => {
    const fate = fc.constantFrom("played", "late", "lost", "late-after");
    fc.assert(
      fc.property(fc.array(fate, { minLength: 1, maxLength: 120 }), (fates) => {
        const tally = new SlotTally();
        tally.begin(0);
        const afterwards: number[] = [];
        fates.forEach((each, n) => {
          if (each === "late") tally.lateFrame(n * F);
          if (each === "late-after") afterwards.push(n * F);
          tally.passed(
            each === "played"
              ? played(n)
              : { mediaTime: n * F, sequence: -1, outcome: n % 2 ? "missing" : "concealed" },
            undefined,
          );
        });
        tally.end(fates.length * F);
        for (const mediaTime of afterwards) tally.lateFrame(mediaTime);
        const count = (...of: string[]): number => fates.filter((each) => of.includes(each)).length;
        expect(tally.counts).toEqual({
          played: count("played"),
          late: count("late", "late-after"),
          missing: count("lost"),
          concealed: fates.filter((each, n) => each !== "played" && n % 2 === 0).length,
        });
      }),
    );
  });

  it("leaves out what the source left out, and nothing that was lost", () => {
    const tally = new SlotTally();
    tally.begin(0);
    tally.passed(played(0, 0), undefined);
    tally.passed(played(10, 1), undefined);
    tally.passed(played(14, 3), undefined);
    tally.end(15 * F);
    expect(tally.counts).toEqual({ played: 3, concealed: 0, late: 0, missing: 3 });
  });

  it("counts nothing while suspended, and goes on after it", () => {
    const tally = new SlotTally();
    tally.begin(0);
    tally.passed(played(0), undefined);
    for (let n = 1; n < 50; n++)
      tally.passed({ mediaTime: n * F, sequence: n === 7 ? -1 : n, outcome: "silent" }, undefined);
    tally.passed(played(50), undefined);
    tally.end(51 * F);
    expect(tally.counts).toEqual({ played: 2, concealed: 0, late: 0, missing: 0 });
  });

  it("states totals over several beginnings", () => {
    const tally = new SlotTally();
    for (const base of [0, 100]) {
      tally.begin(base * F);
      tally.passed(played(base), undefined);
      tally.passed({ mediaTime: (base + 1) * F, sequence: -1, outcome: "missing" }, undefined);
      tally.end((base + 2) * F);
    }
    expect(tally.counts).toEqual({ played: 2, concealed: 0, late: 0, missing: 2 });
  });

  it("hashes each message once, of which a frame sounded", () => {
    const tally = new SlotTally();
    tally.begin(0);
    const bytes = [0, 1, 2].map((n) => Uint8Array.of(n, n, n));
    [0, 0, 0, 2, 2].forEach((sequence, n) => {
      tally.passed(played(n, sequence), bytes[sequence]);
    });
    const expected = createHash("sha256")
      .update(bytes[0] as Uint8Array)
      .update(bytes[2] as Uint8Array);
    expect(tally.audioHash).toBe(expected.digest("hex"));
  });
});
