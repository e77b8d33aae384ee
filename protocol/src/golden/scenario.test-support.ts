import {
  type ArbitrationInput,
  type ArbitrationState,
  arbitrate,
  type Claim,
  type Decision,
  type Limits,
  NOTHING_HELD,
} from "../arbitration";
import { NOW_MS } from "./test-keys.test-support";

/** Arbitration told as a story: each step's input and what came of it. Times are ms after NOW_MS. */

/** The id of a broadcast with a short name: "a" is 000000000000000a. Names are hex digits. */
export function id(name: string): string {
  return name.padStart(16, "0");
}

/** A claim named by hex digits; `issued` is its place in the alphabet unless said. */
export function claim(name: string, over: Partial<Claim> = {}): Claim {
  return {
    broadcast: id(name),
    priority: 60,
    class: "talk",
    issued: Number.parseInt(name, 16),
    resume: "none",
    waitMs: 0,
    night: "no",
    replaces: [],
    endsByUtcMs: NOW_MS + 600_000,
    ...over,
  };
}

export const offer = (each: Claim): ArbitrationInput => ({ type: "offer", claim: each });
export const ended = (name: string): ArbitrationInput => ({ type: "ended", broadcast: name && id(name) });
export const stop = (names: string[], priority = 100, forMs = 600_000): ArbitrationInput => ({
  type: "stop",
  broadcasts: names.map(id),
  priority,
  reason: "stopped",
  endsByUtcMs: NOW_MS + forMs,
});

export const OPEN: Limits = { mixed: 2, muted: false, quiet: false };

export type Step =
  | ArbitrationInput
  | { readonly at: number; readonly input: ArbitrationInput; readonly limits?: Partial<Limits> };

export interface Told {
  readonly nowUtcMs: number;
  readonly limits: Limits;
  readonly input: ArbitrationInput;
  readonly decision: Decision;
}

/** Runs the steps from an empty state. */
export function tell(steps: readonly Step[], limits: Partial<Limits> = {}): Told[] {
  let state: ArbitrationState = NOTHING_HELD;
  return steps.map((step) => {
    const {
      at,
      input,
      limits: own,
    } = "at" in step ? { limits: {}, ...step } : { at: 0, input: step, limits: {} };
    const nowUtcMs = NOW_MS + at;
    const these = { ...OPEN, ...limits, ...own };
    const decision = arbitrate(state, input, these, nowUtcMs);
    state = decision.state;
    return { nowUtcMs, limits: these, input, decision };
  });
}

/** The last decision of a story. */
export function outcome(steps: readonly Step[], limits: Partial<Limits> = {}): Decision {
  return (tell(steps, limits).at(-1) as Told).decision;
}

/** A scenario as a vector holds it: the state after each step in the shortest form that says all. */
export function scenario(
  name: string,
  rules: string,
  steps: readonly Step[],
  limits: Partial<Limits> = {},
): object {
  return {
    name,
    rules,
    steps: tell(steps, limits).map(({ nowUtcMs, limits: these, input, decision }) => ({
      nowUtcMs,
      limits: these,
      input,
      answer: decision.answer ?? null,
      effects: decision.effects,
      held: decision.state.held.map((each) => ({ broadcast: each.claim.broadcast, state: each.state })),
      queued: decision.state.queued.map((each) => ({
        broadcast: each.claim.broadcast,
        untilUtcMs: each.untilUtcMs,
      })),
      marks: decision.state.tombstones,
      wakeAtUtcMs: decision.wakeAtUtcMs ?? null,
    })),
  };
}

/** A small seeded generator (mulberry32), so that random stories are the same everywhere. */
export function seeded(seed: number): (below: number) => number {
  let a = seed >>> 0;
  return (below) => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

const CLASSES = ["evacuation", "alert", "talk", "page", "link", "schedule", "file", "music"] as const;
const PRIORITIES = [0, 10, 10, 40, 40, 45, 50, 60, 60, 64, 79, 80, 80, 85, 99, 100, 100, 101];

/** A random story that meets every rule sooner or later. */
export function randomSteps(seed: number, count: number): Step[] {
  const pick = seeded(seed);
  const from = <T>(values: readonly T[]): T => values[pick(values.length)] as T;
  const steps: Step[] = [];
  let at = 0;
  const name = () => (pick(20) + 1).toString(16);
  for (let i = 0; i < count; i++) {
    at += pick(4) === 0 ? pick(8000) : pick(50);
    const limits = {
      mixed: seed % 3 === 0 ? (1 as const) : (2 as const),
      muted: pick(12) === 0,
      quiet: pick(12) === 0,
    };
    const kind = pick(10);
    if (kind < 7) {
      const each = claim(name(), {
        priority: from(PRIORITIES),
        class: from(CLASSES),
        issued: pick(30) + 1,
        resume: from(["rejoin", "position", "none"] as const),
        waitMs: from([0, 0, 5000, 20_000]),
        night: from(["no", "yes", "wide"] as const),
        replaces: pick(6) === 0 ? [id(name()), id(name())] : [],
        endsByUtcMs: NOW_MS + at + from([0, 3000, 60_000, 600_000]),
      });
      steps.push({ at, input: offer(each), limits });
    } else if (kind < 9)
      steps.push({ at, input: stop([name(), name()], from([0, 60, 79, 100]), at + pick(30_000)), limits });
    else steps.push({ at, input: ended(pick(4) === 0 ? "" : name()), limits });
  }
  return steps;
}
