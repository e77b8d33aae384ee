import { describe, expect, it } from "vitest";
import { apply, pinPlan, scaled, solveAffine } from "./affine";
import { placeOf, worldOf } from "./mercator";

describe("a plan pinned at three points", () => {
  it("is turned, stretched and moved exactly as the pins say", () => {
    // X = 2x - y + 10, Y = x + 3y - 4
    const solved = solveAffine(
      [
        { x: 0, y: 0 },
        { x: 100, y: 0 },
        { x: 0, y: 50 },
      ],
      [
        { x: 10, y: -4 },
        { x: 210, y: 96 },
        { x: -40, y: 146 },
      ],
    );
    expect(solved).toEqual({ ok: true, value: { a: 2, b: 1, c: -1, d: 3, e: 10, f: -4 } });
    if (!solved.ok) return;
    expect(apply(solved.value, 7, 11)).toEqual({ x: 13, y: 36 });
    expect(scaled(solved.value, 2, 5, 1)).toEqual({ a: 4, b: 2, c: -2, d: 6, e: 15, f: -9 });
  });

  it("puts each pin where it was pinned, in whatever system that was said", () => {
    const pins = [
      { x: 120, y: 80, at: [23.05, 113.44] },
      { x: 1900, y: 140, at: [23.049, 113.5] },
      { x: 300, y: 1400, at: [23.005, 113.446] },
    ] as const;
    const plain = pinPlan(pins, "wgs84");
    if (!plain.ok) throw new Error(plain.detail);
    for (const { x, y, at } of pins) {
      const place = placeOf(apply(plain.value, x, y));
      expect(place.lat).toBeCloseTo(at[0], 9);
      expect(place.lon).toBeCloseTo(at[1], 9);
    }
    // The same pins read from a GCJ-02 map lie some 500 m further west and south.
    const shifted = pinPlan(pins, "gcj02");
    if (!shifted.ok) throw new Error(shifted.detail);
    const moved = placeOf(apply(shifted.value, 120, 80));
    expect((113.44 - moved.lon) * 102_000).toBeGreaterThan(400);
    expect((113.44 - moved.lon) * 102_000).toBeLessThan(700);
  });

  it("is refused with pins on a line, with two pins and with none", () => {
    const at = worldOf({ lat: 23, lon: 113 });
    const line = [0, 1, 2].map((n) => ({ x: n * 100, y: n * 50.001 }));
    expect(solveAffine(line, [at, at, at])).toMatchObject({ ok: false, code: "pins-on-a-line" });
    const same = [0, 1, 2].map(() => ({ x: 5, y: 5 }));
    expect(solveAffine(same, [at, at, at])).toMatchObject({ ok: false, code: "pins-on-a-line" });
    expect(pinPlan([], "wgs84")).toMatchObject({ ok: false, code: "three-pins-needed" });
    expect(
      pinPlan(
        [
          { x: 0, y: 0, at: [23, 113] },
          { x: 9, y: 0, at: [23, 114] },
        ],
        "wgs84",
      ),
    ).toMatchObject({ ok: false, code: "three-pins-needed" });
  });
});
