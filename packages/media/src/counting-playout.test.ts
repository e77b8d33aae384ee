import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CountingPlayout, type CountingPlayoutOptions } from "./counting-playout";
import {
  type Arrival,
  broadcast,
  dueUs,
  M0,
  mediaOf,
  message,
  Rig,
  T0,
  timing,
} from "./playout.test-support";
import { seeded } from "./signal.test-support";

function count(
  arrivals: readonly Arrival[],
  options: Partial<CountingPlayoutOptions> = {},
  untilUs = 0,
): CountingPlayout {
  const playout = new CountingPlayout({ timing: timing(), ...options });
  const sorted = [...arrivals].sort((a, b) => a.atUs - b.atUs);
  for (const arrival of sorted) playout.push(arrival.message, arrival.atUs);
  playout.advance(Math.max(untilUs, (sorted.at(-1)?.atUs ?? T0) + 1_000_000));
  return playout;
}

describe("a playout that only counts", () => {
  test("counts what sounds, is concealed, is missing and is late", () => {
    const gone = new Set([10, 20, 21, 22, 23, 24]);
    const arrivals = broadcast(60, (n) => (n === 40 ? 90_000 : 30_000)).filter((_, n) => !gone.has(n));
    expect(count(arrivals).result()).toMatchObject({
      played: 53,
      concealed: 5,
      missing: 2,
      late: 1,
      received: 53,
      firstSampleAtUs: dueUs(0),
      firstMediaTime: M0,
      endMediaTime: mediaOf(60),
      lastSequence: 59,
      endedBecause: "finished",
    });
  });

  test("tells of each frame in order, with its message and playAt", () => {
    const frames: Array<[number, string, number]> = [];
    count(
      broadcast(20).filter((_, n) => n !== 5),
      {
        onSettled: (f) => frames.push([f.sequence, f.outcome, f.playAtUs]),
      },
    );
    expect(frames).toEqual(
      Array.from({ length: 20 }, (_, n) => (n === 5 ? [-1, "concealed", dueUs(5)] : [n, "played", dueUs(n)])),
    );
  });

  test("a frame must be here before its block is made", () => {
    const just = broadcast(10, () => 60_000);
    expect(count(just).result()).toMatchObject({ played: 10, late: 0 });
    expect(count(just, { leadUs: 20_001 }).result()).toMatchObject({ played: 0, late: 10, missing: 10 });
  });

  test("counts nothing beyond the last frame when nobody knows the end, and dies of a dead stream", () => {
    const arrivals = broadcast(50).filter((a) => !a.message.eos);
    const result = count(arrivals, {}, dueUs(50) + 4_000_000).result();
    expect(result).toMatchObject({ played: 49, concealed: 0, missing: 0, endedBecause: "dead-stream" });
    expect(count(arrivals, { deadAfterMs: null }, dueUs(50) + 4_000_000).endedBecause).toBeNull();
  });

  test("joins late, is stopped, is suspended", () => {
    const join = dueUs(100) - 15_000;
    const late = broadcast(200)
      .filter((a) => a.atUs > join - 60_000)
      .map((a) => ({ ...a, atUs: Math.max(a.atUs, join) }));
    const result = count(late).result();
    const first = (result.firstMediaTime! - M0) / 960;
    expect(dueUs(first)).toBeGreaterThanOrEqual(join + 50_000);
    expect(result).toMatchObject({ played: 200 - first, missing: 0, late: 0 });

    const stopped = new CountingPlayout({ timing: timing() });
    for (const a of broadcast(100).filter((each) => each.atUs < dueUs(20))) stopped.push(a.message, a.atUs);
    stopped.stop("outranked", dueUs(20));
    expect(stopped.result()).toMatchObject({ played: 20, missing: 0, endedBecause: "outranked" });

    const silent = new CountingPlayout({ timing: timing() });
    for (const a of broadcast(100)) {
      silent.advance(a.atUs);
      silent.setAudible(a.message.sequence < 50);
      silent.push(a.message, a.atUs);
    }
    silent.advance(dueUs(100));
    expect(silent.result().played + silent.result().silent).toBe(100);
    expect(silent.result().silent).toBeGreaterThan(45);
  });

  test("EOS alone ends it", () => {
    const never = new CountingPlayout({ timing: timing() });
    never.push(message(9, { frames: [], eos: true }), T0);
    expect(never.result()).toMatchObject({ played: 0, missing: 0, endedBecause: "finished" });
    const heard = broadcast(9).filter((a) => !a.message.eos);
    const end = { atUs: T0 + 200_000, message: message(9, { mediaTime: mediaOf(8), frames: [], eos: true }) };
    expect(count([...heard, end]).result()).toMatchObject({
      played: 8,
      missing: 0,
      endedBecause: "finished",
    });
  });

  test("counts as a playout that sounds, whatever is lost, late or doubled", () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.constantFrom(0, 0.03, 0.3),
        fc.constantFrom(0, 0.1),
        (seed, loss, lateness) => {
          const random = seeded(seed);
          // Clearly in time or clearly too late, and not in the last block: one makes its blocks ahead of their time.
          const arrivals = broadcast(
            120,
            (n) => 10_000 + 30_000 * random() + (n > 0 && n < 110 && random() < lateness ? 150_000 : 0),
          )
            .filter((a, n) => n === 0 || a.message.eos || random() >= loss)
            .flatMap((a) => (random() < 0.05 ? [a, a] : [a]));
          const sounded = new Rig(arrivals).playout.result();
          const counted = count(arrivals).result();
          const { played, concealed, missing, late, received, firstMediaTime, endMediaTime, lastSequence } =
            sounded;
          expect(counted).toMatchObject({
            played,
            concealed,
            missing,
            late,
            received,
            firstMediaTime,
            endMediaTime,
            lastSequence,
            endedBecause: "finished",
          });
        },
      ),
      { numRuns: 60 },
    );
  });
});
