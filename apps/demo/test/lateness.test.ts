import type { TalkReply } from "@dalaba/api";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pause, startTown, type Town, until } from "./town.test-support";
import { silentFrame, Uplink } from "./uplink.test-support";

/** A network that is slower than D allows: the speakers say so, and the next talk leaves them the time. */

const SPEAKERS = 4;
let town: Town;
beforeAll(async () => {
  town = await startTown({ speakers: SPEAKERS, delayClass: "lan" });
}, 120_000);
afterAll(() => town?.stop(), 30_000);

const SECONDS = 8;

/** Speaks at the pace of speech; frames that came in time, of all that were waited for. */
async function share(): Promise<number> {
  const talk = await town.api<TalkReply>("POST", "/talks", { kind: "talk", to: ["all"] });
  const uplink = new Uplink(talk);
  await uplink.opened();
  uplink.send(JSON.stringify({ type: "start", source: "mic" }));
  await until("it is ready", async () => uplink.said.some(({ type }) => type === "ready"));
  const beganMs = performance.now();
  for (let frame = 0; frame < 50 * SECONDS; frame++) {
    const waitMs = frame * 20 - (performance.now() - beganMs);
    if (waitMs > 0) await pause(waitMs);
    uplink.send(silentFrame(frame));
  }
  uplink.send(JSON.stringify({ type: "end" }));
  await uplink.closed;
  await until("it is counted", async () => {
    const { settledAtMs } = await town.api<{ settledAtMs: number | null }>(
      "GET",
      `/broadcasts/${talk.broadcast}`,
    );
    return settledAtMs !== null;
  });
  const path = `/broadcasts/${talk.broadcast}/speakers`;
  const { items } = await town.api<{ items: { played: number; expected: number }[] }>("GET", path);
  const sum = (of: "played" | "expected"): number => items.reduce((all, each) => all + (each[of] ?? 0), 0);
  return sum("played") / sum("expected");
}
const delayMs = async (): Promise<number> =>
  (await town.api<{ lan: { delayMs: number } }>("GET", "/latency")).lan.delayMs;

test("D follows the lateness that the speakers report", async () => {
  expect(await delayMs()).toBe(80);
  await town.fault("all", "delay", { ms: 110 });
  expect(await share()).toBeLessThan(0.5);
  const followed = await delayMs();
  expect(followed).toBeGreaterThan(110);
  expect(followed).toBeLessThanOrEqual(200);
  expect(await share()).toBeGreaterThan(0.95);
  await town.fault("all", "clear");
}, 90_000);
