import type { UplinkFrame } from "@dalaba/api";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { TalkEffect, TalkInput, TalkRules, TalkState } from "./talk-state";
import { stepTalk } from "./talk-step";

const RULES: TalkRules = {
  broadcast: "00000000000000aa",
  chimeMs: 0,
  maxMs: 10_000,
  latestUs: 400_000,
  framesPerMessage: 1,
};

const frame = (sequence: number): TalkInput => ({
  type: "frame",
  frame: { voiced: true, sequence, captureUs: 0, opus: Uint8Array.of(72) } satisfies UplinkFrame,
});
const start: TalkInput = { type: "said", message: { type: "start", source: "mic" } };
const end: TalkInput = { type: "said", message: { type: "end" } };

/** Runs inputs, each with its time in ms, and gathers what follows. */
function run(inputs: ReadonlyArray<readonly [number, TalkInput]>, rules = RULES) {
  let state: TalkState = { phase: "waiting", sinceUs: 0 };
  const effects: TalkEffect[] = [];
  for (const [ms, input] of inputs) {
    const step = stepTalk(state, input, rules, ms * 1000);
    state = step.state;
    effects.push(...step.effects);
  }
  const audio = effects.flatMap((effect) => (effect.type === "audio" ? [effect.frame.sequence] : []));
  const finish = effects.find((effect) => effect.type === "finish");
  return { state, effects, audio, finish };
}

const onAir = (t0Ms = 100): Array<readonly [number, TalkInput]> => [
  [0, start],
  [100, frame(0)],
  [102, { type: "offered", t0Us: t0Ms * 1000 }],
];

describe("a source that is elsewhere than its first frame said", () => {
  const placed = (shift: number, t0Us = 100_000): TalkInput => ({
    ...{ type: "placed", shift, timeline: { m0: 0, t0Us, rPpb: 0 } },
  });
  const places = (effects: readonly TalkEffect[]): number[] =>
    effects.flatMap((effect) => (effect.type === "audio" ? [effect.mediaTime / 960] : []));

  test("has its frames in their new places, and is judged late by those", () => {
    const late: Array<readonly [number, TalkInput]> = [[600, frame(1)]];
    expect(places(run([...onAir(), ...late]).effects)).toEqual([0]);
    expect(places(run([...onAir(), [103, placed(5)], ...late]).effects)).toEqual([0, 6]);
    expect(places(run([...onAir(), [103, placed(0, 200_000)], ...late]).effects)).toEqual([0, 1]);
  });

  test("a frame that is left out is not sent, is not missed, and is a sign of life", () => {
    const quiet = { ...frame(1), leftOut: true } as TalkInput;
    const { audio, effects, state } = run(
      [...onAir(), [600, quiet], [1_100, placed(-1)], [1_100, { ...frame(2) }], [1_150, { type: "tick" }]],
      { ...RULES, latestUs: 5_000_000 },
    );
    expect(audio).toEqual([0, 2]);
    expect(places(effects)).toEqual([0, 1]);
    expect(effects).toContainEqual({ type: "drop", reason: "left_out" });
    expect(state.phase).toBe("on-air");
  });
});

describe("a talk", () => {
  test("begins with its first frame, whose arrival is t0", () => {
    const { effects, state } = run([
      [0, start],
      [100, frame(0)],
    ]);
    expect(effects.map(({ type }) => type)).toEqual(["say", "begin"]);
    expect(effects[1]).toMatchObject({ t0Us: 100_000, source: "mic" });
    expect(state.phase).toBe("offering");
  });

  test("with a chime begins at once, its voice after the chime", () => {
    const { effects } = run([[0, start]], { ...RULES, chimeMs: 1200 });
    expect(effects[0]).toMatchObject({ type: "begin", t0Us: 1_260_000 });
    expect(effects[1]).toMatchObject({ message: { type: "ready", startInMs: 1200 } });
  });

  test("holds frames until the offer has left, then sends them in order", () => {
    const { audio } = run([
      [0, start],
      [100, frame(0)],
      [101, frame(1)],
      [102, frame(2)],
      [103, offered(100)],
    ]);
    expect(audio).toEqual([0, 1, 2]);
  });

  test("blames nobody for a burst that came while it stood still over the offer: what is late is dropped", () => {
    const burst = Array.from({ length: 250 }, (_, n) => [5_100, frame(n + 1)] as const);
    const { audio, effects, state } = run([[0, start], [100, frame(0)], ...burst, [5_100, offered(100)]]);
    expect(effects.filter(({ type }) => type === "finish" || type === "hang-up")).toEqual([]);
    expect(effects.filter(({ type }) => type === "drop")).toHaveLength(230);
    // Due at 4.7 s at the earliest, with 400 ms of D.
    expect(audio).toEqual(Array.from({ length: 21 }, (_, n) => 230 + n));
    expect(state.phase).toBe("on-air");
  });

  test("is refused while its offer is being signed when a frame is over three seconds early or comes twice too often", () => {
    const early = run([
      [0, start],
      [100, frame(0)],
      [100, frame(151)],
      [101, offered(100)],
    ]);
    expect(early.finish?.ending).toEqual({ because: "uplink-refused", why: "uplink-too-early" });
    const twice = run([
      [0, start],
      [100, frame(0)],
      [101, frame(0)],
      [102, frame(1)],
      [103, offered(100)],
    ]);
    expect(twice.audio).toEqual([0, 1]);
    expect(twice.effects).toContainEqual({ type: "drop", reason: "repeated" });
  });

  test("that ends while its offer is being signed still has an end", () => {
    const { effects, state } = run([
      [0, start],
      [100, frame(0)],
      [101, end],
      [103, offered(100)],
    ]);
    expect(effects.map(({ type }) => type)).toEqual([
      "say",
      "begin",
      "say",
      "audio",
      "finish",
      "say",
      "hang-up",
    ]);
    expect(state.phase).toBe("ended");
  });

  test("whose offer could not be made says why and hangs up", () => {
    const failed = { type: "not-offered", code: "signer-unavailable", detail: "" } as const;
    const { effects } = run([
      [0, start],
      [100, frame(0)],
      [101, failed],
    ]);
    expect(effects.slice(-2)).toMatchObject([
      { message: { code: "signer-unavailable" } },
      { type: "hang-up" },
    ]);
  });

  test.each([
    [
      "a beat keeps it",
      [
        [500, said("beat")],
        [1000, said("beat")],
        [1590, tick],
      ],
      undefined,
    ],
    ["600 ms of silence end it", [[703, tick]], "sender-lost"],
    [
      "what came ahead of its time is no silence",
      [
        [110, frame(50)],
        [120, said("beat")],
        [1699, tick],
      ],
      undefined,
    ],
    [
      "600 ms after it, the sender is lost all the same",
      [
        [110, frame(50)],
        [1701, tick],
      ],
      "sender-lost",
    ],
    ["a closed connection ends it", [[150, { type: "closed" }]], "sender-lost"],
    ["end is the natural end", [[150, end]], "finished"],
    ["a stop from elsewhere ends it", [[150, { type: "stop", because: "stopped" }]], "stopped"],
    ["the limit of its length ends it", beatsUntil(10_101), "time-limit"],
  ] as ReadonlyArray<readonly [string, ReadonlyArray<readonly [number, TalkInput]>, string | undefined]>)(
    "%s",
    (_title, inputs, because) => {
      const { finish } = run([...onAir(), ...inputs]);
      expect(finish?.ending.because).toBe(because);
    },
  );

  test("drops what is too late for its slowest speakers, and what came twice", () => {
    const { audio, effects } = run([
      ...onAir(),
      [519, frame(1)],
      [541, frame(2)],
      [542, frame(1)],
      [543, frame(20)],
    ]);
    expect(audio).toEqual([0, 1, 20]);
    expect(effects.filter(({ type }) => type === "drop")).toMatchObject([
      { reason: "late" },
      { reason: "repeated" },
    ]);
  });

  test("is refused when a frame is over three seconds early", () => {
    const { effects, finish } = run([...onAir(), [100, frame(150)], [100, frame(151)]]);
    expect(effects).toContainEqual(
      expect.objectContaining({ message: expect.objectContaining({ code: "uplink-too-early" }) }),
    );
    expect(finish?.ending).toEqual({ because: "uplink-refused", why: "uplink-too-early" });
  });

  test("may wait ten seconds with its start, and 600 ms with its first frame", () => {
    expect(run([[9999, tick]]).state.phase).toBe("waiting");
    expect(run([[10_001, tick]]).effects[0]).toMatchObject({ message: { code: "uplink-bad-message" } });
    expect(
      run([
        [0, start],
        [601, tick],
      ]).effects[1],
    ).toMatchObject({ message: { because: "no-audio" } });
  });
});

test("whatever comes, in whatever order: one offer, one end after it, audio only between them, in order", () => {
  const anything = fc.oneof(
    fc.constant(start),
    fc.constant(end),
    fc.constant<TalkInput>({ type: "closed" }),
    fc.constant<TalkInput>({ type: "offered", t0Us: 50_000 }),
    fc.constant<TalkInput>({ type: "not-offered", code: "signer-unavailable", detail: "" }),
    fc.constant<TalkInput>({ type: "stop", because: "stopped" }),
    fc.constant(tick),
    fc.constant(said("beat")),
    fc.nat(200).map(frame),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(300), anything), { maxLength: 60 }), (steps) => {
      let at = 0;
      const inputs = steps.map(([ms, input]) => {
        at += ms;
        return [at, input] as const;
      });
      const { effects } = run(inputs);
      const types = effects.map(({ type }) => type);
      expect(types.filter((type) => type === "begin").length).toBeLessThanOrEqual(1);
      expect(types.filter((type) => type === "finish").length).toBeLessThanOrEqual(1);
      const [begin, finish] = [types.indexOf("begin"), types.indexOf("finish")];
      if (finish >= 0) expect(begin).toBeGreaterThanOrEqual(0);
      const sequences: number[] = [];
      effects.forEach((effect, i) => {
        if (effect.type !== "audio") return;
        expect(i).toBeGreaterThan(begin);
        if (finish >= 0) expect(i).toBeLessThan(finish);
        sequences.push(effect.frame.sequence);
      });
      expect([...sequences].sort((a, b) => a - b)).toEqual(sequences);
      expect(new Set(sequences).size).toBe(sequences.length);
    }),
    { numRuns: 500 },
  );
});

const tick = { type: "tick" } as const;

function said(type: "beat"): TalkInput {
  return { type: "said", message: { type } };
}

function offered(t0Ms: number): TalkInput {
  return { type: "offered", t0Us: t0Ms * 1000 };
}

function beatsUntil(ms: number): Array<readonly [number, TalkInput]> {
  const beats: Array<readonly [number, TalkInput]> = [];
  for (let at = 300; at < ms; at += 200) beats.push([at, said("beat")]);
  return [...beats, [ms, { type: "tick" }]];
}
