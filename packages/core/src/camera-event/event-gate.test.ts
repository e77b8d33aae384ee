import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CameraEvent } from "./camera-event";
import { EventGate, GATE_LIMITS } from "./event-gate";

const event = (state: CameraEvent["state"], dedupeKey = "k"): CameraEvent => ({
  ...{ channel: "1", kind: "motion", state, zone: null, object: null, score: null },
  ...{ atUtcMs: 0, atArrival: true, dedupeKey },
});

function answers(...reports: readonly (readonly [CameraEvent["state"], number])[]) {
  const gate = new EventGate();
  return reports.map(([state, nowMs]) => gate.push("s", event(state), nowMs));
}

describe("reports of one happening", () => {
  it("are news once", () => {
    expect(answers(["start", 0], ["update", 900], ["start", 1000], ["end", 2000])).toEqual([
      ...["begin", "again", "again", "ended"],
    ]);
    // A review that becomes an alert in the middle begins there.
    expect(answers(["update", 0], ["update", 900])).toEqual(["begin", "again"]);
  });

  it("end once, and what nobody began ends nothing", () => {
    expect(answers(["end", 0], ["start", 1], ["end", 2], ["end", 3])).toEqual([
      ...["unknown-end", "begin", "ended", "unknown-end"],
    ]);
  });

  it("of a camera that flaps are news once, until it has been calm", () => {
    const { settleMs } = GATE_LIMITS;
    const flapping = Array.from({ length: 50 }, (_, i) => [i % 2 ? "end" : "start", i * 1000] as const);
    expect(answers(...flapping).filter((answer) => answer === "begin")).toHaveLength(1);
    expect(answers(["start", 0], ["end", 10], ["start", 11 + settleMs])).toEqual(["begin", "ended", "begin"]);
  });

  it("without an end are news again after a moment, and a silent one after it is forgotten", () => {
    expect(answers(["moment", 0], ["moment", 4000], ["moment", 9001])).toEqual(["begin", "again", "begin"]);
    expect(answers(["start", 0], ["start", GATE_LIMITS.forgetMs + 1])).toEqual(["begin", "begin"]);
  });

  it("of two sources are two", () => {
    const gate = new EventGate();
    expect(gate.push("a", event("start"), 0)).toBe("begin");
    expect(gate.push("b", event("start"), 0)).toBe("begin");
  });
});

it("a storm takes no more memory than its bound, and loses no news for being one", () => {
  const gate = new EventGate({ ...GATE_LIMITS, most: 100 });
  for (let i = 0; i < 10_000; i++) expect(gate.push("s", event("start", `k${i}`), i)).toBe("begin");
  expect(gate.size).toBe(100);
});

it("nothing ends more often than it begins", () => {
  const report = fc.tuple(
    fc.constantFrom<CameraEvent["state"]>("start", "update", "end", "moment"),
    fc.nat(20_000),
    fc.constantFrom("a", "b"),
  );
  fc.assert(
    fc.property(fc.array(report, { maxLength: 60 }), (reports) => {
      const gate = new EventGate();
      let nowMs = 0;
      const open = new Map<string, boolean>();
      for (const [state, ms, key] of reports) {
        nowMs += ms;
        const answer = gate.push("s", event(state, key), nowMs);
        expect(answer === "ended" || answer === "unknown-end").toBe(state === "end");
        if (answer === "ended") expect(open.get(key)).toBe(true);
        if (state !== "end") open.set(key, true);
        if (answer === "ended") open.set(key, false);
      }
    }),
  );
});
