import { describe, expect, test } from "vitest";
import { type ClockLook, capturedMs, machineUs, pageClock } from "./page-clock";

const OFFSET_US = 7_654_321_987;

/** A page asked at `pageMs`, the question and the answer having taken so long. */
const look = (pageMs: number, thereUs: number, backUs: number): ClockLook => ({
  beforeUs: pageMs * 1000 + OFFSET_US - thereUs,
  pageMs: Math.floor(pageMs * 10) / 10,
  afterUs: pageMs * 1000 + OFFSET_US + backUs,
});

describe("the page's clock on the machine's", () => {
  test("lies where every look allows it, closer than any one look tells", () => {
    const looks = [look(1_000.03, 4_000, 200), look(1_010.18, 300, 9_000), look(2_000.55, 2_500, 2_500)];
    const clock = pageClock(looks);
    if (!clock) throw new Error("no clock");
    expect(clock.errorUs).toBeLessThanOrEqual(350);
    expect(Math.abs(clock.offsetUs - OFFSET_US)).toBeLessThanOrEqual(clock.errorUs);
    expect(machineUs(clock, 5)).toBe(5_000 + clock.offsetUs);
  });

  test("is none when a clock stepped between the looks, or nobody looked", () => {
    const late = look(60_000, 400, 400);
    const stepped = { ...late, beforeUs: late.beforeUs + 5_000, afterUs: late.afterUs + 5_000 };
    expect(pageClock([look(1_000, 400, 400), stepped])).toBeUndefined();
    expect(pageClock([])).toBeUndefined();
  });
});

describe("when a frame was captured", () => {
  const CONTEXT_MS = 812.5;
  const frames = (delaysMs: readonly number[]) =>
    delaysMs.map((delay, i) => ({ first: 960 * i, arrivedMs: CONTEXT_MS + 20 * i + 20 + delay }));

  test("is told by the least delayed frames, whatever held up the others", () => {
    const delays = Array.from({ length: 500 }, (_, i) => (i % 9 === 4 ? 0.1 : (i * 7) % 45));
    const captured = capturedMs(frames(delays));
    for (const [i, ms] of captured.entries())
      expect(Math.abs(ms - (CONTEXT_MS + 20 * i))).toBeLessThanOrEqual(0.1);
  });

  test("follows a sound card whose crystal is off", () => {
    const drifting = Array.from({ length: 3_000 }, (_, i) => 0.002 * i);
    const captured = capturedMs(frames(drifting));
    for (const [i, ms] of captured.entries())
      expect(Math.abs(ms - (CONTEXT_MS + 20 * i + (drifting[i] as number)))).toBeLessThanOrEqual(0.3);
  });
});
