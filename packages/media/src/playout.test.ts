import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { FrameDecoder } from "./frame-source";
import { Playout } from "./playout";
import {
  AMPLITUDE,
  type Arrival,
  broadcast,
  D,
  dueUs,
  M0,
  mediaOf,
  message,
  packetFor,
  Rig,
  T0,
  timing,
  tone,
  toneJump,
} from "./playout.test-support";
import type { SettledFrame } from "./segments";
import { maxJump, seeded } from "./signal.test-support";

/** A join or a fade may add its own slope to the tone's: 5 ms from full amplitude to nothing. */
const allowed = (rate: number, extra = 0): number =>
  toneJump(rate) + AMPLITUDE / (rate * 0.005) + extra + 1e-6;

const without = (arrivals: Arrival[], ...lost: number[]): Arrival[] =>
  arrivals.filter((a) => !lost.includes((a.message.mediaTime - M0) / 960));

describe("a broadcast that arrives in time", () => {
  test.each([
    { rate: 16_000, block: 160 },
    { rate: 16_000, block: 333 },
    { rate: 48_000, block: 960 },
    { rate: 48_000, block: 128 },
  ])("sounds at playAt to half a sample, $rate Hz in blocks of $block", ({ rate, block }) => {
    const rig = new Rig(broadcast(100), { sampleRate: rate, block });
    const { from, to } = rig.sounding;
    expect(Math.abs(rig.startUs + from * rig.sampleUs - dueUs(0))).toBeLessThan(3 * rig.sampleUs);
    expect(Math.abs(rig.startUs + to * rig.sampleUs - dueUs(100))).toBeLessThan(3 * rig.sampleUs);
    expect(Math.abs(rig.latenessUs(dueUs(5), dueUs(95)))).toBeLessThan(rig.sampleUs);
    expect(rig.playout.result()).toMatchObject({
      played: 100,
      concealed: 0,
      missing: 0,
      late: 0,
      received: 100,
      firstMediaTime: M0,
      endMediaTime: mediaOf(100),
      lastSequence: 99,
      lastMediaTime: mediaOf(100),
      endedBecause: "finished",
    });
    expect(Math.abs(rig.playout.result().firstSampleAtUs! - dueUs(0))).toBeLessThan(rig.sampleUs);
    expect(maxJump(rig.pcm)).toBeLessThan(allowed(rate));
  });

  test("comes out sample for sample between its fades", () => {
    const rig = new Rig(broadcast(50));
    const from = rig.indexAt(dueUs(1));
    const first = Math.round(M0 / 3) + 320;
    for (let i = 0; i < 47 * 320; i++) expect(rig.out[from + i]).toBeCloseTo(tone(3 * (first + i)), 6);
  });

  test("bundles of three frames are the same", () => {
    const bundles = Array.from({ length: 20 }, (_, n) => ({
      atUs: T0 + n * 60_000 + 60_000,
      message: message(n, {
        mediaTime: mediaOf(3 * n),
        frames: [0, 1, 2].map((k) => packetFor(mediaOf(3 * n + k))),
        eos: n === 19,
      }),
    }));
    expect(new Rig(bundles).playout.result()).toMatchObject({
      played: 60,
      missing: 0,
      endedBecause: "finished",
    });
  });

  test("tells of each frame once, in order, with its message and its place in the block", () => {
    const settled: SettledFrame[] = [];
    const offsets: number[] = [];
    new Rig(without(broadcast(30), 7), {
      onSettled: (frame) => settled.push(frame),
      onPlaced: (frame) => offsets.push(frame.offset),
    });
    expect(settled.map((f) => f.mediaTime)).toEqual(Array.from({ length: 30 }, (_, n) => mediaOf(n)));
    expect(settled.map((f) => f.sequence)).toEqual(Array.from({ length: 30 }, (_, n) => (n === 7 ? -1 : n)));
    expect(settled[7]!.outcome).toBe("concealed");
    expect(offsets).toHaveLength(30);
    expect(offsets.every((o) => o >= 0 && o < 160)).toBe(true);
  });

  test("follows the source's rate r and its own trim", () => {
    const slow = { ...timing({ rPpb: 80_000 }), trimUs: 12_000 };
    const rig = new Rig(broadcast(500), { timing: slow });
    // After n seconds of media at +80 ppm the sample leaves n × 80 µs later, and 12 ms of trim later.
    const late = rig.latenessUs(dueUs(400) + 12_000, dueUs(480) + 12_000, {
      ...timing(),
      delayUs: D + 12_000,
    });
    expect(Math.abs(late - 440 * 20_000 * 80e-6)).toBeLessThan(120);
    expect(maxJump(rig.pcm)).toBeLessThan(allowed(16_000));
  });
});

describe("a card whose crystal drifts", () => {
  test.each([-100, -50, 50, 100])("at %i ppm stays within 0.2 ms of playAt without a click", (ppm) => {
    const rig = new Rig(broadcast(3_000), { ppm });
    for (let n = 25; n < 2_950; n += 25)
      expect(Math.abs(rig.latenessUs(dueUs(n), dueUs(n + 20)))).toBeLessThan(200);
    expect(maxJump(rig.pcm)).toBeLessThan(allowed(16_000, 0.02));
    expect(rig.playout.result()).toMatchObject({ played: 3_000, concealed: 0, missing: 0 });
  });

  test("hears no difference between single-sample corrections and the tone", () => {
    const steady = new Rig(broadcast(500), { sampleRate: 48_000, block: 480 });
    const drifting = new Rig(broadcast(500), { sampleRate: 48_000, block: 480, ppm: 100 });
    const middle = (rig: Rig): [number, number] => [rig.indexAt(dueUs(5)), rig.indexAt(dueUs(490))];
    expect(maxJump(drifting.pcm, ...middle(drifting))).toBeLessThan(
      maxJump(steady.pcm, ...middle(steady)) * 1.02,
    );
  });
});

describe("a clock that is corrected while it sounds", () => {
  const stepAt = dueUs(100);
  // All of it is here early, so that there is something to jump to.
  const early = broadcast(300, (n) => 30_000 - n * 15_000);
  const patient = { maxAheadMs: 10_000, untilUs: dueUs(320) };
  const step = (us: number) => (serverUs: number) => (serverUs > stepAt ? us : 0);

  test.each([-3_000, 3_000])("by %i µs is followed softly, at no more than 500 ppm", (us) => {
    const rig = new Rig(broadcast(700), { clockErrorUs: step(us) });
    // Lateness against the uncorrected clock: goes from 0 to the step, and takes at least |us| / 500 ppm for it.
    expect(Math.abs(rig.latenessUs(dueUs(50), dueUs(90)))).toBeLessThan(100);
    const afterThreeSeconds = Math.abs(rig.latenessUs(dueUs(240), dueUs(260)));
    expect(afterThreeSeconds).toBeGreaterThan(1_300);
    expect(afterThreeSeconds).toBeLessThan(1_600);
    expect(Math.abs(rig.latenessUs(dueUs(640), dueUs(690)) + us)).toBeLessThan(130);
    expect(maxJump(rig.pcm)).toBeLessThan(allowed(16_000, 0.02));
    expect(rig.playout.result()).toMatchObject({ played: 700, concealed: 0, missing: 0 });
  });

  test.each([20_000, 150_000])("forward by %i µs jumps under a 5 ms cross-fade", (us) => {
    const rig = new Rig(early, { clockErrorUs: step(us), ...patient });
    expect(maxJump(rig.pcm)).toBeLessThan(allowed(16_000, 0.05));
    const before = rig.indexAt(stepAt) - 10;
    const silence = rig.out.slice(before, before + 1_600).filter((v) => v === 0).length;
    expect(silence).toBeLessThan(5);
    expect(Math.abs(rig.latenessUs(dueUs(120), dueUs(200), { ...timing(), delayUs: D - us }))).toBeLessThan(
      130,
    );
    const skipped = Math.round(us / 20_000);
    const result = rig.playout.result();
    expect(Math.abs(result.missing - (skipped - 1))).toBeLessThanOrEqual(1);
    expect(result.played + result.missing).toBe(300);
  });

  test("forward by a second stops, and comes in again at the right place", () => {
    const rig = new Rig(early, { clockErrorUs: step(1_000_000), ...patient });
    expect(maxJump(rig.pcm)).toBeLessThan(allowed(16_000));
    const result = rig.playout.result();
    expect(result.missing).toBeGreaterThanOrEqual(48);
    expect(result.missing).toBeLessThanOrEqual(51);
    expect(result.played + result.missing).toBe(300);
    expect(
      Math.abs(rig.latenessUs(dueUs(120), dueUs(200), { ...timing(), delayUs: D - 1_000_000 })),
    ).toBeLessThan(130);
  });

  test.each([-20_000, -500_000])("back by %i µs pauses instead of repeating itself", (us) => {
    const rig = new Rig(
      broadcast(300, () => 20_000),
      { clockErrorUs: step(us) },
    );
    expect(maxJump(rig.pcm)).toBeLessThan(allowed(16_000));
    expect(rig.playout.result()).toMatchObject({ played: 300, missing: 0, concealed: 0 });
    const from = rig.indexAt(stepAt);
    const silence = rig.out.slice(from, from + 16_000).filter((v) => v === 0).length;
    expect(Math.abs(silence * rig.sampleUs - (-us - 5_000))).toBeLessThan(6_000);
    expect(Math.abs(rig.latenessUs(dueUs(150), dueUs(200), { ...timing(), delayUs: D - us }))).toBeLessThan(
      130,
    );
  });

  test("RETIME is followed like drift", () => {
    const rig = new Rig(broadcast(400), {
      during: (playout, at) => {
        if (at > stepAt) playout.retime({ ...timing(), delayUs: D + 2_000 });
      },
    });
    expect(Math.abs(rig.latenessUs(dueUs(380), dueUs(395)) - 2_000)).toBeLessThan(130);
    expect(rig.playout.result()).toMatchObject({ played: 400, missing: 0 });
  });
});

describe("frames that do not come", () => {
  test("up to three in a row are concealed, and the sound goes on", () => {
    const rig = new Rig(without(broadcast(60), 10, 20, 21, 30, 31, 32));
    expect(rig.playout.result()).toMatchObject({ played: 54, concealed: 6, missing: 0, received: 54 });
    expect(maxJump(rig.pcm)).toBeLessThan(allowed(16_000));
    const inside = rig.out.slice(rig.indexAt(dueUs(30)), rig.indexAt(dueUs(33)));
    expect(Math.max(...inside)).toBeGreaterThan(0.45);
  });

  test("more fade to silence within 80 ms and come back without a click", () => {
    const lost = Array.from({ length: 20 }, (_, i) => 20 + i);
    const rig = new Rig(without(broadcast(80), ...lost));
    expect(rig.playout.result()).toMatchObject({ played: 60, concealed: 3, missing: 17 });
    expect(maxJump(rig.pcm)).toBeLessThan(allowed(16_000));
    const silent = rig.out.slice(rig.indexAt(dueUs(24)) + 2, rig.indexAt(dueUs(40)) - 2);
    expect(silent.every((v) => v === 0)).toBe(true);
    expect(Math.abs(rig.latenessUs(dueUs(45), dueUs(75)))).toBeLessThan(70);
  });

  test("that come too late are dropped, and counted as late and as what sounded instead", () => {
    const rig = new Rig(broadcast(60, (n) => (n === 25 || n === 26 ? 120_000 : 30_000)));
    expect(rig.playout.result()).toMatchObject({
      played: 58,
      concealed: 2,
      late: 2,
      received: 58,
      missing: 0,
    });
  });

  test("are not counted beyond the last one when nobody knows the end", () => {
    const arrivals = broadcast(50).filter((a) => !a.message.eos);
    const rig = new Rig(arrivals, { during: (p, at) => at > dueUs(80) && p.stop("stopped") });
    expect(rig.playout.result()).toMatchObject({
      played: 49,
      concealed: 0,
      missing: 0,
      endedBecause: "stopped",
    });
  });

  test("at the end are counted when the end is known", () => {
    const arrivals = [...without(broadcast(50), 44, 45, 46, 47, 48, 49)];
    const end: Arrival = {
      atUs: T0 + 50 * 20_000 + 30_000,
      message: message(50, { mediaTime: mediaOf(50), frames: [], eos: true }),
    };
    const rig = new Rig([...arrivals, end]);
    expect(rig.playout.result()).toMatchObject({
      played: 44,
      concealed: 3,
      missing: 3,
      endedBecause: "finished",
    });
  });

  test("are taken from the next frame's copy where it carries one", () => {
    const arrivals = without(broadcast(40), 10, 20).map((a) =>
      a.message.mediaTime === mediaOf(11)
        ? { ...a, message: { ...a.message, frames: [packetFor(mediaOf(11), true)] } }
        : a,
    );
    const rig = new Rig(arrivals);
    expect(rig.decoder.fecUsed).toBe(1);
    expect(rig.playout.result()).toMatchObject({ played: 38, concealed: 2 });
  });

  test("or that are no Opus are concealed and counted", () => {
    const arrivals = broadcast(40).map((a, n) =>
      n === 12 ? { ...a, message: { ...a.message, frames: [Uint8Array.of(1, 2, 3)] } } : a,
    );
    expect(new Rig(arrivals).playout.result()).toMatchObject({ played: 39, concealed: 1, unreadable: 1 });
  });

  test("may leave the grid: what lies between is filled", () => {
    const arrivals = broadcast(20).map((a, n) =>
      n < 10 ? a : { ...a, message: { ...a.message, mediaTime: a.message.mediaTime + 480 } },
    );
    const rig = new Rig(arrivals);
    expect(rig.playout.result()).toMatchObject({ played: 20, missing: 0, endedBecause: "finished" });
    expect(rig.playout.result().endMediaTime).toBe(mediaOf(20) + 480);
  });
});

describe("joining", () => {
  test("late starts at the first frame due 50 ms from now, under a 20 ms fade, and misses nothing", () => {
    const join = dueUs(100) - 15_000;
    const arrivals = broadcast(200)
      .filter((a) => a.atUs > join - 60_000)
      .map((a) => ({ ...a, atUs: Math.max(a.atUs, join) }));
    const rig = new Rig(arrivals);
    const result = rig.playout.result();
    const firstN = (result.firstMediaTime! - M0) / 960;
    expect(dueUs(firstN)).toBeGreaterThanOrEqual(join + 50_000);
    expect(dueUs(firstN)).toBeLessThan(join + 70_000);
    expect(result).toMatchObject({ played: 200 - firstN, missing: 0, concealed: 0, late: 0 });
    const from = rig.indexAt(dueUs(firstN));
    expect(Math.max(...rig.out.slice(from, from + 32).map(Math.abs))).toBeLessThan(0.06);
    expect(Math.max(...rig.out.slice(from + 320, from + 640))).toBeGreaterThan(0.45);
    expect(rig.out.slice(0, from - 1).every((v) => v === 0)).toBe(true);
  });

  test("in time, the first frame lost, starts at the second and counts the first missing", () => {
    const rig = new Rig(without(broadcast(50), 0));
    expect(rig.playout.result()).toMatchObject({ played: 49, missing: 1, firstMediaTime: mediaOf(1) });
  });

  test("when the first frames are overdue comes in with the first that is not, where it should be", () => {
    const rig = new Rig(broadcast(50, (n) => (n < 10 ? 150_000 : 30_000)));
    const result = rig.playout.result();
    expect(result.played + result.missing).toBe(50);
    expect(result.late).toBeGreaterThan(0);
    expect(Math.abs(rig.latenessUs(dueUs(12), dueUs(45)))).toBeLessThan(70);
    expect(maxJump(rig.pcm)).toBeLessThan(allowed(16_000));
  });
});

describe("ending", () => {
  test("EOS may come three times, alone and without frames", () => {
    const ends: Arrival[] = [0, 1, 2].map((k) => ({
      atUs: T0 + 50 * 20_000 + 30_000 + k * 5_000,
      message: message(49 + k, { mediaTime: mediaOf(49), frames: [], eos: true }),
    }));
    const rig = new Rig([...broadcast(50).filter((a) => !a.message.eos), ...ends]);
    expect(rig.playout.result()).toMatchObject({ played: 49, missing: 0, endedBecause: "finished" });
    expect(rig.playout.endedBecause).toBe("finished");
  });

  test("of the stream itself comes without a fade, of a STOP with one", () => {
    const last = (rig: Rig): number[] =>
      rig.out.slice(rig.indexAt(dueUs(50)) - 80, rig.indexAt(dueUs(50)) - 1);
    const level = (rig: Rig): number => Math.max(...last(rig).map(Math.abs));
    expect(level(new Rig(broadcast(50)))).toBeGreaterThan(0.49);
    const stopped = new Rig(broadcast(100), { during: (p) => p.endAt(mediaOf(50), "stopped") });
    expect(level(stopped)).toBeLessThan(0.3);
  });

  test("that becomes known too late fades what had been made up, and counts none of it", () => {
    const end: Arrival = {
      atUs: dueUs(52),
      message: message(50, { mediaTime: mediaOf(50), frames: [], eos: true }),
    };
    const rig = new Rig([...broadcast(51).slice(0, 50), end]);
    expect(rig.playout.result()).toMatchObject({
      played: 50,
      concealed: 0,
      missing: 0,
      endedBecause: "finished",
    });
    expect(maxJump(rig.pcm)).toBeLessThan(allowed(16_000));
  });

  test("of a broadcast that was never heard needs no sound", () => {
    const playout = new Playout({ timing: timing(), sampleRate: 16_000, decoder: new Rig([]).decoder });
    playout.push(message(900, { frames: [], eos: true }), T0);
    expect(playout.endedBecause).toBe("finished");
    expect(playout.result()).toMatchObject({ played: 0, missing: 0, firstSampleAtUs: null });
  });

  test("STOP is silent within 5 ms and the next block", () => {
    const stopAt = dueUs(20);
    const rig = new Rig(broadcast(100), { during: (p, at) => at > stopAt && p.stop("stopped") });
    expect(rig.playout.endedBecause).toBe("stopped");
    expect(rig.startUs + rig.sounding.to * rig.sampleUs).toBeLessThan(stopAt + 10_000 + 5_000);
    expect(maxJump(rig.pcm)).toBeLessThan(allowed(16_000));
    const { played, missing } = rig.playout.result();
    expect(missing).toBe(0);
    expect(played).toBeGreaterThanOrEqual(20);
    expect(played).toBeLessThanOrEqual(21);
  });

  test("STOP with an end sounds to that end and no further", () => {
    const rig = new Rig(broadcast(100), {
      during: (p, at) => at > dueUs(20) && p.endAt(mediaOf(30), "stopped"),
    });
    expect(rig.playout.result()).toMatchObject({ played: 30, missing: 0, endedBecause: "stopped" });
    expect(Math.abs(rig.startUs + rig.sounding.to * rig.sampleUs - dueUs(30))).toBeLessThan(200);
    expect(maxJump(rig.pcm)).toBeLessThan(allowed(16_000));
  });

  test("live sound without a message for 3 s is a dead stream; stored sound waits", () => {
    const arrivals = broadcast(50).filter((a) => !a.message.eos);
    const untilUs = dueUs(50) + 6_000_000;
    const live = new Rig(arrivals, { untilUs });
    expect(live.playout.result()).toMatchObject({ endedBecause: "dead-stream", played: 49, missing: 0 });
    expect(new Rig(arrivals, { untilUs, deadAfterMs: null }).playout.endedBecause).toBeNull();
  });

  test("leaves nothing to hear, however often it is pulled or pushed", () => {
    const rig = new Rig(broadcast(10));
    const out = new Float32Array(160).fill(1);
    rig.playout.push(message(11), dueUs(11));
    expect(rig.playout.pull(dueUs(11), out)).toBe(false);
    expect(out.every((v) => v === 0)).toBe(true);
    rig.playout.stop("stopped");
    expect(rig.playout.endedBecause).toBe("finished");
  });
});

describe("a suspended broadcast", () => {
  test("runs on silently and is rejoined at the common position, under 20 ms fades", () => {
    const rig = new Rig(broadcast(200), {
      during: (p, at) => p.setAudible(at < dueUs(50) || at > dueUs(120)),
    });
    const result = rig.playout.result();
    expect(result.played + result.silent).toBe(200);
    expect(Math.abs(result.silent - 70)).toBeLessThanOrEqual(2);
    expect(rig.out.slice(rig.indexAt(dueUs(53)), rig.indexAt(dueUs(119))).every((v) => v === 0)).toBe(true);
    expect(Math.abs(rig.latenessUs(dueUs(130), dueUs(190)))).toBeLessThan(70);
    expect(maxJump(rig.pcm)).toBeLessThan(allowed(16_000));
  });
});

describe("a message", () => {
  test("with DISC resets the decoder once, before its frame", () => {
    const arrivals = broadcast(30).map((a, n) =>
      n === 12 ? { ...a, message: { ...a.message, disc: true } } : a,
    );
    expect(new Rig(arrivals).decoder.resets).toBe(1);
  });

  test("that comes twice sounds once", () => {
    const arrivals = broadcast(40).flatMap((a) => [a, { ...a, atUs: a.atUs + 5_000 }]);
    expect(new Rig(arrivals).playout.result()).toMatchObject({ played: 40, received: 40 });
  });

  test("far ahead of its time is not kept", () => {
    const rig = new Rig([
      ...broadcast(20).filter((a) => !a.message.eos),
      { atUs: T0, message: message(500) },
    ]);
    expect(rig.playout.result().overflow).toBe(1);
  });

  test("a speaker's playout never changes the samples a decoder hands out", () => {
    const handedOut = new Map<number, Float32Array>();
    const inner = new Rig([]).decoder;
    const decoder: FrameDecoder = {
      decode: (packet) => {
        const pcm = inner.decode(packet)!;
        handedOut.set(new DataView(packet.buffer).getUint32(2), pcm);
        return pcm;
      },
      conceal: (n) => inner.conceal(n),
    };
    new Rig(without(broadcast(60), 20, 21, 22, 23, 24, 25), { decoder });
    expect(handedOut.size).toBe(54);
    for (const [mediaTime, pcm] of handedOut)
      pcm.forEach((v, i) => {
        expect(v).toBe(Math.fround(tone(mediaTime + 3 * i)));
      });
  });
});

describe("whatever the network does", () => {
  test("every frame is accounted for, nothing clicks, nothing is thrown", () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: -100, max: 100 }),
        fc.constantFrom(80, 160, 320, 500),
        fc.constantFrom(0, 0.05, 0.4),
        (seed, ppm, block, loss) => {
          const random = seeded(seed);
          const count = 150;
          const arrivals = broadcast(
            count,
            () => 15_000 + 30_000 * random() + (random() < 0.1 ? 200_000 * random() : 0),
          )
            .filter((a) => a.message.eos || random() >= loss)
            .flatMap((a) => (random() < 0.05 ? [a, { ...a, atUs: a.atUs + 300_000 * random() }] : [a]));
          const rig = new Rig(arrivals, { ppm, block });
          const result = rig.playout.result();
          const joined = (result.firstMediaTime! - M0) / 960;
          const total = result.played + result.concealed + result.missing;
          expect(total).toBeLessThanOrEqual(count);
          // A late joiner's broadcast begins where it joined.
          expect(total).toBeGreaterThanOrEqual(count - joined);
          expect(result.endedBecause).toBe("finished");
          expect(maxJump(rig.pcm)).toBeLessThan(allowed(16_000, 0.02));
        },
      ),
      { numRuns: 80 },
    );
  });
});
