import { FRAME_SAMPLES } from "@dalaba/protocol";
import type { SourcedFrame } from "./frame-source";
import type { FrameOutcome, PlayoutTally } from "./playout-tally";

/** A frame that is being put on the card's timeline. */
export interface PlacedFrame {
  readonly mediaTime: number;
  /** Of its message; -1 for what stands in for a missing frame. */
  readonly sequence: number;
  readonly outcome: FrameOutcome;
  /** Where its first sample lies in the block that was pulled. */
  readonly offset: number;
}

/** A frame whose time has passed. */
export interface SettledFrame {
  readonly mediaTime: number;
  readonly sequence: number;
  readonly outcome: FrameOutcome;
}

export interface FrameHooks {
  /** Once for each frame, when its first sample is placed. */
  readonly onPlaced?: (frame: PlacedFrame) => void;
  /** Once for each frame, in order, when it is known whether it sounded. */
  readonly onSettled?: (frame: SettledFrame) => void;
}

interface Segment {
  readonly from: number;
  readonly to: number;
  readonly mediaTime: number;
  readonly frame: SourcedFrame;
  placed: boolean;
  sounded: number;
  silent: number;
}

/** The decoded frames ahead of the write position, and how much of each has really sounded. */
export class Segments {
  readonly #tally: PlayoutTally;
  readonly #hooks: FrameHooks;
  #queue: Segment[] = [];
  /** mediaTime after the last settled frame. */
  settledTo: number | null = null;

  constructor(tally: PlayoutTally, hooks: FrameHooks) {
    this.#tally = tally;
    this.#hooks = hooks;
  }

  append(from: number, mediaTime: number, frame: SourcedFrame): void {
    const to = from + frame.pcm.length;
    this.#queue.push({ from, to, mediaTime, frame, placed: false, sounded: 0, silent: 0 });
  }

  /**
   * `count` samples from index `from` went out at `offset` of the block; `atUs` is serverTime of the first of them and
   * `sampleUs` the length of one. Inaudible: the broadcast is suspended.
   */
  rendered(
    from: number,
    count: number,
    audible: boolean,
    offset: number,
    atUs: number,
    sampleUs: number,
  ): void {
    for (const each of this.#queue) {
      if (each.from >= from + count) break;
      const begin = Math.max(from, each.from);
      const overlap = Math.min(from + count, each.to) - begin;
      if (overlap <= 0) continue;
      if (!each.placed) this.#place(each, offset + begin - from);
      if (audible) {
        each.sounded += overlap;
        if (each.frame.outcome === "played")
          this.#tally.sounded(atUs + (begin - from) * sampleUs, each.mediaTime);
      } else each.silent += overlap;
    }
  }

  /** All that lies before `index` has passed. */
  settleBefore(index: number): void {
    for (let first = this.#queue[0]; first !== undefined && first.to <= index; first = this.#queue[0]) {
      this.#queue.shift();
      this.#settle(first);
    }
  }

  /** Nothing of what waits will sound any more. */
  settleAll(): void {
    this.settleBefore(Number.POSITIVE_INFINITY);
  }

  #place(segment: Segment, offset: number): void {
    segment.placed = true;
    const { mediaTime, frame } = segment;
    this.#hooks.onPlaced?.({ mediaTime, sequence: frame.sequence, outcome: frame.outcome, offset });
  }

  #settle(segment: Segment): void {
    const { mediaTime, frame } = segment;
    this.settledTo = mediaTime + frame.samples48k;
    // What fills the way to a frame off the grid is no frame.
    if (frame.samples48k < FRAME_SAMPLES) return;
    const half = (segment.to - segment.from) / 2;
    let outcome: FrameOutcome = "missing";
    if (segment.silent >= half) outcome = "silent";
    else if (segment.sounded >= half) outcome = frame.outcome;
    this.#tally.settle(outcome, mediaTime);
    this.#hooks.onSettled?.({ mediaTime, sequence: frame.sequence, outcome });
  }
}
