import { describe, expect, test } from "vitest";
import { type Baseline, judge } from "../report/row";
import { fanOutFigures, type Measured } from "./fan-out-rows";
import type { RunResult } from "./run-once";

const quiet: Baseline = { p50Ms: 0.2, p99Ms: 1 };

const run = (microsPerDelivery: number, more: Partial<RunResult> = {}): RunResult => ({
  microsPerDelivery,
  deliveries: 1000,
  expected: 1000,
  serverLoad: 0.2,
  generatorLoad: 0.2,
  rssMb: 50,
  ...more,
});

const of = (key: string, ...micros: number[]): Measured => ({
  key,
  name: key,
  runs: micros.map((each) => run(each)),
});

const rowOf = (id: string, receivers: number, measured: readonly Measured[]) => {
  const figure = fanOutFigures(receivers, 50, measured).find((each) => each.id === id);
  if (figure === undefined) throw new Error(`no ${id}`);
  return judge(figure, quiet);
};

describe("P1", () => {
  const ours = of("embedded", 8, 12, 9, 7, 8);

  test("compares medians of the runs", () => {
    expect(rowOf("P1.270.mosquitto", 270, [ours, of("mosquitto", 10, 9, 8, 30, 8)])).toMatchObject({
      value: 8,
      peerValue: 9,
      values: [8, 12, 9, 7, 8],
      met: true,
    });
  });

  test.each([
    [270, "≤ 1 x mosquitto", true],
    [1000, "≤ 0.85 x mosquitto", false],
  ])("at %d receivers asks for %s", (receivers, target, met) => {
    const row = rowOf(`P1.${receivers}.mosquitto`, receivers, [ours, of("mosquitto", 9)]);
    expect(row).toMatchObject({ target, met });
  });

  test("asks for half of what stock aedes needs", () => {
    expect(rowOf("P1.270.aedes", 270, [ours, of("aedes", 16)])).toMatchObject({ ratio: 0.5, met: true });
    expect(rowOf("P1.270.aedes", 270, [ours, of("aedes", 15)])).toMatchObject({ met: false });
  });

  test("reports aedes fed in process without judging it", () => {
    const row = rowOf("P1.270.aedes-in-process", 270, [ours, of("aedes-in-process", 12)]);
    expect(row).toMatchObject({ target: null, met: null, peerValue: 12 });
  });

  test("a broker that is not installed makes its row void", () => {
    const missing = { key: "mosquitto", name: "mosquitto", runs: [], missing: "mosquitto is not installed" };
    expect(rowOf("P1.270.mosquitto", 270, [ours, missing])).toMatchObject({
      met: null,
      why: "mosquitto is not installed",
      value: 8,
    });
  });

  test("a generator at its limit makes the row void: it would be what is measured", () => {
    const bound = { key: "mosquitto", name: "mosquitto", runs: [run(9, { generatorLoad: 0.81 })] };
    expect(rowOf("P1.270.mosquitto", 270, [ours, bound]).why).toContain("generator-bound");
  });

  test("a broker that did not deliver did not do the work that is priced", () => {
    const lossy = { key: "mosquitto", name: "mosquitto", runs: [run(9), run(9, { deliveries: 980 })] };
    expect(rowOf("P1.270.mosquitto", 270, [ours, lossy]).why).toContain("98.0 %");
  });
});
