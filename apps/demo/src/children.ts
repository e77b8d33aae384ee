import { type ChildProcess, spawn } from "node:child_process";

/** How long a child may take to end by itself before it is killed. */
const GRACE_MS = 5_000;

export interface Child {
  readonly name: string;
  readonly process: ChildProcess;
  /** Set once it has ended: its exit code, or the signal's name. */
  ended: string | undefined;
}

const children: Child[] = [];

/** Starts a Node program in a process group of its own, so that Ctrl-C reaches it in the order we choose. */
export function startChild(
  name: string,
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Child {
  const process_ = spawn(process.execPath, [program, ...args], {
    env,
    stdio: ["ignore", "inherit", "inherit"],
    detached: true,
  });
  const child: Child = { name, process: process_, ended: undefined };
  process_.once("exit", (code, signal) => {
    child.ended = signal ?? String(code);
  });
  process_.once("error", (error) => {
    child.ended = error.message;
  });
  children.push(child);
  return child;
}

/** Ends the newest first, so that speakers say goodbye to a controller that still listens. */
export async function stopChildren(): Promise<void> {
  for (const child of [...children].reverse()) await stopChild(child);
}

async function stopChild(child: Child): Promise<void> {
  if (child.ended !== undefined) return;
  child.process.kill("SIGTERM");
  const deadline = Date.now() + GRACE_MS;
  while (child.ended === undefined && Date.now() < deadline)
    await new Promise((done) => setTimeout(done, 20));
  if (child.ended === undefined) child.process.kill("SIGKILL");
}
