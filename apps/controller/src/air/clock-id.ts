import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8").trim() || undefined;
  } catch {
    return undefined;
  }
}

/**
 * 16 hex digits that name serverTime's origin: the machine and its boot, so that a restart of `air` keeps the id and a
 * reboot changes it. Without such files (not Linux, a bare container) it is random: speakers then start their clock
 * filter anew after each restart, nothing worse.
 */
export function clockIdOf(machineId: string | undefined, bootId: string | undefined): string {
  if (machineId === undefined || bootId === undefined) return randomBytes(8).toString("hex");
  return createHash("sha256").update(`pa-clock-id\0${machineId}\0${bootId}`).digest("hex").slice(0, 16);
}

export function thisClockId(): string {
  return clockIdOf(read("/etc/machine-id"), read("/proc/sys/kernel/random/boot_id"));
}
