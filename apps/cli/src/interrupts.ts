import { type CliFailure, cliFailure } from "./cli-failure";
import { EXIT } from "./exit-code";

/** npm and pnpm pass on the Ctrl-C that the terminal gave us already: within this it is the same one, ms. */
const SAME_KEY_MS = 400;
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** What Ctrl-C means: to leave at once, or while somebody speaks, first to end the talk. */
export class Interrupts {
  readonly #asked = new AbortController();
  readonly #leaving: Promise<never>;
  #leave: (failure: CliFailure) => void = () => undefined;
  #askedAtMs: number | undefined;
  #first: (() => void) | undefined;
  #about: { readonly params: Readonly<Record<string, unknown>>; readonly next: string } | undefined;

  constructor() {
    this.#leaving = new Promise((_, reject) => {
      this.#leave = reject;
    });
    // Nobody may be waiting for it yet.
    this.#leaving.catch(() => undefined);
    for (const signal of SIGNALS) process.on(signal, () => this.#interrupt());
  }

  /** Aborted by the first interruption. */
  get signal(): AbortSignal {
    return this.#asked.signal;
  }

  /** Ends with what it ends with, or is left where it stands when the command must leave. */
  orLeave<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.#leaving]);
  }

  /** While `work` runs, the first interruption only asks (`signal`, `onFirst`); one more leaves at once. */
  async askFirst<T>(onFirst: () => void, work: () => Promise<T>): Promise<T> {
    this.#first = onFirst;
    try {
      return await work();
    } finally {
      this.#first = undefined;
    }
  }

  /** What whoever interrupts should know, once something has been said on air. */
  tell(params: Readonly<Record<string, unknown>>, next: string): void {
    this.#about = { params, next };
  }

  #interrupt(): void {
    // The result is only being written, into a pipe that nobody empties.
    if (process.exitCode !== undefined) process.exit(EXIT.interrupted);
    const nowMs = performance.now();
    if (this.#askedAtMs !== undefined && nowMs - this.#askedAtMs < SAME_KEY_MS) return;
    const first = this.#askedAtMs === undefined ? this.#first : undefined;
    this.#askedAtMs ??= nowMs;
    this.#asked.abort();
    if (first) first();
    else this.#leave(cliFailure("interrupted", "interrupted", this.#about));
  }
}
