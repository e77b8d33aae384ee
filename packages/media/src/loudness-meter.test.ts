import { describe, expect, it } from "vitest";
import { LoudnessMeter } from "./loudness-meter";
import { TruePeakMeter } from "./true-peak-meter";

const RATE = 48_000;
/** LU beside 997 Hz. */
const WEIGHTS = { 40: -6.26, 100: -1.82, 4000: 3.28, 10000: 3.35 } as const;

/** `db`: of the peak, dBFS. */
function sine(hz: number, db: number, seconds: number, phase = 0): Float32Array {
  const peak = 10 ** (db / 20);
  return Float32Array.from({ length: Math.round(seconds * RATE) }, (_, i) => {
    return peak * Math.sin((2 * Math.PI * hz * i) / RATE + phase);
  });
}

/** One after the other, in both channels. */
function stereo(...parts: readonly (readonly [db: number, seconds: number])[]): number {
  const meter = new LoudnessMeter(2);
  for (const [db, seconds] of parts) {
    const pcm = sine(1000, db, seconds);
    // No length that a step is a multiple of.
    for (let at = 0; at < pcm.length; at += 997) {
      const block = pcm.subarray(at, at + 997);
      meter.push(block, block);
    }
  }
  return meter.integrated;
}

function mono(pcm: Float32Array): number {
  const meter = new LoudnessMeter();
  meter.push(pcm);
  return meter.integrated;
}

describe("loudness (ITU-R BS.1770-4)", () => {
  it("is −3.01 LUFS for 997 Hz at full scale in one channel, and 3.01 LU more in two", () => {
    expect(mono(sine(997, 0, 5))).toBeCloseTo(-3.01, 2);
    expect(mono(sine(997, -20, 5))).toBeCloseTo(-23.01, 2);
    const meter = new LoudnessMeter(2);
    meter.push(sine(997, 0, 5), sine(997, 0, 5));
    expect(meter.integrated).toBeCloseTo(0, 2);
  });

  // EBU Tech 3341, minimum requirements 1 to 5: sines of 1 kHz in both channels, within 0.1 LU.
  it.each([
    [1, -23, [[-23, 20]]],
    [2, -33, [[-33, 20]]],
    [
      3,
      -23,
      [
        [-36, 10],
        [-23, 60],
        [-36, 10],
      ],
    ],
    [
      4,
      -23,
      [
        [-72, 10],
        [-36, 10],
        [-23, 60],
        [-36, 10],
        [-72, 10],
      ],
    ],
    [
      5,
      -23,
      [
        [-26, 20],
        [-20, 20.1],
        [-26, 20],
      ],
    ],
  ] as const)("meets requirement %d of EBU Tech 3341: %d LUFS", (_, expected, parts) => {
    expect(Math.abs(stereo(...parts) - expected)).toBeLessThan(0.1);
  });

  it("hears low tones less and high ones more, as its two filters say", () => {
    // Of the filters' own transfer functions, by a second program (numpy), relative to 997 Hz.
    const at = (hz: number) => mono(sine(hz, -20, 5)) - mono(sine(997, -20, 5));
    expect(at(40)).toBeCloseTo(WEIGHTS[40], 1);
    expect(at(100)).toBeCloseTo(WEIGHTS[100], 1);
    expect(at(4000)).toBeCloseTo(WEIGHTS[4000], 1);
    expect(at(10_000)).toBeCloseTo(WEIGHTS[10_000], 1);
  });

  it("is −∞ for silence, for nothing, and for what lies under the absolute gate", () => {
    expect(mono(new Float32Array(RATE))).toBe(Number.NEGATIVE_INFINITY);
    expect(mono(new Float32Array(0))).toBe(Number.NEGATIVE_INFINITY);
    expect(mono(sine(1000, -75, 5))).toBe(Number.NEGATIVE_INFINITY);
  });

  it("measures what is shorter than a block over its own length", () => {
    expect(mono(sine(997, -10, 0.15))).toBeCloseTo(-13.01, 1);
  });
});

describe("true peak", () => {
  // EBU Tech 3341, minimum requirements 15 to 19: within +0.2 and −0.4 dB.
  it.each([
    [15, RATE / 4, 0, 0.5, -6],
    [16, RATE / 4, 45, 0.5, -6],
    [17, RATE / 6, 60, 0.5, -6],
    [18, RATE / 8, 67.5, 0.5, -6],
    [19, RATE / 4, 45, 1.41, 3],
  ])("meets requirement %d of EBU Tech 3341: %d Hz from %d°, %d, is %d dBTP", (_, hz, degrees, size, db) => {
    const meter = new TruePeakMeter();
    const pcm = sine(hz, 20 * Math.log10(size), 1, (degrees * Math.PI) / 180);
    // Faded in and out: a sine that is cut off has overshoots of its own.
    const fade = RATE / 10;
    for (let i = 0; i < fade; i++) {
      pcm[i]! *= i / fade;
      pcm[pcm.length - 1 - i]! *= i / fade;
    }
    for (let at = 0; at < pcm.length; at += 1001) meter.push(pcm.subarray(at, at + 1001));
    const off = meter.end() - db;
    expect(off).toBeGreaterThan(-0.4);
    expect(off).toBeLessThan(0.2);
  });

  it("finds the same in blocks of any size, and a peak in the very last sample", () => {
    const noise = Float32Array.from({ length: 5_000 }, (_, i) => 0.5 * Math.sin(i * i * 0.37));
    const whole = new TruePeakMeter();
    whole.push(noise);
    const pieces = new TruePeakMeter();
    for (let at = 0; at < noise.length; at += 7) pieces.push(noise.subarray(at, at + 7));
    expect(pieces.end()).toBeCloseTo(whole.end(), 6);
    const last = new TruePeakMeter();
    last.push(Float32Array.from({ length: 100 }, (_, i) => (i === 99 ? 0.5 : 0)));
    expect(last.end()).toBeCloseTo(-6.02, 1);
    expect(new TruePeakMeter().end()).toBe(Number.NEGATIVE_INFINITY);
  });
});
