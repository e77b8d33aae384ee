import { describe, expect, it } from "vitest";
import { CLIP_GOAL, levelled, planLevel } from "./levelling";
import { LoudnessMeter } from "./loudness-meter";
import { seededRandom } from "./seeded-noise";
import { speechLike, toFloat } from "./signal.test-support";
import { TruePeakMeter } from "./true-peak-meter";

const RATE = 48_000;
const speech = toFloat(speechLike(RATE, 6));

function read(pcm: Float32Array) {
  const loudness = new LoudnessMeter();
  const peak = new TruePeakMeter();
  loudness.push(pcm);
  peak.push(pcm);
  return { lufs: loudness.integrated, peakDb: peak.end() };
}

function level(pcm: Float32Array, size = 960) {
  const plan = planLevel(pcm, CLIP_GOAL);
  if (plan === undefined) throw new Error("silent");
  const blocks = [...levelled(pcm, plan, size)];
  return { plan, blocks, out: Float32Array.from(blocks.flatMap((block) => [...block])) };
}

describe("bringing a clip to its level", () => {
  it.each([-30, -12, 0])("speech %d dB from as it was comes to −16 LUFS under −1 dBTP", (db) => {
    const { plan, out } = level(speech.map((each) => each * 10 ** (db / 20)));
    const { lufs, peakDb } = read(out);
    expect(lufs).toBeCloseTo(plan.afterLufs, 1);
    expect(peakDb).toBeLessThanOrEqual(-1);
    if (plan.gainDb < CLIP_GOAL.highestGainDb) expect(Math.abs(lufs + 16)).toBeLessThan(0.3);
  });

  it("what is too quiet gains 20 dB and no more", () => {
    const { plan } = level(speech.map((each) => each * 0.02));
    expect(plan.gainDb).toBe(20);
    expect(plan.afterLufs).toBeCloseTo(plan.beforeLufs + 20, 5);
    expect(plan.afterLufs).toBeLessThan(-20);
  });

  it("what is too loud comes down", () => {
    const random = seededRandom(3);
    const noise = Float32Array.from({ length: 3 * RATE }, () => (random() < 0.5 ? -1 : 1));
    const { plan, out } = level(noise);
    expect(plan.gainDb).toBeLessThan(-10);
    expect(read(out).lufs).toBeCloseTo(-16, 0);
  });

  it("bends single peaks instead of leaving all of it quiet", () => {
    const pcm = speech.map((each) => each * 0.4);
    for (let i = 5_000; i < pcm.length; i += 30_000) pcm[i] = 0.9;
    const { out } = level(pcm);
    const { lufs, peakDb } = read(out);
    expect(Math.abs(lufs + 16)).toBeLessThan(0.5);
    expect(peakDb).toBeLessThanOrEqual(-1);
  });

  it("holds the ceiling where peaks cannot be bent far enough, and is then quieter", () => {
    // Clicks alone: whatever is done, the loudness lies in their peaks.
    const clicks = Float32Array.from({ length: 4 * RATE }, (_, i) => (i % 9_600 === 4_000 ? 0.5 : 0));
    const { plan, out } = level(clicks);
    expect(read(out).peakDb).toBeLessThanOrEqual(-1);
    expect(plan.afterLufs).toBeLessThan(-16);
  });

  it("moves nothing in time and keeps the length, in blocks of any size", () => {
    const { blocks, out, plan } = level(speech.subarray(0, 100_001), 777);
    expect(out.length).toBe(100_001);
    expect(blocks.slice(0, -1).every((block) => block.length === 777)).toBe(true);
    const gain = 10 ** (plan.gainDb / 20);
    const quiet = 33_000;
    expect(out[quiet]).toBeCloseTo(speech[quiet]! * gain, 2);
  });

  it("finds no level for silence", () => {
    expect(planLevel(new Float32Array(RATE), CLIP_GOAL)).toBeUndefined();
    expect(planLevel(new Float32Array(0), CLIP_GOAL)).toBeUndefined();
  });
});
