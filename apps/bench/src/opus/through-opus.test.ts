import { expect, test } from "vitest";
import { type OpusSetting, SETTINGS } from "./settings";
import { lostFrames, throughOpus } from "./through-opus";

const RATE = 16_000;
const voice = Float32Array.from(
  { length: 2 * RATE },
  (_, i) =>
    0.2 * Math.sin((2 * Math.PI * 220 * i) / RATE) * (0.6 + 0.4 * Math.sin((2 * Math.PI * 4 * i) / RATE)),
);
const energy = (pcm: Float32Array): number => pcm.reduce((sum, sample) => sum + sample ** 2, 0);

test("messages are lost whole, about as many as asked, the same for the same seed", () => {
  const lost = lostFrames(3_000, 3, 0.05, 7);
  expect(lost).toHaveLength(3_000);
  expect(lost).toEqual(lostFrames(3_000, 3, 0.05, 7));
  for (let i = 0; i < 3_000; i += 3) expect(new Set(lost.slice(i, i + 3)).size).toBe(1);
  const share = lost.filter(Boolean).length / 3_000;
  expect(share).toBeGreaterThan(0.02);
  expect(share).toBeLessThan(0.09);
  expect(lostFrames(500, 1, 0, 1)).not.toContain(true);
});

test("what goes in comes out, more bits weigh more, and losses leave no hole", async () => {
  const used = SETTINGS[0] as OpusSetting;
  const whole = await throughOpus(voice, RATE, used, 1);
  expect(energy(whole.pcm)).toBeGreaterThan(0.7 * energy(voice));
  const heavy = await throughOpus(voice, RATE, { ...used, bitrate: 48_000 }, 1);
  expect(heavy.bytesPerSecond).toBeGreaterThan(whole.bytesPerSecond);
  const lossy = await throughOpus(voice, RATE, { ...used, lossPercent: 20, fec: true }, 1);
  expect(energy(lossy.pcm)).toBeGreaterThan(0.5 * energy(voice));
});
