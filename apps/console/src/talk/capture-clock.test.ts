import { describe, expect, test } from "vitest";
import { CaptureClock } from "./capture-clock";

describe("when a sample was taken", () => {
  test("is known by the frames that nothing held up", () => {
    const clock = new CaptureClock();
    const errors: number[] = [];
    for (let n = 0; n < 1000; n++) {
      const held = n % 7 === 0 ? 0.3 : 2 + ((n * 37) % 40);
      errors.push(clock.frame(n * 20, 5000 + n * 20 + 20 + held) - (5000 + n * 20));
    }
    for (const error of errors.slice(1)) expect(error).toBeCloseTo(0.3, 6);
  });

  test.each([1.0002, 0.9998])("follows a crystal that is off (%f)", (rate) => {
    const clock = new CaptureClock();
    for (let n = 0; n < 30_000; n++) {
      const taken = n * 20 * rate;
      expect(Math.abs(clock.frame(n * 20, taken + 20.5) - taken)).toBeLessThan(3);
    }
  });

  test("is found anew after the context stood still", () => {
    const clock = new CaptureClock();
    for (let n = 0; n < 100; n++) clock.frame(n * 20, n * 20 + 21);
    let last = 0;
    for (let n = 100; n < 110; n++) last = clock.frame(n * 20, n * 20 + 21 + 4000);
    expect(last).toBeCloseTo(109 * 20 + 4001, 6);
  });

  test.each([400, 1000, 3000])("is not shifted by a page that was held up for %i ms", (heldMs) => {
    const clock = new CaptureClock();
    for (let n = 0; n < 100; n++) clock.frame(n * 20, n * 20 + 21);
    for (let n = 100; n < 300; n++)
      expect(clock.frame(n * 20, Math.max(2000 + heldMs, n * 20 + 21))).toBeCloseTo(n * 20 + 1, 6);
  });
});
