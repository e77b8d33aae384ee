import { readdirSync, readFileSync } from "node:fs";

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

/** The parent's id of /proc/PID/stat, field 4. */
export function parentOfStat(text: string): number {
  return Number(text.slice(text.lastIndexOf(")") + 2).split(" ")[1]);
}

/** VmRSS of /proc/PID/status, bytes; 0 for a zombie, which has none. */
export function rssOfStatus(text: string): number {
  const match = /^VmRSS:\s+(\d+) kB$/m.exec(text);
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

export function machineTicks(): MachineTicks {
  return machineTicksOf(readFileSync("/proc/stat", "latin1"));
}

/** Ids of a process's children now. */
export function childrenOf(pid: number): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((each) => {
      try {
        return parentOfStat(readFileSync(`/proc/${each}/stat`, "latin1")) === pid;
      } catch {
        // It ended between the listing and the reading.
        return false;
      }
    });
}

/** Its command line, words apart by spaces; empty when it is gone. */
export function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "latin1").replaceAll("\0", " ").trim();
  } catch {
    return "";
  }
}
