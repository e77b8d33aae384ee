/** A minute of frames. */
const MOST = 3000;
const WINDOW_MS = 60_000;

export interface HopTime {
  readonly p50: number;
  readonly p95: number;
}

/** How long one hop took, of the last minute. */
export class HopTimes {
  readonly #ms = new Float32Array(MOST);
  readonly #atMs = new Float64Array(MOST).fill(Number.NEGATIVE_INFINITY);
  #at = 0;

  add(ms: number, nowMs: number): void {
    this.#ms[this.#at] = ms;
    this.#atMs[this.#at] = nowMs;
    this.#at = (this.#at + 1) % MOST;
  }

  /** Null when nothing was measured in the last minute. */
  of(nowMs: number): HopTime | null {
    const recent = this.#ms.filter((_, i) => (this.#atMs[i] as number) > nowMs - WINDOW_MS).sort();
    if (recent.length === 0) return null;
    const part = (share: number): number =>
      recent[Math.min(recent.length - 1, Math.floor(share * recent.length))] as number;
    return { p50: part(0.5), p95: part(0.95) };
  }
}

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
