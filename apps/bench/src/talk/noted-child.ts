import type { ChildProcess } from "node:child_process";
import { end, hasEnded, scrubbedEnv, start } from "../processes/started";
import { NeverError } from "./wait";

/** A program of ours whose words are kept, for the case that something goes wrong. */
export class NotedChild {
  readonly #process: ChildProcess;
  readonly #name: string;
  #text = "";

  constructor(name: string, bundle: string, args: readonly string[], env: Record<string, string> = {}) {
    this.#name = name;
    this.#process = start([process.execPath, bundle, ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      env: scrubbedEnv(env),
    });
    const keep = (part: Buffer): void => {
      this.#text = (this.#text + part.toString()).slice(-100_000);
    };
    this.#process.stdout?.on("data", keep);
    this.#process.stderr?.on("data", keep);
  }

  get pid(): number {
    if (this.#process.pid === undefined) throw new Error(`${this.#name} did not start`);
    return this.#process.pid;
  }

  get text(): string {
    return this.#text;
  }

  /** Throws its last words as a `NeverError` when it has ended. */
  mustRun(): void {
    if (hasEnded(this.#process)) throw new NeverError(`${this.#name} ended:\n${this.#text.slice(-2_000)}`);
  }

  signal(signal: "SIGSTOP" | "SIGCONT"): void {
    process.kill(this.pid, signal);
  }

  end(): Promise<void> {
    return end(this.#process);
  }
}
