import { describe, expect, it } from "vitest";
import { dayEndMs, dayOf, dayStartMs } from "./day-bounds";

const HOUR_MS = 3_600_000;

describe("days of a site", () => {
  it("begin at midnight there, wherever this machine stands", () => {
    expect(dayStartMs("2026-03-01", "Asia/Shanghai")).toBe(Date.UTC(2026, 1, 28, 16));
    expect(dayEndMs("2026-03-01", "Asia/Shanghai")).toBe(Date.UTC(2026, 2, 1, 16));
    expect(dayStartMs("2026-03-01", "America/New_York")).toBe(Date.UTC(2026, 2, 1, 5));
  });

  it("are 23 and 25 hours long where the clocks change", () => {
    for (const [day, hours] of [
      ["2026-03-29", 23],
      ["2026-10-25", 25],
      ["2026-06-01", 24],
    ] as const) {
      const [start, end] = [dayStartMs(day, "Europe/Berlin"), dayEndMs(day, "Europe/Berlin")];
      expect(((end ?? 0) - (start ?? 0)) / HOUR_MS, day).toBe(hours);
    }
  });

  it("name the day it is there", () => {
    expect(dayOf(Date.UTC(2026, 1, 28, 15, 59), "Asia/Shanghai")).toBe("2026-02-28");
    expect(dayOf(Date.UTC(2026, 1, 28, 16), "Asia/Shanghai")).toBe("2026-03-01");
  });

  it("what is no day has no beginning", () => {
    for (const text of ["", "2026-02-30", "yesterday", "2026-1-1"])
      expect(dayStartMs(text, "Asia/Shanghai"), text).toBeNull();
  });
});
