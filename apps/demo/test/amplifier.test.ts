import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTown, type Town } from "./town.test-support";
import { readWav, writeTone } from "./voice.test-support";

/** Amplifiers that sleep swallow what comes while they wake: the first word is held back for them, never clipped. */

const WAKE_MS = 300;
let town: Town;
beforeAll(async () => {
  town = await startTown({
    speakers: 1,
    delayClass: "lan",
    simArgs: ["--wake-ms", String(WAKE_MS), "--full", "1"],
  });
}, 120_000);
afterAll(() => town?.stop(), 30_000);

test("a talk to a speaker whose amplifier sleeps is heard from its first sample to its last", async () => {
  const { status } = await town.api<{ status: { wakeMs: number } }>("GET", "/speakers/sp-001");
  expect(status.wakeMs).toBe(WAKE_MS);
  await town.sim("POST", "/record", { speaker: "sp-001", on: true });
  const tone = writeTone(join(town.folder, "tone.wav"), 1);
  const loudAfterTalk = async (): Promise<number> => {
    const { json, stderr } = await town.cli(["talk", "--to", "all", "--file", tone, "--json"]);
    expect(json, stderr).toMatchObject({ targets: 1, played: 1 });
    return loudSeconds((await town.wav("sp-001")).bytes);
  };
  const asleep = await loudAfterTalk();
  // By now it is awake: the same talk, with nothing to swallow. A swallowed beginning would be 0.2 s.
  const awake = (await loudAfterTalk()) - asleep;
  expect(awake).toBeGreaterThan(0.4);
  expect(asleep).toBeGreaterThan(awake - 0.05);
});

/** How long it is louder than −40 dB, in blocks of 10 ms. */
function loudSeconds(wav: Buffer): number {
  const { samples, rate } = readWav(wav);
  const size = rate / 100;
  let loud = 0;
  for (let at = 0; at + size <= samples.length; at += size) {
    const block = samples.subarray(at, at + size);
    const power = block.reduce((sum, sample) => sum + sample ** 2, 0) / size;
    if (power > 1e-4) loud++;
  }
  return loud / 100;
}
