import { describe, expect, it } from "vitest";
import { ClipCache } from "./clip-cache";

const packets = [Uint8Array.of(1)];

describe("the room for clips", () => {
  it("is never passed: first goes what nothing names, used longest ago, then what is due last", () => {
    const cache = new ClipCache(100);
    for (const each of ["old", "new", "soon", "late"])
      expect(cache.put(each, 25, packets, ["soon", "late"])).toBe(true);
    cache.use("old");
    expect(cache.put("next", 25, packets, ["next", "soon", "late"])).toBe(true);
    expect(["old", "new", "soon", "late"].map((each) => cache.has(each))).toEqual([true, false, true, true]);
    expect(cache.put("big", 60, packets, ["next", "big", "soon", "late"])).toBe(true);
    expect(["next", "old", "soon", "late"].map((each) => cache.has(each))).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect(cache.bytes).toBe(85);
  });

  it("is not made by what is due sooner, and too much is refused without a loss", () => {
    const cache = new ClipCache(100);
    cache.put("soon", 80, packets, ["soon", "late"]);
    expect(cache.put("late", 30, packets, ["soon", "late"])).toBe(false);
    expect(cache.put("huge", 101, packets, ["huge"])).toBe(false);
    expect(cache.has("soon")).toBe(true);
    expect(cache.put("soon", 80, packets, [])).toBe(true);
    expect(cache.bytes).toBe(80);
  });
});
