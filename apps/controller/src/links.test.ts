import type { AnnouncementReply, BroadcastReply, IncidentDetailReply, LinkReply } from "@dalaba/api";
import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { until } from "./air/air-harness.test-support";
import type { TestSpeaker } from "./air/test-speaker.test-support";
import { TestTownOnAir } from "./town-on-air.test-support";

const TOWN = `version: 1
coordinates: wgs84
sites:
  - { id: town, name: 镇, timeZone: Asia/Shanghai }
  - { id: east, name: 东村, parent: town }
speakers:
  - { id: east-1, name: 东村1号, site: east, at: [23.03, 113.47] }
cameras:
  - { id: gate, name: 东村口, site: east, at: [23.0301, 113.4701] }
  - { id: far, name: 山上, site: east, at: [23.3, 113.9] }
`;

let town: TestTownOnAir;
let speaker: TestSpeaker;
let said: AnnouncementReply;
let firm: AnnouncementReply;
let secret: string;

beforeEach(async () => {
  town = await TestTownOnAir.start();
  await town.call("POST", "/town/apply", TOWN, { "content-type": "text/yaml" });
  [speaker] = (await town.join(["east-1"])) as [TestSpeaker];
  const announce = async (title: string) =>
    (await town.call<AnnouncementReply>("POST", "/announcements", { title, parts: [{ pauseMs: 400 }] })).body;
  [said, firm] = [await announce("请挪车"), await announce("请立即挪车")];
  const source = { id: "help", kind: "webhook", name: "平台" };
  secret = (await town.call<{ secret: string }>("POST", "/event-sources", source)).body.secret;
});
afterEach(() => town.stop());

let messages = 0;
async function send(event: object): Promise<{ incident: string | null; event: string; news: string }> {
  const body = JSON.stringify({
    id: "car-1",
    camera: "gate",
    kind: "illegal-parking",
    state: "start",
    ...event,
  });
  const id = `m${messages++}`;
  const at = new Date();
  const headers = {
    ...{ "webhook-id": id, "webhook-timestamp": String(Math.floor(at.getTime() / 1000)) },
    "webhook-signature": new Webhook(secret).sign(id, at, body),
  };
  const answer = await fetch(`${town.controller.url}/hooks/help`, { method: "POST", headers, body });
  expect(answer.status).toBe(202);
  return (await answer.json()) as { incident: string | null; event: string; news: string };
}
const arm = async (more: object = {}) => {
  const steps = [{ announcement: said.id }, { announcement: firm.id, afterMs: 1_500 }];
  const link = {
    title: "违停劝离",
    when: { kinds: ["illegal-parking"] },
    suggest: [said.id],
    sound: { steps },
  };
  return (await town.call<LinkReply>("POST", "/links", { ...link, ...more })).body;
};
const incident = async (id: string | null) =>
  (await town.call<IncidentDetailReply>("GET", `/incidents/${id}`)).body;
const titles = () =>
  town.controller.store.audit
    .list({ limit: 100 })
    .items.filter(({ act }) => act === "play")
    .map(({ detail }) => detail.said);

describe("a link that an administrator armed", () => {
  it("sounds by itself near the camera, firmer while it goes on, and the incident tells it", async () => {
    const link = await arm();
    const { incident: id, event } = await send({});
    await speaker.offered(1);
    const [first] = speaker.offers();
    expect(first?.order).toMatchObject({
      class: "link",
      priority: 45,
      resume: "none",
      delayUs: { lan: 300_000 },
    });
    await speaker.offered(2);
    expect(titles()).toEqual(["请立即挪车", "请挪车"]);
    await send({ state: "end" });
    const shown = await until("both to be told", async () => {
      const now = await incident(id);
      return now.broadcasts.length === 2 && now;
    });
    expect(shown.timeline.filter(({ act }) => act === "sounded")).toMatchObject([
      { actor: null, detail: { link: "违停劝离", step: 0, broadcast: first?.order.broadcast } },
      { actor: null, detail: { step: 1 } },
    ]);
    expect(shown).toMatchObject({ state: "open", owner: null, suggest: [{ id: said.id, title: "请挪车" }] });
    const [line] = town.controller.store.audit.list({ limit: 100 }).items.filter(({ act }) => act === "play");
    expect(line).toMatchObject({
      actor: "system",
      detail: { link: link.id, camera: "gate", event, step: 1 },
    });
    await speaker.receipt(first?.order.broadcast as string, { played: 20, firstSampleAtUs: 5 });
    const { body } = await town.call<BroadcastReply>("GET", `/broadcasts/${first?.order.broadcast}`);
    expect(body).toMatchObject({ class: "link", to: "near:gate", actor: { name: "违停劝离" } });
  });

  it("goes on with its next step after the controller was started again", async () => {
    await arm();
    const { incident: id } = await send({});
    await speaker.offered(1);
    await until("it to be told", async () => (await incident(id)).timeline.length === 2);
    await town.controller.stop();
    await town.startController();
    await speaker.offered(2);
    expect(titles()).toEqual(["请立即挪车", "请挪车"]);
    const begin = await send({});
    expect(begin).toMatchObject({ incident: id, news: "again" });
  });

  it("is silent for the next car within its cool-down, and when links are paused", async () => {
    await arm({ sound: { steps: [{ announcement: said.id }], coolDownMs: 60_000 } });
    await send({ state: "moment" });
    await speaker.offered(1);
    await send({ id: "car-2", state: "moment" });
    await town.call("PUT", "/links/limits", { paused: true, mostPerHour: 12 });
    await send({ id: "car-3", camera: "gate", kind: "illegal-parking", state: "moment" });
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(titles()).toEqual(["请挪车"]);
    const { items } = (await town.call<{ items: { held: string }[] }>("GET", "/links")).body;
    expect(items.length).toBeGreaterThan(0);
  });

  it("what could not sound is told in the incident and is not counted", async () => {
    await arm();
    const { incident: id } = await send({ camera: "far" });
    const shown = await until("it to be told", async () => {
      const now = await incident(id);
      return now.timeline.length === 2 && now;
    });
    expect(shown.timeline[1]).toMatchObject({
      act: "sounded",
      detail: { broadcast: null, code: "target-empty" },
    });
    expect(shown.broadcasts).toEqual([]);
    expect(town.controller.store.links.soundedSince(0)).toEqual([]);
  });

  it("never sounds for what a recognition platform says, in whatever way it got into the store", async () => {
    const armed = await arm();
    const { store } = town.controller;
    const document = { ...store.links.get(armed.id)?.document, when: { kinds: [] } };
    const who = { changedAtMs: 1, actorId: "o", actorName: "o" };
    store.links.put({ id: armed.id, revision: 2, document, ...who });
    await town.call("PUT", `/links/${armed.id}`, { title: "不可", revision: 2 });
    store.links.put({ id: armed.id, revision: 4, document, ...who });
    await town.call("POST", "/links", { title: "看", when: { kinds: ["recognition"] } });
    const { incident: id } = await send({
      id: "face-李四",
      kind: "recognition",
      state: "moment",
      name: "张三",
      zone: "粤A12345",
    });
    expect(await incident(id)).toMatchObject({ kind: "recognition", state: "open" });
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(titles()).toEqual([]);
    expect(JSON.stringify(store.cameraEvents.list({}).items)).not.toMatch(/张三|李四|粤A12345/);
  });
});

describe("an operator who plays something about an incident", () => {
  it("has taken it, and its recording is held until it is closed", async () => {
    const { incident: id } = await send({ id: "press", kind: "help-call", state: "moment" });
    const play = { to: ["near:gate"], parts: [{ pauseMs: 200 }], incident: id };
    const { body } = await town.call<{ broadcast: string }>("POST", "/plays", play);
    expect(await incident(id)).toMatchObject({
      ...{ state: "acknowledged", owner: { name: "boot token" }, broadcasts: [body.broadcast] },
      talkedDownAtMs: expect.any(Number),
    });
    expect(town.controller.store.incidents.held()).toContain(body.broadcast);
    await town.call("POST", `/incidents/${id}/close`, {});
    expect(town.controller.store.incidents.held().size).toBe(0);
  });
});
