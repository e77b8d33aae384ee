import { keptBy } from "@dalaba/media";
import type { DelayClass } from "@dalaba/protocol";
import { DELAY_US, LINK_DELAY_US } from "./offer-of";
import type { Ticket } from "./ticket";

export type Delays = Readonly<Record<DelayClass, number>>;

/** D never grows beyond, µs: on a LAN that is slower than this something is broken, and a talk-back becomes impossible. */
const LONGEST_US: Delays = { lan: 200_000, wan: 1_000_000 };
/** What is added to what was measured, and the grain of D, ms. */
const GRAIN_MS = 10;
/** D follows the lateness of so long. */
const WINDOW_MS = 10 * 60_000;
const SECOND_MS = 1_000;
/** Of the speakers of a second so many may be later: one bad line is no reason for all to wait. */
const OF_SPEAKERS = 0.95;
/** Of the seconds so many may be later: a machine that stood still once is not a slow network. */
const OF_SECONDS = 0.9;
/** So many may be later however few there are: one stall reaches into two seconds, and would decide after a short talk. */
const SECONDS_SPARED = 2;
/** Fewer seconds than this prove nothing. */
const FEWEST_SECONDS = 5;

/** The lateness that 95 of 100 speakers kept in one second, ms. */
interface Second {
  readonly atMs: number;
  readonly lateMs: number;
}

/**
 * The D of a live talk in each delay class (wire.md 3): 80 and 400 ms, and more where the fleet's own margins of the last
 * minutes (SPEC 9.8) say that frames came later than that leaves time for. It is chosen when a talk begins and stays.
 */
export class DelayPolicy {
  readonly #classes = { lan: new Lateness(), wan: new Lateness() };

  /** @param wayUs how late the latest frame of a speaker's second came, counted from its place at `air` */
  arrived(delayClass: DelayClass, wayUs: number, nowMs: number): void {
    this.#classes[delayClass].add(wayUs / 1000, nowMs);
  }

  /** D in µs of a broadcast that begins now. */
  of({ kind, class: named }: Pick<Ticket, "kind" | "class">, nowMs: number): Delays {
    if (kind !== "talk" && named !== "link") return DELAY_US.play;
    const least = named === "link" ? LINK_DELAY_US : DELAY_US.talk;
    const needUs = (of: DelayClass): number => {
      const needMs = Math.ceil(this.#classes[of].of(nowMs) / GRAIN_MS + 1) * GRAIN_MS;
      return Math.max(least[of], Math.min(LONGEST_US[of], needMs * 1000));
    };
    return { lan: needUs("lan"), wan: needUs("wan") };
  }
}

/** What most speakers kept in most seconds. */
class Lateness {
  #seconds: Second[] = [];
  #current: number[] = [];
  #currentAtMs = 0;

  add(ms: number, nowMs: number): void {
    if (nowMs - this.#currentAtMs >= SECOND_MS) {
      this.#close();
      this.#currentAtMs = nowMs;
      this.#seconds = this.#seconds.filter(({ atMs }) => nowMs - atMs < WINDOW_MS);
    }
    this.#current.push(ms);
  }

  #close(): void {
    if (this.#current.length === 0) return;
    const sorted = this.#current.sort((a, b) => a - b);
    this.#seconds.push({ atMs: this.#currentAtMs, lateMs: keptBy(sorted, OF_SPEAKERS) });
    this.#current = [];
  }

  /** 0 when too little is known. */
  of(nowMs: number): number {
    if (nowMs - this.#currentAtMs >= SECOND_MS) this.#close();
    const young = this.#seconds.filter(({ atMs }) => nowMs - atMs < WINDOW_MS);
    if (young.length < FEWEST_SECONDS) return 0;
    const sorted = young.map(({ lateMs }) => lateMs).sort((a, b) => a - b);
    const spared = sorted[sorted.length - 1 - SECONDS_SPARED] ?? 0;
    return Math.min(spared, keptBy(sorted, OF_SECONDS));
  }
}
