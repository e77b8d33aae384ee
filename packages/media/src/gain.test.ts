import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dbToGain, GainStage, gainToDb, Ramp, softLimit } from "./gain";
import { levelOf, VoicedDetector } from "./meter";
import { maxJump, seeded, speechLike, toFloat } from "./signal.test-support";

const sine = (hz: number, rate: number, seconds: number, amplitude = 1): Float32Array =>
  Float32Array.from(
    { length: rate * seconds },
    (_, i) => amplitude * Math.sin((2 * Math.PI * hz * i) / rate),
  );

describe("gain", () => {
  test("6 dB doubles, and dB are undone by dB", () => {
    expect(dbToGain(6.0206)).toBeCloseTo(2, 4);
    expect(dbToGain(Number.NEGATIVE_INFINITY)).toBe(0);
    expect(gainToDb(0)).toBe(Number.NEGATIVE_INFINITY);
    for (const db of [-60, -18, 0, 6]) expect(gainToDb(dbToGain(db))).toBeCloseTo(db, 9);
  });

  test("a ramp arrives exactly, in as many samples as asked", () => {
    const ramp = new Ramp(0);
    ramp.to(1, 320);
    const values = Array.from({ length: 322 }, () => ramp.next());
    expect(values[0]).toBe(0);
    expect(values[160]).toBeCloseTo(0.5, 6);
    expect(values[320]).toBe(1);
    expect(values[321]).toBe(1);
    ramp.to(0, 0);
    expect(ramp.next()).toBe(0);
  });

  test("a ramp may be turned around halfway without a step", () => {
    const ramp = new Ramp(0);
    ramp.to(1, 100);
    const values: number[] = [];
    for (let i = 0; i < 50; i++) values.push(ramp.next());
    ramp.to(0, 100);
    for (let i = 0; i < 101; i++) values.push(ramp.next());
    expect(maxJump(Float32Array.from(values))).toBeLessThan(0.011);
    expect(ramp.moving).toBe(false);
    expect(ramp.value).toBe(0);
  });

  test("changing the gain of a tone makes no click", () => {
    const rate = 16_000;
    const stage = new GainStage({ sampleRate: rate, gainDb: 0, ceilingDb: 0 });
    const tone = sine(440, rate, 1, 0.4);
    const steady = maxJump(tone);
    const blocks: Float32Array[] = [];
    for (let at = 0; at < tone.length; at += 160) {
      if (at === 3_200) stage.setGainDb(-18);
      if (at === 8_000) stage.setGainDb(0);
      const block = tone.slice(at, at + 160);
      stage.process(block);
      blocks.push(block);
    }
    const out = Float32Array.from(blocks.flatMap((b) => [...b]));
    expect(maxJump(out)).toBeLessThan(steady + 0.4 / 320 + 1e-6);
    expect(levelOf(out.subarray(4_000, 8_000)).peakDb).toBeCloseTo(gainToDb(0.4) - 18, 1);
  });
});

describe("the ceiling", () => {
  test("is never passed, keeps order and sign, and leaves the quiet half alone", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -100, max: 100, noNaN: true }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (x, ceiling) => {
          const y = softLimit(x, ceiling);
          expect(Math.abs(y)).toBeLessThanOrEqual(ceiling);
          if (Math.abs(x) <= ceiling / 2) expect(y).toBe(x);
          expect(y * x).toBeGreaterThanOrEqual(0);
          expect(softLimit(x + 0.001, ceiling)).toBeGreaterThanOrEqual(y);
        },
      ),
    );
  });

  test("has no corner at the knee", () => {
    const slope = (x: number): number => (softLimit(x + 1e-6, 1) - softLimit(x - 1e-6, 1)) / 2e-6;
    expect(slope(0.49999)).toBeCloseTo(1, 3);
    expect(slope(0.50001)).toBeCloseTo(1, 3);
  });

  test("holds for a whole block, also when it is lowered and the gain is absurd", () => {
    const stage = new GainStage({ sampleRate: 16_000, gainDb: 40, ceilingDb: 0 });
    const block = sine(300, 16_000, 0.1);
    stage.process(block);
    expect(levelOf(block).peakDb).toBeLessThanOrEqual(0);
    stage.setCeilingDb(-12);
    const next = sine(300, 16_000, 0.1);
    stage.process(next);
    expect(levelOf(next).peakDb).toBeLessThanOrEqual(-12 + 1e-6);
  });
});

describe("a meter", () => {
  test("reads a full sine as 0 dBFS peak and -3 dBFS rms, and counts clipping", () => {
    const level = levelOf(sine(1_000, 48_000, 1));
    expect(level.peakDb).toBeCloseTo(0, 3);
    expect(level.rmsDb).toBeCloseTo(-3.01, 2);
    expect(level.clipped).toBeGreaterThan(0);
    expect(levelOf(new Float32Array(0)).peakDb).toBe(Number.NEGATIVE_INFINITY);
    expect(levelOf(sine(1_000, 48_000, 1, 0.5)).clipped).toBe(0);
  });

  test("hears speech and its pauses in a quiet and in a noisy room", () => {
    for (const noise of [0.0005, 0.01]) {
      const rate = 16_000;
      const random = seeded(3);
      const pcm = toFloat(speechLike(rate, 6)).map((v) => v + noise * (random() * 2 - 1));
      pcm.fill(0, 0, 0);
      for (let i = 3 * rate; i < 4.5 * rate; i++) pcm[i] = noise * (random() * 2 - 1);
      const detector = new VoicedDetector();
      const marks: boolean[] = [];
      for (let at = 0; at < pcm.length; at += 320) marks.push(detector.push(pcm.subarray(at, at + 320), 20));
      const share = (from: number, to: number): number => {
        const part = marks.slice(from, to);
        return part.filter(Boolean).length / part.length;
      };
      expect(share(0, 145)).toBeGreaterThan(0.8);
      expect(share(165, 222)).toBe(0);
      expect(share(240, 295)).toBeGreaterThan(0.8);
    }
  });

  test("hears no speech in silence or in steady noise", () => {
    for (const noise of [0.003, 0.01, 0.05]) {
      const detector = new VoicedDetector();
      expect(detector.push(new Float32Array(320), 20)).toBe(false);
      const random = seeded(8);
      let voiced = 0;
      for (let i = 0; i < 800; i++) {
        const block = Float32Array.from({ length: 320 }, () => noise * (random() * 2 - 1));
        if (detector.push(block, 20) && i > 500) voiced++;
      }
      expect(voiced).toBe(0);
    }
  });
});
