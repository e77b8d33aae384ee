import { expect, test } from "vitest";
import { lagOf } from "./lag";

const RATE = 16_000;
const noise = (() => {
  let seed = 1;
  const white = Float32Array.from({ length: RATE }, () => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return seed / 2 ** 31 - 1;
  });
  // As speech does, it has little above 1 kHz: only then is a fraction of a sample to be seen.
  let low = 0;
  return white.map((sample) => {
    low += 0.2 * (sample - low);
    return low;
  });
})();
const delayed = (samples: number): Float32Array => {
  const whole = Math.floor(samples);
  const part = samples - whole;
  return noise.map((_, i) => (1 - part) * (noise[i - whole] ?? 0) + part * (noise[i - whole - 1] ?? 0));
};

test.each([0, 7, -12, 3.5])("finds a delay of %d samples", (samples) => {
  const found = lagOf(noise, 4_000, delayed(samples), 4_000, 4_000, 40);
  expect(found?.samples).toBeCloseTo(samples, 0);
  expect(Math.abs((found?.samples ?? 99) - samples)).toBeLessThan(0.2);
  expect(found?.likeness).toBeGreaterThan(0.9);
});

test("says nothing of silence and beyond the ends", () => {
  const silence = new Float32Array(RATE);
  expect(lagOf(silence, 4_000, noise, 4_000, 4_000, 40)).toBeNull();
  expect(lagOf(noise, 14_000, noise, 14_000, 4_000, 40)).toBeNull();
  expect(lagOf(noise, 0, noise, 0, 4_000, 40)).toBeNull();
});

test("what is not there is not alike", () => {
  const other = noise.map((_, i) => noise[(i * 7) % RATE] as number);
  expect(lagOf(noise, 4_000, other, 4_000, 4_000, 40)?.likeness).toBeLessThan(0.5);
});
