import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SendPlan } from "./send-plan";

const FRAME_US = 20_000;

/** Asks at the times it names, each late by what `lateUs` says; returns when which sequence was sent. */
function play(plan: SendPlan, startUs: number, untilUs: number, lateUs: (n: number) => number) {
  const sent: { sequence: number; atUs: number }[] = [];
  let nowUs = startUs;
  for (let n = 0; nowUs < untilUs; n++) {
    const { first, count, nextUs } = plan.due(nowUs);
    for (let i = 0; i < count; i++) sent.push({ sequence: first + i, atUs: nowUs });
    nowUs = Math.max(nowUs, nextUs) + lateUs(n);
  }
  return sent;
}

describe("what is due", () => {
  test("is one frame each 20 ms, without drift, however late the timer is", () => {
    const plan = new SendPlan({ startUs: 1_000, latestUs: 60_000 });
    const sent = play(plan, 1_000, 10_000_000, (n) => (n * 7_919) % 3_000);
    expect(sent.map(({ sequence }) => sequence)).toEqual(sent.map((_, i) => i));
    for (const { sequence, atUs } of sent) {
      const lateUs = atUs - 1_000 - sequence * FRAME_US;
      expect(lateUs).toBeGreaterThanOrEqual(0);
      expect(lateUs).toBeLessThan(3_000);
    }
    expect(plan.skipped).toBe(0);
  });

  test("after a stall that can be made up for comes in small bursts, and nothing is left out", () => {
    const plan = new SendPlan({ startUs: 0, latestUs: 1_000_000 });
    const sent = play(plan, 0, 3_000_000, (n) => (n === 20 ? 800_000 : 0));
    expect(sent.map(({ sequence }) => sequence)).toEqual(sent.map((_, i) => i));
    const together = new Map<number, number>();
    for (const { atUs } of sent) together.set(atUs, (together.get(atUs) ?? 0) + 1);
    expect(Math.max(...together.values())).toBeLessThanOrEqual(3);
    expect(plan.skipped).toBe(0);
  });

  test("after a longer stall leaves a gap in the sequence, and is in time again at once", () => {
    const plan = new SendPlan({ startUs: 0, latestUs: 60_000 });
    const sent = play(plan, 0, 3_000_000, (n) => (n === 20 ? 800_000 : 0));
    const stalled = sent.findIndex(({ sequence }, i) => sequence !== i);
    expect(sent[stalled]!.sequence - sent[stalled - 1]!.sequence).toBeGreaterThan(30);
    expect(plan.skipped).toBe(sent.at(-1)!.sequence + 1 - sent.length);
    for (const { sequence, atUs } of sent) expect(atUs - sequence * FRAME_US).toBeLessThanOrEqual(60_000);
  });

  test("with a lead that grows is ever further ahead, without a burst, and then stays there", () => {
    const mostUs = 400_000;
    const plan = new SendPlan({ startUs: 0, latestUs: 60_000 });
    const earlyUs: number[] = [];
    for (let nowUs = 0; nowUs < 5_000_000; ) {
      const { first, count, nextUs } = plan.due(nowUs, Math.min(mostUs, nowUs / 4));
      expect(count).toBeLessThanOrEqual(1);
      if (count > 0) earlyUs.push(first * FRAME_US - nowUs);
      nowUs = Math.max(nowUs + 500, nextUs);
    }
    expect(earlyUs[0]).toBe(0);
    expect(Math.max(...earlyUs)).toBeLessThanOrEqual(mostUs);
    for (const each of earlyUs.slice(100)) expect(each).toBeGreaterThan(mostUs - 2 * FRAME_US);
  });

  test("with a lead is held up without anything being late", () => {
    const plan = new SendPlan({ startUs: 0, latestUs: 60_000 });
    for (let nowUs = 0; nowUs < 4_000_000; nowUs += 5_000) plan.due(nowUs, Math.min(400_000, nowUs / 4));
    const { first } = plan.due(4_300_000, 400_000);
    expect(first * FRAME_US).toBeGreaterThan(4_300_000);
    expect(plan.skipped).toBe(0);
  });

  test("never runs ahead, never repeats, never bursts, whenever it is asked", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(500_000), { minLength: 1, maxLength: 100 }), (waits) => {
        const plan = new SendPlan({ startUs: 0, latestUs: 60_000 });
        let nowUs = 0;
        let last = -1;
        for (const wait of waits) {
          nowUs += wait;
          const { first, count, nextUs } = plan.due(nowUs);
          expect(count).toBeLessThanOrEqual(3);
          expect(nextUs).toBeGreaterThan(nowUs);
          if (count === 0) continue;
          expect(first).toBeGreaterThan(last);
          last = first + count - 1;
          expect(last * FRAME_US).toBeLessThanOrEqual(nowUs);
          expect(nowUs - first * FRAME_US).toBeLessThanOrEqual(60_000);
        }
      }),
    );
  });
});
