import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BURST_SIZE, burstIntervalUs, ClockBurst } from "./clock-burst";
import { type ClockExchange, ClockFilter, errorOf, offsetOf } from "./clock-filter";
import { seeded } from "./signal.test-support";

/** A network and two crystals. True time is serverTime; the speaker's crystal runs at 1 + ppm. */
class World {
  trueUs = 5e9;
  readonly random: () => number;
  readonly #ppm: number;
  readonly #startUs: number;
  readonly #delay: (random: () => number) => [number, number];

  /** `delay`: one way there and one way back, µs. */
  constructor(seed: number, ppm: number, startUs: number, delay: (random: () => number) => [number, number]) {
    this.random = seeded(seed);
    this.#ppm = ppm;
    this.#startUs = startUs;
    this.#delay = delay;
  }

  speakerUs(trueUs = this.trueUs): number {
    return (trueUs - 5e9) * (1 + this.#ppm * 1e-6) + this.#startUs;
  }
  exchange(): ClockExchange {
    const [there, back] = this.#delay(this.random);
    const t1Us = this.speakerUs();
    const t2Us = this.trueUs + there;
    const t3Us = t2Us + 20 + 100 * this.random();
    this.trueUs = t3Us + back;
    const t4Us = this.speakerUs();
    this.trueUs += 5_000;
    return {
      t1Us: Math.round(t1Us),
      t2Us: Math.round(t2Us),
      t3Us: Math.round(t3Us),
      t4Us: Math.round(t4Us),
    };
  }
  burst(): ClockExchange {
    const burst = new ClockBurst();
    while (!burst.full) burst.add(this.exchange());
    return burst.take()!;
  }
  run(filter: ClockFilter, bursts: number, check?: (errorUs: number, i: number) => void): void {
    for (let i = 0; i < bursts; i++) {
      expect(filter.update(this.burst(), "c1").ok).toBe(true);
      this.trueUs += burstIntervalUs(i + 1);
      const error = filter.serverTimeAt(this.speakerUs()) - this.trueUs;
      check?.(error, i);
    }
  }
}

/** 200 µs of wire each way, and queues that are unequal and heavy-tailed. */
const lan = (random: () => number): [number, number] => [
  200 + 800 * random() ** 4 - 400 * Math.log(1 - random()),
  200 - 1_000 * Math.log(1 - random()),
];

describe("a clock exchange", () => {
  test("gives offset and error by its four times", () => {
    const exchange = { t1Us: 1_000, t2Us: 51_100, t3Us: 51_150, t4Us: 1_350 };
    expect(offsetOf(exchange)).toBe(49_950);
    expect(errorOf(exchange)).toBe(150);
  });

  test("a burst of eight keeps the one of the least error", () => {
    const burst = new ClockBurst();
    expect(burst.take()).toBeUndefined();
    for (let i = 0; i < BURST_SIZE; i++) {
      expect(burst.full).toBe(false);
      burst.add({ t1Us: 0, t2Us: 0, t3Us: 0, t4Us: 1_000 + Math.abs(i - 5) });
    }
    expect(burst.full).toBe(true);
    expect(burst.take()?.t4Us).toBe(1_000);
    expect(burst.full).toBe(false);
  });
});

describe("the clock filter", () => {
  test("comes within 1 ms of serverTime in ten bursts and stays there, whatever drift and queues", () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: -50, max: 50 }),
        fc.integer({ min: 0, max: 1e12 }),
        (seed, ppm, start) => {
          const world = new World(seed, ppm, start, lan);
          const filter = new ClockFilter();
          world.run(filter, 60, (error, i) => {
            if (i >= 10) expect(Math.abs(error)).toBeLessThan(1_000);
          });
          expect(Math.abs(filter.drift + ppm * 1e-6)).toBeLessThan(2e-6);
          expect(filter.state(world.speakerUs())).toBe("good");
        },
      ),
      { numRuns: 60 },
    );
  });

  test("its bound is never smaller than its error", () => {
    const slow = (random: () => number): [number, number] => [
      500 - 20_000 * Math.log(1 - random()),
      500 + 30_000 * random(),
    ];
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: -100, max: 100 }), fc.boolean(), (seed, ppm, far) => {
        const world = new World(seed, ppm, 12_345, far ? slow : lan);
        const filter = new ClockFilter();
        world.run(filter, 40, (error) => {
          expect(Math.abs(error)).toBeLessThanOrEqual(filter.errorUs(world.speakerUs()) + 1);
        });
      }),
      { numRuns: 60 },
    );
  });

  test("a quiet LAN gives tens of microseconds", () => {
    const world = new World(4, 37, 1e6, (random) => [150 + 40 * random(), 150 + 40 * random()]);
    const filter = new ClockFilter();
    let worst = 0;
    world.run(filter, 100, (error, i) => {
      if (i > 15) worst = Math.max(worst, Math.abs(error));
    });
    expect(worst).toBeLessThan(50);
    expect(filter.errorUs(world.speakerUs())).toBeLessThan(250);
  });

  test("inverts itself", () => {
    const world = new World(9, -42, 777, lan);
    const filter = new ClockFilter();
    world.run(filter, 12);
    for (const at of [0, 1e6, 3.6e9]) {
      const speaker = world.speakerUs() + at;
      expect(filter.speakerTimeAt(filter.serverTimeAt(speaker))).toBeCloseTo(speaker, 2);
    }
  });

  test("is none, then loose or good by its error, and grows looser when nobody answers", () => {
    const filter = new ClockFilter();
    expect(filter.state(0)).toBe("none");
    expect(filter.errorUs(0)).toBe(Number.POSITIVE_INFINITY);
    expect(() => filter.serverTimeAt(0)).toThrow();
    filter.update({ t1Us: 0, t2Us: 100_000, t3Us: 100_000, t4Us: 80_000 }, "c1");
    expect(filter.state(80_000)).toBe("loose");
    filter.update({ t1Us: 1e6, t2Us: 1e6 + 60_500, t3Us: 1e6 + 60_500, t4Us: 1e6 + 1_000 }, "c1");
    expect(filter.state(1.1e6)).toBe("good");
    expect(filter.state(1.1e6 + 300e6)).toBe("loose");
  });

  test("starts anew with a new clockId", () => {
    const filter = new ClockFilter();
    new World(1, 20, 0, lan).run(filter, 20);
    filter.update({ t1Us: 10, t2Us: 2_000_020, t3Us: 2_000_020, t4Us: 30 }, "c2");
    expect(filter.count).toBe(1);
    expect(filter.clockId).toBe("c2");
    expect(filter.drift).toBe(0);
    expect(filter.serverTimeAt(20)).toBe(2_000_020);
  });

  test("refuses what cannot be: negative, absurd and old round trips", () => {
    const filter = new ClockFilter();
    const impossible = { ok: false, code: "clock-impossible" };
    expect(filter.update({ t1Us: 100, t2Us: 0, t3Us: 0, t4Us: 50 }, "c")).toMatchObject(impossible);
    expect(filter.update({ t1Us: 0, t2Us: 9, t3Us: 5, t4Us: 50 }, "c")).toMatchObject(impossible);
    expect(filter.update({ t1Us: 0, t2Us: 0, t3Us: 0, t4Us: 9e6 }, "c")).toMatchObject(impossible);
    expect(filter.update({ t1Us: Number.NaN, t2Us: 0, t3Us: 0, t4Us: 9 }, "c")).toMatchObject(impossible);
    expect(filter.state(0)).toBe("none");
    expect(filter.update({ t1Us: 1_000, t2Us: 0, t3Us: 0, t4Us: 1_100 }, "c").ok).toBe(true);
    expect(filter.update({ t1Us: 500, t2Us: 0, t3Us: 0, t4Us: 600 }, "c")).toMatchObject(impossible);
    expect(filter.count).toBe(1);
  });

  test("one wild exchange moves it by no more than its own error; a step is followed at once", () => {
    const world = new World(3, 10, 0, lan);
    const filter = new ClockFilter();
    world.run(filter, 30);
    const before = filter.serverTimeAt(world.speakerUs()) - world.trueUs;
    const wild = world.exchange();
    filter.update(
      { ...wild, t2Us: wild.t2Us + 200_000, t3Us: wild.t3Us + 200_000, t4Us: wild.t4Us + 400_000 },
      "c1",
    );
    world.trueUs += 1e6;
    expect(Math.abs(filter.serverTimeAt(world.speakerUs()) - world.trueUs - before)).toBeLessThan(1_000);

    const step = 2e9;
    for (let i = 0; i < 2; i++) {
      const e = world.burst();
      filter.update({ ...e, t2Us: e.t2Us + step, t3Us: e.t3Us + step }, "c1");
      world.trueUs += 1e6;
    }
    expect(Math.abs(filter.serverTimeAt(world.speakerUs()) - world.trueUs - step)).toBeLessThan(2_000);
    expect(Math.abs(filter.drift + 10e-6)).toBeLessThan(5e-6);
  });

  test("follows a crystal that warms up by 10 ppm in ten minutes", () => {
    const filter = new ClockFilter();
    const random = seeded(6);
    let trueUs = 1e9;
    let speaker = 0;
    let worst = 0;
    const advance = (us: number, ppm: number): void => {
      trueUs += us;
      speaker += us * (1 + ppm * 1e-6);
    };
    for (let i = 0; i < 400; i++) {
      const ppm = 20 + Math.min(10, Math.max(0, (i - 100) / 6));
      const t1Us = speaker;
      advance(250 + 200 * random(), ppm);
      const t2Us = trueUs;
      advance(250 + 200 * random(), ppm);
      filter.update({ t1Us, t2Us, t3Us: t2Us, t4Us: speaker }, "c1");
      advance(i < 10 ? 1e6 : 1e7, ppm);
      if (i > 12) worst = Math.max(worst, Math.abs(filter.serverTimeAt(speaker) - trueUs));
    }
    expect(worst).toBeLessThan(1_000);
  });
});
