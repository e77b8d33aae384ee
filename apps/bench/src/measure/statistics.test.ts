import { describe, expect, test } from "vitest";
import { countAtMost, median, percentile } from "./statistics";

describe("median", () => {
  test.each([
    [[3], 3],
    [[9, 1, 5], 5],
    [[4, 1, 3, 2], 2.5],
    [[10, 9, 100], 10],
  ])("of %j is %d", (values, expected) => expect(median(values)).toBe(expected));

  test("of nothing is no number", () => expect(median([])).toBeNaN());

  test("leaves the order of what it was given", () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });
});

describe("percentile", () => {
  const hundred = Array.from({ length: 100 }, (_, i) => 100 - i);

  test.each([
    [0, 1],
    [1, 1],
    [50, 50],
    [95, 95],
    [99, 99],
    [100, 100],
  ])("p%d of 1..100 is %d", (p, expected) => expect(percentile(hundred, p)).toBe(expected));

  test("is always a measured value", () => {
    expect(percentile([1, 1000], 50)).toBe(1);
    expect(percentile([1, 1000], 51)).toBe(1000);
    expect(percentile([7], 99)).toBe(7);
  });

  test("sorts numbers as numbers", () => expect(percentile([10, 9, 2], 100)).toBe(10));
  test("of nothing is no number", () => expect(percentile([], 95)).toBeNaN());
});

test("countAtMost counts the limit itself in", () => expect(countAtMost([249, 250, 250.1], 250)).toBe(2));
