import type { DelayClass } from "@dalaba/protocol";
import { DELAY_US } from "./offer-of";
import type { Ticket } from "./ticket";

export type Delays = Readonly<Record<DelayClass, number>>;

/** D never grows beyond, µs: on a LAN that is slower than this something is broken, and a talk-back becomes impossible. */
const LONGEST_US: Delays = { lan: 200_000, wan: 1_000_000 };
/** What is added to what was measured, and the grain of D, ms. */
const GRAIN_MS = 10;
const BUCKETS = 200;
const MINUTE_MS = 60_000;
/** D follows the lateness of so many minutes. */
const MINUTES = 10;
/** One in a hundred of the seconds of all speakers may be later. */
const SHARE = 0.99;
/** Fewer seconds of speakers than this prove nothing. */
const FEWEST = 20;

interface Minute {
  readonly atMs: number;
  readonly counts: Readonly<Record<DelayClass, Uint32Array>>;
}

/**
 * The D of a live talk in each delay class (wire.md 3): 80 and 400 ms, and more where the fleet's own margins of the last
 * minutes (SPEC 9.8) say that frames came later than that leaves time for. It is chosen when a talk begins and stays.
 */
export class DelayPolicy {
  #minutes: Minute[] = [];

  /** @param wayUs how late the latest frame of a speaker's second came, counted from its place at `air` */
  arrived(delayClass: DelayClass, wayUs: number, nowMs: number): void {
    const bucket = Math.max(0, Math.min(BUCKETS - 1, Math.floor(wayUs / 1000 / GRAIN_MS)));
    const counts = this.#minuteOf(nowMs).counts[delayClass];
    counts[bucket] = (counts[bucket] as number) + 1;
  }

  /** D in µs of a broadcast that begins now. */
  of(kind: Ticket["kind"], nowMs: number): Delays {
    if (kind !== "talk") return DELAY_US[kind];
    return { lan: this.#talkUs("lan", nowMs), wan: this.#talkUs("wan", nowMs) };
  }

  #talkUs(delayClass: DelayClass, nowMs: number): number {
    const needUs = this.#latestMs(delayClass, nowMs) * 1000;
    return Math.max(DELAY_US.talk[delayClass], Math.min(LONGEST_US[delayClass], needUs));
  }

  /** What 99 of 100 kept, a grain more; 0 when too little is known, ms. */
  #latestMs(delayClass: DelayClass, nowMs: number): number {
    const minutes = this.#minutes.filter(({ atMs }) => nowMs - atMs < MINUTES * MINUTE_MS);
    const counts = Array.from({ length: BUCKETS }, (_, bucket) =>
      minutes.reduce((sum, minute) => sum + (minute.counts[delayClass][bucket] as number), 0),
    );
    const all = counts.reduce((sum, count) => sum + count, 0);
    if (all < FEWEST) return 0;
    let bucket = 0;
    for (let seen = counts[0] as number; seen < SHARE * all; seen += counts[bucket] as number) bucket++;
    return (bucket + 2) * GRAIN_MS;
  }

  #minuteOf(nowMs: number): Minute {
    const last = this.#minutes.at(-1);
    if (last && nowMs - last.atMs < MINUTE_MS) return last;
    const counts = { lan: new Uint32Array(BUCKETS), wan: new Uint32Array(BUCKETS) };
    const minute = { atMs: nowMs, counts };
    this.#minutes = [...this.#minutes.slice(1 - MINUTES), minute];
    return minute;
  }
}
