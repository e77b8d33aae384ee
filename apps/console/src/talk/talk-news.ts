import type { TalkServerMessage } from "@dalaba/api/browser";
import { FIRST_ASK_MS } from "./talk-deadlines";
import type { Talk, TalkEffect, TalkNews, TalkProblem, TalkState } from "./talk-state";
import { flow, isLive, problemOf, stay, type Turn, to } from "./talk-turn";

/** What `air`, the controller or the microphone's first word says about one talk. What concerns an older press changes no phase. */
export function news(state: TalkState, id: number, input: TalkNews, nowMs: number): Turn {
  if (input.type === "result") return result(state, id, input.result, nowMs);
  const { talk, phase } = state;
  if (!talk || talk.id !== id || talk.over || !(isLive(phase) || phase === "tail")) return stay(state);
  switch (input.type) {
    case "asked":
      return stay(to(state, phase, { ...talk, askedMs: nowMs }, nowMs));
    case "voice":
      return stay(to(state, phase, { ...talk, spoken: true }, nowMs));
    case "opened":
      return stay(to(state, phase, { ...talk, broadcast: input.broadcast, of: input.targets }, nowMs));
    case "refused":
      return fail(state, talk, input.problem, nowMs);
    case "lost":
      return lost(state, talk, nowMs);
    case "answers":
      return answers(state, talk, input.quiet, nowMs);
    case "heard":
      return heard(state, talk, input.message, nowMs);
  }
}

function heard(state: TalkState, talk: Talk, message: TalkServerMessage, nowMs: number): Turn {
  switch (message.type) {
    case "ready":
      return state.phase === "opening" ? ready(state, talk, message, nowMs) : stay(state);
    case "on-air":
      return stay(to(state, state.phase, { ...talk, onAirMs: nowMs, askAtMs: nowMs + FIRST_ASK_MS }, nowMs));
    case "progress": {
      const { accepted, sounding, of, busy = [] } = message;
      const phase = state.phase === "tail" ? "tail" : sounding > 0 ? "on-air" : "keying";
      return stay(to(state, phase, { ...talk, accepted, sounding, of, busy }, nowMs));
    }
    case "ended":
      return ended(state, talk, message.because, nowMs);
    case "error":
      return fail(state, talk, problemOf(message.code, { detail: message.detail }), nowMs);
  }
}

function ready(
  state: TalkState,
  talk: Talk,
  { startInMs, maxMs }: Extract<TalkServerMessage, { type: "ready" }>,
  nowMs: number,
): Turn {
  const opened: Talk = { ...talk, readyMs: nowMs, maxMs, flowAtMs: nowMs + startInMs };
  // Let go while the line opened: what was said until then follows, and then the end.
  return flow(to(state, opened.releasedMs === null ? "keying" : "tail", opened, nowMs), nowMs);
}

function ended(state: TalkState, talk: Talk, because: string, nowMs: number): Turn {
  const asked = state.phase === "tail" && (because === "finished" || because === "no-audio");
  const problem = talk.problem ?? (asked ? null : problemOf(`ended-${because}`));
  const over: Talk = { ...talk, over: true, problem, releasedMs: talk.releasedMs ?? nowMs };
  // Nobody was offered anything: there is no result to wait for.
  if (talk.onAirMs === null) return stay(to(state, problem ? "failed" : "idle", over, nowMs));
  const broken = state.phase !== "tail" && because !== "time-limit";
  const cut: TalkEffect[] = isLive(state.phase) ? [{ type: "cut", talk: talk.id }] : [];
  return stay(to(state, broken ? "failed" : "tail", over, nowMs), ...cut, ...askResult(over));
}

/** It cannot go on. What was on air until now still has a result. */
export function fail(state: TalkState, talk: Talk, problem: TalkProblem, nowMs: number): Turn {
  const over: Talk = { ...talk, over: true, problem, releasedMs: talk.releasedMs ?? nowMs };
  return stay(to(state, "failed", over, nowMs), { type: "cut", talk: talk.id }, ...askResult(over));
}

export function lost(state: TalkState, talk: Talk, nowMs: number): Turn {
  if (state.phase !== "tail")
    return fail(state, talk, problemOf(talk.readyMs === null ? "no-air" : "air-lost"), nowMs);
  // All was said; how much of it arrived the receipts know.
  const over: Talk = { ...talk, over: true };
  return stay(
    to(state, talk.onAirMs === null ? "idle" : "tail", over, nowMs),
    { type: "cut", talk: talk.id },
    ...askResult(over),
  );
}

function answers(state: TalkState, talk: Talk, quiet: number, nowMs: number): Turn {
  if (quiet === 0 || talk.accepted > 0 || talk.night !== "no" || state.phase !== "keying") return stay(state);
  return fail(state, talk, problemOf("night-question", { quiet }), nowMs);
}

export function askResult(talk: Talk): TalkEffect[] {
  if (talk.broadcast === null || talk.onAirMs === null) return [];
  return [{ type: "ask-result", talk: talk.id, broadcast: talk.broadcast }];
}

function result(
  state: TalkState,
  id: number,
  summary: Extract<TalkNews, { type: "result" }>["result"],
  nowMs: number,
): Turn {
  const { talk } = state;
  const mine = talk?.id === id;
  const broadcast = summary?.broadcastId ?? (mine ? talk.broadcast : null);
  const newer = broadcast !== null && id >= (state.last?.talk ?? 0);
  const next = newer ? { ...state, last: { talk: id, broadcast, result: summary } } : state;
  if (!mine || (state.phase !== "tail" && state.phase !== "failed")) return stay(next);
  const quiet = summary?.failures.filter(({ reason }) => reason === "quiet").length ?? 0;
  const found = !summary
    ? problemOf("result-unknown")
    : quiet > 0 && talk.night === "no"
      ? problemOf("night-question", { quiet })
      : null;
  const settled: Talk = { ...talk, over: true, problem: talk.problem ?? found };
  return stay(to(next, state.phase === "failed" ? "failed" : "ended", settled, nowMs));
}
