import { TALK_MAX_AHEAD_MS, TALK_SILENCE_MS, type UplinkFrame } from "@dalaba/api";
import { FRAME_MS, FRAME_SAMPLES, serverTimeOf } from "@dalaba/protocol";
import type { TalkEffect, TalkEnding, TalkInput, TalkRules, TalkState, TalkStep } from "./talk-state";

const FRAME_US = FRAME_MS * 1000;
/** How long a connection may wait with its `start`. */
const START_WITHIN_US = 10_000_000;
/** Between its capture and its arrival a live frame spends 20 ms being filled, then encoder and uplink. */
const CAPTURE_LEAD_US = 60_000;

const ended: TalkState = { phase: "ended" };

/** One step of a talk: what a sender does, and what follows. Total; no clock, no socket. */
export function stepTalk(state: TalkState, input: TalkInput, rules: TalkRules, nowUs: number): TalkStep {
  const { next, effects } = transition(state, input, rules, nowUs);
  return { state: next, effects, wakeAtUs: wakeAt(next, rules) };
}

interface Transition {
  readonly next: TalkState;
  readonly effects: readonly TalkEffect[];
}

const stay = (next: TalkState, ...effects: TalkEffect[]): Transition => ({ next, effects });

function transition(state: TalkState, input: TalkInput, rules: TalkRules, nowUs: number): Transition {
  if (state.phase === "ended") return stay(state);
  switch (input.type) {
    case "said":
      return said(state, input.message, rules, nowUs);
    case "frame":
      return frame(state, input.frame, input.leftOut === true, rules, nowUs);
    case "offered":
      return offered(state, input.t0Us, rules, nowUs);
    case "placed": {
      const { timeline, shift } = input;
      return stay(state.phase === "on-air" ? { ...state, timeline, shift } : state);
    }
    case "not-offered":
      return stay(ended, errorOf(input.code, input.detail), { type: "hang-up" });
    case "refused":
      return end(state, { because: "uplink-refused", why: input.code }, [errorOf(input.code, input.detail)]);
    case "closed":
      return end(state, { because: "sender-lost", why: "" });
    case "stop":
      return end(state, { because: input.because, why: "" });
    case "tick":
      return tick(state, rules, nowUs);
  }
}

function said(
  state: Exclude<TalkState, { phase: "ended" }>,
  message: Extract<TalkInput, { type: "said" }>["message"],
  rules: TalkRules,
  nowUs: number,
): Transition {
  if (message.type === "start") {
    if (state.phase !== "waiting") return stay(state);
    const { broadcast, chimeMs, maxMs, framesPerMessage } = rules;
    const ready: TalkEffect = {
      type: "say",
      message: { type: "ready", broadcast, startInMs: chimeMs, maxMs, framesPerMessage },
    };
    if (chimeMs === 0) return stay({ phase: "armed", source: message.source, heardUs: nowUs }, ready);
    const t0Us = nowUs + chimeMs * 1000 + CAPTURE_LEAD_US;
    return stay(
      { phase: "offering", heardUs: nowUs, t0Us, held: [], ending: undefined },
      { type: "begin", source: message.source, t0Us },
      ready,
    );
  }
  if (message.type === "end") return end(state, { because: "finished", why: "" });
  return stay(state.phase === "waiting" ? state : { ...state, heardUs: Math.max(state.heardUs, nowUs) });
}

function frame(
  state: Exclude<TalkState, { phase: "ended" }>,
  next: UplinkFrame,
  leftOut: boolean,
  rules: TalkRules,
  nowUs: number,
): Transition {
  switch (state.phase) {
    case "waiting":
      return refuse(state, "uplink-bad-message", "a frame before start");
    case "armed":
      if (next.sequence !== 0) return refuse(state, "uplink-bad-frame", "the first frame has sequence 0");
      return stay(
        { phase: "offering", heardUs: nowUs, t0Us: nowUs, held: [next], ending: undefined },
        { type: "begin", source: state.source, t0Us: nowUs },
      );
    case "offering":
      return hold(state, next, rules, nowUs);
    case "on-air":
      return onAir(state, next, leftOut, rules, nowUs);
  }
}

/** While the offer is signed. A burst of what came while `air` stood still is no fault of the sender's. */
function hold(
  state: Extract<TalkState, { phase: "offering" }>,
  next: UplinkFrame,
  rules: TalkRules,
  nowUs: number,
): Transition {
  const isLate = ({ sequence }: UplinkFrame) => nowUs > state.t0Us + sequence * FRAME_US + rules.latestUs;
  const heard = { ...state, heardUs: nowUs };
  if (next.sequence <= (state.held.at(-1)?.sequence ?? -1))
    return stay(heard, { type: "drop", reason: "repeated" });
  if (isTooEarly(next, state.t0Us, nowUs)) return refuse(state, "uplink-too-early", early(next));
  const held = [...state.held, next];
  const drops = held.filter(isLate).map((): TalkEffect => ({ type: "drop", reason: "late" }));
  return stay({ ...heard, held: drops.length === 0 ? held : held.filter((each) => !isLate(each)) }, ...drops);
}

function isTooEarly({ sequence }: UplinkFrame, t0Us: number, nowUs: number): boolean {
  return t0Us + sequence * FRAME_US - nowUs > TALK_MAX_AHEAD_MS * 1000;
}

function early({ sequence }: UplinkFrame): string {
  return `frame ${sequence} is over ${TALK_MAX_AHEAD_MS} ms early`;
}

function onAir(
  state: Extract<TalkState, { phase: "on-air" }>,
  next: UplinkFrame,
  leftOut: boolean,
  rules: TalkRules,
  nowUs: number,
): Transition {
  const heard = { ...state, heardUs: Math.max(state.heardUs, nowUs) };
  if (next.sequence < state.next) return stay(heard, { type: "drop", reason: "repeated" });
  if (next.sequence * FRAME_MS >= rules.maxMs) return end(state, { because: "time-limit", why: "" });
  const mediaTime = (next.sequence + state.shift) * FRAME_SAMPLES;
  const dueUs = serverTimeOf(state.timeline, mediaTime);
  if (dueUs - nowUs > TALK_MAX_AHEAD_MS * 1000) return refuse(state, "uplink-too-early", early(next));
  // What came ahead of its time is no silence until that time: a file's sender may be held up for as long.
  const taken = { ...heard, heardUs: Math.max(heard.heardUs, dueUs), next: next.sequence + 1 };
  if (leftOut) return stay(taken, { type: "drop", reason: "left_out" });
  if (nowUs > dueUs + rules.latestUs) return stay(taken, { type: "drop", reason: "late" });
  return stay(taken, { type: "audio", frame: next, mediaTime });
}

function offered(state: TalkState, t0Us: number, rules: TalkRules, nowUs: number): Transition {
  if (state.phase !== "offering") return stay(state);
  let now: Transition = stay(
    {
      ...{ phase: "on-air", heardUs: state.heardUs, t0Us, next: 0 },
      ...{ timeline: { m0: 0, t0Us, rPpb: 0 }, shift: 0 },
    },
    { type: "say", message: { type: "on-air", t0Us } },
  );
  const then = (input: TalkInput): void => {
    const step = transition(now.next, input, rules, nowUs);
    now = { next: step.next, effects: [...now.effects, ...step.effects] };
  };
  // Held frames were heard when they came; the silence clock goes on from then, or from the place of the last of them.
  for (const each of state.held) {
    then({ type: "frame", frame: each });
    const heardUs = Math.max(state.heardUs, t0Us + each.sequence * FRAME_US);
    if (now.next.phase === "on-air") now = { ...now, next: { ...now.next, heardUs } };
  }
  if (state.ending && now.next.phase === "on-air") {
    const step = end(now.next, state.ending);
    now = { next: step.next, effects: [...now.effects, ...step.effects] };
  }
  return now;
}

/** Ends it; while the offer is being signed the end waits for it, so that what left has an end too. */
function end(state: TalkState, ending: TalkEnding, before: readonly TalkEffect[] = []): Transition {
  switch (state.phase) {
    case "ended":
      return stay(state);
    case "offering":
      return stay({ ...state, ending: state.ending ?? ending }, ...before);
    case "on-air":
      return stay(ended, ...before, { type: "finish", ending }, told(ending, before), { type: "hang-up" });
    default: {
      const nothing: TalkEnding = { because: "no-audio", why: ending.why };
      return stay(ended, ...before, told(nothing, before), { type: "hang-up" });
    }
  }
}

/** Who was told of an error needs no second word; the others hear why it ended. */
function told(ending: TalkEnding, before: readonly TalkEffect[]): TalkEffect {
  return before.length > 0
    ? { type: "hang-up" }
    : { type: "say", message: { type: "ended", because: ending.because } };
}

function refuse(
  state: TalkState,
  code: Extract<TalkInput, { type: "refused" }>["code"],
  detail: string,
): Transition {
  return end(state, { because: "uplink-refused", why: code }, [errorOf(code, detail)]);
}

function errorOf(code: Extract<TalkInput, { type: "refused" }>["code"], detail: string): TalkEffect {
  return { type: "say", message: { type: "error", code, detail } };
}

function tick(state: TalkState, rules: TalkRules, nowUs: number): Transition {
  const wake = wakeAt(state, rules);
  if (wake === undefined || nowUs < wake) return stay(state);
  if (state.phase === "waiting") return refuse(state, "uplink-bad-message", "no start within 10 s");
  if (state.phase === "on-air" && nowUs >= state.t0Us + rules.maxMs * 1000)
    return end(state, { because: "time-limit", why: "" });
  return end(state, { because: "sender-lost", why: "" });
}

function wakeAt(state: TalkState, rules: TalkRules): number | undefined {
  const silentUs = TALK_SILENCE_MS * 1000;
  switch (state.phase) {
    case "waiting":
      return state.sinceUs + START_WITHIN_US;
    case "armed":
      return state.heardUs + silentUs;
    case "offering":
      return state.ending ? undefined : state.heardUs + silentUs;
    case "on-air":
      return Math.min(state.heardUs + silentUs, state.t0Us + rules.maxMs * 1000);
    case "ended":
      return undefined;
  }
}
