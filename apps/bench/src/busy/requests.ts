import { Agent, request } from "node:http";
import { percentile } from "../measure/statistics";

const TICK_MS = 20;
/** So many unanswered ones, and no more are made: what is asked of a server that has stopped answering says nothing. */
const MOST_WAITING = 200;

export interface Answered {
  /** With 200. */
  readonly answered: number;
  readonly failed: number;
  /** Not made, because too many waited. */
  readonly heldBack: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Asks at a steady rate, each path in turn, over connections that are kept. */
export class Requests {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 32 });
  readonly #tookMs: number[] = [];
  readonly #sinceMs = performance.now();
  readonly #timer: NodeJS.Timeout;
  #made = 0;
  #waiting = 0;
  #failed = 0;
  #heldBack = 0;

  constructor(url: string, token: string, paths: readonly string[], perSecond: number) {
    this.#timer = setInterval(() => {
      const due = ((performance.now() - this.#sinceMs) / 1000) * perSecond;
      while (this.#made + this.#heldBack < due) this.#ask(url, token, paths);
    }, TICK_MS);
  }

  #ask(url: string, token: string, paths: readonly string[]): void {
    if (this.#waiting >= MOST_WAITING) {
      this.#heldBack++;
      return;
    }
    const path = paths[this.#made++ % paths.length] as string;
    const fromMs = performance.now();
    this.#waiting++;
    const done = (ok: boolean): void => {
      this.#waiting--;
      if (ok) this.#tookMs.push(performance.now() - fromMs);
      else this.#failed++;
    };
    const asked = request(`${url}${path}`, {
      agent: this.#agent,
      headers: { authorization: `Bearer ${token}` },
    });
    asked.once("response", (answer) => {
      answer.resume();
      answer.once("end", () => done(answer.statusCode === 200));
      answer.once("error", () => done(false));
    });
    asked.once("error", () => done(false));
    asked.end();
  }

  /** Ends it; what was not answered yet is not counted. */
  end(): Answered {
    clearInterval(this.#timer);
    this.#agent.destroy();
    const seconds = (performance.now() - this.#sinceMs) / 1000;
    return {
      answered: this.#tookMs.length,
      failed: this.#failed,
      heldBack: this.#heldBack,
      perSecond: this.#tookMs.length / seconds,
      p50Ms: percentile(this.#tookMs, 50),
      p99Ms: percentile(this.#tookMs, 99),
    };
  }
}
