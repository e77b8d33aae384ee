import { describe, expect, test } from "vitest";
import { type Baseline, type Figure, judge } from "../report/row";
import type { HeardTalk } from "./one-talk";
import {
  allInTime,
  blockedFigures,
  costFigures,
  frozenFigures,
  killedFigures,
  startFigures,
  talkFigures,
  tlsFigures,
} from "./talk-rows";

const quiet: Baseline = { p50Ms: 0.2, p99Ms: 1 };
const SPEAKERS = 4;

const talk = (more: Partial<HeardTalk> = {}): HeardTalk => ({
  ending: "release",
  firstMs: [100, 110, 120, 130],
  silenceMs: [90, 90, 90, 90],
  senderLateMs: 1,
  lostFrames: 0,
  ...more,
});

const rowOf = (id: string, figures: readonly Figure[]) => {
  const figure = figures.find((each) => each.id === id);
  if (figure === undefined) throw new Error(`no ${id} in ${figures.map((each) => each.id).join(" ")}`);
  return judge(figure, quiet);
};

describe("P4", () => {
  test.each([
    ["all in time", [100, 250, 90, 90], true],
    ["one too late", [100, 250.1, 90, 90], false],
    ["one silent", [100, 90, 90], false],
  ])("a talk with %s", (_, firstMs, expected) =>
    expect(allInTime(talk({ firstMs }), SPEAKERS)).toBe(expected),
  );

  test.each([
    [5, true],
    [6, false],
  ])("%d bad talks of 100: met %s", (bad, met) => {
    const talks = Array.from({ length: 100 }, (_, i) => (i < bad ? talk({ firstMs: [999] }) : talk()));
    expect(rowOf("P4", talkFigures(talks, SPEAKERS, "a voice"))).toMatchObject({ value: 100 - bad, met });
  });

  test("reports percentiles over all speakers of all talks", () => {
    const figures = talkFigures([talk(), talk({ firstMs: [200, 210, 220, 230] })], SPEAKERS, "a voice");
    expect(["P4.p50", "P4.p100"].map((id) => rowOf(id, figures).value)).toEqual([130, 230]);
  });

  test("reports lost frames, how many talks lost none, and how late the sender was", () => {
    const figures = talkFigures(
      [talk({ lostFrames: 7, senderLateMs: 12 }), talk(), talk()],
      SPEAKERS,
      "a voice",
    );
    expect(rowOf("P4.lost", figures)).toMatchObject({ value: 0, values: [7, 0, 0] });
    expect(rowOf("P4.lost", figures).note).toContain("2 of 3 talks lost none");
    expect(rowOf("P4.lost", figures).note).toContain("the first after the start lost 7");
    expect(rowOf("P4.sender", figures).value).toBe(12);
  });

  test("says which speech it was and how many stayed silent", () => {
    const { note } = rowOf("P4", talkFigures([talk({ firstMs: [1] })], SPEAKERS, "a voice"));
    expect(note).toContain("speech: a voice");
    expect(note).toContain("3 of 4 speakers stayed silent");
  });
});

describe("P10", () => {
  const talks = [
    talk({ silenceMs: [100, 100, 100, 290] }),
    talk({ ending: "stop", silenceMs: [1, 2, 3, 301] }),
  ];

  test("release and stop are judged apart, at p95 of all speakers", () => {
    const figures = talkFigures(talks, SPEAKERS, "a voice");
    expect(rowOf("P10.release", figures)).toMatchObject({ value: 290, met: true });
    expect(rowOf("P10.stop", figures)).toMatchObject({ value: 301, met: false });
  });

  test("with air killed the longest counts", () => {
    expect(rowOf("P10.killed", killedFigures([3_000, 3_501]))).toMatchObject({ value: 3501, met: false });
    expect(rowOf("P10.killed", killedFigures([]))).toMatchObject({ met: null, why: "not measured" });
  });
});

describe("P7", () => {
  const cost = {
    airPercent: 2,
    controllerPercent: 1,
    cpuPercent: 3,
    rssMb: 180,
    airRssMb: 100,
    pssMb: 150,
    supervisorRssMb: 60,
  };

  test("the larger memory counts, the supervisor apart", () => {
    const figures = costFigures(cost, { ...cost, cpuPercent: 20.1, rssMb: 251 });
    expect(rowOf("P7.idle", figures)).toMatchObject({ value: 3, met: true });
    expect(rowOf("P7.four", figures)).toMatchObject({ value: 20.1, met: false });
    expect(rowOf("P7.memory", figures)).toMatchObject({ value: 251, met: false });
  });

  test("over TLS four talks may cost twice as much", () => {
    const figures = tlsFigures({ ...cost, cpuPercent: 39 });
    expect(rowOf("P7.four.tls", figures)).toMatchObject({ value: 39, met: true });
    expect(rowOf("P7.four.tls", tlsFigures({ ...cost, cpuPercent: 40.1 }))).toMatchObject({ met: false });
  });

  test("a start is the median of the starts with a town", () => {
    expect(rowOf("P7.start", startFigures(2_500, [1_900, 2_100, 1_800]))).toMatchObject({
      value: 1900,
      met: true,
    });
    expect(rowOf("P7.start.first", startFigures(2_500, [1_900]))).toMatchObject({ met: false });
  });
});

describe("R1", () => {
  const seen = { undisturbedP99Ms: 4, disturbedP99Ms: 13, lostFrames: 0, silent: 0, others: 274 };

  test("nothing lost, little later, dropped in time", () => {
    const figures = frozenFigures({ ...seen, droppedMs: 6_000, dropped: true });
    expect(figures.map((each) => judge(each, quiet).met)).toEqual([true, true, true]);
    expect(rowOf("R1.frozen.later", figures).value).toBe(9);
  });

  test("a frozen speaker that is never dropped is a miss, not a void", () => {
    const figures = frozenFigures({ ...seen, droppedMs: 11_000, dropped: false });
    expect(rowOf("R1.frozen.dropped", figures)).toMatchObject({ met: false });
  });

  test("one frame lost is a miss", () => {
    const figures = blockedFigures(
      {
        ...seen,
        lostFrames: 1,
        firstMs: [
          [100, 251],
          [90, 95],
        ],
      },
      2,
    );
    expect(rowOf("R1.blocked.lost", figures).met).toBe(false);
    expect(rowOf("R1.blocked.first", figures)).toMatchObject({ value: 251, met: false });
  });
});
