/**
 * How many sign-ins may be tried. A try counts as failed until it succeeds, so that a thousand tries sent at once are
 * a thousand failures and not one. Kept per address and per name-with-address: counting by name alone would let anyone
 * lock the night operator out from afar.
 */
export interface SignInPolicy {
  /** Tries that cost no wait. */
  readonly freeTries: number;
  /** After those, the wait until the next; doubles with each. */
  readonly firstWaitMs: number;
  readonly maxWaitMs: number;
  /** Quiet for that long, all is forgotten. */
  readonly forgetAfterMs: number;
}

export const SIGN_IN_BY_NAME: SignInPolicy = {
  freeTries: 5,
  firstWaitMs: 5_000,
  maxWaitMs: 900_000,
  forgetAfterMs: 3_600_000,
};
export const SIGN_IN_BY_ADDRESS: SignInPolicy = {
  freeTries: 20,
  firstWaitMs: 5_000,
  maxWaitMs: 300_000,
  forgetAfterMs: 3_600_000,
};

export interface SignInState {
  readonly tries: number;
  readonly lastTryAtMs: number;
}

export interface SignInDecision {
  /** Null: nothing is held against them, forget the row. */
  readonly state: SignInState | null;
  readonly allowed: boolean;
  /** How long to wait before the next try, ms; 0 when allowed. */
  readonly waitMs: number;
}

/** One try, or its success. Times are UTC ms; a clock set back makes nobody wait longer than the policy's maximum. */
export function signInStep(
  state: SignInState | null,
  input: "try" | "succeeded",
  nowMs: number,
  policy: SignInPolicy,
): SignInDecision {
  if (input === "succeeded") return { state: null, allowed: true, waitMs: 0 };
  const live = state !== null && nowMs - state.lastTryAtMs < policy.forgetAfterMs ? state : null;
  if (live === null) return { state: { tries: 1, lastTryAtMs: nowMs }, allowed: true, waitMs: 0 };
  const since = Math.max(0, nowMs - live.lastTryAtMs);
  const waitMs = Math.max(0, waitAfter(live.tries, policy) - since);
  if (waitMs > 0) return { state: live, allowed: false, waitMs };
  return { state: { tries: live.tries + 1, lastTryAtMs: nowMs }, allowed: true, waitMs: 0 };
}

function waitAfter(tries: number, policy: SignInPolicy): number {
  if (tries < policy.freeTries) return 0;
  return Math.min(policy.maxWaitMs, policy.firstWaitMs * 2 ** Math.min(30, tries - policy.freeTries));
}
