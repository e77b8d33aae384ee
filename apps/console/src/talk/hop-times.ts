import type { SenderHops } from "@dalaba/api/browser";
import { type HopTime, HopTimes } from "@dalaba/media";

/** What a sender can know of the way a frame takes, of the last minute, ms. Null: not measured. */
export interface TalkHops {
  /** From a frame's last sample until the page has it. */
  readonly captureMs: HopTime | null;
  /** High-pass, gain and limiter; their delay of 4 ms is not in it. */
  readonly chainMs: HopTime | null;
  readonly encodeMs: HopTime | null;
  /** Half the way to `air` and back, measured once a talk. */
  readonly uplinkMs: HopTime | null;
}

/** A screen may look ten times a second; the figures of a minute are worth one sum a second, ms. */
const LOOK_MS = 1000;

/** The hops of a sender. */
export class TalkHopTimes {
  readonly capture = new HopTimes();
  readonly chain = new HopTimes();
  readonly encode = new HopTimes();
  readonly uplink = new HopTimes();
  #looked: TalkHops | undefined;
  #lookedMs = 0;

  of(nowMs: number): TalkHops {
    if (this.#looked && nowMs - this.#lookedMs < LOOK_MS) return this.#looked;
    this.#lookedMs = nowMs;
    this.#looked = {
      captureMs: this.capture.of(nowMs),
      chainMs: this.chain.of(nowMs),
      encodeMs: this.encode.of(nowMs),
      uplinkMs: this.uplink.of(nowMs),
    };
    return this.#looked;
  }
}

/** As the uplink says it: what is not measured is left out. */
export function senderHops(hops: TalkHops): SenderHops {
  return Object.fromEntries(Object.entries(hops).filter(([, hop]) => hop !== null));
}
