import { type EndReason, FRAME_SAMPLES } from "@dalaba/protocol";
import type { JitterCounts } from "./jitter-buffer";

/** What became of one frame's place on the timeline. */
export type FrameOutcome =
  /** It sounded as it was sent. */
  | "played"
  /** Something made up from its neighbours sounded. */
  | "concealed"
  /** Silence, or it was skipped. */
  | "missing"
  /** It ran by while the broadcast was suspended. */
  | "silent";

export interface PlayoutResult extends JitterCounts {
  /** serverTime of the first sample that sounded, by the speaker's own clock; null when none did. */
  readonly firstSampleAtUs: number | null;
  readonly firstMediaTime: number | null;
  /** mediaTime after the last frame that sounded as sent. */
  readonly endMediaTime: number | null;
  /** Frames by outcome. What follows the last frame that came is counted only when the end is known. */
  readonly played: number;
  readonly concealed: number;
  readonly missing: number;
  readonly silent: number;
  /** Frames that came and that the decoder refused. */
  readonly unreadable: number;
  /** Highest sequence received; -1 before the first. */
  readonly lastSequence: number;
  /** mediaTime after the newest frame received; null before the first. */
  readonly lastMediaTime: number | null;
  readonly endedBecause: EndReason | null;
}

/** Counts outcomes. A place is proved to exist by a later frame or by the end of the broadcast. */
export class PlayoutTally {
  readonly #counts = { played: 0, concealed: 0, missing: 0, silent: 0 };
  #tail = { concealed: 0, missing: 0 };
  #firstSampleAtUs: number | null = null;
  #firstMediaTime: number | null = null;
  #endMediaTime: number | null = null;
  #lastMediaTime: number | null = null;

  /** A frame came, whatever becomes of it. */
  received(endMediaTime: number): void {
    this.#lastMediaTime = Math.max(this.#lastMediaTime ?? 0, endMediaTime);
  }

  sounded(atUs: number, mediaTime: number): void {
    if (this.#firstSampleAtUs !== null) return;
    this.#firstSampleAtUs = atUs;
    this.#firstMediaTime = mediaTime;
  }

  settle(outcome: FrameOutcome, mediaTime: number): void {
    if (outcome === "concealed" || outcome === "missing") {
      this.#tail[outcome]++;
      return;
    }
    this.#prove();
    this.#counts[outcome]++;
    if (outcome === "played") this.#endMediaTime = mediaTime + FRAME_SAMPLES;
  }

  /** Places between two mediaTimes at which nothing sounded. */
  skip(fromMediaTime: number, toMediaTime: number): void {
    this.#tail.missing += Math.max(0, Math.round((toMediaTime - fromMediaTime) / FRAME_SAMPLES));
  }

  /** The broadcast ended at `endMediaTime`; places were settled up to another. */
  finish(settledTo: number, endMediaTime: number): void {
    this.skip(settledTo, endMediaTime);
    // The end became known late: what was made up after it stands for nothing. A run is concealed first, then missing.
    const beyond = Math.max(0, Math.round((settledTo - endMediaTime) / FRAME_SAMPLES));
    const missing = Math.min(beyond, this.#tail.missing);
    this.#tail.missing -= missing;
    this.#tail.concealed -= Math.min(beyond - missing, this.#tail.concealed);
    this.#prove();
  }

  /** The broadcast went on at least to here. */
  #prove(): void {
    this.#counts.concealed += this.#tail.concealed;
    this.#counts.missing += this.#tail.missing;
    this.#tail = { concealed: 0, missing: 0 };
  }

  result(of: {
    readonly counts: JitterCounts;
    readonly lastSequence: number;
    readonly unreadable: number;
    readonly endedBecause: EndReason | null;
  }): PlayoutResult {
    return {
      ...of.counts,
      ...this.#counts,
      firstSampleAtUs: this.#firstSampleAtUs,
      firstMediaTime: this.#firstMediaTime,
      endMediaTime: this.#endMediaTime,
      unreadable: of.unreadable,
      lastSequence: of.lastSequence,
      lastMediaTime: this.#lastMediaTime,
      endedBecause: of.endedBecause,
    };
  }
}
