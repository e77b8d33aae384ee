import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SIGN_IN_BY_NAME, type SignInState, signInStep } from "./sign-in-step";

const policy = SIGN_IN_BY_NAME;

describe("sign-in tries", () => {
  it("lets five through at once, then asks for 5 s, 10 s, 20 s", () => {
    let state: SignInState | null = null;
    let now = 1_000_000;
    for (let i = 0; i < 5; i++) {
      const decision = signInStep(state, "try", now, policy);
      expect(decision.allowed).toBe(true);
      state = decision.state;
    }
    for (const wait of [5_000, 10_000, 20_000]) {
      expect(signInStep(state, "try", now, policy)).toEqual({ state, allowed: false, waitMs: wait });
      expect(signInStep(state, "try", now + wait - 1, policy)).toMatchObject({ allowed: false, waitMs: 1 });
      now += wait;
      const decision = signInStep(state, "try", now, policy);
      expect(decision.allowed).toBe(true);
      state = decision.state;
    }
  });

  it("forgets on success and after an hour of quiet", () => {
    const tired: SignInState = { tries: 50, lastTryAtMs: 0 };
    expect(signInStep(tired, "succeeded", 1, policy)).toEqual({ state: null, allowed: true, waitMs: 0 });
    expect(signInStep(tired, "try", policy.forgetAfterMs - 1, policy).state?.tries).toBe(51);
    expect(signInStep(tired, "try", policy.forgetAfterMs, policy).state?.tries).toBe(1);
  });

  it("a refused try does not lengthen the wait", () => {
    const state: SignInState = { tries: 6, lastTryAtMs: 0 };
    const first = signInStep(state, "try", 100, policy);
    expect(signInStep(first.state, "try", 200, policy).waitMs).toBe(first.waitMs - 100);
  });

  it("never asks for more than the maximum, whatever the clock does", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.integer(),
        fc.integer(),
        (tries, lastTryAtMs, nowMs) => {
          const decision = signInStep({ tries, lastTryAtMs }, "try", nowMs, policy);
          expect(decision.waitMs).toBeGreaterThanOrEqual(0);
          expect(decision.waitMs).toBeLessThanOrEqual(policy.maxWaitMs);
        },
      ),
    );
  });

  it("guesses from one address stay below 120 a day", () => {
    let state: SignInState | null = null;
    let guesses = 0;
    for (let now = 0; now < 86_400_000; ) {
      const decision = signInStep(state, "try", now, policy);
      state = decision.state;
      if (decision.allowed) guesses++;
      else now += decision.waitMs;
    }
    expect(guesses).toBeLessThan(120);
  });
});
