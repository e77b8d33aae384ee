import fc from "fast-check";
import { expect, test } from "vitest";
import { Ceiling } from "./ceiling";

const sine = (peak: number, length = 1_600): Float32Array =>
  Float32Array.from({ length }, (_, i) => peak * Math.sin((2 * Math.PI * 200 * i) / 16_000));

test("no sample passes it, whatever comes", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.array(fc.double({ min: -8, max: 8, noNaN: true }), { maxLength: 400 }),
      (most, samples) => {
        const block = Float32Array.from(samples);
        new Ceiling(most, 16_000).push(block);
        for (const sample of block) expect(Math.abs(sample)).toBeLessThanOrEqual(Math.fround(most) + 1e-6);
      },
    ),
  );
});

test("what lies below it passes bit for bit", () => {
  const block = sine(0.7);
  new Ceiling(0.8, 16_000).push(block);
  expect(block).toEqual(sine(0.7));
});

test("a loud stretch is turned down as a whole and given back within a second", () => {
  const ceiling = new Ceiling(1, 16_000);
  const loud = sine(1.6, 16_000);
  ceiling.push(loud);
  // Its second half is a sine again, and no square: turned down, not cut off.
  const wanted = sine(1.6, 16_000).map((sample) => sample / 1.6);
  let worst = 0;
  for (let i = 8_000; i < 16_000; i++)
    worst = Math.max(worst, Math.abs((loud[i] as number) - (wanted[i] as number)));
  expect(worst).toBeLessThan(0.02);
  ceiling.push(new Float32Array(16_000));
  const after = sine(0.5);
  ceiling.push(after);
  expect(after).toEqual(sine(0.5));
});
