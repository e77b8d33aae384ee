import { createOpusEncoder } from "@dalaba/codec";
import { type Fleet, startFleet } from "@dalaba/firmware-sim";
import { afterEach, beforeEach, expect, test } from "vitest";
import { AirHarness, makeTicket, until } from "./air-harness.test-support";
import { SignedTown } from "./signed-town.test-support";
import { TestSender } from "./test-sender.test-support";

// A file's D of 1.5 s lets every frame arrive in time on a busy machine too; what is live is not counted to the frame.
// Speakers here are the simulator's, built from SPEC.md by other hands: what they sound is what was really said.

const ids = Array.from({ length: 12 }, (_, i) => `sim-${i}`);
let town: AirHarness;
let fleet: Fleet;
let voice: Uint8Array[];

beforeEach(async () => {
  const encoder = await createOpusEncoder({
    ...{ sampleRate: 16_000, application: "voip", bitrate: 24_000, complexity: 5 },
    ...{ inbandFec: false, packetLossPercent: 0 },
  });
  voice = Array.from({ length: 50 }, (_, frame) => {
    const tone = (_: unknown, i: number) =>
      12_000 * Math.sin(((frame * 320 + i) * 2 * Math.PI * 440) / 16_000);
    return encoder.encode(Int16Array.from({ length: 320 }, tone));
  });
  encoder.free();
  town = await AirHarness.start();
  const signed = new SignedTown(town, ids);
  await town.controller.must("state", {
    speakers: signed.entries,
    groups: [{ name: "all", version: 1 }],
    documents: signed.documents(),
    epoch: 1,
    streamKid: 1,
  });
  const { ports } = await town.controller.must("hello", { instance: "test" });
  if (!ports) throw new Error("air does not listen");
  town.ports = ports;
  fleet = await startFleet({ credentials: signed.addressed(), connectWithinMs: 300, full: 4 });
  await fleet.whenOnline(ids.length, 15_000);
  await until("all clocks are good", () => fleet.states().every(({ sync }) => sync === "good"), 15_000);
});

afterEach(async () => {
  await fleet.close();
  await town.stop();
});

const FILE = { kind: "play", class: "file", priority: 40 } as const;

async function speak(ms: number, patch: Parameters<typeof makeTicket>[1] = {}) {
  const ticket = await town.ticket(makeTicket(ids, { group: "all", ...patch }));
  const sender = await TestSender.open(town.ports.talk, ticket.ticket);
  sender.say({ type: "start", source: "file" });
  await sender.told("ready");
  const from = performance.now();
  while (sender.sent * 20 < ms) {
    while (sender.sent * 20 <= performance.now() - from) sender.frame(sender.sent, voice[sender.sent % 50]);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return { sender, broadcast: ticket.broadcast };
}

test("a voice sounds at every speaker, at the same time, and each sends a receipt that agrees with the truth", async () => {
  const { sender, broadcast } = await speak(2000, FILE);
  sender.say({ type: "end" });
  await town.lines("settled", 1, 12_000);
  const receipts = (await town.lines("receipt", ids.length)).map(({ receipt }) => receipt);
  const [end] = await town.lines("end");
  expect(receipts).toHaveLength(ids.length);
  for (const receipt of receipts) {
    expect(receipt).toMatchObject({ endedBecause: "finished", late: 0, missing: 0, sync: "good" });
    expect(receipt.played).toBe(end?.frames);
    expect(receipt.endMediaTime).toBe(end?.endMediaTime);
  }
  const truth = fleet.truth(broadcast);
  expect(truth).toHaveLength(ids.length);
  const [begin] = await town.lines("begin");
  for (const { firstUs, speaker } of truth) {
    const plannedUs = (begin?.t0Us ?? 0) + 1_500_000;
    expect([speaker, Math.abs((firstUs ?? 0) - plannedUs) < 100_000]).toEqual([speaker, true]);
  }
}, 60_000);

test("an operator's stop silences them; a speaker that reboots in mid-sentence joins again", async () => {
  expect(fleet.fault("sim-3", { kind: "reboot", offMs: 300, wipe: false })).toBe(true);
  const speaking = speak(4000);
  const { sender, broadcast } = await speaking;
  const { broadcasts } = await town.controller.must("onair", {});
  const back = broadcasts[0]?.speakers.find(({ id }) => id === "sim-3");
  expect(back?.state).toBe("sounding");
  const by = { kind: "operator", id: "op", name: "Op" } as const;
  await town.controller.must("stop", { broadcasts: "all", priority: 60, by });
  expect((await sender.told("ended")).because).toBe("stopped");
  await town.lines("settled", 1, 12_000);
  const receipts = await town.lines("receipt", ids.length);
  expect(new Set(receipts.map(({ receipt }) => receipt.endedBecause))).toEqual(new Set(["stopped"]));
  expect(fleet.truth(broadcast)).toHaveLength(ids.length);
}, 60_000);

test("an evacuation takes the floor from a talk, and air's reckoning agrees with the speakers", async () => {
  const first = speak(2500);
  await until("on air", () => town.journal().some(({ type }) => type === "begin"));
  const second = await speak(1000, { priority: 100, class: "evacuation" });
  const acks = await town.lines("ack", 2 * ids.length);
  expect(new Set(acks.map(({ answer }) => answer))).toEqual(new Set(["accept"]));
  const { broadcasts } = await town.controller.must("onair", {});
  for (const { broadcast, speakers } of broadcasts) {
    const loud = broadcast === second.broadcast;
    expect(new Set(speakers.map(({ predicted }) => predicted))).toEqual(
      new Set([loud ? "sounding" : "none"]),
    );
  }
  second.sender.say({ type: "end" });
  await second.sender.told("ended");
  (await first).sender.say({ type: "end" });
  await town.lines("settled", 2, 15_000);
  const ends = (await town.lines("receipt", 2 * ids.length)).map(({ receipt }) => receipt.endedBecause);
  expect(ends.filter((why) => why === "outranked")).toHaveLength(ids.length);
  expect(ends.filter((why) => why === "finished")).toHaveLength(ids.length);
}, 60_000);

test("a frozen speaker is dropped and comes back by itself; nobody else misses a frame", async () => {
  fleet.fault("sim-5", { kind: "freeze", seconds: 12 });
  const { sender } = await speak(8000, FILE);
  const told = town.controller.events.find((event) => event.type === "trouble" && event.code === "frozen");
  expect(told).toMatchObject({ speaker: "sim-5" });
  sender.say({ type: "end" });
  await town.lines("settled", 1, 15_000);
  const [end] = await town.lines("end");
  const others = (await town.lines("receipt", ids.length - 1)).filter(({ speaker }) => speaker !== "sim-5");
  expect(others).toHaveLength(ids.length - 1);
  for (const { receipt } of others) expect(receipt.played).toBe(end?.frames);
  await until("it is back", () => fleet.state("sim-5")?.online, 20_000);
}, 90_000);
