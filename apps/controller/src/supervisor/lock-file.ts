import { readFileSync, unlinkSync, writeFileSync } from "node:fs";
import { type Outcome, refuse } from "@dalaba/core";
import { isRunning, processStart } from "./process-start";

interface Holder {
  readonly pid: number;
  readonly start: string | null;
}

export interface Lock {
  release(): void;
}

/** One controller per data folder. A lock whose process is gone, or is another by now, is taken over. */
export function takeLock(file: string): Outcome<Lock, "store-locked"> {
  const mine: Holder = { pid: process.pid, start: processStart(process.pid) };
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      writeFileSync(file, JSON.stringify(mine), { flag: "wx", mode: 0o600 });
      return { ok: true, value: { release: () => release(file, mine) } };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const holder = readHolder(file);
    if (holder !== null && holds(holder))
      return refuse(
        "store-locked",
        `the data folder is in use by process ${holder.pid}; stop it, or set DALABA_DATA to another folder`,
        { pid: holder.pid },
      );
    removeQuietly(file);
  }
  return refuse("store-locked", `${file} is taken again and again; stop the other controller`);
}

function readHolder(file: string): Holder | null {
  try {
    const { pid, start } = JSON.parse(readFileSync(file, "utf8")) as Partial<Holder>;
    return typeof pid === "number" ? { pid, start: start ?? null } : null;
  } catch {
    return null;
  }
}

function holds({ pid, start }: Holder): boolean {
  if (pid === process.pid || !isRunning(pid)) return false;
  return start === null || processStart(pid) === start;
}

function release(file: string, mine: Holder): void {
  if (readHolder(file)?.pid === mine.pid) removeQuietly(file);
}

function removeQuietly(file: string): void {
  try {
    unlinkSync(file);
  } catch {
    // Gone already.
  }
}
