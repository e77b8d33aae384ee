import fc from "fast-check";
import { expect, test } from "vitest";
import { playAtUs, serverTimeOf } from "./timeline";

const start = { m0: 0, t0Us: 1_000_000, rPpb: 0 };

test("a second of samples is a second of serverTime (SPEC 3.5)", () => {
  expect(serverTimeOf(start, 48_000)).toBe(2_000_000);
  expect(serverTimeOf({ ...start, rPpb: 100_000 }, 48_000)).toBe(2_000_100);
  expect(playAtUs(start, 48_000, 80_000, -500)).toBe(2_079_500);
});

test("a retime that is continuous at its m0 moves nothing there, and frames keep their order", () => {
  const ppb = fc.integer({ min: -1_000_000, max: 1_000_000 });
  const media = fc.integer({ min: 0, max: 2 ** 31 - 1 });
  fc.assert(
    fc.property(ppb, ppb, media, media, (before, after, at, other) => {
      const first = { ...start, rPpb: before };
      const second = { m0: at, t0Us: serverTimeOf(first, at), rPpb: after };
      expect(serverTimeOf(second, at)).toBe(serverTimeOf(first, at));
      if (other > at) expect(serverTimeOf(second, other)).toBeGreaterThan(serverTimeOf(second, at));
    }),
  );
});
