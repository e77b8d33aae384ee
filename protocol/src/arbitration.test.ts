import { describe, expect, test } from "vitest";
import { type ArbitrationInput, arbitrate, type Claim, type Limits, NOTHING_HELD } from "./arbitration";
import { claim, ended, id, offer, outcome, type Step, stop, tell } from "./golden/scenario.test-support";
import { NOW_MS } from "./golden/test-keys.test-support";
import { MAX_HELD, MAX_QUEUED, MAX_TOMBSTONES, outranks } from "./index";

/** SPEC 7, rule by rule: what is written here is what the page says, not what the code returned. */

interface Expected {
  readonly answer?: string;
  readonly effects?: readonly string[];
  readonly held?: string;
  readonly queued?: string;
}

/** "end 1 busy 2", "start 1 ducked": effects as the tables below write them. */
function effectText(effect: ReturnType<typeof outcome>["effects"][number]): string {
  const name = (text: string) => text.replace(/^0+/, "");
  switch (effect.type) {
    case "start":
    case "rejoin":
      return `${effect.type} ${name(effect.broadcast)}${effect.ducked ? " ducked" : ""}`;
    case "end":
      return `end ${name(effect.broadcast)} ${effect.because} ${name(effect.by)}`.trimEnd();
    default:
      return `${effect.type} ${name(effect.broadcast)} ${name(effect.by)}`;
  }
}

const short = (text: string) => text.replace(/^0+/, "");

function expectLast(steps: readonly Step[], limits: Partial<Limits>, expected: Expected): void {
  const { answer, effects, state } = outcome(steps, limits);
  if (expected.answer !== undefined) {
    const said = [answer?.answer, answer?.why, answer?.holder && short(answer.holder)];
    expect(said.filter(Boolean).join(" ")).toBe(expected.answer);
  }
  if (expected.effects) expect(effects.map(effectText)).toEqual(expected.effects);
  if (expected.held !== undefined)
    expect(state.held.map((each) => `${short(each.claim.broadcast)}:${each.state}`).join(" ")).toBe(
      expected.held,
    );
  if (expected.queued !== undefined)
    expect(state.queued.map((each) => short(each.claim.broadcast)).join(" ")).toBe(expected.queued);
}

const talk = (name: string, priority = 60, over: Partial<Claim> = {}) =>
  offer(claim(name, { priority, ...over }));
const music = (name: string, over: Partial<Claim> = {}) =>
  offer(claim(name, { priority: 10, class: "music", resume: "rejoin", ...over }));
const programme = (name: string, over: Partial<Claim> = {}) =>
  offer(claim(name, { priority: 40, class: "schedule", resume: "rejoin", ...over }));
const alert = (name: string, priority = 80, over: Partial<Claim> = {}) =>
  offer(claim(name, { priority, class: "alert", ...over }));
const one = id("1");

type Row = [title: string, steps: Step[], expected: Expected, limits?: Partial<Limits>];

const TABLE: Record<string, Row[]> = {
  "rule 1: stopped or known": [
    ["a stopped id is denied", [stop(["1"]), talk("1")], { answer: "denied already-stopped", held: "" }],
    [
      "a stop of a lower authority forbids nothing higher",
      [stop(["1"], 60), alert("1")],
      { answer: "accept" },
    ],
    [
      "what is held is accepted again, without effects",
      [talk("1"), talk("1")],
      { answer: "accept", effects: [] },
    ],
    [
      "what is queued stays so",
      [talk("1"), alert("2"), alert("3"), alert("3")],
      { answer: "queued", effects: [] },
    ],
    [
      "once the mark lapsed it may come again",
      [stop(["1"], 100, 5), { at: 5, input: talk("1") }],
      { answer: "accept" },
    ],
  ],
  "rule 2: what may not sound here": [
    ["over 100", [talk("1", 101)], { answer: "denied priority-over-limit", held: "" }],
    ["over already", [talk("1", 60, { endsByUtcMs: NOW_MS })], { answer: "denied expired" }],
    ["muted", [talk("1", 79)], { answer: "muted" }, { muted: true }],
    ["an alert in spite of mute and quiet", [alert("1")], { answer: "accept" }, { muted: true, quiet: true }],
    [
      "music in quiet hours, whatever it says",
      [music("1", { night: "wide" })],
      { answer: "quiet" },
      { quiet: true },
    ],
    ["a talk in quiet hours", [talk("1")], { answer: "quiet" }, { quiet: true }],
    ["a talk that may at night", [talk("1", 60, { night: "yes" })], { answer: "accept" }, { quiet: true }],
    [
      "a refused offer ends nothing that it replaces",
      [talk("1"), talk("2", 101, { replaces: [one] })],
      { answer: "denied priority-over-limit", effects: [], held: "1:sounding" },
    ],
  ],
  "rule 3: replaces": [
    [
      "an update never meets busy",
      [talk("1"), talk("2", 60, { replaces: [one] })],
      { answer: "accept", effects: ["end 1 replaced 2", "start 2"], held: "2:sounding" },
    ],
    [
      "the replaced one is stopped for good",
      [talk("1"), talk("2", 60, { replaces: [one] }), talk("1")],
      { answer: "denied already-stopped" },
    ],
    [
      "what is higher is not replaced",
      [alert("1"), talk("2", 60, { replaces: [one] })],
      { answer: "outranked 1", effects: [], held: "1:sounding" },
    ],
    [
      "the replaced one is over even if the new one is outranked",
      [programme("1"), talk("2"), programme("3", { replaces: [one] })],
      { answer: "outranked 2", effects: ["end 1 replaced 3"], held: "2:sounding" },
    ],
    [
      "nothing replaces itself",
      [talk("1", 60, { replaces: [one] }), talk("1")],
      { answer: "accept", held: "1:sounding" },
    ],
  ],
  "rule 4: the free floor and the higher newcomer": [
    ["a free floor", [talk("1")], { answer: "accept", effects: ["start 1"], held: "1:sounding" }],
    [
      "live speech ends",
      [talk("1"), talk("2", 64)],
      { effects: ["start 2", "end 1 outranked 2"], held: "2:sounding" },
    ],
    [
      "a programme is suspended and rejoined",
      [programme("1"), talk("2"), ended("2")],
      { effects: ["rejoin 1"], held: "1:sounding" },
    ],
    ["a link with resume none ends", [programme("1", { resume: "none" }), talk("2")], { held: "2:sounding" }],
    [
      "music is ducked",
      [music("1"), talk("2")],
      { effects: ["start 2", "duck 1 2"], held: "1:ducked 2:sounding" },
    ],
    [
      "music is suspended where one stream sounds",
      [music("1", { resume: "none" }), talk("2")],
      { effects: ["start 2", "suspend 1 2"], held: "1:suspended 2:sounding" },
      { mixed: 1 },
    ],
    [
      "an alert cuts all below",
      [music("1"), talk("2"), alert("3")],
      { effects: ["start 3", "suspend 1 3", "end 2 outranked 3"], held: "1:suspended 3:sounding" },
    ],
    [
      "a cut alert waits and starts again",
      [alert("1"), alert("2", 90), ended("2")],
      { effects: ["start 1"], held: "1:sounding", queued: "" },
    ],
    [
      "of equals the first issued wins, though it comes later",
      [talk("2"), talk("1")],
      { answer: "accept", effects: ["start 1", "end 2 busy 1"], held: "1:sounding" },
    ],
    [
      "at 100 the newest wins and the older is over",
      [alert("1", 100), alert("2", 100)],
      { effects: ["start 2", "end 1 outranked 2"], held: "2:sounding", queued: "" },
    ],
  ],
  "rule 5: alerts wait": [
    ["an equal one", [alert("1"), alert("2")], { answer: "queued 1", held: "1:sounding", queued: "2" }],
    ["a lower one", [alert("1", 100), alert("2")], { answer: "queued 1", queued: "2" }],
    [
      "in the order of their issue, not of arrival",
      [alert("1"), alert("3"), alert("2"), ended("1")],
      { effects: ["start 2"], held: "2:sounding", queued: "3" },
    ],
  ],
  "rule 6: music joins ducked": [
    [
      "below one stream",
      [talk("1"), music("2")],
      { answer: "accept", effects: ["start 2 ducked"], held: "1:sounding 2:ducked" },
    ],
    ["not below two", [talk("1"), music("2"), music("3", { priority: 9 })], { answer: "outranked 1" }],
    ["not below an alert", [alert("1"), music("2")], { answer: "outranked 1" }],
    ["not where one stream sounds", [talk("1"), music("2")], { answer: "outranked 1" }, { mixed: 1 }],
    ["not beside its equal", [music("1"), music("2")], { answer: "busy 1" }],
  ],
  "rule 7: who may wait waits": [
    ["an equal one", [talk("1"), talk("2", 60, { waitMs: 1 })], { answer: "queued 1", queued: "2" }],
    ["a lower one", [talk("1"), programme("2", { waitMs: 1 })], { answer: "queued 1", queued: "2" }],
    [
      "and starts when the floor is free",
      [talk("1"), programme("2", { waitMs: 5 }), { at: 4, input: ended("1") }],
      { effects: ["start 2"], held: "2:sounding", queued: "" },
    ],
    [
      "or lapses, and says so",
      [talk("1"), programme("2", { waitMs: 5 }), { at: 5, input: ended("") }],
      { effects: ["end 2 expired"], held: "1:sounding", queued: "" },
    ],
    [
      "an evacuation never",
      [alert("2", 100), alert("1", 100, { waitMs: 9 })],
      { answer: "busy 2", queued: "" },
    ],
  ],
  "rule 8: refused": [
    ["an equal one is busy", [talk("1"), talk("2")], { answer: "busy 1", effects: [] }],
    ["a lower one is outranked", [talk("1"), programme("2")], { answer: "outranked 1", effects: [] }],
  ],
  "a stop": [
    ["ends what it names", [talk("1"), stop(["1"])], { effects: ["end 1 stopped"], held: "" }],
    ["not what is higher", [alert("1"), stop(["1"], 79)], { effects: [], held: "1:sounding" }],
    ["ends what waits", [alert("1"), alert("2"), stop(["2"])], { effects: ["end 2 stopped"], queued: "" }],
    [
      "frees the floor in the same step",
      [talk("1"), talk("2", 60, { waitMs: 9 }), stop(["1"])],
      { effects: ["end 1 stopped", "start 2"], held: "2:sounding" },
    ],
  ],
};

describe.each(Object.entries(TABLE))("arbitration, %s", (_rule, rows) => {
  test.each(rows)("%s", (_title, steps, expected, limits) => expectLast(steps, limits ?? {}, expected));
});

describe("arbitration at its bounds", () => {
  test("alerts that cut one another fill the queue and no more; the lowest is let go", () => {
    const steps = Array.from({ length: 7 }, (_, i) => alert((i + 1).toString(16), 80 + i));
    const { state, effects } = outcome(steps);
    expect(state.queued.map((each) => short(each.claim.broadcast))).toEqual(["3", "4", "5", "6"]);
    expect(effects.map(effectText)).toEqual(["start 7", "end 6 outranked 7", "end 2 outranked 6"]);
  });

  test("a full queue refuses the lowest newcomer and names the holder", () => {
    const waiting = ["2", "3", "4", "5"].map((name) => alert(name));
    expectLast([alert("1"), ...waiting, alert("6")], {}, { answer: "busy queue-full 1", queued: "2 3 4 5" });
    expectLast(
      [alert("1", 90), ...waiting, talk("6", 60, { waitMs: 9 })],
      {},
      { answer: "outranked queue-full 1" },
    );
  });

  test("a lapsed one holds no place in the queue", () => {
    const waiting = ["2", "3", "4", "5"].map((name) => programme(name, { waitMs: 10 }));
    const late: Step = { at: 10, input: programme("6", { waitMs: 10 }) };
    expectLast([talk("1"), ...waiting, late], {}, { answer: "queued 1", queued: "6" });
  });

  test("the lowest suspended one goes when more than eight are held", () => {
    const steps = Array.from({ length: 9 }, (_, i) => programme((i + 1).toString(16), { priority: 20 + i }));
    const { state, effects } = outcome(steps);
    expect(state.held).toHaveLength(MAX_HELD);
    expect(effects.map(effectText).at(-1)).toBe("end 1 outranked 9");
  });

  test("the marks of stops are bounded, and the one that lapses first goes", () => {
    let state = NOTHING_HELD;
    const put = (n: number): ArbitrationInput => ({
      ...(stop([]) as ArbitrationInput & { type: "stop" }),
      broadcasts: [id(n.toString(16))],
      endsByUtcMs: NOW_MS + 1000 + n,
    });
    for (let n = 1; n <= MAX_TOMBSTONES + 1; n++)
      state = arbitrate(state, put(n), { mixed: 2, muted: false, quiet: false }, NOW_MS).state;
    expect(Object.keys(state.tombstones)).toHaveLength(MAX_TOMBSTONES);
    expect(state.tombstones[id("1")]).toBeUndefined();
    expect(state.tombstones[id("2")]).toBeDefined();
  });

  test("wakes when the first in the queue lapses", () => {
    const told = tell([alert("1"), talk("2", 60, { waitMs: 900 }), talk("3", 60, { waitMs: 500 })]);
    expect(told.map(({ decision }) => decision.wakeAtUtcMs)).toEqual([undefined, NOW_MS + 900, NOW_MS + 500]);
  });

  test("the queue keeps four", () => expect(MAX_QUEUED).toBe(4));
});

describe("rank", () => {
  test.each<[string, Partial<Claim>, Partial<Claim>]>([
    ["the higher priority", { priority: 61, issued: 9 }, { priority: 60, issued: 1 }],
    ["the earlier issue", { issued: 1, broadcast: id("f") }, { issued: 2 }],
    ["at 100 the later issue", { priority: 100, issued: 2 }, { priority: 100, issued: 1 }],
    ["the lower id at last", { issued: 5, broadcast: id("1") }, { issued: 5, broadcast: id("2") }],
  ])("%s outranks", (_title, a, b) => {
    expect(outranks(claim("a", a), claim("b", b))).toBe(true);
    expect(outranks(claim("b", b), claim("a", a))).toBe(false);
  });
});
