import { describe, expect, test } from "vitest";
import type { Machine } from "../measure/machine";
import { type NamedReport, reportHtml } from "./html";
import { judge } from "./row";
import { targetsTable } from "./targets";

const machine: Machine = {
  ...{
    cpu: "a <processor>",
    cores: 2,
    memoryMb: 4096,
    kernel: "6.1",
    node: "v20",
    loadBefore: 0.1,
    loadAfter: 0.2,
  },
  ...{
    stealPercent: 0,
    idleLoopP50Ms: 0.1,
    idleLoopP99Ms: 1,
    pinned: true,
    scheduling: "normal",
    seconds: 9,
  },
};
const quiet = { p50Ms: 0.1, p99Ms: 1 };
const at = { case: "270", what: "a figure", unit: "ms" } as const;
const limit = { of: "value", at: "most", limit: 10 } as const;
const rows = [
  judge({ ...at, id: "P1.270", value: 9, limit }, quiet),
  judge({ ...at, id: "P10.stop", value: 11, limit, note: "said <once>" }, quiet),
  judge({ ...at, id: "P10.killed", value: null, limit, void: "no air" }, quiet),
];
const reports: NamedReport[] = [
  {
    name: "talk",
    report: {
      machine,
      rows,
      plots: [
        {
          id: "P5",
          title: "skew",
          x: { label: "s" },
          y: { label: "ms" },
          lines: [{ name: "p99", points: [[0, 1]] }],
        },
      ],
    },
  },
  { name: "browser", report: null, why: "chromium is not installed" },
];

describe("what a run says of each target", () => {
  test("P1 is not P10, and void is neither met nor missed", () => {
    const of = (id: string) => targetsTable(rows).find((line) => line.id === id);
    expect(of("P1")).toMatchObject({ met: ["P1.270"], missed: [], unjudged: [] });
    expect(of("P10")).toMatchObject({ met: [], missed: ["P10.stop"], unjudged: ["P10.killed"] });
    expect(of("P5")).toMatchObject({ met: [], missed: [], unjudged: [] });
  });
});

describe("the page", () => {
  const page = reportHtml("A run", reports);

  test("tells each target, each row with its verdict and why it is void, plots, and the machine", () => {
    for (const text of [
      'class="missed">missed: P10.stop',
      "not measured in this run",
      "no air",
      "P5: skew",
      "took 9 s",
    ])
      expect(page).toContain(text);
  });

  test("says which benchmark could not measure, and why", () => {
    expect(page).toMatch(/browser<\/h2><p class="missed">not measured: chromium is not installed/);
  });

  test("is one file: it asks nobody for anything, and text is no markup", () => {
    expect(page).not.toMatch(/src=|href=|url\(|@import|<script/);
    expect(page).toContain("a &lt;processor&gt;");
    expect(page).toContain("said &lt;once&gt;");
  });
});
