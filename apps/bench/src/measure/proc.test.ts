import { spawn } from "node:child_process";
import { describe, expect, test } from "vitest";
import { stealPercent } from "./machine";
import {
  cpuSeconds,
  machineTicks,
  machineTicksOf,
  policyOfStat,
  pssBytes,
  pssOfRollup,
  rssBytes,
  rssOfStatus,
  ticksOfStat,
} from "./proc";

const stat =
  "4711 (node) S 4242 4711 4711 0 -1 4194304 121 0 0 0 250 75 9 9 20 0 11 0 425956 3133440 412 18446744073709551615";

describe("/proc/PID/stat", () => {
  test("utime and stime are added", () => expect(ticksOfStat(stat)).toBe(325));

  test("the scheduling policy is field 41", () => {
    const policy = (code: number): string => `1 (n) S ${Array(37).fill(7).join(" ")} ${code} 9 9`;
    expect([0, 1, 2].map((code) => policyOfStat(policy(code)))).toEqual(["normal", "fifo", "round-robin"]);
    expect(policyOfStat(policy(6))).toBe("policy 6");
  });

  test("a name with spaces and parentheses moves no field", () => {
    const odd = stat.replace("(node)", "(a ) S 1 (b)");
    expect(ticksOfStat(odd)).toBe(325);
  });

  test("anything else throws instead of counting nothing", () =>
    expect(() => ticksOfStat("no such process")).toThrow("not a /proc/PID/stat line"));
});

describe("/proc/PID/status", () => {
  test("VmRSS in bytes", () => expect(rssOfStatus("Name:\tnode\nVmRSS:\t    2048 kB\n")).toBe(2 ** 21));
  test("a zombie has none", () => expect(rssOfStatus("Name:\tnode\nState:\tZ (zombie)\n")).toBe(0));
});

test("/proc/PID/smaps_rollup: Pss in bytes, not its parts", () => {
  const text = "Rss:  300 kB\nPss:  200 kB\nPss_Anon:  150 kB\n";
  expect(pssOfRollup(text)).toBe(200 * 1024);
});

describe("/proc/stat", () => {
  test("steal is the eighth of the whole machine's times", () => {
    const text = "cpu  100 0 50 800 20 0 10 20 0 0\ncpu0 50 0 25 400 10 0 5 10 0 0\n";
    expect(machineTicksOf(text)).toEqual({ total: 1000, steal: 20 });
  });

  test("its share is of the time between two readings", () => {
    expect(stealPercent({ total: 1000, steal: 20 }, { total: 1200, steal: 30 })).toBe(5);
    expect(stealPercent({ total: 1000, steal: 20 }, { total: 1000, steal: 20 })).toBe(0);
  });
});

describe("on this machine", () => {
  test("this process has used time and holds memory", () => {
    expect(cpuSeconds(process.pid)).toBeGreaterThan(0);
    expect(rssBytes(process.pid)).toBeGreaterThan(2 ** 20);
    expect(pssBytes(process.pid)).toBeLessThanOrEqual(rssBytes(process.pid) * 1.1);
    expect(machineTicks().total).toBeGreaterThan(0);
  });

  test("a process that is gone is not taken for an idle one", async () => {
    const child = spawn("true");
    await new Promise((done) => child.once("exit", done));
    expect(() => cpuSeconds(child.pid as number)).toThrow("ENOENT");
  });
});
