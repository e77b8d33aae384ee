import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const BUNDLE = fileURLToPath(new URL("../dist/main.mjs", import.meta.url));

export interface CliResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** stdout as JSON; undefined when it is none. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into documents whose shape they assert.
  readonly json: any;
}

export interface RunOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** All of stdin; without it stdin is empty. `"open"`: stdin stays open and is the test's to write. */
  readonly input?: Uint8Array | string | "open";
}

export interface Running {
  readonly child: ChildProcess;
  readonly done: Promise<CliResult>;
  /** Resolves when stderr holds it. */
  said(text: string): Promise<void>;
}

/** A folder of a user's own, with nothing in it: where commands are typed and sign-ins are kept. */
export class Desk {
  readonly folder = mkdtempSync(join(tmpdir(), "dalaba-cli-"));
  url = "";
  readonly #running = new Set<ChildProcess>();

  close(): void {
    for (const child of this.#running) child.kill("SIGKILL");
    rmSync(this.folder, { recursive: true, force: true });
  }

  env(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
    const { PATH, DALABA_NATIVE } = process.env;
    return {
      ...{ PATH, HOME: this.folder, XDG_CONFIG_HOME: join(this.folder, "config"), TZ: "UTC" },
      ...{ INIT_CWD: this.folder, DALABA_URL: this.url, DALABA_TOKEN: "token-of-the-test" },
      ...(DALABA_NATIVE === undefined ? {} : { DALABA_NATIVE }),
      ...more,
    };
  }

  start(args: readonly string[], options: RunOptions = {}): Running {
    const child = spawn(process.execPath, [BUNDLE, ...args], {
      env: this.env(options.env),
      cwd: options.cwd ?? this.folder,
      stdio: ["pipe", "pipe", "pipe"],
    });
    this.#running.add(child);
    // Who does not read its stdin is no fault of the test.
    child.stdin.on("error", () => undefined);
    if (options.input !== "open") child.stdin.end(options.input ?? "");
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on("data", (part: Buffer) => out.push(part));
    child.stderr.on("data", (part: Buffer) => err.push(part));
    const text = (parts: Buffer[]): string => Buffer.concat(parts).toString("utf8");
    const done = new Promise<CliResult>((resolve) => {
      child.once("close", (code, signal) => {
        this.#running.delete(child);
        const stdout = text(out);
        resolve({ code, signal, stdout, stderr: text(err), json: parsed(stdout) });
      });
    });
    return {
      child,
      done,
      said: (wanted) =>
        until(`stderr to say ${wanted}`, () => text(err).includes(wanted)).catch((error: Error) => {
          throw new Error(`${error.message}; it said: ${text(err)}`);
        }),
    };
  }

  run(args: readonly string[], options: RunOptions = {}): Promise<CliResult> {
    return this.start(args, options).done;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Asks until the answer is yes; throws what it waited for after 20 s. */
export async function until(what: string, ask: () => boolean): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!ask()) {
    if (Date.now() > deadline) throw new Error(`waited for ${what}`);
    await new Promise((done) => setTimeout(done, 10));
  }
}
