import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Pacer } from "./pacer";

describe("a pacer", () => {
  test("hands out frame n at start + n × 20 ms, and never drifts", () => {
    const pacer = new Pacer({ startUs: 1_000_000 });
    expect(pacer.due(999_999)).toEqual({ frames: 0, nextUs: 1_000_000 });
    let now = 1_000_000;
    for (let n = 0; n < 10_000; n++) {
      // The timer is always late by up to 3 ms; the plan does not slip.
      const { frames, nextUs } = pacer.due(now + ((n * 7_919) % 3_000));
      expect(frames).toBe(1);
      expect(nextUs).toBe(1_000_000 + (n + 1) * 20_000);
      now = nextUs;
    }
  });

  test("catches up after a stall in bursts of at most three, a quarter of a frame apart", () => {
    const pacer = new Pacer({ startUs: 0 });
    pacer.due(0);
    let now = 1_000_000;
    const bursts: number[] = [];
    expect(pacer.behind(now)).toBe(50);
    while (pacer.behind(now) > 1) {
      const { frames, nextUs } = pacer.due(now);
      bursts.push(frames);
      if (pacer.behind(now) > 0) expect(nextUs).toBe(now + 5_000);
      // Asking too early gives nothing.
      if (pacer.behind(now) > 0) expect(pacer.due(now + 1_000).frames).toBe(0);
      now = nextUs;
    }
    expect(Math.max(...bursts)).toBe(3);
    expect(now).toBeLessThan(1_200_000);
    expect(pacer.sent).toBe(Math.floor(now / 20_000));
  });

  test("whenever it is asked, it never runs ahead and never bursts", () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(400_000), { minLength: 1, maxLength: 200 }),
        fc.integer({ min: 1, max: 6 }),
        (waits, maxBurst) => {
          const pacer = new Pacer({ startUs: 0, maxBurst });
          let now = 0;
          for (const wait of waits) {
            now += wait;
            const { frames, nextUs } = pacer.due(now);
            expect(frames).toBeLessThanOrEqual(maxBurst);
            expect(pacer.sent).toBeLessThanOrEqual(Math.floor(now / 20_000) + 1);
            expect(nextUs).toBeGreaterThan(now);
          }
        },
      ),
    );
  });
});
