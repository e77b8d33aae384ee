import type { SenderHops } from "@dalaba/api";
import { HOP_WINDOW_MS, type HopTime, HopTimes } from "@dalaba/media";
import type { DelayClass } from "@dalaba/protocol";
import type { Delays } from "./delay-policy";

export interface LatencyView {
  /** Of the sender that spoke last; a hop that it does not measure is left out. */
  readonly sender: SenderHops;
  /** From a frame's arrival at `air` until it is handed to the connections of its speakers. */
  readonly airMs: HopTime | null;
  readonly classes: Readonly<Record<DelayClass, ClassLatency>>;
  /** How far the first samples lay from where they were planned, by the speakers' receipts. */
  readonly soundMs: HopTime | null;
}

export interface ClassLatency {
  /** D. */
  readonly delayMs: number;
  /** From a frame's place at `air` until the speaker has it, its output lead included: the slowest of each second. */
  readonly wayMs: HopTime | null;
  /** What is left of D then. */
  readonly waitMs: HopTime | null;
}

/** Where the time of live talk goes, of the last minute. */
export class LatencyBoard {
  readonly #air = new HopTimes();
  readonly #sound = new HopTimes();
  readonly #way = { lan: new HopTimes(), wan: new HopTimes() };
  readonly #wait = { lan: new HopTimes(), wan: new HopTimes() };
  #sender: SenderHops = {};
  #senderAtMs = Number.NEGATIVE_INFINITY;

  senderSaid(hops: SenderHops, nowMs: number): void {
    this.#sender = hops;
    this.#senderAtMs = nowMs;
  }

  passed(ms: number, nowMs: number): void {
    this.#air.add(ms, nowMs);
  }

  /** A speaker's margin (SPEC 9.8). */
  arrived(delayClass: DelayClass, delayUs: number, marginUs: number, nowMs: number): void {
    const waitMs = marginUs / 1000;
    this.#wait[delayClass].add(waitMs, nowMs);
    this.#way[delayClass].add(delayUs / 1000 - waitMs, nowMs);
  }

  sounded(offUs: number, nowMs: number): void {
    this.#sound.add(Math.abs(offUs) / 1000, nowMs);
  }

  /** `delays`: D of a talk that began now, µs. */
  view(nowMs: number, delays: Delays): LatencyView {
    const classOf = (name: DelayClass): ClassLatency => ({
      delayMs: delays[name] / 1000,
      wayMs: this.#way[name].of(nowMs),
      waitMs: this.#wait[name].of(nowMs),
    });
    return {
      sender: nowMs - this.#senderAtMs <= HOP_WINDOW_MS ? this.#sender : {},
      airMs: this.#air.of(nowMs),
      classes: { lan: classOf("lan"), wan: classOf("wan") },
      soundMs: this.#sound.of(nowMs),
    };
  }
}
