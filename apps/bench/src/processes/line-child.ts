import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { end, hasEnded, start } from "./started";

const ANSWER_WITHIN_MS = 60_000;

/** A process that is asked in JSON lines on stdin, `{id, type, …}`, and answers on stdout, `{re, ok, …}`. */
export class LineChild {
  readonly #process: ChildProcess;
  readonly #name: string;
  readonly #waiting = new Map<number, (answer: Record<string, unknown>) => void>();
  #last = 0;
  #said = "";

  constructor(name: string, command: readonly string[]) {
    this.#name = name;
    this.#process = start(command, { stdio: ["pipe", "pipe", "pipe"] });
    this.#process.stderr?.on("data", (part: Buffer) => {
      this.#said = (this.#said + part.toString()).slice(-4_000);
    });
    this.#process.stdin?.on("error", () => undefined);
    if (this.#process.stdout)
      createInterface({ input: this.#process.stdout }).on("line", (line) => this.#hear(line));
    this.#process.once("exit", (code, signal) => this.#giveUp(`ended (${signal ?? code})`));
    this.#process.once("error", (error) => this.#giveUp(error.message));
  }

  get pid(): number {
    if (this.#process.pid === undefined) throw new Error(`${this.#name} did not start`);
    return this.#process.pid;
  }

  #hear(line: string): void {
    const answer = JSON.parse(line) as Record<string, unknown>;
    const done = this.#waiting.get(answer.re as number);
    this.#waiting.delete(answer.re as number);
    done?.(answer);
  }

  #giveUp(detail: string): void {
    for (const done of this.#waiting.values()) done({ ok: false, detail });
    this.#waiting.clear();
  }

  /** Throws when it refuses, ends, or does not answer within a minute. */
  async ask<T>(type: string, members: Record<string, unknown> = {}): Promise<T> {
    const id = ++this.#last;
    let timer: NodeJS.Timeout | undefined;
    const answer = await new Promise<Record<string, unknown>>((done) => {
      if (hasEnded(this.#process)) return done({ ok: false, detail: "it is not running" });
      this.#waiting.set(id, done);
      timer = setTimeout(() => done({ ok: false, detail: "no answer within a minute" }), ANSWER_WITHIN_MS);
      this.#process.stdin?.write(`${JSON.stringify({ id, type, ...members })}\n`);
    });
    clearTimeout(timer);
    this.#waiting.delete(id);
    if (answer.ok !== true) throw new Error(`${this.#name}: ${type}: ${answer.detail}\n${this.#said}`);
    return answer as T;
  }

  end(): Promise<void> {
    return end(this.#process);
  }
}
