import { rmSync } from "node:fs";
import { join } from "node:path";
import type { BroadcastReply, RepeatReply, TalkReply } from "@dalaba/api";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { until } from "./air/air-harness.test-support";
import { TestSender } from "./air/test-sender.test-support";
import type { TestSpeaker } from "./air/test-speaker.test-support";
import { TestTownOnAir } from "./town-on-air.test-support";

const TOWN = `version: 1
coordinates: wgs84
sites:
  - { id: town, name: 镇, timeZone: Asia/Shanghai }
  - { id: east, name: 东村, parent: town }
speakers:
  - { id: east-1, name: 东村1号, site: east, at: [23.03, 113.47] }
  - { id: east-2, name: 东村2号, site: east, at: [23.031, 113.47] }
  - { id: east-3, name: 东村3号, site: east, at: [23.032, 113.47] }
`;
const FRAMES = 60;

let town: TestTownOnAir;
let speakers: readonly TestSpeaker[];
let said: string;

beforeEach(async () => {
  town = await TestTownOnAir.start();
  await town.call("POST", "/town/apply", TOWN, { "content-type": "text/yaml" });
  speakers = await town.join(["east-1", "east-2"]);
  said = await talk();
});
afterEach(() => town.stop());

const [east1, east2] = [() => speakers[0] as TestSpeaker, () => speakers[1] as TestSpeaker];

/** A talk of 60 frames to all three: the first plays it, the second is busy, the third is away. */
async function talk(more: object = {}): Promise<string> {
  const { body: talk } = await town.call<TalkReply>("POST", "/talks", { kind: "talk", to: ["all"], ...more });
  const url = new URL(talk.url);
  const sender = await TestSender.open(Number(url.port), url.searchParams.get("ticket") as string);
  sender.say({ type: "start", source: "file" });
  await sender.told("ready");
  east2().answer = ({ order }) => (order.type === "offer" ? { answer: "busy", holder: "0".repeat(16) } : {});
  for (let n = 0; n < FRAMES; n++) sender.frame();
  await sender.told("on-air");
  sender.say({ type: "end" });
  await sender.told("ended");
  await east1().receipt(talk.broadcast, { played: FRAMES, firstSampleAtUs: 5 });
  await town.call("GET", `/broadcasts/${talk.broadcast}/result?wait=30000`);
  east2().answer = () => ({});
  return talk.broadcast;
}

const repeat = (to: string, more: object = {}) =>
  town.call<RepeatReply & { code: string }>("POST", `/broadcasts/${said}/repeat`, { to, ...more });

const opusAt = (speaker: TestSpeaker, broadcast: string) =>
  speaker.audio.flatMap(({ message }) => (message.broadcast === broadcast ? message.frames : []));

describe("a talk with a fallback", () => {
  it("is played once more by itself to those that missed it, after a chime that says so, and never again", async () => {
    const before = { one: east1().offers().length, two: east2().offers().length };
    const spoken = await talk({ fallback: true });
    const offers = await east2().offered(before.two + 2);
    const repetition = offers.at(-1)?.order;
    expect(repetition).toMatchObject({ class: "file", chime: "three-tone" });
    await until(
      "it has heard all of it",
      () => opusAt(east2(), repetition?.broadcast ?? "").length === FRAMES,
    );
    await east2().receipt(repetition?.broadcast ?? "", { played: FRAMES, firstSampleAtUs: 5 });
    await town.call("GET", `/broadcasts/${repetition?.broadcast}/result?wait=30000`);
    const shown = (await town.call<BroadcastReply>("GET", `/broadcasts/${repetition?.broadcast}`)).body;
    expect(shown).toMatchObject({ repeats: spoken, to: `failed:${spoken}` });
    // Whoever heard it hears nothing more, and the third, which is away, makes no second repetition.
    expect(east1().offers()).toHaveLength(before.one + 1);
    expect(east2().offers()).toHaveLength(before.two + 2);
  });
});

describe("a broadcast that not everybody heard", () => {
  it("is played to exactly those that did not, byte for byte as it was sent", async () => {
    const { status, body } = await repeat("failed", { why: "again" });
    expect(status).toBe(201);
    const { broadcast } = body;
    expect(body).toMatchObject({ repeats: said, targets: 2, offline: 1, gone: [], durationMs: FRAMES * 20 });
    await until("east-2 has heard all of it", () => opusAt(east2(), broadcast).length === FRAMES);
    const original = opusAt(east1(), said);
    expect(opusAt(east2(), broadcast).map((each) => Buffer.from(each).toString("hex"))).toEqual(
      original.map((each) => Buffer.from(each).toString("hex")),
    );
    expect(
      east1()
        .offers()
        .filter(({ order }) => order.broadcast === broadcast),
    ).toEqual([]);
    await east2().receipt(broadcast, { played: FRAMES, firstSampleAtUs: 5 });
    const result = await town.call("GET", `/broadcasts/${broadcast}/result?wait=30000`);
    expect(result.body).toMatchObject({ played: 1, failed: 1 });
    const shown = await town.call<BroadcastReply>("GET", `/broadcasts/${broadcast}`);
    expect(shown.body).toMatchObject({ kind: "play", repeats: said, why: "again", to: `failed:${said}` });
    expect(shown.body.endedBecause).toBe("finished");
    const [line] = town.controller.store.audit.list({}).items.filter(({ act }) => act === "play");
    expect(line).toMatchObject({ object: `broadcast:${broadcast}`, why: "again", detail: { repeats: said } });
  });

  it("goes to those alone that something else held", async () => {
    expect((await repeat("busy")).body).toMatchObject({ targets: 1, offline: 0 });
    await east2().offered(2);
  });

  it("is stopped like any other, and its source with it", async () => {
    const { body } = await repeat("all");
    expect(body.targets).toBe(3);
    const stopped = await town.call("POST", `/broadcasts/${body.broadcast}/stop`);
    expect(stopped.body).toEqual({ stopped: [body.broadcast] });
  });

  it("names who is not there any more, and refuses when nobody is left", async () => {
    await town.call("POST", "/speakers/east-3/disable");
    expect((await repeat("failed")).body).toMatchObject({ targets: 1, gone: ["east-3"] });
    await town.call("DELETE", "/speakers/east-2");
    const { status, body } = await repeat("failed");
    expect({ status, code: body.code }).toEqual({ status: 409, code: "nothing-to-repeat" });
  });

  it("is refused while receipts may come, and once its recording is gone", async () => {
    const { body: again } = await repeat("busy");
    const early = await town.call<{ code: string }>("POST", `/broadcasts/${again.broadcast}/repeat`, {});
    expect(["not-settled", "broadcast-not-begun"]).toContain(early.body.code);
    const path = town.controller.store.broadcasts.get(said)?.recordingPath as string;
    rmSync(join(town.folder, path));
    const { status, body } = await repeat("failed");
    expect({ status, code: body.code }).toEqual({ status: 410, code: "recording-gone" });
  });
});
