import { FRAME_SAMPLES, serverTimeOf, type Timeline } from "@dalaba/protocol";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CountingPlayout } from "./counting-playout";
import { seededRandom } from "./seeded-noise";
import { SourceTimeline } from "./source-timeline";

const T0 = 50_000_000;
const D = 80_000;
/** From `air` to a speaker and back into effect, µs. */
const NETWORK = 8_000;

interface Source {
  readonly frames: number;
  readonly ppm?: number;
  /** From a frame's last sample to `air`, µs, by its number. */
  readonly delayUs?: (frame: number) => number;
  readonly voiced?: (frame: number) => boolean;
}

interface Retimed {
  readonly frame: number;
  readonly from: Timeline;
  readonly to: Timeline;
}

interface Shifted {
  readonly frame: number;
  /** Places left empty; negative: frames left out. */
  readonly by: number;
}

/** Speaks it: fitter, one speaker that counts, and what each frame's way from mouth to ear was. */
function speak({ frames, ppm = 0, delayUs = () => 5_000, voiced = () => true }: Source) {
  const period = 20_000 * (1 + ppm / 1e6);
  const captured = (frame: number): number => T0 - 20_000 + frame * period;
  // `air` anchors the first frame at its arrival.
  const t0Us = captured(0) + 20_000 + delayUs(0);
  const source = new SourceTimeline({ t0Us });
  const timing = (timeline: Timeline) => ({ timeline, delayUs: D, trimUs: 0 });
  const frameAt = new Map<number, number>();
  const mouthToEarMs: number[] = [];
  const playout = new CountingPlayout({
    timing: timing(source.timeline),
    deadAfterMs: null,
    onSettled: ({ mediaTime, outcome, playAtUs }) => {
      const frame = frameAt.get(mediaTime);
      if (outcome === "played" && frame !== undefined)
        mouthToEarMs[frame] = (playAtUs - captured(frame)) / 1000;
    },
  });
  const retimed: Retimed[] = [];
  const shifted: Shifted[] = [];
  const later: { readonly atUs: number; readonly act: (nowUs: number) => void }[] = [];
  let [last, sequence, sent] = [0, 0, 0];
  for (let frame = 0; frame < frames; frame++) {
    // A line delivers in order: who waits holds up those behind it.
    const arrivalUs = Math.max(last, captured(frame) + 20_000 + delayUs(frame));
    last = arrivalUs;
    const { timeline: from, shift } = source;
    const kept = source.push({ sequence: frame, voiced: voiced(frame) }, arrivalUs);
    const { timeline: to } = source;
    if (to !== from) retimed.push({ frame, from, to });
    if (source.shift !== shift) shifted.push({ frame, by: source.shift - shift });
    while (later[0] && later[0].atUs <= arrivalUs) later.shift()?.act(later[0]?.atUs ?? arrivalUs);
    if (to !== from) later.push({ atUs: arrivalUs + NETWORK, act: () => playout.retime(timing(to)) });
    if (!kept) continue;
    const mediaTime = (frame + source.shift) * FRAME_SAMPLES;
    frameAt.set(mediaTime, frame);
    const message = {
      sequence: sequence++,
      mediaTime,
      frames: [new Uint8Array(1)],
      eos: frame === frames - 1,
      disc: false,
    };
    sent++;
    later.push({ atUs: arrivalUs + NETWORK, act: () => playout.push(message, arrivalUs + NETWORK) });
  }
  for (const { act, atUs } of later) act(atUs);
  playout.advance(last + 5_000_000);
  const spread = (from: number, to = frames): number => {
    const part = mouthToEarMs.slice(from, to).filter((ms) => ms !== undefined);
    return Math.max(...part) - Math.min(...part);
  };
  return { source, retimed, shifted, result: playout.result(), mouthToEarMs, spread, sent };
}

/** A quiet LAN and a browser on it: 4 ms and a little, now and then a garbage collection. */
function jittered(seed: number): (frame: number) => number {
  const random = seededRandom(seed);
  return () => 4_000 + 3_000 * random() ** 2 + (random() < 0.002 ? 25_000 * random() : 0);
}

const jumpOf = ({ from, to }: Retimed): number => to.t0Us - serverTimeOf(from, to.m0);

describe("a microphone whose crystal is off", () => {
  test.each([200, -200, 100, -50, 0])(
    "by %d ppm for 30 minutes loses no frame, and mouth to ear moves by 5 ms at most",
    (ppm) => {
      const { result, spread, retimed, shifted, source } = speak({
        frames: 90_000,
        ppm,
        delayUs: jittered(7),
      });
      expect(shifted).toEqual([]);
      expect(result).toMatchObject({ late: 0, missing: 0, concealed: 0, played: 90_000 });
      expect(spread(0)).toBeLessThanOrEqual(5);
      expect(Math.abs(source.timeline.rPpb / 1000 - ppm)).toBeLessThan(25);
      // Continuous: nobody hears a rate change.
      for (const each of retimed) expect(Math.abs(jumpOf(each))).toBeLessThan(1);
      // An order to every speaker each 10 s at most, once it is settled.
      expect(retimed.filter(({ frame }) => frame > 6_000).length).toBeLessThan(84_000 / 500);
    },
    30_000,
  );

  test("without any of it the same microphone would be 360 ms off, or lose its words", () => {
    const playout = new CountingPlayout({
      timing: { timeline: { m0: 0, t0Us: T0, rPpb: 0 }, delayUs: D, trimUs: 0 },
      deadAfterMs: null,
    });
    for (let frame = 0; frame < 90_000; frame++)
      playout.push(
        {
          sequence: frame,
          mediaTime: frame * FRAME_SAMPLES,
          frames: [new Uint8Array(1)],
          eos: false,
          disc: false,
        },
        T0 + frame * 20_000 * (1 + 200e-6) + NETWORK,
      );
    expect(playout.result().late).toBeGreaterThan(70_000);
  });
});

describe("a first frame that tells little of the others", () => {
  const pauseAt = 500;
  /** Speech, and half a second of silence at 10 s. */
  const voiced = (frame: number): boolean => frame < pauseAt || frame >= pauseAt + 25;

  test("came 150 ms late: the talk comes back to D in its first pause, and loses nothing", () => {
    const { result, mouthToEarMs, shifted, sent } = speak({
      frames: 1_000,
      delayUs: (frame) => (frame < 5 ? 155_000 - frame * 20_000 : 5_000),
      voiced,
    });
    expect(result).toMatchObject({ late: 0, missing: 0, concealed: 0, played: sent });
    expect(mouthToEarMs[300]).toBeGreaterThan(220);
    expect(Math.abs((mouthToEarMs[990] ?? 0) - (20 + 5 + D / 1000))).toBeLessThan(20);
    // One frame after the other, and none in which somebody speaks.
    expect(shifted.map(({ by }) => by)).toEqual(Array(7).fill(-1));
    for (const { frame } of shifted) expect(voiced(frame)).toBe(false);
  });

  test("came 70 ms earlier than all that follow: what follows is heard again within seconds, speech or not", () => {
    const { result, mouthToEarMs, shifted } = speak({
      frames: 1_000,
      delayUs: (frame) => (frame === 0 ? 2_000 : 85_000),
    });
    expect(result.late).toBeGreaterThan(10);
    expect(result.late).toBeLessThan(150);
    expect(mouthToEarMs[300]).toBeDefined();
    expect(shifted.every(({ by }) => by === 1)).toBe(true);
  });

  test("in a pause the same is mended in one go", () => {
    const { result, shifted } = speak({
      frames: 400,
      delayUs: (frame) => (frame === 0 ? 2_000 : 60_000),
      voiced: (frame) => frame < 20 || frame > 60,
    });
    expect(result.late).toBeLessThan(60);
    expect(shifted).toEqual([{ frame: 49, by: 2 }]);
  });
});

test("a line that gets slower for good is followed; one that stalls now and then is not", () => {
  const slower = speak({ frames: 2_000, delayUs: (frame) => (frame < 800 ? 5_000 : 45_000) });
  expect(slower.mouthToEarMs[1_990]).toBeGreaterThan(125 - 20);
  expect(slower.result.late).toBe(0);
  const stalls = speak({ frames: 2_000, delayUs: (frame) => (frame % 100 > 96 ? 40_000 : 5_000) });
  expect(stalls.spread(0)).toBeLessThan(1);
  expect(stalls.result).toMatchObject({ late: 0, missing: 0 });
});

test("whatever a sender does, while somebody speaks nothing is left out, one place a second is left empty at most, and rates stay small", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -300, max: 300 }),
      fc.array(
        fc.record({ frames: fc.integer({ min: 10, max: 400 }), delayMs: fc.integer({ min: 0, max: 200 }) }),
        { minLength: 1, maxLength: 6 },
      ),
      (ppm, parts) => {
        const delays = parts.flatMap(({ frames, delayMs }) =>
          Array.from({ length: frames }, () => delayMs * 1000),
        );
        const { retimed, shifted, sent } = speak({
          ...{ frames: delays.length, ppm, delayUs: (frame: number) => delays[frame] ?? 0 },
        });
        expect(sent).toBe(delays.length);
        let before = Number.NEGATIVE_INFINITY;
        for (const { frame, by } of shifted) {
          expect(by).toBe(1);
          expect(frame - before).toBeGreaterThanOrEqual(50);
          before = frame;
        }
        for (const each of retimed) {
          expect(Math.abs(each.to.rPpb)).toBeLessThanOrEqual(400_000);
          expect(Math.abs(jumpOf(each))).toBeLessThanOrEqual(1);
        }
      },
    ),
    { numRuns: 100 },
  );
});

test("frames keep their order, whatever comes and whoever speaks", () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ delayMs: fc.integer({ min: 0, max: 300 }), voiced: fc.boolean() }), {
        minLength: 200,
        maxLength: 400,
      }),
      (each) => {
        const source = new SourceTimeline({ t0Us: T0 });
        let before = -1;
        for (const [sequence, { delayMs, voiced }] of each.entries()) {
          // Runs of a second: a pause is one.
          const speaks = each[Math.floor(sequence / 50) * 50]?.voiced ?? voiced;
          if (!source.push({ sequence, voiced: speaks }, T0 + sequence * 20_000 + delayMs * 1000)) continue;
          expect(sequence + source.shift).toBeGreaterThan(before);
          before = sequence + source.shift;
        }
      },
    ),
    { numRuns: 60 },
  );
});
