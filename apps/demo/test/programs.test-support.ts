import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { repositoryRoot } from "../src/repository-root";

/** Starting, watching and ending the real programs. */

const root = repositoryRoot();
const PATIENCE_MS = 30_000;
/** A program that was asked to end and does not is ended after this long. */
const GRACE_MS = 8_000;

export const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

export type Ask<T> = () => Promise<T | undefined | false> | T | undefined | false;

/** Asks until the answer is truthy; throws what it waited for, and the last fault, when time is up. */
export async function until<T>(what: string, ask: Ask<T>, withinMs = PATIENCE_MS): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    let fault = "";
    const answer = await Promise.resolve()
      .then(ask)
      .catch((error: unknown) => {
        fault = `: ${error instanceof Error ? error.message : String(error)}`;
        return undefined;
      });
    if (answer) return answer;
    if (Date.now() > deadline) throw new Error(`waited ${withinMs} ms for ${what}${fault}`);
    await pause(50);
  }
}

/** Asks until the answer is the same twice, so long apart that what was on its way has come. */
export async function steady(what: string, ask: () => Promise<number>): Promise<number> {
  let last = Number.NaN;
  await until(what, async () => {
    const before = last;
    last = await ask();
    if (last === before) return true;
    await pause(200);
    return false;
  });
  return last;
}

/** Environment without a developer's own settings. */
export function cleanEnv(more: Record<string, string>): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(process.env))
    if (!name.startsWith("DALABA_") || name === "DALABA_NATIVE") env[name] = value;
  return { ...env, ...more };
}

export interface Program {
  readonly child: ChildProcess;
  /** The last of what it said, on stdout and stderr. */
  text(): string;
  /** Waits for something it does; ends it, and tells what it said, when it does not or has ended by itself. */
  until<T>(what: string, ask: Ask<T>): Promise<T>;
  end(): Promise<void>;
}

/** Starts a bundle of this repository, named by its path from the root. */
export function startProgram(bundle: string, args: readonly string[], env: NodeJS.ProcessEnv): Program {
  return watchProgram(spawn(process.execPath, [join(root, bundle), ...args], { env, stdio: "pipe" }));
}

export function watchProgram(child: ChildProcess): Program {
  let text = "";
  const keep = (part: Buffer): void => {
    text = (text + part.toString()).slice(-200_000);
  };
  child.stdout?.on("data", keep);
  child.stderr?.on("data", keep);
  const end = (): Promise<void> => endProgram(child);
  return {
    child,
    text: () => text,
    end,
    async until(what, ask) {
      const over = new Promise<never>((_, reject) => {
        child.once("exit", (code) => reject(new Error(`it ended (${code}) before ${what}`)));
      });
      try {
        return await Promise.race([until(what, ask), over]);
      } catch (error) {
        await end();
        throw new Error(`${error instanceof Error ? error.message : error}\n${text.slice(-4_000)}`);
      } finally {
        over.catch(() => undefined);
      }
    },
  };
}

async function endProgram(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((done) => child.once("exit", () => done()));
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), GRACE_MS);
  await gone;
  clearTimeout(timer);
}

export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** stdout as JSON; undefined when it is none. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into documents whose shape they assert.
  readonly json: any;
}

export type RunningCli = ChildProcess & { readonly done: Promise<CliResult> };

/** Starts `dalaba` with these arguments. */
export function startCli(args: readonly string[], env: NodeJS.ProcessEnv): RunningCli {
  const child = spawn(process.execPath, [join(root, "apps/cli/dist/main.mjs"), ...args], {
    env,
    stdio: ["pipe", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (part: Buffer) => {
    stdout += part.toString();
  });
  child.stderr.on("data", (part: Buffer) => {
    stderr += part.toString();
  });
  // Whoever is killed does not read what is written to it.
  child.stdin.on("error", () => undefined);
  const done = new Promise<CliResult>((resolve) => {
    child.on("close", (code, signal) => {
      let json: unknown;
      try {
        json = JSON.parse(stdout);
      } catch {
        json = undefined;
      }
      resolve({ code: code ?? (signal === null ? -1 : 128), stdout, stderr, json });
    });
  });
  return Object.assign(child, { done });
}
