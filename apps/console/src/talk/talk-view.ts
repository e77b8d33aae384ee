import type { TalkHolder } from "@dalaba/api/browser";
import type { TalkHops } from "./hop-times";
import type { TrialPhase } from "./microphone-trial";
import type { TalkSettings } from "./talk-settings";
import type { TalkMode, TalkOutcome, TalkPhase, TalkProblem, TalkState } from "./talk-state";
import { isLive } from "./talk-turn";
import type { MicState } from "./voice-input";

/** The operator is told that the longest talk is nearly over, ms before. */
export const LIMIT_WARNING_MS = 15_000;

export interface TalkMeter {
  /** dBFS; −∞ is silence. */
  readonly peakDb: number;
  readonly rmsDb: number;
  readonly clipping: boolean;
  /** What the gain control adds, dB. */
  readonly gainDb: number;
}

/** All that a screen shows of the key. */
export interface TalkView {
  readonly state: TalkPhase;
  readonly mode: TalkMode;
  readonly sinceMs: number;
  /** Since the line was open; 0 before. */
  readonly elapsedMs: number;
  readonly maxMs: number | null;
  /** The longest talk is over within 15 s. */
  readonly limitNear: boolean;
  /** The chime still sounds; speak when it is over, ms. 0: speak. */
  readonly chimeLeftMs: number;
  readonly broadcast: string | null;
  readonly of: number;
  readonly accepted: number;
  readonly sounding: number;
  readonly busy: readonly TalkHolder[];
  readonly meter: TalkMeter;
  readonly mic: MicState;
  readonly problem: TalkProblem | null;
  readonly hops: TalkHops;
  readonly lastResult: TalkOutcome | null;
  readonly test: { readonly running: boolean; readonly phase: TrialPhase; readonly recordedMs: number };
  readonly settings: TalkSettings;
}

/** The same one each time: whoever compares views sees no change. */
const NOBODY: readonly TalkHolder[] = [];

export interface ViewParts {
  readonly state: TalkState;
  readonly settings: TalkSettings;
  readonly meter: TalkMeter;
  readonly mic: MicState;
  readonly hops: TalkHops;
  readonly test: TalkView["test"];
}

export function talkView({
  state,
  settings,
  nowMs,
  ...rest
}: ViewParts & { readonly nowMs: number }): TalkView {
  const { talk, phase, sinceMs, last } = state;
  const live = talk !== null && isLive(phase);
  const leftMs =
    live && talk.readyMs !== null && talk.maxMs !== null ? talk.readyMs + talk.maxMs - nowMs : null;
  const since = talk?.readyMs ?? null;
  const untilMs = live ? nowMs : (talk?.releasedMs ?? nowMs);
  return {
    ...{ state: phase, mode: live ? talk.mode : settings.mode, sinceMs, lastResult: last, settings, ...rest },
    elapsedMs: since === null ? 0 : Math.max(0, untilMs - since),
    maxMs: talk?.maxMs ?? null,
    limitNear: leftMs !== null && leftMs <= LIMIT_WARNING_MS,
    chimeLeftMs: live && talk.flowAtMs !== null ? Math.max(0, talk.flowAtMs - nowMs) : 0,
    broadcast: talk?.broadcast ?? null,
    of: talk?.of ?? 0,
    accepted: talk?.accepted ?? 0,
    sounding: talk?.sounding ?? 0,
    busy: talk?.busy ?? NOBODY,
    problem: talk?.problem ?? null,
  };
}
