import type { SiteId, SpeakerId } from "@dalaba/core";
import { expect, test } from "vitest";
import type { BroadcastFace, ForeseenSpeaker } from "../air/ipc";
import { preflightOf } from "./preflight";

const targets = { speakers: ["a", "b", "c", "d", "e"] as SpeakerId[], sites: ["east", "west"] as SiteId[] };
const loudness = { priority: 60, class: "talk", maxMs: 1 } as const;
const face = (broadcast: string): BroadcastFace => ({
  ...{ broadcast, kind: "play", class: "file", priority: 40, to: "all", startedAtUtcMs: 5 },
  actor: { kind: "operator", id: "li", name: "李" },
});
const seen = (id: string, patch: Partial<ForeseenSpeaker> = {}): ForeseenSpeaker => ({
  ...{ id, online: true, answer: "accept", holder: "", moves: [] },
  ...patch,
});
const siteOf = (id: string) => (id < "c" ? "east" : "west") as SiteId;

test("nothing in the way: all are ready", () => {
  expect(preflightOf(targets, loudness, { speakers: [], broadcasts: [] }, siteOf, 120)).toEqual({
    ...{ targets: 5, ready: 5, offline: [], muted: [], quiet: [], busy: [], interrupts: [] },
    ...{ priority: 60, class: "talk", firstSoundMs: 120 },
  });
});

test("each speaker counts once; holders and what is interrupted are grouped, the largest first", () => {
  const speakers = [
    seen("a", { answer: "busy", holder: "x" }),
    seen("b", { moves: [{ broadcast: "y", does: "suspends" }] }),
    seen("c", { moves: [{ broadcast: "y", does: "suspends" }] }),
    seen("d", { answer: "muted" }),
    // What an offline speaker held is not known.
    seen("e", { online: false, answer: "busy", holder: "x", moves: [{ broadcast: "y", does: "ends" }] }),
  ];
  const told = preflightOf(targets, loudness, { speakers, broadcasts: [face("x"), face("y")] }, siteOf, null);
  expect(told).toMatchObject({ ready: 2, offline: ["e"], muted: ["d"] });
  expect(told.busy).toMatchObject([
    { holder: { broadcast: "x", startedAtMs: 5 }, waits: false, speakers: ["a"] },
  ]);
  expect(told.interrupts).toMatchObject([
    { broadcast: { broadcast: "y" }, does: "suspends", speakers: ["b", "c"], sites: ["east", "west"] },
  ]);
});

test("a broadcast that air has forgotten leaves its speakers not ready, and is not named", () => {
  const speakers = [seen("a", { answer: "outranked", holder: "gone" })];
  expect(preflightOf(targets, loudness, { speakers, broadcasts: [] }, siteOf, null)).toMatchObject({
    ...{ ready: 4, busy: [] },
  });
});
