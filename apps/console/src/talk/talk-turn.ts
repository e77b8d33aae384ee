import type { Talk, TalkEffect, TalkPhase, TalkProblem, TalkState } from "./talk-state";

/** What one transition made of the state, and what is to be done. */
export interface Turn {
  readonly state: TalkState;
  readonly effects: readonly TalkEffect[];
}

export const stay = (state: TalkState, ...effects: TalkEffect[]): Turn => ({ state, effects });

/** Whether the key speaks: the line opens or is open. */
export function isLive(phase: TalkPhase): boolean {
  return phase === "opening" || phase === "keying" || phase === "on-air";
}

export function to(state: TalkState, phase: TalkPhase, talk: Talk, nowMs: number): TalkState {
  return { ...state, phase, talk, sinceMs: phase === state.phase ? state.sinceMs : nowMs };
}

export const problemOf = (code: string, params: TalkProblem["params"] = {}): TalkProblem => ({
  code,
  params,
});

/** Lets the frames leave when the chime is over. */
export function flow(state: TalkState, nowMs: number): Turn {
  const { talk } = state;
  if (!talk || talk.flowAtMs === null || nowMs < talk.flowAtMs) return stay(state);
  return stay({ ...state, talk: { ...talk, flowAtMs: null } }, { type: "flow", talk: talk.id });
}
