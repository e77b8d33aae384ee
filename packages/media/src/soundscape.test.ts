import { describe, expect, it } from "vitest";
import { AIR_PATH_HALF, airPathTaps } from "./air-path";
import { pinkNoise } from "./seeded-noise";
import { Soundscape } from "./soundscape";

const RATE = 16_000;
const silent = () => 0;

function heard(
  samples: number,
  ...sounds: { pcm: Float32Array; at: number; gainDb?: number; lossDb?: (hz: number) => number }[]
) {
  const scape = new Soundscape({ sampleRate: RATE, samples });
  for (const sound of sounds) scape.add({ gainDb: 0, lossDb: silent, ...sound });
  return scape.finish();
}

/** 1 kHz from its own beginning, at −12 dBFS: far under where the ceiling begins to bend. */
const tone = (samples: number, hz = 1_000, shift = 0) =>
  Float32Array.from({ length: samples }, (_, i) => 0.25 * Math.sin((2 * Math.PI * hz * (i - shift)) / RATE));
const rms = (pcm: Float32Array) => Math.sqrt(pcm.reduce((sum, each) => sum + each * each, 0) / pcm.length);

describe("what an ear hears", () => {
  it("has a click exactly where it arrives, and nothing beside it", () => {
    const click = Float32Array.of(0.4);
    const out = heard(200, { pcm: click, at: 100 });
    expect(out[100]).toBeCloseTo(0.4, 7);
    expect(Math.max(...out.map((each, i) => (i === 100 ? 0 : Math.abs(each))))).toBeLessThan(1e-9);
  });

  it("has two speakers 340 m apart a second apart, each as soft as its way made it", () => {
    const click = Float32Array.of(0.4);
    const out = heard(17_000, { pcm: click, at: 500 }, { pcm: click, at: 500 + RATE, gainDb: -20 });
    expect(out[500]).toBeCloseTo(0.4, 7);
    expect(out[500 + RATE]).toBeCloseTo(0.04, 7);
  });

  it.each([0.25, 0.5, 0.9])("places a sound %d of a sample later", (fraction) => {
    const out = heard(2_000, { pcm: tone(2_000), at: 10 + fraction });
    const expected = tone(2_000, 1_000, 10 + fraction);
    for (let i = 200; i < 1_800; i++) expect(out[i]).toBeCloseTo(expected[i] as number, 4);
  });

  it("hears every click of a long silence, wherever it lies", () => {
    const pcm = new Float32Array(5_000);
    const clicks = [0, 1, 255, 256, 257, 700, 2_303, 2_304, 4_999];
    for (const each of clicks) pcm[each] = 0.3;
    const out = heard(5_100, { pcm, at: 40 });
    for (let i = 0; i < out.length; i++)
      expect([i, out[i]]).toEqual([
        i,
        clicks.includes(i - 40) ? expect.closeTo(0.3, 6) : expect.closeTo(0, 6),
      ]);
  });

  it("begins in the middle of what began before, and ends with the scape", () => {
    const pcm = Float32Array.from({ length: 1_000 }, (_, i) => i / 4_000);
    const out = heard(300, { pcm, at: -500 });
    for (const i of [0, 150, 299]) expect(out[i]).toBeCloseTo((i + 500) / 4_000, 6);
  });

  it("is dulled as the air takes it: each frequency by its own loss", () => {
    const lossDb = (hz: number) => (hz * 12) / 4_000;
    for (const [hz, db] of [
      [250, 0.75],
      [1_000, 3],
      [4_000, 12],
    ] as const) {
      const out = heard(4_000, { pcm: tone(4_000, hz), at: 0, lossDb });
      const fell = 20 * Math.log10(rms(tone(3_000, hz)) / rms(out.subarray(500, 3_500)));
      expect(Math.abs(fell - db), `${hz} Hz fell by ${fell}`).toBeLessThan(0.15);
    }
  });

  it("never passes full scale, however near the horn", () => {
    const out = heard(1_000, { pcm: tone(1_000), at: 0, gainDb: 30 });
    expect(Math.max(...out.map(Math.abs))).toBeLessThanOrEqual(1);
  });

  it("has the noise of the place, the same for the same seed", () => {
    const noisy = (seed: number) => {
      const scape = new Soundscape({ sampleRate: RATE, samples: 8_000 });
      scape.addNoise(-40, seed);
      return scape.finish();
    };
    expect(20 * Math.log10(rms(noisy(1)))).toBeCloseTo(-40, 3);
    expect(noisy(1)).toEqual(noisy(1));
    expect(noisy(1)).not.toEqual(noisy(2));
  });
});

it("taps add up to the gain, whatever the fraction", () => {
  for (const fraction of [0, 0.3, 0.7]) {
    const taps = airPathTaps({ sampleRate: RATE, fraction, gainDb: -6.0206, lossDb: silent });
    expect(taps).toHaveLength(2 * AIR_PATH_HALF + 1);
    expect(taps.reduce((sum, each) => sum + each, 0)).toBeCloseTo(0.5, 3);
  }
});

it("pink noise falls by 3 dB an octave", () => {
  const noise = pinkNoise(160_000, RATE, 0.1, 7);
  /** Power per Hz around a frequency: a one-bin Fourier sum over many stretches. */
  const density = (hz: number) => {
    const size = 1_600;
    let sum = 0;
    for (let from = 0; from + size <= noise.length; from += size)
      for (const near of [0.9, 0.95, 1, 1.05, 1.1]) {
        let re = 0;
        let im = 0;
        for (let i = 0; i < size; i++) {
          const angle = (2 * Math.PI * Math.round((hz * near * size) / RATE) * i) / size;
          re += (noise[from + i] as number) * Math.cos(angle);
          im += (noise[from + i] as number) * Math.sin(angle);
        }
        sum += re * re + im * im;
      }
    return 10 * Math.log10(sum);
  };
  const levels = [100, 200, 400, 800, 1_600, 3_200].map(density);
  for (const [index, level] of levels.entries())
    expect(Math.abs(level - (levels[0] as number) + 3.01 * index), `octave ${index}`).toBeLessThan(1.6);
});
