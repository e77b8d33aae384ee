import { describe, expect, test } from "vitest";
import { chimeMs, chimePcm } from "./chime";

describe("the built-in chimes (SPEC 4.11)", () => {
  test.each([
    ["none", 0],
    ["two-tone", 1200],
    ["three-tone", 1500],
  ] as const)("%s lasts %d ms at any rate", (name, ms) => {
    expect(chimeMs(name)).toBe(ms);
    for (const rateHz of [8000, 16_000, 44_100, 48_000])
      expect(chimePcm(name, rateHz)).toHaveLength(Math.round((ms * rateHz) / 1000));
  });

  test.each(["two-tone", "three-tone"] as const)(
    "%s begins and ends in silence and is never over half of full scale",
    (name) => {
      const pcm = chimePcm(name, 16_000);
      expect(pcm[0]).toBe(0);
      expect(Math.abs(pcm.at(-1) as number)).toBeLessThan(0.001);
      expect(pcm.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)).toBeLessThan(0.5);
      expect(pcm.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)).toBeGreaterThan(0.3);
    },
  );

  test("a note is where it should be: the first of two-tone crosses zero 659 times a second", () => {
    const pcm = chimePcm("two-tone", 48_000).subarray(0, 24_000);
    let rising = 0;
    for (let i = 1; i < pcm.length; i++) if ((pcm[i - 1] as number) < 0 && (pcm[i] as number) >= 0) rising++;
    expect(Math.abs(rising - 659.255 / 2)).toBeLessThan(2);
  });
});
