import { readFileSync } from "node:fs";

/** Linux counts CPU time in ticks of 1/100 s for every program (USER_HZ, fixed in the ABI). */
export const TICKS_PER_SECOND = 100;

/**
 * utime + stime of /proc/PID/stat, in ticks: all threads of the process, ended ones included. The name in parentheses
 * may itself hold spaces and parentheses, so fields are counted from its last one (proc(5): 14 and 15).
 */
export function ticksOfStat(text: string): number {
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const ticks = Number(fields[11]) + Number(fields[12]);
  if (!Number.isFinite(ticks)) throw new Error(`not a /proc/PID/stat line: ${text.slice(0, 80)}`);
  return ticks;
}

const POLICIES: Readonly<Record<string, string>> = {
  0: "normal",
  1: "fifo",
  2: "round-robin",
  3: "batch",
  5: "idle",
};

/** The scheduling policy of /proc/PID/stat, field 41 of proc(5). */
export function policyOfStat(text: string): string {
  const policy = text.slice(text.lastIndexOf(")") + 2).split(" ")[38] ?? "";
  return POLICIES[policy.trim()] ?? `policy ${policy.trim()}`;
}

/** VmRSS of /proc/PID/status, bytes; 0 for a zombie, which has none. */
export function rssOfStatus(text: string): number {
  const match = /^VmRSS:\s+(\d+) kB$/m.exec(text);
  return match ? Number(match[1]) * 1024 : 0;
}

/** Pss of /proc/PID/smaps_rollup, bytes: a page that n processes share counts 1/n. */
export function pssOfRollup(text: string): number {
  const match = /^Pss:\s+(\d+) kB$/m.exec(text);
  return match ? Number(match[1]) * 1024 : 0;
}

export interface MachineTicks {
  readonly total: number;
  readonly steal: number;
}

/** The first line of /proc/stat: all time, and what the host took away (field 8 of proc(5), steal). */
export function machineTicksOf(text: string): MachineTicks {
  const line = text.slice(0, text.indexOf("\n"));
  const fields = line.trim().split(/\s+/).slice(1, 9).map(Number);
  return { total: fields.reduce((sum, each) => sum + each, 0), steal: fields[7] ?? 0 };
}

/** CPU seconds a process has used; throws when it is gone. */
export function cpuSeconds(pid: number): number {
  return ticksOfStat(readFileSync(`/proc/${pid}/stat`, "latin1")) / TICKS_PER_SECOND;
}

export function rssBytes(pid: number): number {
  return rssOfStatus(readFileSync(`/proc/${pid}/status`, "latin1"));
}

export function pssBytes(pid: number): number {
  return pssOfRollup(readFileSync(`/proc/${pid}/smaps_rollup`, "latin1"));
}

export function schedulingPolicy(): string {
  return policyOfStat(readFileSync("/proc/self/stat", "latin1"));
}

export function machineTicks(): MachineTicks {
  return machineTicksOf(readFileSync("/proc/stat", "latin1"));
}
