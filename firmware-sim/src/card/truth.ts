/**
 * What really came out of a speaker and when, on the machine's CLOCK_MONOTONIC: known to the simulation alone. No
 * speaker can see it, so that receipts can be checked against it.
 */

export interface Truth {
  readonly broadcast: string;
  /** First sample of the chime, µs; null without one. */
  readonly chimeUs: number | null;
  /** First sample of a frame, µs; null while none sounded. */
  readonly firstUs: number | null;
  /** First sample of a frame that is loud enough for a voice (−34 dBFS before level), µs; null when not decoded. */
  readonly voicedUs: number | null;
  /** After the last sample that sounded, chime included, µs. */
  readonly lastUs: number;
  /** The instant at which a mediaTime sounded, every second of the broadcast: what skew is measured from. */
  readonly marks: readonly { readonly mediaTime: number; readonly us: number }[];
}

const KEPT = 100;
/** 48 kHz samples between marks. */
const MARK_SAMPLES = 48_000;
const MOST_MARKS = 3_600;

interface Log {
  broadcast: string;
  chimeUs: number | null;
  firstUs: number | null;
  voicedUs: number | null;
  lastUs: number;
  marks: { mediaTime: number; us: number }[];
}

export class TruthLog {
  readonly #logs = new Map<string, Log>();

  get(broadcast: string): Truth | undefined {
    return this.#logs.get(broadcast);
  }

  chime(broadcast: string, fromUs: number, toUs: number): void {
    const log = this.#log(broadcast);
    log.chimeUs ??= fromUs;
    log.lastUs = Math.max(log.lastUs, toUs);
  }

  /** The first sample of a frame, which is that of `mediaTime`, came out. */
  frame(broadcast: string, mediaTime: number, us: number): void {
    const log = this.#log(broadcast);
    log.firstUs ??= us;
    const due = log.marks.at(-1)?.mediaTime;
    if ((due === undefined || mediaTime - due >= MARK_SAMPLES) && log.marks.length < MOST_MARKS)
      log.marks.push({ mediaTime, us });
  }

  /** It sounded up to there. */
  sound(broadcast: string, toUs: number): void {
    const log = this.#log(broadcast);
    log.lastUs = Math.max(log.lastUs, toUs);
  }

  voiced(broadcast: string, us: number): void {
    this.#log(broadcast).voicedUs ??= us;
  }

  #log(broadcast: string): Log {
    let log = this.#logs.get(broadcast);
    if (!log) {
      log = { broadcast, chimeUs: null, firstUs: null, voicedUs: null, lastUs: 0, marks: [] };
      if (this.#logs.size >= KEPT) this.#logs.delete(this.#logs.keys().next().value as string);
      this.#logs.set(broadcast, log);
    }
    return log;
  }
}
