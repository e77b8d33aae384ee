import { isQuietAt } from "@dalaba/protocol";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { isQuiet, type QuietHours } from "./quiet-hours";
import { quietTimesOf } from "./quiet-times";

const NIGHT: readonly QuietHours[] = [{ from: "22:00:00", to: "06:00:00" }];
const NOON: QuietHours = { from: "12:00:00", to: "14:30:00" };
const START = Temporal.Instant.from("2026-01-01T00:00:00Z").epochMilliseconds;
const YEAR_MS = 365 * 86_400_000;

describe("the quiet hours that speakers are told", () => {
  it.each(["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"])(
    "in %s are those of the controller, for five years, clock changes among them",
    (zone) => {
      const told = quietTimesOf([...NIGHT, NOON], zone, START + 0.4 * YEAR_MS);
      // 37 minutes a step: every minute of the day comes in every week.
      for (let utcMs = START; utcMs < START + 5 * YEAR_MS; utcMs += 37 * 60_000)
        if (isQuietAt(told, utcMs) !== isQuiet(utcMs, zone, [...NIGHT, NOON]))
          throw new Error(`${zone} at ${new Date(utcMs).toISOString()}`);
      expect(told.utcOffsets?.length).toBeLessThanOrEqual(16);
    },
  );

  it("stay the same text all through a year, and are nothing where there are none", () => {
    const early = quietTimesOf(NIGHT, "Europe/Berlin", START);
    expect(quietTimesOf(NIGHT, "Europe/Berlin", START + YEAR_MS - 1)).toEqual(early);
    expect(quietTimesOf([], "Europe/Berlin", START)).toEqual({});
  });
});
