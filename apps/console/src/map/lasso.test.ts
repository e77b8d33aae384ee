import { describe, expect, it } from "vitest";
import { enclosed, extended, isInside, type Point } from "./lasso";

const square: Point[] = [
  { x: 0, y: 0 },
  { x: 10, y: 0 },
  { x: 10, y: 10 },
  { x: 0, y: 10 },
];

describe("lasso", () => {
  it("holds what lies inside, also where it bends inwards", () => {
    const hook = [...square.slice(0, 3), { x: 5, y: 2 }, { x: 0, y: 10 }];
    expect(isInside(square, { x: 5, y: 8 })).toBe(true);
    expect(isInside(hook, { x: 5, y: 8 })).toBe(false);
    expect(isInside(hook, { x: 1, y: 5 })).toBe(true);
    expect(isInside(square, { x: 11, y: 5 })).toBe(false);
    expect(isInside(square, { x: -1, y: 10 })).toBe(false);
  });

  it("closes itself, and leaves out what it crosses twice", () => {
    const eight = [
      { x: 0, y: 0 },
      { x: 20, y: 20 },
      { x: 20, y: 0 },
      { x: 0, y: 20 },
    ];
    expect(isInside(eight, { x: 2, y: 10 })).toBe(true);
    expect(isInside(eight, { x: 18, y: 10 })).toBe(true);
    expect(isInside(eight, { x: 10, y: 2 })).toBe(false);
  });

  it("names whom it holds, and nobody before it is a loop", () => {
    const points = [
      { id: "a", x: 5, y: 5 },
      { id: "b", x: 50, y: 5 },
      { id: "c", x: 9, y: 1 },
    ];
    expect(enclosed(square, points).map(({ id }) => id)).toEqual(["a", "c"]);
    expect(enclosed(square.slice(0, 2), points)).toEqual([]);
    expect(enclosed([], points)).toEqual([]);
  });

  it("does not keep the pixels of a trembling hand", () => {
    let loop: readonly Point[] = [];
    for (let step = 0; step <= 100; step++) loop = extended(loop, { x: step * 0.5, y: 0 });
    expect(loop.length).toBeLessThan(20);
    expect(loop[0]).toEqual({ x: 0, y: 0 });
  });
});
