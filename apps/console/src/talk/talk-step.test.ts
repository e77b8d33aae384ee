import type { BroadcastSummaryReply, TalkServerMessage } from "@dalaba/api/browser";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  IDLE,
  type TalkEffect,
  type TalkInput,
  type TalkMode,
  type TalkNews,
  type TalkPhase,
  type TalkState,
} from "./talk-state";
import { stepTalk } from "./talk-step";
import { isLive } from "./talk-turn";

const BROADCAST = "00000000000000a1";
const press = (mode: TalkMode = "hold"): TalkInput => ({ type: "press", source: "space", mode, night: "no" });
const release: TalkInput = { type: "release", source: "space" };
const blur: TalkInput = { type: "blur" };
const leave: TalkInput = { type: "leave" };
const esc: TalkInput = { type: "escape" };
const tick: TalkInput = { type: "tick" };
const fault: TalkInput = { type: "mic-fault", code: "mic-unplugged" };
const of = (news: TalkNews, talk = 1): TalkInput => ({ ...news, talk });
const asked = of({ type: "asked" });
const voice = of({ type: "voice" });
const opened = of({ type: "opened", broadcast: BROADCAST, targets: 3 });
const lost = of({ type: "lost" });
const hear = (message: TalkServerMessage, talk = 1): TalkInput => of({ type: "heard", message }, talk);
const ready = (startInMs = 0, maxMs = 60_000): TalkInput =>
  hear({ type: "ready", broadcast: BROADCAST, startInMs, maxMs, framesPerMessage: 1 });
const onAir = hear({ type: "on-air", t0Us: 1 });
const progress = (accepted: number, sounding: number): TalkInput =>
  hear({ type: "progress", accepted, sounding, of: 3 });
const ended = (because: Extract<TalkServerMessage, { type: "ended" }>["because"]): TalkInput =>
  hear({ type: "ended", because });
const error = hear({ type: "error", code: "uplink-busy", detail: "64" });
const result = (failures: BroadcastSummaryReply["failures"] = []): TalkInput =>
  of({
    type: "result",
    result: {
      ...{ broadcastId: BROADCAST, targets: 3, played: 3 - failures.length, partial: 0, failures },
      failed: failures.length,
      firstSoundMs: { p50: 90, p95: 99, p99: 99 },
      skewMs: { p50: 1, p99: 2, boundMs: 1 },
    },
  });

type Timed = readonly [number, TalkInput];

/** Runs inputs, each with its time in ms. */
function run(...inputs: readonly Timed[]) {
  let state: TalkState = IDLE;
  let effects: TalkEffect[] = [];
  let wakeAt: number | undefined;
  let latest: readonly TalkEffect[] = [];
  for (const [ms, input] of inputs) {
    const step = stepTalk(state, input, ms);
    state = step.state;
    wakeAt = step.wakeAt;
    latest = step.effects;
    effects = [...effects, ...step.effects];
  }
  return { state, wakeAt, effects: effects.map(({ type }) => type), latest };
}

/** How each state is reached, with the time of its last input. */
const ways: Record<string, (mode: TalkMode) => Timed[]> = {
  idle: () => [],
  opening: (mode) => [
    [100, press(mode)],
    [101, asked],
    [110, opened],
  ],
  "opening, spoken": (mode) => [...ways.opening!(mode), [115, voice]],
  keying: (mode) => [...ways.opening!(mode), [120, ready()], [140, onAir]],
  "on-air": (mode) => [...ways.keying!(mode), [250, progress(3, 2)]],
  tail: (mode) => [
    ...ways["on-air"]!(mode),
    mode === "hold" ? ([900, release] as const) : ([900, press(mode)] as const),
  ],
  "tail, air has ended it": (mode) => [...ways.tail!(mode), [920, ended("finished")]],
  ended: (mode) => [...ways["tail, air has ended it"]!(mode), [990, result()]],
  failed: (mode) => [
    [100, press(mode)],
    [101, asked],
    [110, of({ type: "refused", problem: { code: "not-allowed", params: {} } })],
  ],
};

type Row = readonly [
  string,
  { readonly hold: readonly [TalkPhase, string]; readonly latch: readonly [TalkPhase, string] },
];
const both = (phase: TalkPhase, effects: string) => ({
  hold: [phase, effects] as const,
  latch: [phase, effects] as const,
});

/** State × input → phase and effects of that step, for both modes. */
const table: Record<string, readonly Row[]> = {
  idle: [
    ["press", both("opening", "open")],
    ["release", both("idle", "")],
    ["blur", both("idle", "")],
    ["leave", both("idle", "")],
    ["esc esc", both("idle", "")],
    ["lost", both("idle", "")],
    ["fault", both("idle", "")],
  ],
  opening: [
    ["press", { hold: ["opening", ""], latch: ["idle", "cut"] }],
    ["release", { hold: ["idle", "cut"], latch: ["opening", ""] }],
    ["blur", { hold: ["idle", "cut"], latch: ["opening", ""] }],
    ["leave", both("idle", "cut")],
    ["esc esc", both("idle", "cut")],
    ["lost", both("failed", "cut")],
    ["fault", both("failed", "cut")],
  ],
  "opening, spoken": [
    ["press", { hold: ["opening", ""], latch: ["opening", "finish"] }],
    ["release", { hold: ["opening", "finish"], latch: ["opening", ""] }],
    ["blur", { hold: ["opening", "finish"], latch: ["opening", ""] }],
    ["leave", both("idle", "cut")],
    ["esc esc", both("opening", "finish")],
    ["lost", both("failed", "cut")],
    ["fault", both("opening", "finish")],
  ],
  keying: [
    ["press", { hold: ["keying", ""], latch: ["tail", "finish"] }],
    ["release", { hold: ["tail", "finish"], latch: ["keying", ""] }],
    ["blur", { hold: ["tail", "finish"], latch: ["keying", ""] }],
    ["leave", both("tail", "cut ask-result")],
    ["esc esc", both("tail", "finish")],
    ["lost", both("failed", "cut ask-result")],
    ["fault", both("tail", "finish")],
  ],
  "on-air": [
    ["press", { hold: ["on-air", ""], latch: ["tail", "finish"] }],
    ["release", { hold: ["tail", "finish"], latch: ["on-air", ""] }],
    ["blur", { hold: ["tail", "finish"], latch: ["on-air", ""] }],
    ["leave", both("tail", "cut ask-result")],
    ["esc esc", both("tail", "finish")],
    ["lost", both("failed", "cut ask-result")],
    ["fault", both("tail", "finish")],
  ],
  tail: [
    ["press", both("opening", "ask-result open")],
    ["release", both("tail", "")],
    ["blur", both("tail", "")],
    ["leave", both("tail", "cut ask-result")],
    ["esc esc", both("tail", "")],
    ["lost", both("tail", "cut ask-result")],
    ["fault", both("tail", "")],
  ],
  "tail, air has ended it": [
    ["press", both("opening", "open")],
    ["release", both("tail", "")],
    ["blur", both("tail", "")],
    ["leave", both("tail", "")],
    ["esc esc", both("tail", "")],
    ["lost", both("tail", "")],
    ["fault", both("tail", "")],
  ],
  ended: [
    ["press", both("opening", "open")],
    ["release", both("ended", "")],
    ["blur", both("ended", "")],
    ["leave", both("ended", "")],
    ["esc esc", both("ended", "")],
    ["lost", both("ended", "")],
    ["fault", both("ended", "")],
  ],
  failed: [
    ["press", both("opening", "open")],
    ["release", both("failed", "")],
    ["blur", both("failed", "")],
    ["leave", both("failed", "")],
    ["esc esc", both("failed", "")],
    ["lost", both("failed", "")],
    ["fault", both("failed", "")],
  ],
};

const rows = Object.entries(table).flatMap(([state, inputs]) =>
  inputs.flatMap(([input, { hold, latch }]) => [
    { state, input, mode: "hold" as const, phase: hold[0], effects: hold[1] },
    { state, input, mode: "latch" as const, phase: latch[0], effects: latch[1] },
  ]),
);

describe("the key", () => {
  test.each(rows)("$state, $mode: $input → $phase, $effects", ({ state, input, mode, phase, effects }) => {
    const inputs = { press: press(mode), release, blur, leave, lost, fault }[input];
    const before = ways[state]!(mode);
    const then: Timed[] = inputs
      ? [[1000, inputs]]
      : [
          [1000, esc],
          [1900, esc],
        ];
    const done = run(...before, ...then);
    expect(run(...before).state.phase).toBe(state.split(",")[0]);
    expect(done.state.phase).toBe(phase);
    expect(done.latest.map(({ type }) => type).join(" ")).toBe(effects);
  });

  test("keys until a speaker reports sounding, and again when none does any more", () => {
    expect(run(...ways.keying!("hold"), [250, progress(3, 0)]).state.phase).toBe("keying");
    expect(run(...ways["on-air"]!("hold")).state.talk).toMatchObject({ of: 3, accepted: 3, sounding: 2 });
    expect(run(...ways["on-air"]!("hold"), [500, progress(3, 0)]).state.phase).toBe("keying");
  });

  test("let go while the line opens after a word was said, sends the word whole and then the end", () => {
    const early = run(...ways["opening, spoken"]!("hold"), [118, release], [160, ready()]);
    expect(early.state.phase).toBe("tail");
    expect(early.effects).toEqual(["open", "finish", "flow"]);
    const letGo = run(...ways["opening, spoken"]!("hold"), [118, release]);
    expect(letGo.latest).toEqual([{ type: "finish", talk: 1, atMs: 118 }]);
    expect(early.wakeAt).toBe(160 + 3000);
  });

  test("lets frames flow when the chime is over, also when it was let go during it", () => {
    const held = run(...ways.opening!("hold"), [120, ready(1200)], [140, onAir]);
    expect(held.effects).not.toContain("flow");
    expect(run(...ways.opening!("hold"), [120, ready(1200)]).wakeAt).toBe(1320);
    expect(run(...ways.opening!("hold"), [120, ready(1200)], [1320, tick]).latest).toEqual([
      { type: "flow", talk: 1 },
    ]);
    const letGo = run(...ways["opening, spoken"]!("hold"), [120, ready(1200)], [600, release], [1320, tick]);
    expect(letGo.effects).toEqual(["open", "finish", "flow"]);
    expect(letGo.wakeAt).toBe(600 + 3000);
  });

  test("pressed a second time elsewhere does not double, and only its own holder lets go", () => {
    const pointer: TalkInput = { type: "press", source: "pointer", mode: "hold", night: "no" };
    const twice = run(
      ...ways.opening!("hold"),
      [111, pointer],
      [112, { type: "release", source: "pointer" }],
    );
    expect(twice.effects).toEqual(["open"]);
    expect(twice.state.phase).toBe("opening");
    expect(run(...ways.opening!("hold"), [112, { type: "release" }]).state.phase).toBe("idle");
  });

  test("Esc ends it only when it comes twice within a second", () => {
    expect(run(...ways["on-air"]!("latch"), [1000, esc], [2001, esc]).state.phase).toBe("on-air");
    expect(run(...ways["on-air"]!("latch"), [1000, esc], [2001, esc], [2500, esc]).state.phase).toBe("tail");
  });

  test("ends at its longest, and says so", () => {
    const limit = run(...ways["on-air"]!("latch"), [60_119, tick]);
    expect(limit.state.phase).toBe("on-air");
    expect(limit.wakeAt).toBe(60_120);
    const over = run(...ways["on-air"]!("latch"), [60_120, tick]);
    expect(over.state).toMatchObject({ phase: "tail", talk: { problem: { code: "ended-time-limit" } } });
  });

  test("gives a line 5 s to open from its ticket on, however long the browser asks for the microphone", () => {
    expect(run([100, press()], [60_000, tick]).state.phase).toBe("opening");
    expect(run([100, press()]).wakeAt).toBeUndefined();
    expect(run([100, press()], [60_000, asked]).wakeAt).toBe(65_000);
    expect(run([100, press()], [60_000, asked], [65_000, tick]).state).toMatchObject({
      phase: "failed",
      talk: { problem: { code: "no-air" } },
    });
  });

  test.each([
    ["stopped", "failed"],
    ["sender-lost", "failed"],
    ["air-restarted", "failed"],
    ["time-limit", "tail"],
  ] as const)(
    "ended by air (%s) while the key is down is %s, and the receipts are asked for",
    (because, phase) => {
      const done = run(...ways["on-air"]!("hold"), [500, ended(because)]);
      expect(done.state).toMatchObject({ phase, talk: { problem: { code: `ended-${because}` } } });
      expect(done.latest.map(({ type }) => type)).toEqual(["cut", "ask-result"]);
      expect(
        run(...ways["on-air"]!("hold"), [500, ended(because)], [700, result()]).state.last,
      ).toMatchObject({
        broadcast: BROADCAST,
        result: { played: 3 },
      });
    },
  );

  test("passes what air refuses on by its code", () => {
    expect(run(...ways.opening!("hold"), [120, error]).state).toMatchObject({
      phase: "failed",
      talk: { problem: { code: "uplink-busy", params: { detail: "64" } } },
    });
  });

  test("hears the end although air does not answer it", () => {
    const silent = run(...ways.tail!("hold"), [3899, tick]);
    expect(silent.latest).toEqual([]);
    expect(run(...ways.tail!("hold"), [3900, tick]).latest.map(({ type }) => type)).toEqual([
      "cut",
      "ask-result",
    ]);
  });

  test("asks the night's question when speakers answer quiet and none accepts", () => {
    const keying = ways.keying!("hold");
    expect(run(...keying).wakeAt).toBe(540);
    expect(run(...keying, [540, tick]).latest).toEqual([
      { type: "ask-answers", talk: 1, broadcast: BROADCAST },
    ]);
    expect(run(...keying, [540, tick]).wakeAt).toBe(1240);
    expect(run(...keying, [540, tick], [560, of({ type: "answers", quiet: 0 })]).state.phase).toBe("keying");
    expect(run(...keying, [540, tick], [560, of({ type: "answers", quiet: 3 })]).state).toMatchObject({
      phase: "failed",
      talk: { problem: { code: "night-question", params: { quiet: 3 } } },
    });
    const someAccept: Timed[] = [
      [500, progress(1, 0)],
      [560, of({ type: "answers", quiet: 2 })],
    ];
    expect(run(...keying, ...someAccept).state.phase).toBe("keying");
    const allowed: TalkInput = { type: "press", source: "space", mode: "hold", night: "yes" };
    const night: Timed[] = [
      [100, allowed],
      [101, asked],
      [110, opened],
      [120, ready()],
      [140, onAir],
    ];
    expect(run(...night, [560, of({ type: "answers", quiet: 3 })]).state.phase).toBe("keying");
    const afterwards = run(...ways["tail, air has ended it"]!("hold"), [
      990,
      result([{ speaker: "s1", reason: "quiet" }]),
    ]);
    expect(afterwards.state).toMatchObject({
      phase: "ended",
      talk: { problem: { code: "night-question", params: { quiet: 1 } } },
    });
  });

  test("asks nothing of a broadcast whose name it does not know yet, and does not wake for it", () => {
    const airFirst: Timed[] = [
      [100, press()],
      [101, asked],
      [110, ready()],
      [140, onAir],
    ];
    expect(run(...airFirst, [540, tick])).toMatchObject({ wakeAt: 60_110, latest: [] });
    expect(run(...airFirst, [540, tick], [560, opened], [561, tick]).latest).toEqual([
      { type: "ask-answers", talk: 1, broadcast: BROADCAST },
    ]);
  });

  test("pressed again during the tail speaks anew, and the earlier result still comes in", () => {
    const again = run(...ways["tail, air has ended it"]!("hold"), [940, press()], [990, result()]);
    expect(again.state).toMatchObject({ phase: "opening", talk: { id: 2 }, last: { talk: 1 } });
    const atOnce = run(...ways.tail!("hold"), [940, press()], [950, ended("finished")], [990, result()]);
    expect(atOnce.effects).toEqual(["open", "flow", "finish", "ask-result", "open"]);
    expect(atOnce.state).toMatchObject({ phase: "opening", last: { talk: 1, result: { played: 3 } } });
  });

  test("says when the result is not to be had", () => {
    const unknown = of({ type: "result", result: null });
    expect(run(...ways["tail, air has ended it"]!("hold"), [31_000, unknown]).state).toMatchObject({
      phase: "ended",
      talk: { problem: { code: "result-unknown" } },
      last: { broadcast: BROADCAST, result: null },
    });
  });

  test("keeps the words of a microphone that broke while the line opened", () => {
    const broke = run(...ways["opening, spoken"]!("hold"), [118, fault], [130, ready()]);
    expect(broke.effects).toEqual(["open", "finish", "flow"]);
    expect(broke.state.talk?.problem?.code).toBe("mic-unplugged");
  });
});

test("whatever comes, in whatever order: one line a press, an end for each, and nothing wakes for ever", () => {
  const anything = fc.oneof(
    fc.constantFrom<TalkInput>(press(), press("latch"), release, blur, esc, tick, fault, leave),
    fc
      .tuple(
        fc.nat(4),
        fc.constantFrom(
          asked,
          voice,
          opened,
          ready(),
          ready(700),
          onAir,
          progress(2, 1),
          lost,
          error,
          result(),
        ),
      )
      .map(([talk, input]) => ({ ...input, talk }) as TalkInput),
    fc
      .tuple(fc.nat(4), fc.constantFrom(ended("finished"), ended("stopped"), ended("no-audio")))
      .map(([talk, input]) => ({ ...input, talk }) as TalkInput),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(800), anything), { maxLength: 80 }), (steps) => {
      let state: TalkState = IDLE;
      let nowMs = 0;
      const said = new Map<number, string[]>();
      const note = (effects: readonly TalkEffect[]): void => {
        for (const { type, talk } of effects) said.set(talk, [...(said.get(talk) ?? []), type]);
      };
      for (const [ms, input] of steps) {
        nowMs += ms;
        const before = state;
        const step = stepTalk(state, input, nowMs);
        state = step.state;
        note(step.effects);
        if (state.phase === "on-air") expect(state.talk?.sounding).toBeGreaterThan(0);
        if (input.type === "tick") expect(step.wakeAt ?? nowMs + 1).toBeGreaterThan(nowMs);
        if (isLive(before.phase) && isLive(state.phase)) expect(state.presses).toBe(before.presses);
      }
      // Left alone, it comes to rest.
      for (let i = 0; i < 30; i++) {
        const { wakeAt, ...step } = stepTalk(state, tick, nowMs);
        state = step.state;
        note(step.effects);
        if (wakeAt === undefined) break;
        nowMs = Math.max(nowMs, wakeAt);
        expect(i).toBeLessThan(29);
      }
      for (const [id, effects] of said) {
        expect(effects.filter((each) => each === "open")).toHaveLength(1);
        expect(effects.filter((each) => each === "flow").length).toBeLessThanOrEqual(1);
        expect(effects.filter((each) => each === "ask-result").length).toBeLessThanOrEqual(1);
        expect(effects.filter((each) => each === "finish").length).toBeLessThanOrEqual(1);
        expect(effects[0]).toBe("open");
        expect(effects.filter((each) => each === "cut").length).toBeLessThanOrEqual(1);
        expect(id).toBeLessThanOrEqual(state.presses);
      }
    }),
    { numRuns: 1000 },
  );
});
