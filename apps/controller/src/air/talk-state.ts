import type {
  TalkClientMessage,
  TalkEndReason,
  TalkServerMessage,
  TalkSource,
  UplinkCode,
  UplinkFrame,
} from "@dalaba/api";
import type { Timeline } from "@dalaba/protocol";

/** The states, inputs and effects of one talk at its uplink. All times are serverTime, µs. */

export interface TalkRules {
  readonly broadcast: string;
  readonly chimeMs: number;
  readonly maxMs: number;
  /** A frame that reaches `air` later than its T plus this can sound nowhere: the largest D of its speakers. */
  readonly latestUs: number;
  readonly framesPerMessage: number;
}

/** How a talk ends, decided before the offer has left. */
export interface TalkEnding {
  readonly because: TalkEndReason;
  /** An `uplink-…` code when the sender was refused, "" otherwise. */
  readonly why: string;
}

export type TalkState =
  /** Connected, `start` has not come. */
  | { readonly phase: "waiting"; readonly sinceUs: number }
  /** No chime: the first frame begins the broadcast. */
  | { readonly phase: "armed"; readonly source: TalkSource; readonly heardUs: number }
  /** The offer is being signed and journalled; frames wait. */
  | {
      readonly phase: "offering";
      readonly heardUs: number;
      /** Where frame 0 is meant to lie. */
      readonly t0Us: number;
      /** In order, none of them too late or too early at its arrival: (3 s + the largest D) of frames at most. */
      readonly held: readonly UplinkFrame[];
      readonly ending: TalkEnding | undefined;
    }
  | {
      readonly phase: "on-air";
      readonly heardUs: number;
      readonly t0Us: number;
      /** Where frames belong; begins at t0Us, and follows the source. */
      readonly timeline: Timeline;
      /** (sequence + shift) × 960 is a frame's mediaTime. */
      readonly shift: number;
      /** The sequence after the newest frame taken. */
      readonly next: number;
    }
  | { readonly phase: "ended" };

export type TalkInput =
  | { readonly type: "said"; readonly message: TalkClientMessage }
  /** `leftOut`: nobody speaks in it, and it is not to be sent; it is a sign of life all the same. */
  | { readonly type: "frame"; readonly frame: UplinkFrame; readonly leftOut?: boolean }
  /** The sender broke a rule of the uplink. */
  | { readonly type: "refused"; readonly code: UplinkCode; readonly detail: string }
  | { readonly type: "closed" }
  /** The offer left: frame 0 belongs to t0Us. */
  | { readonly type: "offered"; readonly t0Us: number }
  /** Frames have other places from now on: the source was found to be elsewhere. */
  | { readonly type: "placed"; readonly timeline: Timeline; readonly shift: number }
  | { readonly type: "not-offered"; readonly code: UplinkCode; readonly detail: string }
  /** Ended from elsewhere: stopped by someone, or everything it had. */
  | { readonly type: "stop"; readonly because: TalkEndReason }
  | { readonly type: "tick" };

export type TalkEffect =
  | { readonly type: "say"; readonly message: TalkServerMessage }
  /** Offer the broadcast; the answer comes as `offered` or `not-offered`. */
  | { readonly type: "begin"; readonly source: TalkSource; readonly t0Us: number }
  | { readonly type: "audio"; readonly frame: UplinkFrame; readonly mediaTime: number }
  | { readonly type: "drop"; readonly reason: "late" | "repeated" | "left_out" }
  | { readonly type: "finish"; readonly ending: TalkEnding }
  | { readonly type: "hang-up" };

export interface TalkStep {
  readonly state: TalkState;
  readonly effects: readonly TalkEffect[];
  /** When the next `tick` is due, serverTime µs. */
  readonly wakeAtUs: number | undefined;
}
