import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { connect as connectSocket, type Socket } from "node:net";
import { join } from "node:path";
import { readOggOpus } from "@dalaba/media";
import { generate } from "mqtt-packet";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  AirHarness,
  type Device,
  makeDevice,
  makeTicket,
  TestController,
  until,
} from "./air-harness.test-support";
import { fakeOpus, TestSender } from "./test-sender.test-support";
import { TestSpeaker } from "./test-speaker.test-support";

let town: AirHarness;
let devices: Device[];
let mqtt: number;

beforeEach(async () => {
  town = await AirHarness.start();
  devices = ["a1", "a2", "a3"].map((id) => makeDevice(id));
  mqtt = (await town.state(devices)).mqtt;
});

afterEach(() => town.stop());

const ids = () => devices.map(({ id }) => id);
const device = (i: number) => devices[i] as Device;

async function talk(patch = {}): Promise<{ sender: TestSender; broadcast: string }> {
  const ticket = await town.ticket(makeTicket(ids(), patch));
  const sender = await TestSender.open(town.ports.talk, ticket.ticket);
  sender.say({ type: "start", source: "mic" });
  sender.stream();
  await sender.told("on-air");
  return { sender, broadcast: ticket.broadcast };
}

test("a speaker that comes back in mid-broadcast is offered it again: fresh counter, same id and issued", async () => {
  const first = await new TestSpeaker(device(0)).join(mqtt);
  const { sender, broadcast } = await talk();
  const [offer] = await first.offered();
  await until("audio", () => first.audio.length > 5);
  first.vanish();
  expect((await town.lines("cut"))[0]).toMatchObject({ speaker: "a1", reason: "disconnected" });
  const back = await new TestSpeaker(device(0)).join(mqtt);
  const [again] = await back.offered();
  expect(again?.order).toMatchObject({
    broadcast,
    issued: offer?.order.issued,
    t0Us: offer?.order.t0Us,
    scope: { kind: "speaker", speaker: "a1" },
  });
  expect(again?.counter).toBeGreaterThan(offer?.counter ?? 0);
  await until("audio goes on", () => back.audio.length > 5);
  expect(back.received[0]).toBe("order");
  expect((await town.lines("offer"))[0]).toMatchObject({ broadcast, speaker: "a1", late: true });
  await sender.close();
  await back.leave();
});

test("a speaker that was offline at the start joins late and is not counted as offered before", async () => {
  const { sender, broadcast } = await talk();
  const [begin] = await town.lines("begin");
  expect(begin?.speakers.every(({ state }) => state === "offline")).toBe(true);
  const late = await new TestSpeaker(device(2)).join(mqtt);
  await late.offered();
  const { broadcasts } = await town.controller.must("onair", {});
  const lanes = broadcasts.find((each) => each.broadcast === broadcast)?.speakers;
  expect(lanes?.map(({ state }) => state === "offline")).toEqual([true, true, false]);
  await sender.close();
  await late.leave();
});

test("a speaker that comes back after the end is told to stop, and its late receipt is kept", async () => {
  const first = await new TestSpeaker(device(0)).join(mqtt);
  const { sender, broadcast } = await talk();
  await first.offered();
  first.vanish();
  await town.lines("cut");
  sender.stop();
  sender.say({ type: "end" });
  await sender.told("ended");
  const back = await new TestSpeaker(device(0)).join(mqtt);
  const [stop] = await until("stop", () => (back.stops().length > 0 ? back.stops() : undefined));
  expect(stop?.order.broadcasts).toEqual([broadcast]);
  expect(back.offers()).toEqual([]);
  await back.receipt(broadcast, { endedBecause: "dead-stream" });
  await back.receipt(broadcast, { endedBecause: "dead-stream" });
  expect((await town.lines("receipt"))[0]).toMatchObject({ broadcast, speaker: "a1", verified: true });
  await town.lines("settled");
  expect(await town.lines("receipt")).toHaveLength(1);
  await back.leave();
});

test("whose watchdog ended it in a pause of the source is offered it again with the next frame", async () => {
  const first = await new TestSpeaker(device(0)).join(mqtt);
  const { sender, broadcast } = await talk();
  await first.offered();
  sender.stop();
  const beats = setInterval(() => sender.say({ type: "beat" }), 100);
  await new Promise((resolve) => setTimeout(resolve, 300));
  await first.receipt(broadcast, { endedBecause: "dead-stream" });
  await town.lines("receipt");
  expect(first.offers()).toHaveLength(1);
  clearInterval(beats);
  sender.frame(40);
  sender.stream();
  await first.offered(2);
  await sender.close();
  await first.leave();
});

test("a frozen speaker is cut, then its connection destroyed, within ten seconds; the others get every frame", async () => {
  const healthy = await Promise.all([0, 1].map((i) => new TestSpeaker(device(i)).join(mqtt)));
  const frozen = await freeze(device(2));
  const { sender, broadcast } = await talk();
  for (const speaker of healthy) speaker.keepReporting(broadcast);
  expect((await town.lines("cut", 1, 9000))[0]).toMatchObject({ speaker: "a3", reason: "dropped-behind" });
  const told = () =>
    town.controller.events.find((event) => event.type === "trouble" && event.code === "frozen");
  expect(await until("it is dropped", told, 9000)).toMatchObject({ speaker: "a3" });
  let reset = false;
  frozen.once("close", () => {
    reset = true;
  });
  const probe = setInterval(() => frozen.write(generate({ cmd: "pingreq" })), 50);
  await until("its socket is destroyed", () => reset);
  clearInterval(probe);
  sender.stop();
  sender.say({ type: "end" });
  await sender.told("ended");
  const wanted = Array.from({ length: sender.sent }, (_, i) => i);
  for (const speaker of healthy) {
    await until("the end", () => speaker.audio.at(-1)?.message.eos);
    const frames = speaker.audio.filter(({ message }) => !message.eos).map(({ message }) => message.sequence);
    expect(frames).toEqual(wanted);
    expect(speaker.closed).toBe(false);
  }
  expect((await town.lines("cut")).map(({ speaker }) => speaker)).toEqual(["a3"]);
  await Promise.all(healthy.map((speaker) => speaker.leave()));
}, 30_000);

test("a speaker that falls behind and catches up is offered it again", async () => {
  const slow = await new TestSpeaker(device(0)).join(mqtt);
  const { sender, broadcast } = await talk({ speakers: ["a1"] });
  await slow.offered();
  await until("three seconds of audio", () => slow.audio.length > 130, 9000);
  await slow.report(broadcast, 960);
  expect((await town.lines("cut", 1, 3000))[0]).toMatchObject({ reason: "dropped-behind" });
  const newest = (slow.audio.at(-1)?.message.mediaTime ?? 0) + 960;
  await slow.report(broadcast, newest);
  await slow.offered(2);
  await sender.close();
  await slow.leave();
}, 30_000);

test("after a crash in mid-talk the broadcast is ended, and speakers are told when they come back", async () => {
  const first = await new TestSpeaker(device(0)).join(mqtt);
  const { sender, broadcast } = await talk();
  await until("some audio", () => first.audio.length > 30);
  await town.lines("ack");
  // A crash: the journal stands as it is on disk now, its last line torn, and nobody said goodbye.
  const folder = join(town.folder, "journal");
  const file = join(folder, readdirSync(folder)[0] as string);
  const crashed = readFileSync(file);
  await town.air.close();
  await sender.close();
  await first.leave();
  writeFileSync(file, Buffer.concat([crashed, Buffer.from('{"n":99,"type":"e')]));
  town.controller.close();

  await town.startAir();
  mqtt = (await town.state(devices)).mqtt;
  const end = (await town.lines("end"))[0];
  expect(end).toMatchObject({ broadcast, because: "air-restarted", by: null });
  expect(end?.frames).toBeGreaterThan(10);
  const lines = town.journal();
  expect(lines.map(({ n }) => n)).toEqual(lines.map((_, i) => i + 1));
  const back = await new TestSpeaker(device(0)).join(mqtt);
  const [stop] = await until("stop", () => (back.stops().length > 0 ? back.stops() : undefined));
  expect(stop?.order).toMatchObject({ broadcasts: [broadcast], reason: "sender-lost" });
  await back.leave();
});

test("the controller may go and come back: the talk goes on, and the state that returns changes nothing", async () => {
  const first = await new TestSpeaker(device(0)).join(mqtt);
  const { sender } = await talk();
  town.controller.close();
  const before = first.audio.length;
  await until("audio without a controller", () => first.audio.length > before + 10);
  town.controller = await TestController.connect(town.air.socketPath);
  const hello = await town.controller.must("hello", { instance: "second" });
  expect(hello).toMatchObject({ listening: true, ports: town.ports });
  await town.state(devices);
  const known = town.controller.events.find((event) => event.type === "presence" && event.speaker === "a1");
  expect(known).toMatchObject({ online: true });
  const after = first.audio.length;
  await until("audio goes on", () => first.audio.length > after + 10);
  expect(first.closed).toBe(false);
  expect(first.offers()).toHaveLength(1);
  await sender.close();
  await first.leave();
});

test("the recording is the audio as it was sent, on its own timeline", async () => {
  const { sender, broadcast } = await talk();
  await until("frames", () => sender.sent > 20);
  sender.stop();
  const last = sender.sent;
  sender.frame(last + 10);
  sender.say({ type: "end" });
  await sender.told("ended");
  const [end] = await town.lines("end");
  expect(end).toMatchObject({ recording: `recordings/${broadcast}.opus`, frames: last + 1 });
  const path = join(town.folder, "recordings", `${broadcast}.opus`);
  const file = await until("the file is closed", () => {
    const read = readOggOpus(readFileSync(path));
    return read.ok && !read.truncated ? read : undefined;
  });
  expect(file.packets).toHaveLength(last + 11);
  for (const i of [0, last + 10])
    expect(Buffer.from(file.packets[i]?.packet ?? []).equals(fakeOpus(i))).toBe(true);
});

/** Connects like a speaker and then reads nothing more, as a stopped process does. */
async function freeze(of: Device): Promise<Socket> {
  const socket = connectSocket(mqtt, "127.0.0.1");
  const { id: clientId, password } = of;
  socket.write(
    generate({
      ...{ cmd: "connect", protocolId: "MQTT", protocolVersion: 4, clean: true, keepalive: 20 },
      ...{ clientId, username: clientId, password: Buffer.from(password) },
    } as Parameters<typeof generate>[0]),
  );
  await new Promise((resolve) => socket.once("data", resolve));
  socket.pause();
  socket.on("error", () => {});
  return socket;
}
