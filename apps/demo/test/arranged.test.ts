import { join } from "node:path";
import type { OverlapReply } from "@dalaba/api";
import { afterAll, beforeAll, expect, test } from "vitest";
import { smallTown } from "./small-town.test-support";
import { startTown, type Town } from "./town.test-support";
import { writeTone } from "./voice.test-support";

/** What is played by an arrangement is heard by it: neighbours wait as long as the plan says, or speak in turn. */

const SPEAKERS = 4;
/** 60 m beyond either end of the row: the next speaker is 8.5 dB softer there, and 0.3 s later. */
const POINTS = [
  "listeningPoints:",
  "  - { id: square, name: 广场, site: town, kind: square, at: [23.029460, 113.470000] }",
  "  - { id: door, name: 村口, site: town, kind: door, at: [23.033240, 113.470000] }",
  "",
].join("\n");

let town: Town;
let tone: string;
let plan: OverlapReply;
beforeAll(async () => {
  town = await startTown({ speakers: SPEAKERS });
  await town.api("POST", "/town/apply", `${smallTown({ speakers: SPEAKERS })}${POINTS}`, "text/yaml");
  plan = await town.api<OverlapReply>("POST", "/overlap", { to: ["all"] });
  tone = writeTone(join(town.folder, "tone.wav"), 1);
}, 120_000);
afterAll(() => town?.stop(), 30_000);

const play = (...more: string[]) => town.cli(["play", tone, "--to", "all", "--json", ...more]);
/** When each speaker's first sample left, by the machine's own clock, ms after the first of all. */
async function begins(broadcast: string): Promise<Map<string, number>> {
  const truth = await town.truth(broadcast);
  const first = Math.min(...truth.map(({ firstUs }) => firstUs ?? Number.NaN));
  return new Map(truth.map(({ speaker, firstUs }) => [speaker, ((firstUs ?? Number.NaN) - first) / 1000]));
}

test("the plan has something to arrange here", () => {
  expect(plan.aligned.delays.length).toBeGreaterThan(0);
  expect(plan.aligned.maxDelayMs).toBeGreaterThanOrEqual(50);
  expect(plan.staggered.groups.length).toBeGreaterThan(1);
});

test("plain, all begin together", async () => {
  const { json, stderr } = await play();
  expect(json, stderr).toMatchObject({ targets: SPEAKERS, played: SPEAKERS });
  for (const ms of (await begins(json.broadcastId)).values()) expect(ms).toBeLessThan(20);
});

test("aligned, each waits as long as the plan says, plays it whole, and no skew is told for it", async () => {
  const { json, stderr } = await play("--arrange", "aligned");
  expect(json, stderr).toMatchObject({ targets: SPEAKERS, played: SPEAKERS });
  const waits = new Map(plan.aligned.delays.map(({ speaker, delayMs }) => [speaker, delayMs]));
  const least = Math.min(...town.speakers.map((id) => waits.get(id) ?? 0));
  for (const [speaker, ms] of await begins(json.broadcastId)) {
    const meant = (waits.get(speaker) ?? 0) - least;
    expect(Math.abs(ms - meant), `${speaker} began ${ms} ms after the first`).toBeLessThan(20);
  }
  // Meant delays are no skew: what is told stays a matter of clocks.
  expect(json.skewMs.p99).toBeLessThan(plan.aligned.maxDelayMs / 2);
});

test("staggered, no two of different groups are heard at once", async () => {
  const { json, stderr, code } = await play("--arrange", "staggered");
  expect(json, stderr).toMatchObject({ targets: SPEAKERS, played: SPEAKERS });
  expect(code).toBe(0);
  expect(json.turns).toHaveLength(plan.staggered.groups.length);
  let silentUs = 0;
  for (const [turn, { broadcastId }] of json.turns.entries()) {
    const truth = await town.truth(broadcastId);
    expect(truth.map(({ speaker }) => speaker).sort()).toEqual(plan.staggered.groups[turn]);
    const first = Math.min(...truth.map(({ firstUs }) => firstUs ?? Number.NaN));
    expect(first - silentUs).toBeGreaterThan(plan.staggered.pauseMs * 1000);
    silentUs = Math.max(...truth.map(({ lastUs }) => lastUs));
  }
});

test("what cannot be aligned is refused in words, and nothing sounds", async () => {
  const { items } = await town.api<{ items: { id: string }[] }>("GET", "/broadcasts?limit=1");
  const body = { kind: "talk", to: ["all"], arrange: "aligned" };
  await expect(town.api("POST", "/talks", body)).rejects.toThrow("arrange-not-here");
  const loop = await play("--arrange", "staggered", "--loop");
  expect([loop.code, loop.json.error.code]).toEqual([2, "usage"]);
  const dry = await play("--arrange", "staggered", "--dry-run");
  expect(dry.json).toMatchObject({ dryRun: true, groups: plan.staggered.groups });
  const after = await town.api<{ items: { id: string }[] }>("GET", "/broadcasts?limit=1");
  expect(after.items[0]?.id).toBe(items[0]?.id);
});
