import type {
  BroadcastSummaryReply,
  TalkEndReason,
  TalkHolder,
  TalkServerMessage,
} from "@dalaba/api/browser";

/** *hold*: speaks while the key is down. *latch*: one press begins, the next ends. */
export type TalkMode = "hold" | "latch";
export type KeySource = "space" | "pointer" | "key";
/** The one question of the night (wire.md 5): whether what is said now may sound in quiet hours. */
export type NightAnswer = "no" | "yes" | "wide";

/** What the key itself finds wrong; `air` and the controller have codes of their own. */
export type KeyProblem =
  /** The uplink does not open or does not answer. */
  | "no-air"
  /** The line broke or fell silent in the middle. */
  | "air-lost"
  | "encoder-failed"
  | "night-question"
  | "result-unknown"
  /** `air` ended it, and nobody here had let go. */
  | `ended-${TalkEndReason}`;

/** Why a talk went otherwise than meant: a code with a text in the catalogues, or a problem of the API as it came. */
export interface TalkProblem {
  readonly code: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** One press of the key and what became of it. Times are the page's monotonic clock, ms. */
export interface Talk {
  /** Counts presses; what comes late for another press is recognised by it. */
  readonly id: number;
  readonly mode: TalkMode;
  readonly source: KeySource;
  readonly night: NightAnswer;
  readonly pressedMs: number;
  /** The ticket was asked for; before that the microphone is still opening. */
  readonly askedMs: number | null;
  /** Somebody has spoken into it. */
  readonly spoken: boolean;
  readonly releasedMs: number | null;
  readonly broadcast: string | null;
  readonly readyMs: number | null;
  readonly maxMs: number | null;
  /** When the first frame leaves: after the chime. Null once frames flow. */
  readonly flowAtMs: number | null;
  /** The offer left. */
  readonly onAirMs: number | null;
  readonly of: number;
  readonly accepted: number;
  readonly sounding: number;
  /** Who holds the others, by their own answers. */
  readonly busy: readonly TalkHolder[];
  /** How often the answers of the speakers were asked for, and when next. */
  readonly asks: number;
  readonly askAtMs: number | null;
  /** `air` has said its end; receipts are waited for. */
  readonly over: boolean;
  readonly problem: TalkProblem | null;
}

/** What a talk came to, from receipts. */
export interface TalkOutcome {
  readonly talk: number;
  readonly broadcast: string;
  /** Null where no result came in time. */
  readonly result: BroadcastSummaryReply | null;
}

/**
 * idle. opening: ticket asked, socket opening; the microphone is already heard. keying: `air` is ready, no speaker
 * reports sounding. on-air: at least one does. tail: let go; sound still on its way, receipts still coming. ended: the
 * result is known. failed: it could not begin, or broke off.
 */
export type TalkPhase = "idle" | "opening" | "keying" | "on-air" | "tail" | "ended" | "failed";

export interface TalkState {
  readonly phase: TalkPhase;
  readonly sinceMs: number;
  /** The latest press; null before the first. */
  readonly talk: Talk | null;
  readonly last: TalkOutcome | null;
  readonly presses: number;
  /** The first of two `Esc`. */
  readonly escapeMs: number | null;
}

export const IDLE: TalkState = {
  ...{ phase: "idle", sinceMs: 0, talk: null, last: null, presses: 0, escapeMs: null },
};

export type TalkInput =
  | {
      readonly type: "press";
      readonly source: KeySource;
      readonly mode: TalkMode;
      readonly night: NightAnswer;
    }
  /** Without a source: whoever holds it. */
  | { readonly type: "release"; readonly source?: KeySource | undefined }
  /** The window lost the focus, or the page is hidden: nobody sees the key come up any more. */
  | { readonly type: "blur" }
  /** The page goes away, and its socket with it. */
  | { readonly type: "leave" }
  | { readonly type: "escape" }
  /** The microphone cannot be used (any more). */
  | { readonly type: "mic-fault"; readonly code: string }
  | { readonly type: "tick" }
  | ({ readonly talk: number } & TalkNews);

/** What happened to one talk. */
export type TalkNews =
  | { readonly type: "asked" }
  | { readonly type: "voice" }
  | { readonly type: "opened"; readonly broadcast: string; readonly targets: number }
  /** No ticket, or no line: it never began. */
  | { readonly type: "refused"; readonly problem: TalkProblem }
  | { readonly type: "heard"; readonly message: TalkServerMessage }
  /** The line broke or fell silent. */
  | { readonly type: "lost" }
  /** How many speakers answered `quiet`. */
  | { readonly type: "answers"; readonly quiet: number }
  | { readonly type: "result"; readonly result: BroadcastSummaryReply | null };

export type TalkEffect =
  /** Open the microphone if need be, ask for a ticket, open the line, say start; keep what is said meanwhile. */
  | { readonly type: "open"; readonly talk: number }
  /** From now on frames leave, first those kept. */
  | { readonly type: "flow"; readonly talk: number }
  /** Send what was captured before `atMs`, then say end. */
  | { readonly type: "finish"; readonly talk: number; readonly atMs: number }
  /** Say end now, whatever is on its way, and hang up. */
  | { readonly type: "cut"; readonly talk: number }
  | { readonly type: "ask-answers"; readonly talk: number; readonly broadcast: string }
  | { readonly type: "ask-result"; readonly talk: number; readonly broadcast: string };

export interface TalkStep {
  readonly state: TalkState;
  readonly effects: readonly TalkEffect[];
  /** When to come back with a tick, ms. */
  readonly wakeAt: number | undefined;
}
