import { randomBytes } from "node:crypto";
import { mayPublish, speakerTopic } from "@dalaba/protocol";
import { connectAsync } from "mqtt";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { AirHarness, type Device, makeDevice, makeTicket, until } from "./air-harness.test-support";
import { TestSender } from "./test-sender.test-support";
import { STATUS, TestSpeaker } from "./test-speaker.test-support";

let town: AirHarness;
let thief: Device;
let victim: Device;
let mqtt: number;

beforeEach(async () => {
  town = await AirHarness.start();
  thief = makeDevice("thief", { groups: ["all", "z-north"] });
  victim = makeDevice("victim");
  mqtt = (await town.state([thief, victim, makeDevice("off", { disabled: true })])).mqtt;
});

afterEach(() => town.stop());

const connect = (patch: Record<string, unknown>) =>
  connectAsync(`mqtt://127.0.0.1:${mqtt}`, {
    clientId: "thief",
    username: "thief",
    password: thief.password,
    keepalive: 20,
    protocolVersion: 4,
    reconnectPeriod: 0,
    ...patch,
  });

describe("who may connect", () => {
  test.each([
    ["a wrong password", { password: randomBytes(32).toString("hex") }, 4],
    ["no password", { password: undefined }, 4],
    ["another's password", { clientId: "victim", username: "victim" }, 4],
    ["an unknown id", { clientId: "nobody", username: "nobody" }, 5],
    ["a client id that is not the user name", { clientId: "other" }, 2],
    ["a will on another speaker's status", { will: { topic: "pa/d/victim/st", payload: "x" } }, 5],
    ["a will on an order topic", { will: { topic: "pa/g/all/cmd", payload: "x" } }, 5],
    ["a keepalive of an hour", { keepalive: 3600 }, 6],
    ["MQTT 5", { protocolVersion: 5 }, 1],
  ])("%s is refused", async (_title, patch, code) => {
    await expect(connect(patch)).rejects.toMatchObject({ code });
  });

  test("a disabled speaker is refused, and nothing is said of its password", async () => {
    await expect(connect({ clientId: "off", username: "off" })).rejects.toMatchObject({ code: 4 });
  });

  test("a second connection of one id takes over, and the first one's will does not make it offline", async () => {
    const first = await new TestSpeaker(thief).join(mqtt);
    await until("online", () =>
      town.controller.events.some((event) => event.type === "presence" && event.online),
    );
    const second = await new TestSpeaker(thief).join(mqtt);
    await until("the first is closed", () => first.closed);
    expect(second.closed).toBe(false);
    const last = town.controller.events.filter(({ type }) => type === "presence").at(-1);
    expect(last).toMatchObject({ online: true, bootId: second.bootId });
    const gone = town.controller.events.find((event) => event.type === "presence" && !event.online);
    expect(gone).toMatchObject({ why: "taken-over" });
    await second.leave();
  });
});

const FORBIDDEN = [
  "pa/g/all/cmd",
  "pa/g/all/a",
  "pa/g/z-north/a",
  "pa/d/thief/cmd",
  "pa/d/thief/cfg",
  "pa/d/thief/tr",
  "pa/d/victim/st",
  "pa/d/victim/ack",
  "pa/d/victim/cmd",
  "pa/b/0123456789abcdef/a",
  "pa/keys",
  "$SYS/x",
  "elsewhere",
];

test.each(FORBIDDEN)(
  "a stolen credential that publishes on %s loses its connection and reaches nobody",
  async (topic) => {
    expect(mayPublish("thief", topic)).toBe(false);
    const listener = await new TestSpeaker(victim).join(mqtt);
    const client = await connect({});
    let closed = false;
    client.on("close", () => {
      closed = true;
    });
    client.on("error", () => {});
    client.publish(topic, Buffer.from([0xa1, 1, 2, 3]), { qos: 0, retain: true });
    await until("the connection is closed", () => closed);
    expect(listener.received).toEqual([]);
    expect(listener.documents.size).toBe(0);
    const told = await until("it is told", () =>
      town.controller.events.find((event) => event.type === "trouble" && event.code === "forbidden-publish"),
    );
    expect(told).toMatchObject({ speaker: "thief" });
    await listener.leave();
  },
);

test("a speaker subscribes to its own topics, its groups and the keys, and to nothing else", async () => {
  const client = await connect({});
  const granted = async (topic: string) => {
    try {
      return (await client.subscribeAsync(topic))[0]?.qos;
    } catch {
      return 128;
    }
  };
  for (const topic of ["pa/keys", "pa/d/thief/cmd", "pa/d/thief/cfg", "pa/g/all/cmd", "pa/g/z-north/a"])
    expect([topic, await granted(topic)]).toEqual([topic, 0]);
  const refused = [
    "#",
    "pa/#",
    "+/+/+/+",
    "pa/d/+/cmd",
    "pa/d/victim/cmd",
    "pa/d/thief/st",
    "pa/g/z-south/cmd",
  ];
  for (const topic of [...refused, "pa/b/+/a", "pa/b/0123456789abcdef/a", "$SYS/#"])
    expect([topic, await granted(topic)]).toEqual([topic, 128]);
  await client.endAsync(true);
});

test("an offered speaker may subscribe to the broadcast's audio, another may not", async () => {
  const speaker = await new TestSpeaker(thief).join(mqtt);
  const other = await new TestSpeaker(victim).join(mqtt);
  const ticket = await town.ticket(makeTicket(["thief"]));
  const sender = await TestSender.open(town.ports.talk, ticket.ticket);
  sender.say({ type: "start", source: "mic" });
  sender.stream();
  await speaker.offered();
  const topic = `pa/b/${ticket.broadcast}/a`;
  expect((await speaker.client.subscribeAsync(topic))[0]?.qos).toBe(0);
  await expect(other.client.subscribeAsync(topic)).rejects.toThrow();
  await until("audio", () => speaker.audio.length > 5);
  const sequences = speaker.audio.map(({ message }) => message.sequence);
  expect(new Set(sequences).size).toBe(sequences.length);
  expect(other.audio).toEqual([]);
  await sender.close();
  await Promise.all([speaker.leave(), other.leave()]);
});

test("a status under another key is counted as unverified and changes nothing", async () => {
  const liar = new TestSpeaker({ ...thief, pairwiseKey: randomBytes(32) });
  await liar.join(mqtt);
  const { stats } = await town.controller.must("stats", {});
  expect(stats.speakers_online).toBe(0);
  expect(stats.unverified_total).toBeGreaterThan(0);
  await liar.leave();
});

test("a message said again is heard once, and an old boot does not come back", async () => {
  const speaker = await new TestSpeaker(thief).join(mqtt);
  const bytes = Buffer.from(
    speaker.encode({
      ...{ type: "telemetry", uptimeMs: 1, sync: "good", clockErrorUs: 1, sounding: [] },
      refused: {},
    }),
  );
  for (let i = 0; i < 3; i++)
    await speaker.client.publishAsync(speakerTopic("thief", "tm"), bytes, { qos: 1 });
  const heard = () => town.controller.events.filter(({ type }) => type === "telemetry").length;
  await until("telemetry", () => heard() > 0);
  const reborn = await new TestSpeaker(thief).join(mqtt);
  await reborn.client.publishAsync(speakerTopic("thief", "tm"), bytes, { qos: 1 });
  await reborn.say({ ...STATUS, verifyUs: 7 });
  await until("the new boot is heard", () =>
    town.controller.events.some((event) => event.type === "status" && event.status.verifyUs === 7),
  );
  expect(heard()).toBe(1);
  await reborn.leave();
});

test("rights that are taken away act at once: disabled, rotated, removed", async () => {
  const speaker = await new TestSpeaker(thief).join(mqtt);
  const ticket = await town.ticket(makeTicket(["thief", "victim"]));
  const sender = await TestSender.open(town.ports.talk, ticket.ticket);
  sender.say({ type: "start", source: "mic" });
  sender.stream();
  await speaker.offered();
  const disabled = [{ ...thief.entry, disabled: true }];
  await town.controller.must("speakers.put", { speakers: disabled, groups: [] });
  await until("closed", () => speaker.closed);
  expect(speaker.stops()[0]?.order).toMatchObject({ reason: "disabled", scope: { kind: "speaker" } });
  expect((await town.lines("cut"))[0]).toMatchObject({ speaker: "thief", reason: "disabled" });
  await expect(connect({})).rejects.toMatchObject({ code: 5 });
  await sender.close();

  const other = await new TestSpeaker(victim).join(mqtt);
  const rotated = makeDevice("victim");
  await town.controller.must("speakers.put", { speakers: [rotated.entry], groups: [] });
  await until("closed", () => other.closed);
  await expect(new TestSpeaker(victim).join(mqtt)).rejects.toMatchObject({ code: 4 });
  const fresh = await new TestSpeaker(rotated).join(mqtt);
  await town.controller.must("speakers.remove", { ids: ["victim"] });
  await until("closed", () => fresh.closed);
  await expect(new TestSpeaker(rotated).join(mqtt)).rejects.toMatchObject({ code: 5 });
});

test("a new whole state leaves healthy connections alone", async () => {
  const speaker = await new TestSpeaker(thief).join(mqtt);
  const document = { topic: "pa/d/thief/cfg", bytes: Buffer.from("first").toString("base64") };
  await town.state([thief, victim], { documents: [document] });
  await until("document arrives", () => speaker.documents.get("pa/d/thief/cfg")?.toString() === "first");
  const next = { ...document, bytes: Buffer.from("second").toString("base64") };
  await town.controller.must("documents.put", { documents: [next] });
  await until("and the next", () => speaker.documents.get("pa/d/thief/cfg")?.toString() === "second");
  expect(speaker.closed).toBe(false);
  const late = await new TestSpeaker(thief).join(mqtt);
  await until("retained", () => late.documents.get("pa/d/thief/cfg")?.toString() === "second");
  await town.state([victim], { documents: [] });
  await until("removed", () => late.closed);
});
