import { type ExplanationReply, type LatencyReply, type PreflightReply, routes } from "@dalaba/api";
import { expect } from "vitest";
import { type Case, holdContract } from "./contract.test-support";
import * as town from "./fixtures.test-support";

/** Before the key, and afterwards: whom it would reach, what it would interrupt, and why a speaker played what it did. */

const { AT_MS, BROADCAST } = town;
const OTHER = "7c1d72e4bab0f985";
const holder: PreflightReply["busy"][number]["holder"] = {
  ...{ broadcast: OTHER, kind: "play", class: "file", priority: 45, to: "site:dongcun", startedAtMs: AT_MS },
  actor: { kind: "operator", id: "o_1", name: "李红" },
};
const preflight: PreflightReply = {
  ...{ targets: 3, ready: 1, offline: ["hl-xicun-01"], muted: [], quiet: [] },
  busy: [{ holder, waits: false, speakers: ["hl-dongcun-01"] }],
  interrupts: [
    {
      broadcast: { ...holder, broadcast: "00d72e4bab0f985f", priority: 10, to: "all" },
      ...{ does: "ducks", speakers: ["hl-dongcun-02"], sites: ["dongcun"] },
    },
  ],
  ...{ priority: 40, class: "file", firstSoundMs: 112.4 },
};
const speakers = town.speakers.map(({ id, name, online }) => ({ id, name, online }));

const line = (patch: Partial<ExplanationReply["lines"][number]>): ExplanationReply["lines"][number] => ({
  ...{ broadcast: BROADCAST, kind: "talk", class: "talk", priority: 60, by: "王芳", to: "all" },
  ...{ startedAtMs: AT_MS, endedAtMs: null, code: "sounding", why: "", holder: null },
  ...patch,
});
const explanation: ExplanationReply = {
  ...{ speaker: "hl-dongcun-01", atMs: AT_MS, live: true, online: true, muted: true },
  lines: [
    line({}),
    line({
      ...{ broadcast: OTHER, kind: "play", priority: 40, by: "李红", to: "site:dongcun" },
      ...{ code: "suspended", why: "outranked" },
      holder: { broadcast: BROADCAST, by: "王芳", priority: 60 },
    }),
  ],
};

const hop = (p50: number) => ({ p50, p95: p50 + 4, p99: p50 + 9.25 });
const latency: LatencyReply = {
  ...{ windowMs: 60_000, captureMs: hop(21), chainMs: hop(0.4), encodeMs: hop(1.2), uplinkMs: hop(0.8) },
  ...{ airMs: hop(1.1), soundMs: hop(0.05) },
  lan: { delayMs: 80, wayMs: hop(9), waitMs: hop(71), mouthToEarMs: hop(123.4) },
  wan: { delayMs: 400, wayMs: null, waitMs: null, mouthToEarMs: null },
};

const cases: Case[] = [
  {
    name: "play-dry-run-busy",
    args: ["play", "bell.wav", "--to", "all", "--dry-run"],
    given: (c) => c.on(routes.targets.resolveTargets, { speakers }).on(routes.talks.preflightTalk, preflight),
    after: (c) => {
      expect(c.of(routes.talks.preflightTalk)[0]?.body).toMatchObject({ kind: "play", to: ["all"] });
      expect(c.of(routes.talks.openTalk)).toEqual([]);
    },
  },
  {
    name: "explain",
    args: ["explain", "speaker:hl-dongcun-01"],
    given: (c) =>
      c.on(routes.speakers.showSpeaker, town.speakerDetail()).on(routes.speakers.explainSpeaker, explanation),
  },
  {
    name: "explain-past",
    args: ["explain", "hl-dongcun-01", "--at", "2026-05-01T08:00:00Z"],
    given: (c) =>
      c.on(routes.speakers.showSpeaker, town.speakerDetail()).on(routes.speakers.explainSpeaker, {
        ...{ ...explanation, live: false, online: null, muted: null },
        lines: [],
      }),
    after: (c) => expect(c.of(routes.speakers.explainSpeaker)[0]?.query).toEqual({ atMs: "1777622400000" }),
  },
  {
    name: "latency",
    args: ["latency"],
    given: (c) => c.on(routes.onAir.showLatency, latency),
  },
];

holdContract("foresight and explanations", cases);
