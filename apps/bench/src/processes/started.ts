import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";

/** How long a process may take to end by itself before it is killed. */
const GRACE_MS = 6_000;

const started = new Set<ChildProcess>();

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
