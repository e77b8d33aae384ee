import { readFileSync } from "node:fs";

/**
 * When a process started, as the kernel counts (field 22 of /proc/PID/stat): a pid is used again after a restart of the
 * machine, a pid with its start is not. Null where there is no /proc, or no such process.
 */
export function processStart(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name in brackets may hold anything; the numbers begin after the last bracket.
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
  } catch {
    return null;
  }
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
