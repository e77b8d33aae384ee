import { describe, expect, test } from "vitest";
import { clicksIn, matchClicks } from "./clicks";
import { clickTrack, MICROPHONE_HZ } from "./microphone-sound";

/** Numbers from −1 to 1 that are the same in every run. */
function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

/** Clicks of 2 ms around these instants (ms), over noise of this amplitude. */
function soundOf(
  atMs: readonly number[],
  rateHz: number,
  seconds: number,
  floor: number,
  level = 0.5,
): Float32Array {
  const next = noise(7);
  const pcm = Float32Array.from({ length: seconds * rateHz }, () => floor * next());
  for (const at of atMs) {
    const from = Math.ceil(((at - 1) * rateHz) / 1000);
    for (let i = from; i < ((at + 1) * rateHz) / 1000; i++) {
      const t = (i * 1000) / rateHz - at + 1;
      pcm[i] = (pcm[i] as number) + level * Math.sin((Math.PI * t) / 2) * Math.sin(2 * Math.PI * 2 * t);
    }
  }
  return pcm;
}

const inMs = (found: readonly number[], rateHz: number): number[] => found.map((at) => (at * 1000) / rateHz);

describe("clicks in a recording", () => {
  const at = [501, 1_508.3, 2_493.77, 3_517.05];

  test.each([
    ["a microphone's, over silence", 48_000, 0],
    ["a microphone's, over noise at −46 dB", 48_000, 0.005],
    ["a speaker's, over noise at −40 dB", 16_000, 0.01],
  ])("%s are found where they are, to a quarter of a millisecond", (_, rateHz, floor) => {
    const found = inMs(clicksIn(soundOf(at, rateHz, 4, floor), rateHz), rateHz);
    expect(found).toHaveLength(at.length);
    for (const [i, ms] of found.entries()) expect(Math.abs(ms - (at[i] as number))).toBeLessThan(0.25);
  });

  test("softer ones beside loud ones are found, down to −14 dB", () => {
    const loud = soundOf([500], 16_000, 2, 0.001, 0.5);
    const soft = soundOf([1_500], 16_000, 2, 0, 0.1);
    expect(
      clicksIn(
        loud.map((sample, i) => sample + (soft[i] as number)),
        16_000,
      ),
    ).toHaveLength(2);
  });

  test("what a codec rings before and after it is no other click", () => {
    const pcm = soundOf([1_000], 16_000, 2, 0.001);
    const ring = soundOf([990, 1_012], 16_000, 2, 0, 0.15);
    expect(
      clicksIn(
        pcm.map((sample, i) => sample + (ring[i] as number)),
        16_000,
      ),
    ).toHaveLength(1);
  });

  test("noise, silence and nothing hold none, nor does what is left where every click was lost", () => {
    expect(clicksIn(soundOf([700, 1_400], 16_000, 2, 0, 0.01), 16_000)).toEqual([]);
    expect(clicksIn(soundOf([], 16_000, 3, 0.02), 16_000)).toEqual([]);
    expect(clicksIn(new Float32Array(48_000), 16_000)).toEqual([]);
    expect(clicksIn(new Float32Array(0), 16_000)).toEqual([]);
  });

  test("those that the fake microphone plays lie at every place of a frame, one a second", () => {
    const found = inMs(clicksIn(clickTrack(20), MICROPHONE_HZ), MICROPHONE_HZ);
    expect(found.map((ms) => Math.floor(ms / 1000))).toEqual(
      Array.from({ length: 20 }, (_, second) => second),
    );
    expect(new Set(found.map((ms) => Math.round(ms) % 20)).size).toBe(20);
  });
});

describe("clicks of both ends", () => {
  test("are matched whatever the way's jitter, and what nobody heard is counted", () => {
    const next = noise(3);
    const mouth = Array.from({ length: 40 }, (_, i) => 1_000_000 * i);
    const lateMs = mouth.map(() => 140 + 60 * next());
    const ear = mouth.map((us, i) => us + 1000 * (lateMs[i] as number)).filter((_, i) => i % 8 !== 5);
    const { latencyMs, unheard } = matchClicks(mouth, ear, 900);
    expect(unheard).toBe(5);
    const expected = lateMs.filter((_, i) => i % 8 !== 5);
    expect(latencyMs).toHaveLength(expected.length);
    for (const [i, ms] of latencyMs.entries()) expect(ms).toBeCloseTo(expected[i] as number, 6);
  });

  test("one that comes later than the next could is unheard, not quick", () => {
    expect(matchClicks([0, 1_000_000], [950_000, 1_130_000], 900)).toEqual({ latencyMs: [130], unheard: 1 });
  });

  test("an echo, and what sounded before anybody spoke, are nobody's", () => {
    expect(matchClicks([1_000_000], [500_000, 1_140_000, 1_300_000], 900)).toEqual({
      latencyMs: [140],
      unheard: 0,
    });
    expect(matchClicks([], [1], 900)).toEqual({ latencyMs: [], unheard: 0 });
  });
});
