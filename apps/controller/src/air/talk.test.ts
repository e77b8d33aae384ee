import { domain, parseAudio, parseEnvelope } from "@dalaba/protocol";
import { nodeCrypto, publicKeyOf } from "@dalaba/protocol/node";
import { afterEach, beforeEach, expect, test } from "vitest";
import { AirHarness, type Device, KIDS, makeDevice, makeTicket, until } from "./air-harness.test-support";
import { systemClocks } from "./clocks";
import { TestSender } from "./test-sender.test-support";
import { TestSpeaker } from "./test-speaker.test-support";

let town: AirHarness;
/** Time that has passed for `air` alone: it stood still. */
let stoodStillUs = 0;
let devices: Device[];
let speakers: TestSpeaker[];

beforeEach(async () => {
  stoodStillUs = 0;
  const clocks = {
    serverTimeUs: () => systemClocks.serverTimeUs() + stoodStillUs,
    utcMs: () => systemClocks.utcMs() + stoodStillUs / 1000,
  };
  town = await AirHarness.start({ clocks });
  devices = ["a1", "a2", "a3"].map((id) => makeDevice(id));
  const { mqtt } = await town.state(devices);
  speakers = await Promise.all(devices.map((device) => new TestSpeaker(device).join(mqtt)));
});

afterEach(async () => {
  await Promise.all(speakers.map((speaker) => speaker.leave()));
  await town.stop();
});

const ids = () => devices.map(({ id }) => id);

test("a talk is offered, sounds in order, ends and settles with every receipt", async () => {
  const ticket = await town.ticket(makeTicket(ids()));
  const sender = await TestSender.open(town.ports.talk, ticket.ticket);
  sender.say({ type: "start", source: "file" });
  const ready = await sender.told("ready");
  expect(ready).toMatchObject({ broadcast: ticket.broadcast, startInMs: 0, framesPerMessage: 1 });
  expect(speakers[0]?.orders).toEqual([]);
  for (let i = 0; i < 10; i++) sender.frame();
  const onAir = await sender.told("on-air");
  await until("all frames arrive", () => speakers.every(({ audio }) => audio.length >= 10));
  sender.say({ type: "end" });
  expect(await sender.told("ended")).toEqual({ type: "ended", because: "finished" });
  await until("EOS three times", () => speakers.every(({ audio }) => audio.length === 13));

  for (const speaker of speakers) {
    expect(speaker.received[0]).toBe("order");
    const [offer] = speaker.offers();
    expect(offer?.order).toMatchObject({
      broadcast: ticket.broadcast,
      priority: 60,
      class: "talk",
      t0Us: onAir.t0Us,
      m0: 0,
      delayUs: { lan: 80_000, wan: 400_000 },
      streamKid: KIDS.stream,
      scope: { kind: "list" },
    });
    expect(offer?.order.issued).toBe(offer?.counter);
    const messages = speaker.audio.map(({ message }) => message);
    expect(messages.map(({ sequence }) => sequence)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10, 10]);
    expect(messages.map(({ mediaTime }) => mediaTime / 960)).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10, 10,
    ]);
    expect(messages.map(({ eos }) => eos).lastIndexOf(false)).toBe(9);
    expect(messages[3]?.frames[0]?.[20]).toBe(3);
    for (const { bytes } of speaker.audio) {
      const parsed = parseAudio(bytes);
      if (!parsed.ok) throw new Error(parsed.code);
      const signed = domain("pa-audio-v1", parsed.signedBytes);
      expect(nodeCrypto.verify(publicKeyOf(town.seeds.stream), signed, parsed.signature)).toBe(true);
    }
    const [stop] = await until("stop", () => (speaker.stops().length > 0 ? speaker.stops() : undefined));
    expect(stop?.order).toMatchObject({ reason: "finished", endMediaTime: 9600, priority: 60 });
  }
  await Promise.all(speakers.map((speaker) => speaker.receipt(ticket.broadcast, { played: 10 })));
  await town.lines("settled");
  const lines = town.journal();
  expect(lines.map(({ n }) => n)).toEqual(lines.map((_, i) => i + 1));
  const begin = lines.find((line) => line.type === "begin");
  expect(begin).toMatchObject({ broadcast: ticket.broadcast, t0Us: onAir.t0Us, source: "file" });
  expect(JSON.stringify(begin)).not.toContain(ticket.ticket);
  const [end] = await town.lines("end");
  expect(end).toMatchObject({ because: "finished", frames: 10, endMediaTime: 9600, durationMs: 200 });
  expect((await town.lines("receipt", 3)).map(({ speaker }) => speaker).sort()).toEqual(ids());
  expect(await town.lines("ack", 3)).toHaveLength(3);
});

test("frames of a file travel three to a message, and the last ones do not wait", async () => {
  const ticket = await town.ticket(makeTicket(ids(), { kind: "play", class: "file", priority: 40 }));
  const sender = await TestSender.open(town.ports.talk, ticket.ticket);
  sender.say({ type: "start", source: "file" });
  for (let i = 0; i < 8; i++) sender.frame();
  await until("two messages and the rest", () => (speakers[0]?.audio.length ?? 0) >= 3);
  const sizes = speakers[0]?.audio.slice(0, 3).map(({ message }) => message.frames.length);
  expect(sizes).toEqual([3, 3, 2]);
  await sender.close();
});

test("a chime is offered at once, with the voice after it", async () => {
  const ticket = await town.ticket(makeTicket(ids(), { chime: "two-tone" }));
  const sender = await TestSender.open(town.ports.talk, ticket.ticket);
  const before = Number(process.hrtime.bigint() / 1000n);
  sender.say({ type: "start", source: "mic" });
  expect((await sender.told("ready")).startInMs).toBe(1200);
  const [offer] = (await speakers[0]?.offered()) ?? [];
  expect(offer?.order.chime).toBe("two-tone");
  expect(offer?.order.t0Us).toBeGreaterThanOrEqual(before + 1_200_000);
  await sender.close();
});

test("an order goes again, byte for byte, to who has not answered, and to nobody else", async () => {
  const [first, second, third] = speakers as [TestSpeaker, TestSpeaker, TestSpeaker];
  second.answer = undefined;
  const ticket = await town.ticket(makeTicket(ids()));
  const sender = await TestSender.open(town.ports.talk, ticket.ticket);
  sender.say({ type: "start", source: "mic" });
  sender.stream();
  const repeats = await second.offered(4);
  for (const { bytes } of repeats) expect(bytes.equals(repeats[0]?.bytes as Buffer)).toBe(true);
  expect(first.offers()).toHaveLength(1);
  expect(third.offers()).toHaveLength(1);
  await sender.close();
});

test("a sender hears three times a second that its line lives, whether anything changed or not", async () => {
  const ticket = await town.ticket(makeTicket(ids()));
  const sender = await TestSender.open(town.ports.talk, ticket.ticket);
  sender.say({ type: "start", source: "mic" });
  sender.stream();
  await sender.told("on-air");
  await new Promise((resolve) => setTimeout(resolve, 2000));
  const progress = sender.said.filter(({ type }) => type === "progress");
  expect(progress.length).toBeGreaterThanOrEqual(6);
  expect(progress.length).toBeLessThanOrEqual(10);
  await sender.close();
});

test("a frame that can sound nowhere any more is dropped at the door", async () => {
  const ticket = await town.ticket(makeTicket(ids()));
  const sender = await TestSender.open(town.ports.talk, ticket.ticket);
  sender.say({ type: "start", source: "mic" });
  sender.frame(0);
  await sender.told("on-air");
  const beats = setInterval(() => sender.say({ type: "beat" }), 100);
  await new Promise((resolve) => setTimeout(resolve, 900));
  clearInterval(beats);
  sender.frame(1);
  sender.frame(44);
  await until("frame 44 arrives", () =>
    speakers[0]?.audio.some(({ message }) => message.mediaTime === 44 * 960),
  );
  expect(speakers[0]?.audio.map(({ message }) => message.mediaTime / 960)).toEqual([0, 44]);
  expect((await town.controller.must("stats", {})).stats.uplink_frames_late_total).toBe(1);
  await sender.close();
});

test("what was sent while air stood still is nobody's fault: the late frames are dropped, the talk goes on", async () => {
  const ticket = await town.ticket(makeTicket(ids()));
  const sender = await TestSender.open(town.ports.talk, ticket.ticket);
  sender.say({ type: "start", source: "mic" });
  for (let n = 0; n < 10; n++) sender.frame();
  await sender.told("on-air");
  await until("they arrive", () => speakers.every(({ audio }) => audio.length >= 10));
  stoodStillUs += 8_000_000;
  for (let n = 0; n < 400; n++) sender.frame();
  for (let n = 0; n < 45; n++) sender.say({ type: "beat" });
  sender.stream();
  await until("the newest arrives", () =>
    speakers.every(({ audio }) => audio.some((each) => each.message.sequence > 30)),
  );
  expect(sender.said.filter(({ type }) => type === "error" || type === "ended")).toEqual([]);
  const late = (await town.controller.must("stats", {})).stats.uplink_frames_late_total ?? 0;
  expect(late).toBeGreaterThan(350);
  expect((await town.controller.must("onair", {})).broadcasts[0]?.phase).toBe("on-air");
  // And nobody was given up for what they could not be heard saying.
  expect(town.journal().filter(({ type }) => type === "cut")).toEqual([]);
  expect(speakers.map(({ closed }) => closed)).toEqual([false, false, false]);
  await sender.close();
});

test("a sender that sends faster than speech is refused, and it alone", async () => {
  const ticket = await town.ticket(makeTicket(ids()));
  const sender = await TestSender.open(town.ports.talk, ticket.ticket);
  sender.say({ type: "start", source: "mic" });
  for (let n = 0; n < 220; n++) sender.frame(0);
  expect(await sender.told("error")).toMatchObject({ code: "uplink-too-fast" });
});

test("a sender that falls silent is lost after 600 ms, everywhere", async () => {
  const ticket = await town.ticket(makeTicket(ids()));
  const sender = await TestSender.open(town.ports.talk, ticket.ticket);
  sender.say({ type: "start", source: "mic" });
  for (let i = 0; i < 5; i++) sender.frame();
  expect((await sender.told("ended")).because).toBe("sender-lost");
  for (const speaker of speakers) {
    const [stop] = await until("stop", () => (speaker.stops().length > 0 ? speaker.stops() : undefined));
    expect(stop?.order).toMatchObject({ reason: "sender-lost", endMediaTime: 4800 });
    expect(speaker.audio.at(-1)?.message.eos).toBe(true);
  }
  expect((await town.lines("end"))[0]).toMatchObject({ because: "sender-lost", by: null });
});

test("a sender whose process dies ends its talk", async () => {
  const ticket = await town.ticket(makeTicket(ids()));
  const sender = await TestSender.open(town.ports.talk, ticket.ticket);
  sender.say({ type: "start", source: "mic" });
  sender.stream();
  await sender.told("on-air");
  await sender.close();
  expect((await town.lines("end"))[0]).toMatchObject({ because: "sender-lost" });
});

test("an operator's stop is at once and journalled with who did it", async () => {
  const ticket = await town.ticket(makeTicket(ids()));
  const sender = await TestSender.open(town.ports.talk, ticket.ticket);
  sender.say({ type: "start", source: "mic" });
  sender.stream();
  await sender.told("on-air");
  const by = { kind: "operator", id: "boss", name: "Boss" } as const;
  const low = await town.controller.must("stop", { broadcasts: "all", priority: 50, by });
  expect(low).toMatchObject({ stopped: [], refused: [{ code: "priority-too-high" }] });
  const other = "0123456789abcdef";
  const stop = { broadcasts: [ticket.broadcast, other], priority: 60, by };
  const stopped = await town.controller.must("stop", stop);
  expect(stopped).toMatchObject({ stopped: [{ broadcast: ticket.broadcast }], notFound: [other] });
  expect((await sender.told("ended")).because).toBe("stopped");
  await until("stop arrives", () => speakers.every((speaker) => speaker.stops().length > 0));
  expect(speakers[0]?.stops()[0]?.order.endMediaTime).toBeUndefined();
  expect((await town.lines("end"))[0]).toMatchObject({ because: "stopped", by });
});

test("an emergency is signed with the emergency key, anything else with the command key", async () => {
  for (const [priority, expected] of [
    [60, "command"],
    [100, "emergency"],
  ] as const) {
    const kind = priority === 100 ? { class: "evacuation" as const } : {};
    const ticket = await town.ticket(makeTicket(ids(), { priority, ...kind }));
    const sender = await TestSender.open(town.ports.talk, ticket.ticket);
    sender.say({ type: "start", source: "mic" });
    sender.frame();
    const heard = await until("offer", () =>
      speakers[0]?.offers().find(({ order }) => order.broadcast === ticket.broadcast),
    );
    expect(heard.kid).toBe(KIDS[expected]);
    const parsed = parseEnvelope(heard.bytes);
    if (!parsed.ok) throw new Error(parsed.code);
    const signed = domain("pa-cmd-v1", parsed.signedBytes);
    expect(nodeCrypto.verify(publicKeyOf(town.seeds[expected]), signed, parsed.signature)).toBe(true);
    await sender.close();
  }
});

test("a whole group whose cfgs are current is addressed as the group; a stale one by its list", async () => {
  const whole = await town.ticket(makeTicket(ids(), { group: "all" }));
  const sender = await TestSender.open(town.ports.talk, whole.ticket);
  sender.say({ type: "start", source: "mic" });
  sender.frame();
  const [offer] = (await speakers[0]?.offered()) ?? [];
  expect(offer).toMatchObject({ topic: "pa/g/all/cmd" });
  expect(offer?.order).toMatchObject({ scope: { kind: "group", group: "all" }, topic: "pa/g/all/a" });
  await sender.close();
  await town.controller.must("speakers.put", { speakers: [], groups: [{ name: "all", version: 2 }] });
  const stale = await town.ticket(makeTicket(ids(), { group: "all" }));
  const again = await TestSender.open(town.ports.talk, stale.ticket);
  again.say({ type: "start", source: "mic" });
  again.frame();
  const heard = await until("second offer", () =>
    speakers[0]?.offers().find(({ order }) => order.broadcast === stale.broadcast),
  );
  expect(heard.order.scope.kind).toBe("list");
  await again.close();
});

test("a speaker whose cfg is stale is offered the broadcast by its own id", async () => {
  const [first] = speakers as [TestSpeaker];
  first.answer = ({ order }) =>
    order.scope.kind === "group" ? { answer: "denied", why: "stale-config" } : {};
  const ticket = await town.ticket(makeTicket(ids(), { group: "all" }));
  const sender = await TestSender.open(town.ports.talk, ticket.ticket);
  sender.say({ type: "start", source: "mic" });
  sender.stream();
  const offers = await first.offered(2);
  expect(offers[1]?.order.scope).toEqual({ kind: "speaker", speaker: "a1" });
  expect(offers[1]?.order.issued).toBe(offers[0]?.order.issued);
  const before = first.audio.length;
  await until("audio goes on there", () => first.audio.length > before + 3);
  await sender.close();
});
