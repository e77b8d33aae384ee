import { describe, expect, it } from "vitest";
import { sunEventAt } from "./sun";

/** Minutes of UTC's day, rounded; null stays. */
const utc = (event: "sunrise" | "sunset", lat: number, lon: number, day: string): string | null => {
  const ms = sunEventAt(event, lat, lon, day);
  return ms === null ? null : new Date(Math.round(ms / 60_000) * 60_000).toISOString().slice(0, 16);
};
const minutesApart = (a: string | null, b: string): number =>
  Math.abs(Date.parse(`${a}Z`) - Date.parse(`${b}Z`)) / 60_000;

describe("sunrise and sunset", () => {
  // At the equator on the day of the equinox, 0° east: half a day of light, longer by refraction and the sun's own width.
  it("lie 12 hours and 6 to 7 minutes apart at the equator", () => {
    for (const day of ["2026-03-20", "2026-06-21", "2026-12-21"]) {
      const light = (sunEventAt("sunset", 0, 0, day) ?? 0) - (sunEventAt("sunrise", 0, 0, day) ?? 0);
      expect(light / 60_000).toBeGreaterThan(12 * 60 + 6);
      expect(light / 60_000).toBeLessThan(12 * 60 + 8);
    }
  });

  // The published times of Greenwich on the solstices (03:43 and 20:21; 08:04 and 15:53), two minutes either way.
  it("are those of Greenwich", () => {
    expect(minutesApart(utc("sunrise", 51.4769, 0, "2026-06-21"), "2026-06-21T03:43")).toBeLessThanOrEqual(2);
    expect(minutesApart(utc("sunset", 51.4769, 0, "2026-06-21"), "2026-06-21T20:21")).toBeLessThanOrEqual(2);
    expect(minutesApart(utc("sunrise", 51.4769, 0, "2026-12-21"), "2026-12-21T08:04")).toBeLessThanOrEqual(2);
    expect(minutesApart(utc("sunset", 51.4769, 0, "2026-12-21"), "2026-12-21T15:53")).toBeLessThanOrEqual(2);
  });

  it("belong to the local day far east of Greenwich", () => {
    const rise = utc("sunrise", 23.03, 113.47, "2026-11-27");
    expect(rise?.slice(0, 13)).toBe("2026-11-26T22");
    expect(utc("sunset", 23.03, 113.47, "2026-11-27")?.slice(0, 13)).toBe("2026-11-27T09");
  });

  it("do not come in polar day and polar night", () => {
    expect(sunEventAt("sunset", 69.65, 18.96, "2026-06-21")).toBeNull();
    expect(sunEventAt("sunrise", 69.65, 18.96, "2026-12-21")).toBeNull();
  });
});
