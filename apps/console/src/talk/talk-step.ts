import {
  askDueMs,
  ESCAPE_TWICE_MS,
  endDueMs,
  limitMs,
  NEXT_ASK_MS,
  OPENING_MS,
  wakeAt,
} from "./talk-deadlines";
import { askResult, fail, lost, news } from "./talk-news";
import type { Talk, TalkInput, TalkProblem, TalkState, TalkStep } from "./talk-state";
import { flow, isLive, problemOf, stay, type Turn, to } from "./talk-turn";

/**
 * One step of the key. Total; no clock, no socket.
 *
 * The microphone is heard from the press on, so a word said while the line opens is not lost. Who lets go before the
 * line is ready ends a talk of which nobody knew, unless something was said: then the line opens all the same, and what
 * was said is sent whole.
 */
export function stepTalk(state: TalkState, input: TalkInput, nowMs: number): TalkStep {
  const turn = transition(state, input, nowMs);
  return { ...turn, wakeAt: wakeAt(turn.state) };
}

function transition(state: TalkState, input: TalkInput, nowMs: number): Turn {
  const { talk, phase } = state;
  if ("talk" in input) return news(state, input.talk, input, nowMs);
  const live = talk !== null && isLive(phase) ? talk : null;
  switch (input.type) {
    case "press":
      if (!live) return press(state, input, nowMs);
      return live.mode === "latch" ? letGo(state, live, nowMs) : stay(state);
    case "release":
      if (live?.mode !== "hold" || (input.source ?? live.source) !== live.source) return stay(state);
      return letGo(state, live, nowMs);
    case "blur":
      return live?.mode === "hold" ? letGo(state, live, nowMs) : stay(state);
    case "escape":
      return escapeKey(state, live, nowMs);
    case "leave":
      return leave(state, nowMs);
    case "mic-fault":
      return live ? letGo(state, live, nowMs, problemOf(input.code)) : stay(state);
    case "tick":
      return tick(state, nowMs);
  }
}

function press(state: TalkState, input: Extract<TalkInput, { type: "press" }>, nowMs: number): Turn {
  const id = state.presses + 1;
  // The talk before may still be on its way to its end; what it came to is asked for all the same.
  const earlier = state.phase === "tail" && state.talk?.over === false ? askResult(state.talk) : [];
  const { source, mode, night } = input;
  const talk: Talk = {
    ...{ id, mode, source, night, pressedMs: nowMs, askedMs: null, spoken: false, releasedMs: null },
    ...{ broadcast: null, readyMs: null, maxMs: null, flowAtMs: null, onAirMs: null },
    ...{ of: 0, accepted: 0, sounding: 0, busy: [], asks: 0, askAtMs: null, over: false, problem: null },
  };
  return stay({ ...state, phase: "opening", talk, sinceMs: nowMs, presses: id, escapeMs: null }, ...earlier, {
    type: "open",
    talk: id,
  });
}

/** The key is up, or the latch is off: what is said from now on is nobody's business. */
function letGo(state: TalkState, talk: Talk, nowMs: number, problem: TalkProblem | null = null): Turn {
  const released: Talk = {
    ...talk,
    releasedMs: talk.releasedMs ?? nowMs,
    problem: talk.problem ?? problem,
  };
  const finish = { type: "finish", talk: talk.id, atMs: nowMs } as const;
  if (state.phase !== "opening") return stay(to(state, "tail", released, nowMs), finish);
  // What was said before it was let go, or before the microphone broke, is as good as any.
  if (talk.spoken)
    return stay(to(state, "opening", released, nowMs), ...(talk.releasedMs === null ? [finish] : []));
  return stay(to(state, problem ? "failed" : "idle", released, nowMs), { type: "cut", talk: talk.id });
}

function escapeKey(state: TalkState, live: Talk | null, nowMs: number): Turn {
  if (!live) return stay(state);
  const twice = state.escapeMs !== null && nowMs - state.escapeMs <= ESCAPE_TWICE_MS;
  if (!twice) return stay({ ...state, escapeMs: nowMs });
  return letGo({ ...state, escapeMs: null }, live, nowMs);
}

/** Nothing on its way will arrive any more: what is on air must end with the page, in either mode. */
function leave(state: TalkState, nowMs: number): Turn {
  const { talk, phase } = state;
  if (!talk || talk.over || !(isLive(phase) || phase === "tail")) return stay(state);
  const gone: Talk = { ...talk, releasedMs: talk.releasedMs ?? nowMs, over: true };
  return stay(
    to(state, talk.onAirMs === null ? "idle" : "tail", gone, nowMs),
    { type: "cut", talk: talk.id },
    ...askResult(gone),
  );
}

function tick(state: TalkState, nowMs: number): Turn {
  const { talk, phase } = state;
  if (!talk || talk.over) return stay(state);
  if (phase === "opening") {
    const late = talk.askedMs !== null && nowMs >= talk.askedMs + OPENING_MS;
    return late ? fail(state, talk, problemOf("no-air"), nowMs) : stay(state);
  }
  if (phase === "tail") {
    const turn = flow(state, nowMs);
    if (turn.effects.length > 0 || nowMs < endDueMs(talk)) return turn;
    return lost(state, talk, nowMs);
  }
  if (phase !== "keying" && phase !== "on-air") return stay(state);
  if (nowMs >= limitMs(talk)) return letGo(state, talk, nowMs, problemOf("ended-time-limit"));
  const turn = flow(state, nowMs);
  if (turn.effects.length > 0) return turn;
  const { broadcast } = talk;
  if (askDueMs(phase, talk) > nowMs || broadcast === null) return turn;
  const asked: Talk = { ...talk, asks: talk.asks + 1, askAtMs: nowMs + NEXT_ASK_MS };
  return stay(to(state, phase, asked, nowMs), { type: "ask-answers", talk: talk.id, broadcast });
}
