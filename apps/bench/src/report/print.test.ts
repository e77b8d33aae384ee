import { expect, test } from "vitest";
import type { Machine } from "../measure/machine";
import { reportJson, reportText } from "./print";
import { judge } from "./row";

const machine: Machine = {
  cpu: "a processor",
  cores: 2,
  memoryMb: 4096,
  kernel: "6.1",
  node: "v20.20.2",
  loadBefore: 0.1,
  loadAfter: 0.2,
  stealPercent: 0.5,
  idleLoopP50Ms: 0.2,
  idleLoopP99Ms: 1.5,
  pinned: true,
  scheduling: "normal",
  seconds: 60,
};
const quiet = { p50Ms: 0.2, p99Ms: 1.5 };
const rows = [
  judge(
    {
      id: "P1",
      case: "270",
      what: "cost",
      unit: "µs",
      value: 8,
      peer: "a peer",
      peerValue: 10,
      limit: { of: "ratio", at: "most", limit: 0.5 },
      note: "a note",
    },
    quiet,
  ),
  judge({ id: "P2", case: "tls", what: "cost", unit: "µs", value: null, void: "no listener" }, quiet),
  judge({ id: "P3", case: "tls", what: "cost", unit: "µs", value: null, void: "no listener" }, quiet),
];

test("for people: verdicts, why a row is void, notes, and what the machine was doing", () => {
  const text = reportText({ machine, rows });
  expect(text).toMatch(/P1 .*8 µs +a peer 10 +x 0.8 +≤ 0.5 x a peer +MISSED/);
  expect(text).toContain("- no listener: P2 P3");
  expect(text).toContain("* a note");
  expect(text).toContain("steal 0.5 %; idle loop late p50 0.2 ms, p99 1.5 ms");
});

test("for programs: one document", () => {
  expect(JSON.parse(reportJson({ machine, rows }))).toEqual({ machine, rows });
});
