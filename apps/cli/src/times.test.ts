import { describe, expect, test } from "vitest";
import { age, instantOf, lasting } from "./times";

const NOW = Date.UTC(2026, 4, 1, 8);
const ago = (seconds: number): string => age(new Date(NOW - seconds * 1_000).toISOString(), NOW);

test.each([
  [0, "0 s"],
  [42, "42 s"],
  [99, "99 s"],
  [100, "2 min"],
  [5_399, "90 min"],
  [5_400, "2 h"],
  [172_799, "48 h"],
  [172_800, "2 d"],
])("what was seen %i s ago is %s old", (seconds, text) => {
  expect(ago(seconds)).toBe(text);
});

test("a clock that is behind the controller's makes nothing younger than now", () => {
  expect(ago(-30)).toBe("0 s");
  expect(age(null, NOW)).toBe("never");
});

test.each([
  [null, "-"],
  [12_480, "12.5 s"],
  [99_999, "100.0 s"],
  [100_000, "1 min 40 s"],
  [119_700, "2 min 0 s"],
])("%s ms is told as %s", (ms, text) => {
  expect(lasting(ms)).toBe(text);
});

describe("a moment", () => {
  test("is so long ago, or a date", () => {
    expect(instantOf("90m", NOW)).toBe(NOW - 5_400_000);
    expect(instantOf("1.5h", NOW)).toBe(NOW - 5_400_000);
    expect(instantOf("7d", NOW)).toBe(NOW - 604_800_000);
    expect(instantOf("2026-05-01T08:00:00Z", NOW)).toBe(NOW);
    expect(instantOf("2026-05-01T16:00+08:00", NOW)).toBe(NOW);
    expect(instantOf("2026-05-01", NOW)).toBe(new Date(2026, 4, 1).getTime());
    expect(instantOf("2026-05-01 08:30", NOW)).toBe(new Date(2026, 4, 1, 8, 30).getTime());
  });

  test.each(["", "yesterday", "1", "24", "h", "2026-13-01", "2026-05-01T25:00", "-3h"])(
    "is not %j",
    (text) => {
      expect(instantOf(text, NOW)).toBeUndefined();
    },
  );
});
