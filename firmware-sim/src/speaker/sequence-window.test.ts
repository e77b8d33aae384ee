import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SEQUENCE_WINDOW, SequenceWindow } from "./sequence-window";

describe("the window of sequences", () => {
  it("takes each number once, and none further than 63 behind the newest", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 400 }), (sequences) => {
        const window = new SequenceWindow();
        const seen = new Set<number>();
        let newest = -1;
        for (const sequence of sequences) {
          const expected = !seen.has(sequence) && sequence > newest - SEQUENCE_WINDOW;
          expect(window.fresh(sequence)).toBe(expected);
          if (!expected) continue;
          window.take(sequence);
          seen.add(sequence);
          newest = Math.max(newest, sequence);
        }
      }),
    );
  });

  it("reaches to the highest number there is", () => {
    const window = new SequenceWindow();
    window.take(0);
    window.take(2 ** 32 - 1);
    expect(window.fresh(2 ** 32 - 1)).toBe(false);
    expect(window.fresh(2 ** 32 - 2)).toBe(true);
    expect(window.fresh(1)).toBe(false);
  });
});
