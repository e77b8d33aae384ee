import { type ChildProcess, fork } from "node:child_process";
import { crashesAfter, restartDelay } from "./restart-delay";

export interface KeptProcessOptions {
  readonly name: string;
  /** Path of the bundle. */
  readonly program: string;
  /** More of V8's flags. */
  readonly flags?: readonly string[];
  /** Asked at each start: ports that were found stay the same. */
  readonly env: () => NodeJS.ProcessEnv;
  readonly onMessage: (message: unknown) => void;
  /** It ended and will be started again after that many ms. */
  readonly onCrash: (how: string, afterMs: number, crashes: number) => void;
}

/**
 * MB of V8's young generation; 16 unless said otherwise, of which up to three are resident. Measured with 270 speakers:
 * `air` and controller together 228 MB instead of 274 after start and 244 instead of 293 after many talks, CPU the
 * same; and a smaller one is collected in shorter pauses.
 */
const YOUNG_GENERATION_MB = 4;

/**
 * glibc keeps an arena of memory for each of a process's dozen threads, and gives little of it back. Two serve: `air` and
 * controller together hold 217 MB instead of 255 after many talks to 270 speakers, CPU the same. Whoever set it otherwise is left alone.
 */
const ARENAS = { MALLOC_ARENA_MAX: "2" };

/** A child that is started again whenever it ends by itself, until it is stopped. */
export class KeptProcess {
  private readonly options: KeptProcessOptions;
  private child: ChildProcess | null = null;
  private timer: NodeJS.Timeout | undefined;
  private crashes = 0;
  private stopping = false;
  private gone: () => void = () => {};

  constructor(options: KeptProcessOptions) {
    this.options = options;
    this.start();
  }

  get pid(): number | null {
    return this.child?.pid ?? null;
  }

  /** Asks it to end, and after `graceMs` ends it. Resolves when it is gone. */
  stop(graceMs: number): Promise<void> {
    this.stopping = true;
    clearTimeout(this.timer);
    const child = this.child;
    if (child === null) return Promise.resolve();
    return new Promise((resolve) => {
      this.gone = resolve;
      child.kill("SIGTERM");
      setTimeout(() => child.kill("SIGKILL"), graceMs).unref();
    });
  }

  kill(): void {
    this.child?.kill("SIGKILL");
  }

  private start(): void {
    const startedAt = performance.now();
    // In a group of its own: Ctrl-C at the terminal reaches the supervisor alone, which ends them in its order.
    const child = fork(this.options.program, [], {
      env: { ...ARENAS, ...this.options.env() },
      execArgv: [
        ...process.execArgv,
        `--max-semi-space-size=${YOUNG_GENERATION_MB}`,
        ...(this.options.flags ?? []),
      ],
      stdio: ["ignore", "inherit", "inherit", "ipc"],
      detached: true,
    });
    this.child = child;
    child.on("message", this.options.onMessage);
    let ended = false;
    const end = (how: string): void => {
      if (ended) return;
      ended = true;
      this.child = null;
      if (this.stopping) {
        this.gone();
        return;
      }
      const delay = restartDelay(this.crashes);
      this.crashes = crashesAfter(this.crashes, performance.now() - startedAt);
      this.options.onCrash(how, delay, this.crashes);
      // The crash may have been the last word: whoever heard of it stops us.
      if (!this.stopping) this.timer = setTimeout(() => this.start(), delay);
    };
    child.once("error", (error) => end(error.message));
    child.once("exit", (code, signal) => end(signal ?? `exit code ${code}`));
  }
}
