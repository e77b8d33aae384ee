import fc from "fast-check";
import { expect, test } from "vitest";
import { type ArbitrationState, arbitrate, type Claim, type Effect, NOTHING_HELD } from "./arbitration";
import { claim, OPEN, offer, randomSteps, type Step, tell } from "./golden/scenario.test-support";
import { isAlert, MAX_HELD, MAX_QUEUED, MAX_TOMBSTONES, outranks } from "./index";

/** SPEC 7.11, over random stories. A story is its seed: what fails is named by one number. */

const states = (told: ReturnType<typeof tell>): ArbitrationState[] => told.map((each) => each.decision.state);

function over(look: (told: ReturnType<typeof tell>) => void): void {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 31 }), (seed) => look(tell(randomSteps(seed, 60)))),
    { numRuns: 150 },
  );
}

test("never do two sound undecked, nor two ducked, and nothing is held or queued twice", () => {
  over((told) => {
    for (const state of states(told)) {
      expect(state.held.filter((each) => each.state === "sounding").length).toBeLessThanOrEqual(1);
      expect(state.held.filter((each) => each.state === "ducked").length).toBeLessThanOrEqual(1);
      const ids = [...state.held, ...state.queued].map((each) => each.claim.broadcast);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });
});

/** What replaces another takes its place in the same step, ahead of equals that wait: an update never meets busy (SPEC 7). */
const tookOver = (top: Claim, other: Claim): boolean =>
  top.replaces.length > 0 && other.priority === top.priority;

test("the floor is never free while anything is held or waits, and the best of all has it", () => {
  over((told) => {
    for (const { held, queued } of states(told)) {
      const top = held.find((each) => each.state === "sounding")?.claim;
      const others = [...held, ...queued].map((each) => each.claim).filter((each) => each !== top);
      if (others.length > 0) expect(top).toBeDefined();
      for (const other of others)
        expect(outranks(top as Claim, other) || tookOver(top as Claim, other)).toBe(true);
    }
  });
});

test("everything is bounded", () => {
  over((told) => {
    for (const state of states(told)) {
      expect(state.held.length).toBeLessThanOrEqual(MAX_HELD);
      expect(state.queued.length).toBeLessThanOrEqual(MAX_QUEUED);
      expect(Object.keys(state.tombstones).length).toBeLessThanOrEqual(MAX_TOMBSTONES);
    }
  });
});

test("an alert is never refused by mute or quiet hours, and waits behind nothing lower", () => {
  over((told) => {
    for (const { input, decision } of told) {
      if (input.type !== "offer" || !isAlert(input.claim)) continue;
      expect(["muted", "quiet"]).not.toContain(decision.answer?.answer);
      const top = decision.state.held.find((each) => each.state === "sounding")?.claim as Claim;
      if (["queued", "busy", "outranked"].includes(decision.answer?.answer ?? ""))
        expect(top.priority).toBeGreaterThanOrEqual(input.claim.priority);
    }
  });
});

test("an alert that sounds has nothing else beside it", () => {
  over((told) => {
    for (const { held } of states(told)) {
      const top = held.find((each) => each.state === "sounding")?.claim;
      if (top && isAlert(top)) expect(held.some((each) => each.state === "ducked")).toBe(false);
    }
  });
});

test("a stop is final for the authority that stopped, until its mark lapses", () => {
  over((told) => {
    const stopped = new Map<string, { until: number; priority: number }>();
    for (const { input, decision, nowUtcMs } of told) {
      const forbidden = (each: Claim) => {
        const mark = stopped.get(each.broadcast);
        return mark !== undefined && mark.until > nowUtcMs && mark.priority >= each.priority;
      };
      if (input.type === "offer" && forbidden(input.claim))
        expect(decision.answer).toMatchObject({ answer: "denied", why: "already-stopped" });
      if (input.type !== "stop") continue;
      const there = [...decision.state.held, ...decision.state.queued].map((each) => each.claim);
      for (const id of input.broadcasts) {
        const left = there.find((each) => each.broadcast === id);
        if (left) expect(left.priority).toBeGreaterThan(input.priority);
        else stopped.set(id, { until: input.endsByUtcMs, priority: input.priority });
      }
    }
  });
});

test("every broadcast that was accepted or queued leaves with an end, unless the speaker itself ended it", () => {
  over((told) => {
    const inside = (state: ArbitrationState) =>
      new Set([...state.held, ...state.queued].map((each) => each.claim.broadcast));
    let before = inside(NOTHING_HELD);
    for (const { input, decision } of told) {
      const after = inside(decision.state);
      const named = new Set(
        decision.effects.filter((each) => each.type === "end").map((each) => each.broadcast),
      );
      for (const id of before)
        if (!after.has(id) && !(input.type === "ended" && input.broadcast === id))
          expect(named.has(id)).toBe(true);
      before = after;
    }
  });
});

test("the effects tell the whole change of what is held", () => {
  over((told) => {
    const heard = new Map<string, string>();
    const apply = (effect: Effect): void => {
      if (effect.type === "end") heard.delete(effect.broadcast);
      else if (effect.type === "duck") heard.set(effect.broadcast, "ducked");
      else if (effect.type === "suspend") heard.set(effect.broadcast, "suspended");
      else heard.set(effect.broadcast, effect.ducked ? "ducked" : "sounding");
    };
    for (const { input, decision } of told) {
      if (input.type === "ended") heard.delete(input.broadcast);
      decision.effects.forEach(apply);
      const held = decision.state.held.map((each) => [each.claim.broadcast, each.state] as const);
      expect(new Map(held)).toEqual(heard);
    }
  });
});

test("equals that cannot wait, and alerts: who sounds and who waits does not depend on the order of arrival", () => {
  const offers = fc.shuffledSubarray([1, 2, 3, 4, 5, 6, 7, 8], { minLength: 2 });
  const priority = fc.constantFrom(10, 60, 80, 99, 100);
  fc.assert(
    fc.property(
      offers,
      priority,
      fc.constantFrom("talk", "alert", "page") as fc.Arbitrary<Claim["class"]>,
      (names, level, kind) => {
        const steps = (order: readonly number[]): Step[] =>
          order.map((name) => offer(claim(String(name), { priority: level, class: kind })));
        const end = (order: readonly number[]) => {
          const { state } = (tell(steps(order)).at(-1) as ReturnType<typeof tell>[number]).decision;
          return {
            held: state.held.map((each) => `${each.claim.broadcast} ${each.state}`),
            queued: state.queued.map((each) => each.claim.broadcast).sort(),
          };
        };
        expect(end(names)).toEqual(end([...names].sort((a, b) => a - b)));
      },
    ),
    { numRuns: 200 },
  );
});

test("the same state and input give the same decision, and the state given is left alone", () => {
  over((told) => {
    let state = NOTHING_HELD;
    for (const { input, nowUtcMs, limits, decision } of told) {
      const before = structuredClone(state);
      expect(arbitrate(state, input, limits, nowUtcMs)).toEqual(decision);
      expect(state).toEqual(before);
      state = decision.state;
    }
  });
});

test("mute and quiet hours of a story never change what an alert meets", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 31 }), (seed) => {
      const alerts = randomSteps(seed, 60).filter(
        (step) => "at" in step && step.input.type === "offer" && isAlert(step.input.claim),
      );
      const answers = (limits: object) =>
        tell(alerts.map((step) => ("at" in step ? { at: step.at, input: step.input, limits } : step))).map(
          (each) => each.decision.answer,
        );
      expect(answers({ ...OPEN, muted: true, quiet: true })).toEqual(answers(OPEN));
    }),
    { numRuns: 150 },
  );
});
