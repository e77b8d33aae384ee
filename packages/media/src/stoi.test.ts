import { describe, expect, it } from "vitest";
import { pinkNoise } from "./seeded-noise";
import { speechLike } from "./signal.test-support";
import { sincResample } from "./sinc-resample";
import { stoi } from "./stoi";

const RATE = 16_000;
const speech = Float32Array.from(speechLike(RATE, 5), (each) => each / 32_768);
const rms = (pcm: Float32Array) => Math.sqrt(pcm.reduce((sum, each) => sum + each * each, 0) / pcm.length);

function noisy(snrDb: number): Float32Array {
  const noise = pinkNoise(speech.length, RATE, rms(speech) * 10 ** (-snrDb / 20), 3);
  return speech.map((each, i) => each + (noise[i] as number));
}

function echoed(ms: number): Float32Array {
  const late = (ms * RATE) / 1000;
  return speech.map((each, i) => each + (i >= late ? (speech[i - late] as number) : 0));
}

describe("STOI", () => {
  it("is 1 for the same sound, whatever its level", () => {
    expect(stoi(speech, speech, RATE)).toBeCloseTo(1, 6);
    expect(
      stoi(
        speech,
        speech.map((each) => each * 0.01),
        RATE,
      ),
    ).toBeCloseTo(1, 6);
  });

  // The right-hand numbers are of a second program: numpy and scipy, written from the paper, on these very signals.
  it.each([
    [30, 0.9078],
    [15, 0.8473],
    [10, 0.82],
    [5, 0.7742],
    [0, 0.7094],
    [-5, 0.6134],
    [-10, 0.4861],
  ])("at %d dB over pink noise is what an independent program finds: %d", (snrDb, expected) => {
    expect(stoi(speech, noisy(snrDb), RATE)).toBeCloseTo(expected, 2.5);
  });

  it.each([
    [20, 0.7673],
    [50, 0.7305],
    [100, 0.7102],
    [200, 0.9363],
  ])("with an echo of the same level after %d ms, too: %d", (ms, expected) => {
    expect(stoi(speech, echoed(ms), RATE)).toBeCloseTo(expected, 2.5);
  });

  it("falls with every decibel of noise, and is far down for noise alone", () => {
    const falling = [40, 20, 10, 0, -10, -20].map((snrDb) => stoi(speech, noisy(snrDb), RATE) as number);
    expect(falling).toEqual([...falling].sort((a, b) => b - a));
    const nothing = stoi(speech, pinkNoise(speech.length, RATE, 0.1, 5), RATE) as number;
    expect(nothing).toBeLessThan(0.45);
  });

  it("says nothing of less than 384 ms of speech, or of silence", () => {
    expect(stoi(speech.subarray(0, RATE / 4), speech, RATE)).toBeNull();
    expect(stoi(new Float32Array(RATE), speech, RATE)).toBeNull();
    expect(stoi(new Float32Array(0), new Float32Array(0), RATE)).toBeNull();
  });

  it("does not mind the rate", () => {
    const up = (pcm: Float32Array) => sincResample(pcm, RATE, 48_000);
    const there = stoi(up(speech), up(noisy(5)), 48_000) as number;
    expect(Math.abs(there - (stoi(speech, noisy(5), RATE) as number))).toBeLessThan(0.005);
  });
});

describe("another rate", () => {
  it("keeps a tone where it is, and lets nothing fold", () => {
    const tone = (hz: number, rate: number) =>
      Float32Array.from({ length: rate }, (_, i) => Math.sin((2 * Math.PI * hz * i) / rate));
    const kept = sincResample(tone(1_000, 48_000), 48_000, 10_000);
    const expected = tone(1_000, 10_000);
    expect(kept).toHaveLength(10_000);
    for (let i = 100; i < 9_900; i++)
      expect(Math.abs((kept[i] as number) - (expected[i] as number))).toBeLessThan(0.002);
    expect(rms(sincResample(tone(6_000, 48_000), 48_000, 10_000).subarray(100, 9_900))).toBeLessThan(0.001);
  });
});
