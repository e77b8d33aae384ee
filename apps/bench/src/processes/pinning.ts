import { spawnSync } from "node:child_process";
import { cpus } from "node:os";

/** The server has core 0 to itself, whatever loads it core 1 (targets.md). */
export type Core = "server" | "generator";

let can: boolean | undefined;

/** True where there are two cores and util-linux's taskset may give them out. */
export function canPin(): boolean {
  can ??= cpus().length >= 2 && spawnSync("taskset", ["-c", "1", "true"], { stdio: "ignore" }).status === 0;
  return can;
}

/** The command on its core, or as it is where cores cannot be given out. taskset becomes the program: same pid. */
export function pinned(core: Core, command: readonly string[]): readonly string[] {
  return canPin() ? ["taskset", "-c", core === "server" ? "0" : "1", ...command] : command;
}
