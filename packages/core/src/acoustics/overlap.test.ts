import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { at, point, source } from "./acoustics.test-support";
import { alignedDelays, DELAY_STEP_MS, MOST_DELAY_MS } from "./align";
import { VILLAGE_BY_DAY } from "./arrival";
import { COMPETES_DB, heardAt, overlapAt, overlapFigure } from "./overlap";
import { planOverlap, worstPoints } from "./overlap-plans";
import { staggeredGroups, staggeredLengthMs } from "./stagger";

const plan = (sources: Parameters<typeof planOverlap>[0], points: Parameters<typeof planOverlap>[1]) =>
  planOverlap(sources, points, VILLAGE_BY_DAY);

/** A village at random: speakers and points in a square of 1,200 m. */
const villages = fc
  .record({
    speakers: fc.array(
      fc.record({
        x: fc.integer({ min: 0, max: 1_200 }),
        y: fc.integer({ min: 0, max: 1_200 }),
        bearing: fc.option(fc.integer({ min: 0, max: 359 })),
        levelDb: fc.integer({ min: -12, max: 0 }),
      }),
      { minLength: 1, maxLength: 14 },
    ),
    points: fc.array(
      fc.record({
        x: fc.integer({ min: 0, max: 1_200 }),
        y: fc.integer({ min: 0, max: 1_200 }),
        weight: fc.integer({ min: 1, max: 5 }),
      }),
      { minLength: 1, maxLength: 20 },
    ),
  })
  .map(({ speakers, points }) => ({
    sources: speakers.map(({ x, y, ...more }, index) => source(`s${index}`, at(x, y), more)),
    points: points.map(({ x, y, weight }, index) => point(`p${index}`, at(x, y), weight)),
  }));

describe("overlap at a listening point", () => {
  it("of two speakers 340 m apart is a second beside one of them, when they are equally loud there", () => {
    // 34.3 m from the near one, which is 20 dB softer, and 343 m beyond it from the far one.
    const sources = [source("near", at(-1), { levelDb: -50 }), source("far", at(-344.2))];
    const [overlap] = plan(sources, [point("p", at(0))]).plain.overlaps;
    expect(overlap).toMatchObject({ first: "near", last: "far", late: true });
    expect(overlap?.spreadMs).toBeCloseTo(1_000, 0);
  });

  // The second stands on the other side: so many metres farther, so many ms later, at much the same level.
  it.each([
    [17.1, 49.8, false],
    [17.2, 50.1, true],
    [68.6, 199.9, true],
  ])("a second speaker %d m farther comes %d ms later: late %s", (farther, spreadMs, late) => {
    const sources = [source("a", at(-100)), source("b", at(100 + farther))];
    const [overlap] = plan(sources, [point("p", at(0))]).plain.overlaps;
    expect(overlap?.spreadMs).toBeCloseTo(spreadMs, 0);
    expect(overlap?.late).toBe(late);
  });

  it("is none where the second is 10 dB softer, however late", () => {
    const points = [point("p", at(0))];
    const late = (levelDb: number) =>
      plan([source("a", at(-100)), source("b", at(100), { levelDb })], points).plain.overlaps[0]?.first;
    expect(late(-9.9)).not.toBeNull();
    const far = (levelDb: number) =>
      plan([source("a", at(-100)), source("b", at(150), { levelDb })], points).plain.overlaps[0]?.late;
    // 50 m farther is 3.5 dB of spreading and 0.3 of air.
    expect([far(0), far(-6.1), far(-6.3)]).toEqual([true, true, false]);
  });

  it("is counted where somebody is heard, and by weight beside", () => {
    const sources = [source("a", at(-100)), source("b", at(200))];
    const points = [point("echo", at(0), 3), point("middle", at(50), 1), point("desert", at(0, 9_000), 9)];
    const { plain } = plan(sources, points);
    expect(plain.figure).toEqual({ points: 3, heard: 2, late: 1, share: 0.5, weightedShare: 0.75 });
    expect(worstPoints(plain.overlaps, 5).map((each) => each.point.id)).toEqual(["echo"]);
    expect(overlapFigure([])).toEqual({ points: 0, heard: 0, late: 0, share: 0, weightedShare: 0 });
  });
});

describe("an aligned plan", () => {
  it("delays the nearer of two, so that both meet at the one point between", () => {
    const sources = [source("a", at(-100)), source("b", at(168.6))];
    const { aligned } = plan(sources, [point("p", at(0))]);
    expect(aligned.figure.late).toBe(0);
    // 68.6 m are 200 ms; the grid is 10 ms.
    expect([...aligned.delaysMs]).toEqual([["a", 200]]);
    expect(aligned.overlaps[0]?.spreadMs).toBeLessThan(1);
    expect(aligned.maxDelayMs).toBe(200);
  });

  it("serves the point with more weight where two cannot both be served", () => {
    const sources = [source("a", at(-150)), source("b", at(150))];
    for (const [left, right] of [
      [5, 1],
      [1, 5],
    ] as const) {
      const { aligned } = plan(sources, [point("left", at(-40), left), point("right", at(40), right)]);
      const late = aligned.overlaps.filter((each) => each.late).map((each) => each.point.id);
      expect(late).toEqual([left > right ? "right" : "left"]);
    }
  });

  it("lets a street of speakers follow the sound along", () => {
    const sources = Array.from({ length: 8 }, (_, index) =>
      source(`s${index}`, at(index * 200), { bearing: 90 }),
    );
    const points = Array.from({ length: 8 }, (_, index) => point(`p${index}`, at(index * 200 + 180)));
    const { plain, aligned } = plan(sources, points);
    expect(plain.figure.late).toBeGreaterThan(0);
    expect(aligned.figure.late).toBeLessThan(plain.figure.late);
  });

  it("is never worse than none, on its grid, within its bound, and the same each time", () => {
    fc.assert(
      fc.property(villages, ({ sources, points }) => {
        const { plain, aligned } = plan(sources, points);
        expect(aligned.figure.weightedShare).toBeLessThanOrEqual(plain.figure.weightedShare);
        for (const delay of aligned.delaysMs.values()) {
          expect(delay % DELAY_STEP_MS).toBe(0);
          expect(delay).toBeGreaterThan(0);
          expect(delay).toBeLessThanOrEqual(MOST_DELAY_MS);
        }
        expect(alignedDelays(heardAt(points, [...sources].reverse(), VILLAGE_BY_DAY))).toEqual(
          aligned.delaysMs,
        );
      }),
      { numRuns: 60 },
    );
  });
});

describe("a staggered plan", () => {
  it("lets nobody hear two at once, forgets nobody and names nobody twice", () => {
    fc.assert(
      fc.property(villages, ({ sources, points }) => {
        const { staggered, heard } = plan(sources, points);
        expect(staggered.groups.flat().sort()).toEqual(sources.map(({ id }) => id).sort());
        for (const group of staggered.groups)
          for (const { arrivals } of heard) {
            const [loudest, second] = arrivals.filter(({ speaker }) => group.includes(speaker));
            if (loudest && second) expect(loudest.levelDb - second.levelDb).toBeGreaterThan(COMPETES_DB);
          }
        expect(staggered.figure).toMatchObject({ late: 0, share: 0 });
      }),
      { numRuns: 60 },
    );
  });

  it("needs one group where nobody hears two, two where a pair meets, and as many as meet at one square", () => {
    const square = [point("p", at(0))];
    const around = (count: number) =>
      Array.from({ length: count }, (_, index) => {
        const angle = (2 * Math.PI * index) / count;
        return source(`s${index}`, at(100 * Math.cos(angle), 100 * Math.sin(angle)));
      });
    for (const count of [1, 2, 5]) {
      const sources = around(count);
      const groups = staggeredGroups(
        sources.map(({ id }) => id),
        heardAt(square, sources, VILLAGE_BY_DAY),
      );
      expect(groups).toHaveLength(count);
    }
    expect(
      staggeredGroups(
        around(5).map(({ id }) => id),
        [],
      ),
    ).toEqual([["s0", "s1", "s2", "s3", "s4"]]);
    expect(staggeredGroups([], [])).toEqual([]);
  });

  it("takes each group's speech and a pause between", () => {
    expect([0, 1, 3].map((groups) => staggeredLengthMs(groups, 20_000))).toEqual([0, 20_000, 64_000]);
  });
});

it("a plan for a town ten times the demo's is made in seconds", () => {
  const sources = Array.from({ length: 2_700 }, (_, index) =>
    source(`s${index}`, at((index % 52) * 210 + (index % 7) * 9, Math.floor(index / 52) * 190), {
      bearing: index % 3 === 0 ? null : (index * 37) % 360,
    }),
  );
  const points = Array.from({ length: 1_760 }, (_, index) =>
    point(
      `p${index}`,
      at((index % 42) * 260 + (index % 5) * 17, Math.floor(index / 42) * 235),
      1 + (index % 3),
    ),
  );
  const { plain, aligned, staggered } = plan(sources, points);
  expect(plain.figure.heard).toBe(1_760);
  expect(aligned.figure.weightedShare).toBeLessThan(plain.figure.weightedShare);
  expect(staggered.figure.late).toBe(0);
  expect(overlapAt({ point: points[0]!, arrivals: [] }, () => 0)).toMatchObject({ first: null, late: false });
}, 60_000);
