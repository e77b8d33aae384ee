import { cpus, loadavg, release, totalmem } from "node:os";
import type { Baseline } from "../report/row";
import { type MachineTicks, machineTicks, schedulingPolicy } from "./proc";

/** What every figure of a run must be read with. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryMb: number;
  readonly kernel: string;
  readonly node: string;
  /** 1-minute load before anything was started, and at the end. */
  readonly loadBefore: number;
  readonly loadAfter: number;
  /** Share of all CPU time that the host took away during the run, percent. */
  readonly stealPercent: number;
  readonly idleLoopP50Ms: number;
  readonly idleLoopP99Ms: number;
  /** True when server and generator each had a core of their own. */
  readonly pinned: boolean;
  /** `normal`, or the policy that put it before everyone else on the machine. */
  readonly scheduling: string;
  readonly seconds: number;
}

export interface MachineStart {
  readonly atMs: number;
  readonly load: number;
  readonly ticks: MachineTicks;
}

export function watchMachine(): MachineStart {
  return { atMs: performance.now(), load: loadavg()[0] ?? 0, ticks: machineTicks() };
}

export function stealPercent(before: MachineTicks, after: MachineTicks): number {
  const total = after.total - before.total;
  return total <= 0 ? 0 : (100 * (after.steal - before.steal)) / total;
}

const hundredth = (value: number): number => Math.round(value * 100) / 100;

export function describeMachine(start: MachineStart, baseline: Baseline, pinned: boolean): Machine {
  const all = cpus();
  return {
    cpu: all[0]?.model ?? "unknown",
    cores: all.length,
    memoryMb: Math.round(totalmem() / 2 ** 20),
    kernel: release(),
    node: process.version,
    loadBefore: hundredth(start.load),
    loadAfter: hundredth(loadavg()[0] ?? 0),
    stealPercent: hundredth(stealPercent(start.ticks, machineTicks())),
    idleLoopP50Ms: hundredth(baseline.p50Ms),
    idleLoopP99Ms: hundredth(baseline.p99Ms),
    pinned,
    scheduling: schedulingPolicy(),
    seconds: Math.round((performance.now() - start.atMs) / 1000),
  };
}
