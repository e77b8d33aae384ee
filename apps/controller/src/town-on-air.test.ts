import { routes, type TalkReply } from "@dalaba/api";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { until } from "./air/air-harness.test-support";
import { TestSender } from "./air/test-sender.test-support";
import type { TestSpeaker } from "./air/test-speaker.test-support";
import { TestTownOnAir } from "./town-on-air.test-support";

const TOWN = `version: 1
coordinates: wgs84
sites:
  - { id: town, name: 镇, timeZone: Asia/Shanghai }
  - { id: east, name: 东村, parent: town }
  - { id: west, name: 西村, parent: town }
speakers:
  - { id: east-1, name: 东村1号, site: east, at: [23.03, 113.47] }
  - { id: east-2, name: 东村2号, site: east, at: [23.031, 113.47] }
  - { id: west-1, name: 西村1号, site: west, at: [23.03, 113.41] }
  - { id: west-2, name: 西村2号, site: west, at: [23.03, 113.42] }
`;

let town: TestTownOnAir;
beforeEach(async () => {
  town = await TestTownOnAir.start();
  await town.call("POST", "/town/apply", TOWN, { "content-type": "text/yaml" });
});
afterEach(() => town.stop());

interface Opened {
  readonly talk: TalkReply;
  readonly sender: TestSender;
}

async function open(to: readonly string[], more: object = {}): Promise<Opened> {
  const { body: talk, status } = await town.call<TalkReply>("POST", "/talks", { kind: "talk", to, ...more });
  expect(status).toBe(201);
  const url = new URL(talk.url);
  const sender = await TestSender.open(Number(url.port), url.searchParams.get("ticket") as string);
  sender.say({ type: "start", source: "file" });
  await sender.told("ready");
  return { talk, sender };
}

/** Speaks a second and waits until every one of these has the offer. */
async function speak({ sender }: Opened, speakers: readonly TestSpeaker[]): Promise<void> {
  sender.stream();
  await Promise.all(speakers.map((speaker) => speaker.offered()));
  await vi.waitFor(() => expect(sender.sent).toBeGreaterThan(25), 8000);
  sender.stop();
}

async function report(speaker: TestSpeaker, talk: TalkReply, frames: number): Promise<void> {
  const offer = speaker.offers()[0]?.order;
  if (!offer) throw new Error("no offer");
  await speaker.receipt(talk.broadcast, {
    firstSampleAtUs: offer.t0Us + offer.delayUs.lan + 20,
    played: frames,
    endMediaTime: frames * 960,
  });
}

describe("a talk, from the API to the speakers and back", () => {
  it("is counted from the speakers' receipts as soon as the last one is in", async () => {
    const [east1, east2, west1] = (await town.join(["east-1", "east-2", "west-1"])) as [
      TestSpeaker,
      TestSpeaker,
      TestSpeaker,
    ];
    east2.answer = ({ order }) => (order.type === "offer" ? { answer: "muted" } : {});
    const opened = await open(["all"], { why: "drill" });
    expect(opened.talk).toMatchObject({ targets: 4, offline: 1, priority: 68 });
    const { broadcast } = opened.talk;
    await speak(opened, [east1, west1]);
    const live = await town.call<{ items: object[] }>("GET", "/onair");
    expect(live.body.items).toMatchObject([{ broadcast, targets: 4 }]);
    const early = await town.call("GET", `/broadcasts/${broadcast}/result`);
    expect(early.status).toBe(202);
    const result = town.call("GET", `/broadcasts/${broadcast}/result?wait=30000`);
    opened.sender.say({ type: "end" });
    await opened.sender.told("ended");
    const frames = opened.sender.sent;
    await report(east1, opened.talk, frames);
    await report(west1, opened.talk, Math.floor(frames / 2));
    const { status, body } = await result;
    expect(status).toBe(200);
    expect(body).toMatchObject({
      broadcastId: broadcast,
      targets: 4,
      played: 1,
      partial: 1,
      failed: 2,
      failures: [
        { speaker: "east-2", reason: "muted" },
        { speaker: "west-1", reason: "frames-lost" },
        { speaker: "west-2", reason: "offline" },
      ],
    });
    const shown = await town.call("GET", `/broadcasts/${broadcast}`);
    expect(shown.body).toMatchObject({
      why: "drill",
      endedBecause: "finished",
      recorded: true,
      sites: ["east", "west"],
    });
    const rows = await town.call<{ items: object[] }>("GET", `/broadcasts/${broadcast}/speakers`);
    expect(rows.body.items).toMatchObject([
      { speaker: "east-1", verdict: "played", played: frames },
      { speaker: "east-2", answer: "muted" },
      { speaker: "west-1", verdict: "partial" },
      { speaker: "west-2", withheldBecause: "offline" },
    ]);
    const events = await town.call<{ items: { kind: string }[] }>("GET", "/events?after=0");
    const kinds = events.body.items.map(({ kind }) => kind).filter((kind) => kind.startsWith("broadcast-"));
    expect(kinds).toEqual(
      expect.arrayContaining(["broadcast-started", "broadcast-ended", "broadcast-settled"]),
    );
  });

  it("can be played back, whole and in part, and leaves a line in the audit", async () => {
    const [east1] = (await town.join(["east-1"])) as [TestSpeaker];
    const opened = await open(["speaker:east-1"]);
    await speak(opened, [east1]);
    opened.sender.say({ type: "end" });
    await opened.sender.told("ended");
    await report(east1, opened.talk, opened.sender.sent);
    const path = `/broadcasts/${opened.talk.broadcast}`;
    await town.call("GET", `${path}/result?wait=30000`);
    const whole = await town.call<ArrayBuffer>("GET", `${path}/recording`);
    expect(whole.status).toBe(200);
    expect(whole.headers.get("content-type")).toBe("audio/ogg");
    expect(Buffer.from(whole.body).subarray(0, 4).toString()).toBe("OggS");
    const part = await town.call<ArrayBuffer>("GET", `${path}/recording`, undefined, { range: "bytes=4-9" });
    expect(part.status).toBe(206);
    expect(Buffer.from(part.body)).toEqual(Buffer.from(whole.body).subarray(4, 10));
    expect(part.headers.get("content-range")).toBe(`bytes 4-9/${whole.body.byteLength}`);
    const hear = town.controller.store.audit.list({}).items.filter(({ act }) => act === "hear");
    expect(hear).toHaveLength(1);
  });

  it("is stopped by whoever may, at once and everywhere", async () => {
    const [east1] = (await town.join(["east-1"])) as [TestSpeaker];
    const opened = await open(["speaker:east-1"]);
    await speak(opened, [east1]);
    const stopped = await town.call("POST", `/broadcasts/${opened.talk.broadcast}/stop`);
    expect(stopped.body).toEqual({ stopped: [opened.talk.broadcast] });
    expect(await opened.sender.told("ended")).toMatchObject({ because: "stopped" });
    await until("the speaker is told to stop", () => east1.stops().length > 0);
    const again = await town.call("POST", `/broadcasts/${opened.talk.broadcast}/stop`);
    expect(again.body).toMatchObject({ code: "broadcast-ended" });
  });

  it("goes on while the controller is restarted, and is counted all the same", async () => {
    const [east1] = (await town.join(["east-1"])) as [TestSpeaker];
    const opened = await open(["speaker:east-1"]);
    opened.sender.stream();
    await east1.offered();
    await town.controller.stop();
    const heardBefore = east1.audio.length;
    await vi.waitFor(() => expect(east1.audio.length).toBeGreaterThan(heardBefore + 10), 8000);
    await town.startController();
    opened.sender.stop();
    opened.sender.say({ type: "end" });
    await opened.sender.told("ended");
    await report(east1, opened.talk, opened.sender.sent);
    const { body } = await town.call("GET", `/broadcasts/${opened.talk.broadcast}/result?wait=30000`);
    expect(body).toMatchObject({ targets: 1, played: 1 });
    const { body: listed } = await town.call<{ items: object[] }>("GET", "/speakers?online=true");
    expect(listed.items).toMatchObject([{ id: "east-1" }]);
  });

  it("ends with air, and the store says why", async () => {
    const [east1] = (await town.join(["east-1"])) as [TestSpeaker];
    const opened = await open(["speaker:east-1"]);
    await speak(opened, [east1]);
    await town.air.close();
    await town.startAir();
    const ended = () => town.controller.store.broadcasts.get(opened.talk.broadcast)?.endedBecause;
    await until("the broadcast has ended", () => ended() ?? undefined, 20_000);
    expect(["sender-lost", "air-restarted"]).toContain(ended());
  });
});

describe("speakers, acted on while they are connected", () => {
  it("lose their connection when they are disabled, rotated or removed, and come back only where they may", async () => {
    const [east1, east2, west1] = (await town.join(["east-1", "east-2", "west-1"])) as [
      TestSpeaker,
      TestSpeaker,
      TestSpeaker,
    ];
    await town.call("POST", "/speakers/east-1/disable");
    await until("east-1 is cut off", () => east1.closed);
    await town.call("POST", "/speakers/credentials", { to: ["speaker:east-2"] });
    await until("east-2 is cut off", () => east2.closed);
    expect((await town.call("DELETE", "/speakers/west-1")).status).toBe(204);
    await until("west-1 is cut off", () => west1.closed);
    const port = Number(new URL((await status()).urls.mqtt).port);
    for (const old of [east1, east2, west1]) await expect(old.join(port)).rejects.toThrow();
    const talk = await town.call<TalkReply>("POST", "/talks", { kind: "talk", to: ["all"] });
    expect(talk.body).toMatchObject({ targets: 2, offline: 2 });
  });

  it("show as online and offline in list and status", async () => {
    await town.join(["east-1"]);
    expect((await status()).speakers).toEqual({ total: 4, online: 1, disabled: 0 });
    town.speakers.get("east-1")?.vanish();
    await vi.waitFor(async () => expect((await status()).speakers.online).toBe(0), 8000);
  });
});

describe("the door", () => {
  it("refuses a body that does not say how long it is, before it reads it", async () => {
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode("{}"));
        controller.close();
      },
    });
    const response = await fetch(`${town.controller.url}/api/v1/session`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
      duplex: "half",
    } as RequestInit);
    expect(response.status).toBe(411);
  });
});

async function status(): Promise<{ urls: { mqtt: string }; speakers: object & { online: number } }> {
  return (await town.call<never>("GET", routes.status.showStatus.path.replace("/api/v1", ""))).body;
}
