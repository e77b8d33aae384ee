import type { Talk, TalkPhase, TalkState } from "./talk-state";

/** Ticket, socket and `ready` together; then there is no line. */
export const OPENING_MS = 5000;
/** `air` answers an end at once. */
export const END_ANSWER_MS = 3000;
export const ESCAPE_TWICE_MS = 1000;
/** When nobody has accepted so long after the offer, it is asked why; and again, a few times. */
export const FIRST_ASK_MS = 400;
export const NEXT_ASK_MS = 700;
export const MOST_ASKS = 4;

/** When the longest talk is over, ms. */
export function limitMs(talk: Talk): number {
  return talk.readyMs === null || talk.maxMs === null ? Number.POSITIVE_INFINITY : talk.readyMs + talk.maxMs;
}

/** By when `air` has answered the end, ms: what was kept may still have to wait for the chime. */
export function endDueMs(talk: Talk): number {
  return Math.max(talk.releasedMs ?? 0, talk.readyMs ?? 0, talk.flowAtMs ?? 0) + END_ANSWER_MS;
}

export function askDueMs(phase: TalkPhase, talk: Talk): number {
  // Without its name nothing can be asked; `air` may speak before the controller has answered.
  const unanswered = talk.broadcast !== null && talk.accepted === 0;
  const open = phase === "keying" && unanswered && talk.night === "no" && talk.asks < MOST_ASKS;
  return open && talk.askAtMs !== null ? talk.askAtMs : Number.POSITIVE_INFINITY;
}

/** When the step is to be asked again although nothing happened, ms. */
export function wakeAt({ phase, talk }: TalkState): number | undefined {
  if (!talk || talk.over) return undefined;
  const flowMs = talk.flowAtMs ?? Number.POSITIVE_INFINITY;
  const due =
    phase === "opening"
      ? (talk.askedMs ?? Number.POSITIVE_INFINITY) + OPENING_MS
      : phase === "tail"
        ? Math.min(flowMs, endDueMs(talk))
        : phase === "keying" || phase === "on-air"
          ? Math.min(flowMs, limitMs(talk), askDueMs(phase, talk))
          : Number.POSITIVE_INFINITY;
  return Number.isFinite(due) ? due : undefined;
}
