import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MOST_KEPT, type OutgoingFrame, SpeechQueue } from "./speech-queue";

const pcm = new Float32Array(960);

/** Frames captured from 0 on, each pushed when it is whole; `voiced` says which hold speech. */
function talk(
  queue: SpeechQueue,
  options: {
    readonly frames: number;
    readonly voiced: (n: number) => boolean;
    readonly openMs: number;
    readonly frameMs?: number;
    readonly captureMs?: (n: number) => number;
  },
) {
  const { frames, voiced, openMs, frameMs = 20, captureMs = (n: number) => n * frameMs } = options;
  const left: (OutgoingFrame & { leftMs: number })[] = [];
  let opened = false;
  for (let n = 0; n < frames; n++) {
    const wholeMs = captureMs(n) + 20;
    if (!opened && wholeMs > openMs) {
      opened = true;
      for (const frame of queue.flow(openMs)) left.push({ ...frame, leftMs: openMs });
    }
    for (const frame of queue.push({ pcm, voiced: voiced(n), captureMs: captureMs(n) }))
      left.push({ ...frame, leftMs: wholeMs });
  }
  return left;
}

/** How late what was captured is by its place on the timeline, ms: what an operator hears of himself. */
const delayMs = (left: readonly (OutgoingFrame & { leftMs: number })[], n: number): number => {
  const frame = left[n]!;
  return left[0]!.leftMs + (frame.sequence - left[0]!.sequence) * 20 - (frame.captureMs + 20);
};

describe("what leaves", () => {
  test("is said without the time the line took, when nobody spoke meanwhile", () => {
    const left = talk(new SpeechQueue(), { frames: 100, voiced: (n) => n > 20, openMs: 130 });
    expect(left[0]!.captureMs).toBe(120);
    expect(left.map(({ sequence }) => sequence)).toEqual(left.map((_, i) => i));
    for (let n = 0; n < left.length; n++) expect(delayMs(left, n)).toBe(0);
  });

  test("is every word said while the line opened, with the 60 ms before it", () => {
    const left = talk(new SpeechQueue(), { frames: 60, voiced: (n) => n >= 10, openMs: 500 });
    expect(left[0]!.captureMs).toBe(7 * 20);
    expect(left.map(({ captureMs }) => captureMs)).toEqual(left.map((_, i) => 140 + i * 20));
    expect(delayMs(left, 5)).toBe(500 - 160);
  });

  test("is back in time in the first pause", () => {
    const voiced = (n: number) => n < 50 || n >= 80;
    const left = talk(new SpeechQueue(), { frames: 120, voiced, openMs: 500 });
    const spoken = left.filter((frame) => frame.voiced).map(({ captureMs }) => captureMs);
    expect(spoken).toHaveLength(90);
    expect(delayMs(left, 10)).toBe(480);
    expect(delayMs(left, left.length - 1)).toBeLessThanOrEqual(30);
  });

  test("keeps two and a half seconds, and then the latest words", () => {
    const queue = new SpeechQueue();
    const left = talk(queue, { frames: 300, voiced: () => true, openMs: 4000 });
    expect(left.findIndex(({ leftMs }) => leftMs > 4000)).toBe(MOST_KEPT);
    expect(queue.dropped).toBe(200 - MOST_KEPT);
    // What waits there may be early by less than the 3 s of air.
    expect(delayMs(left, 0)).toBeLessThanOrEqual(2500);
  });

  test("leaves a gap after the microphone stood still, and is in time again", () => {
    const captureMs = (n: number) => n * 20 + (n >= 50 ? 900 : 0);
    const left = talk(new SpeechQueue(), { frames: 100, voiced: () => true, openMs: 0, captureMs });
    const at = left.findIndex(({ sequence }, i) => sequence !== i);
    expect(at).toBe(50);
    expect(left[at]!.sequence).toBe(50 + 45);
    expect(delayMs(left, 99)).toBe(0);
  });

  test.each([1.0002, 0.9998])("follows a microphone whose crystal is off (%f) for an hour", (rate) => {
    const left = talk(new SpeechQueue(), {
      ...{ frames: 180_000, voiced: (n: number) => n % 500 < 400, openMs: 0, frameMs: 20 * rate },
    });
    const delays = left.map((_, n) => Math.abs(delayMs(left, n)));
    expect(delays.reduce((most, each) => Math.max(most, each), 0)).toBeLessThan(52);
    expect(left.filter((frame) => frame.voiced)).toHaveLength(180_000 * 0.8);
  });

  test("is numbered upwards, never more than two at once while it flows, and every word is there", () => {
    fc.assert(
      fc.property(
        fc.array(fc.boolean(), { minLength: 1, maxLength: 200 }),
        fc.nat(2000),
        fc.double({ min: 0.995, max: 1.005, noNaN: true }),
        (voices, openMs, rate) => {
          const queue = new SpeechQueue();
          const left = talk(queue, {
            ...{ frames: voices.length, voiced: (n: number) => voices[n]!, openMs, frameMs: 20 * rate },
          });
          for (let i = 1; i < left.length; i++)
            expect(left[i]!.sequence).toBeGreaterThan(left[i - 1]!.sequence);
          expect(left[0]?.sequence ?? 0).toBe(0);
          const whole = new Set(left.map(({ captureMs }) => captureMs));
          const flowed = queue.flowing;
          voices.forEach((voiced, n) => {
            if (voiced && flowed) expect(whole.has(n * (20 * rate))).toBe(true);
          });
        },
      ),
      { numRuns: 300 },
    );
  });
});
