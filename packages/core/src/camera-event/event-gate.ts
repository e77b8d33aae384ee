import type { CameraEvent } from "./camera-event";

/** `begin` is news; `again` is a report of what is known; `ended` closes it; `unknown-end` ends what nobody began. */
export type GateAnswer = "begin" | "again" | "ended" | "unknown-end";

export interface GateLimits {
  /** Nothing more of it for so long: the next report is news, ms. */
  readonly forgetMs: number;
  /** It began again so soon after its end: a camera that flaps, and no news, ms. */
  readonly settleMs: number;
  /** A happening without an end is over after this, ms. */
  readonly momentMs: number;
  /** Happenings remembered; at the bound the one longest unheard of is forgotten, and would be news again. */
  readonly most: number;
}

/** 1,191 cameras with a dozen happenings each. */
export const GATE_LIMITS: GateLimits = { forgetMs: 600_000, settleMs: 10_000, momentMs: 5000, most: 16_384 };

interface Known {
  readonly heardMs: number;
  readonly staysMs: number;
  readonly ended: boolean;
}

/** Which reports are news. Sources send the same happening many times, and cameras flap. */
export class EventGate {
  readonly #limits: GateLimits;
  /** By source and key, the one longest unheard of first. */
  readonly #known = new Map<string, Known>();

  constructor(limits: GateLimits = GATE_LIMITS) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#known.size;
  }

  /** `nowMs` is the receiver's monotonic time: a camera's clock decides nothing here. */
  push(source: string, event: CameraEvent, nowMs: number): GateAnswer {
    const { forgetMs, settleMs, momentMs } = this.#limits;
    const key = `${source}\n${event.dedupeKey}`;
    const before = this.#known.get(key);
    const known = before !== undefined && nowMs - before.heardMs <= before.staysMs ? before : undefined;
    if (event.state === "end") {
      const answer = known && !known.ended ? "ended" : "unknown-end";
      if (known && !known.ended) this.#remember(key, { heardMs: nowMs, staysMs: settleMs, ended: true });
      return answer;
    }
    const staysMs = event.state === "moment" ? momentMs : forgetMs;
    this.#remember(key, { heardMs: nowMs, staysMs, ended: false });
    return known ? "again" : "begin";
  }

  #remember(key: string, known: Known): void {
    this.#known.delete(key);
    this.#known.set(key, known);
    if (this.#known.size <= this.#limits.most) return;
    const [oldest] = this.#known.keys();
    if (oldest !== undefined) this.#known.delete(oldest);
  }
}
