import { describe, expect, test } from "vitest";
import type { LiveBroadcast, LiveSpeaker } from "../air/ipc";
import { explainLive, explainPast, type Past } from "./explain";

const speaker = (patch: Partial<LiveSpeaker> = {}): LiveSpeaker => ({
  ...{ id: "a", state: "sounding", why: "", holder: "", predicted: "sounding" },
  ...patch,
});
const live = (broadcast: string, priority: number, ...speakers: LiveSpeaker[]): LiveBroadcast => ({
  ...{ broadcast, kind: "talk", class: "talk", priority, to: "all", room: null, why: null },
  actor: { kind: "operator", id: broadcast, name: `${broadcast}'s` },
  ...{ phase: "on-air", startedAtUtcMs: 1, t0Us: 1, frames: 1, speakers },
});
const said = (lines: ReturnType<typeof explainLive>) =>
  lines.map(({ broadcast, code, why, holder }) => [broadcast, code, why, holder?.broadcast ?? ""]);

describe("now", () => {
  test.each([
    [speaker(), "sounding", ""],
    [speaker({ predicted: "ducked" }), "ducked", ""],
    [speaker({ predicted: "suspended" }), "suspended", "outranked"],
    [speaker({ state: "accepted", predicted: "suspended" }), "suspended", "outranked"],
    [speaker({ state: "offered" }), "starting", ""],
    [speaker({ state: "queued", predicted: "queued" }), "queued", "queued"],
    [speaker({ state: "refused", why: "muted", predicted: "none" }), "refused", "muted"],
    [speaker({ state: "offline", predicted: "none" }), "offline", "offline"],
    [speaker({ state: "cut", why: "dropped-behind", predicted: "none" }), "cut", "dropped-behind"],
    [speaker({ state: "done", predicted: "none" }), "ending", ""],
  ] as const)("%o is %s", (own, code, why) => {
    expect(said(explainLive("a", [live("x", 60, own)]))).toEqual([["x", code, why, ""]]);
  });

  test("what sounds stands first, and is what holds the others", () => {
    const lines = explainLive("a", [
      live("elsewhere", 99, speaker({ id: "b" })),
      live("file", 40, speaker({ predicted: "suspended" })),
      live("late", 50, speaker({ state: "refused", why: "outranked", holder: "talk", predicted: "none" })),
      live("talk", 60, speaker()),
    ]);
    expect(said(lines)).toEqual([
      ["talk", "sounding", "", ""],
      ["file", "suspended", "outranked", "talk"],
      ["late", "refused", "outranked", "talk"],
      ["elsewhere", "not-addressed", "", ""],
    ]);
  });

  test("a holder that is over is not named", () => {
    const own = speaker({ state: "refused", why: "busy", holder: "gone", predicted: "none" });
    expect(said(explainLive("a", [live("x", 60, own)]))).toEqual([["x", "refused", "busy", ""]]);
  });
});

describe("of the past", () => {
  const past = (id: string, result: object | undefined, holder?: string): Past =>
    ({
      broadcast: { id, kind: "play", class: "file", priority: 40, actor: { name: id }, to: "all" },
      result,
      holder: holder === undefined ? undefined : { id: holder, actor: { name: holder }, priority: 60 },
    }) as unknown as Past;

  test("verdicts and reasons are the receipts'", () => {
    const lines = explainPast([
      past("other", undefined),
      past("failed", { verdict: "failed", reason: "busy" }, "talk"),
      past("partial", { verdict: "partial", reason: "late-join" }),
      past("whole", { verdict: "played", reason: null }),
      past("open", { verdict: null, reason: null }),
    ]);
    expect(said(lines)).toEqual([
      ["open", "starting", "", ""],
      ["whole", "sounded", "", ""],
      ["partial", "sounded-in-part", "late-join", ""],
      ["failed", "not-played", "busy", "talk"],
      ["other", "not-addressed", "", ""],
    ]);
  });
});
