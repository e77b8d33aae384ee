import { type ChildProcess, type StdioOptions, spawn, spawnSync } from "node:child_process";
import { setPriority } from "node:os";
import { schedulingPolicy } from "../measure/proc";

/** How long a process may take to end by itself before it is killed. */
const GRACE_MS = 6_000;

const started = new Set<ChildProcess>();
/** What this process had before it went first; what it starts from then on is given that back. */
let before: { readonly policy: string } | undefined;

function schedule(pid: number, policy: string, first: boolean): boolean {
  if (policy === "round-robin")
    return spawnSync("chrt", ["-r", "-p", first ? "2" : "1", String(pid)], { stdio: "ignore" }).status === 0;
  try {
    setPriority(pid, first ? -15 : 0);
    return true;
  } catch {
    return false;
  }
}

/**
 * From now on this process goes before those that it measures: the sender stands for another machine, and frames that
 * it hands over late are no lateness of theirs. Where the user may not ask for that (not root), answers false.
 */
export function goFirst(): boolean {
  before ??= { policy: schedulingPolicy() };
  return schedule(process.pid, before.policy, true);
}

/** The environment without a developer's own settings; which add-ons are used passes through. */
export function scrubbedEnv(more: Record<string, string> = {}): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !name.startsWith("DALABA_") || name === "DALABA_NATIVE",
  );
  return { ...Object.fromEntries(kept), ...more };
}

/** Starts a process that ends with this one at the latest. */
export function start(
  command: readonly string[],
  options: { readonly env?: NodeJS.ProcessEnv; readonly stdio: StdioOptions; readonly cwd?: string },
): ChildProcess {
  const [program, ...args] = command as [string, ...string[]];
  const child = spawn(program, args, { env: scrubbedEnv(), ...options });
  started.add(child);
  if (before && child.pid !== undefined) schedule(child.pid, before.policy, false);
  const forget = (): void => void started.delete(child);
  child.once("exit", forget);
  child.once("error", forget);
  return child;
}

export const hasEnded = (child: ChildProcess): boolean =>
  child.exitCode !== null || child.signalCode !== null || child.pid === undefined;

/** Asks a process to end, kills it when it does not, and comes back when it is gone. */
export async function end(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const gone = new Promise<void>((done) => child.once("exit", () => done()));
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), GRACE_MS);
  await gone;
  clearTimeout(timer);
}

/** Ends whatever still runs, newest first. */
export async function endAll(): Promise<void> {
  for (const child of [...started].reverse()) await end(child);
}

process.on("exit", () => {
  for (const child of started) child.kill("SIGKILL");
});
