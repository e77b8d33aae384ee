import { createSocket } from "node:dgram";
import { statSync } from "node:fs";
import { connect as connectSocket } from "node:net";
import { encodeClockRequest, readClockReply, speakerTopic } from "@dalaba/protocol";
import { nodeCrypto } from "@dalaba/protocol/node";
import { generate } from "mqtt-packet";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import {
  AirHarness,
  type Device,
  makeDevice,
  makeTicket,
  TestController,
  until,
} from "./air-harness.test-support";
import { TestSender } from "./test-sender.test-support";
import { TestSpeaker } from "./test-speaker.test-support";

let town: AirHarness;
let device: Device;

beforeEach(async () => {
  town = await AirHarness.start();
  device = makeDevice("a1");
  await town.state([device, makeDevice("off", { disabled: true })]);
});

afterEach(() => town.stop());

const stat = async (name: string) => (await town.controller.must("stats", {})).stats[name] ?? 0;

describe("the talk uplink", () => {
  const refusal = async (secret: string, origin?: string) => {
    const sender = await TestSender.open(town.ports.talk, secret, origin);
    const { code } = await sender.told("error");
    await until("closed", () => sender.closed);
    return code;
  };

  test("takes a ticket once", async () => {
    const { ticket } = await town.ticket(makeTicket(["a1"]));
    const sender = await TestSender.open(town.ports.talk, ticket);
    sender.say({ type: "start", source: "mic" });
    await sender.told("ready");
    expect(await refusal(ticket)).toBe("uplink-ticket");
    await sender.close();
  });

  test("refuses unknown, expired and dropped tickets", async () => {
    expect(await refusal("0".repeat(32))).toBe("uplink-ticket");
    const old = await town.ticket(makeTicket(["a1"], { expiresAtUtcMs: Date.now() - 1 }));
    expect(await refusal(old.ticket)).toBe("uplink-ticket");
    const dropped = await town.ticket(makeTicket(["a1"]));
    expect(await town.controller.must("ticket.drop", { ticket: dropped.ticket })).toMatchObject({
      dropped: true,
    });
    expect(await refusal(dropped.ticket)).toBe("uplink-ticket");
  });

  test("refuses a foreign page, which does not use the ticket up", async () => {
    const { ticket } = await town.ticket(makeTicket(["a1"], { allowedOrigins: ["http://town.example"] }));
    expect(await refusal(ticket, "http://evil.example")).toBe("uplink-origin");
    const sender = await TestSender.open(town.ports.talk, ticket, "http://town.example");
    sender.say({ type: "start", source: "mic" });
    await sender.told("ready");
    await sender.close();
  });

  test.each([
    ["a frame before start", (s: TestSender) => s.frame(), "uplink-bad-message"],
    ["a text that is no message", (s: TestSender) => s.socket.send("{}"), "uplink-bad-message"],
    ["a first frame that is not the first", (s: TestSender) => start(s).frame(7), "uplink-bad-frame"],
    ["stereo Opus", (s: TestSender) => start(s).frame(0, Uint8Array.of((9 << 3) | 4, 1)), "uplink-bad-frame"],
    ["60 ms Opus", (s: TestSender) => start(s).frame(0, Uint8Array.of(11 << 3, 1)), "uplink-bad-frame"],
    [
      "a frame of another version",
      (s: TestSender) => start(s).socket.send(Buffer.alloc(40)),
      "uplink-bad-frame",
    ],
  ])("refuses %s", async (_title, act, code) => {
    const { ticket } = await town.ticket(makeTicket(["a1"]));
    const sender = await TestSender.open(town.ports.talk, ticket);
    act(sender);
    expect((await sender.told("error")).code).toBe(code);
    await until("closed", () => sender.closed);
  });

  test("ends who sends more than 3 s ahead, or faster than sound for long", async () => {
    const speaker = await new TestSpeaker(device).join(town.ports.mqtt);
    for (const [frames, code] of [
      [160, "uplink-too-early"],
      [1000, "uplink-too-fast"],
    ] as const) {
      const { ticket, broadcast } = await town.ticket(makeTicket(["a1"], { kind: "play", class: "file" }));
      const sender = await TestSender.open(town.ports.talk, ticket);
      start(sender).frame();
      await sender.told("on-air");
      // Repeated sequence numbers are dropped, and still count as frames.
      for (let i = 1; i < frames; i++) sender.frame(code === "uplink-too-early" ? i : 0);
      expect((await sender.told("error")).code).toBe(code);
      const end = await until("end", () =>
        town.journal().find((line) => line.type === "end" && line.broadcast === broadcast),
      );
      expect(end).toMatchObject({ because: "uplink-refused", why: code });
    }
    await speaker.leave();
  });

  test("ends a talk at its time limit", async () => {
    const { ticket } = await town.ticket(makeTicket(["a1"], { maxMs: 300 }));
    const sender = await TestSender.open(town.ports.talk, ticket);
    start(sender).stream();
    expect((await sender.told("ended")).because).toBe("time-limit");
    const [end] = await town.lines("end");
    expect(end?.endMediaTime).toBeLessThanOrEqual(300 * 48);
  });

  test("closes a message of over 2 KiB, and a plain HTTP request", async () => {
    const { ticket } = await town.ticket(makeTicket(["a1"]));
    const sender = await TestSender.open(town.ports.talk, ticket);
    sender.socket.send(Buffer.alloc(4096));
    await until("closed", () => sender.closed);
    expect((await fetch(`http://127.0.0.1:${town.ports.talk}/talk`)).status).toBe(426);
    const elsewhere = new WebSocket(`ws://127.0.0.1:${town.ports.talk}/other`);
    await expect(new Promise((_resolve, reject) => elsewhere.on("error", reject))).rejects.toThrow("404");
  });

  test("says so when nobody can be addressed, and when it ended before its first frame", async () => {
    const nobody = await town.ticket(makeTicket(["off", "gone"]));
    const sender = await TestSender.open(town.ports.talk, nobody.ticket);
    start(sender).frame();
    expect((await sender.told("error")).code).toBe("no-target");
    const { ticket } = await town.ticket(makeTicket(["a1"]));
    const silent = await TestSender.open(town.ports.talk, ticket);
    start(silent).say({ type: "end" });
    expect((await silent.told("ended")).because).toBe("no-audio");
    expect(town.journal()).toEqual([]);
  });

  test("tells how many sound", async () => {
    const speaker = await new TestSpeaker(device).join(town.ports.mqtt);
    const { ticket, broadcast } = await town.ticket(makeTicket(["a1", "off"]));
    const sender = await TestSender.open(town.ports.talk, ticket);
    start(sender).stream();
    await speaker.offered();
    await speaker.report(broadcast, 960);
    await until("progress", () =>
      sender.said.some((each) => each.type === "progress" && each.sounding === 1 && each.of === 2),
    );
    await sender.close();
    await speaker.leave();
  });
});

function start(sender: TestSender): TestSender {
  sender.say({ type: "start", source: "file" });
  return sender;
}

describe("the speakers' listener", () => {
  test("pauses a flood, and ends one that goes on", async () => {
    const quiet = makeDevice("quiet");
    await town.controller.must("speakers.put", { speakers: [quiet.entry], groups: [] });
    const other = await new TestSpeaker(quiet).join(town.ports.mqtt);
    const flooder = await new TestSpeaker(device).join(town.ports.mqtt);
    const packet = generate({
      cmd: "publish",
      topic: "pa/d/a1/tm",
      payload: "x",
      qos: 0,
      retain: false,
      dup: false,
    });
    const stream = flooder.client.stream as unknown as { write(bytes: Buffer): boolean };
    const flood = setInterval(() => {
      for (let i = 0; i < 20 && !flooder.closed; i++) stream.write(packet);
    }, 20);
    await until("the flooder is cut off", () => flooder.closed, 10_000);
    clearInterval(flood);
    expect(await stat("refused_flood_paused_total")).toBe(2);
    expect(await stat("refused_flood_total")).toBe(1);
    expect(await stat("unverified_total")).toBeLessThan(300);
    expect(other.closed).toBe(false);
    await other.leave();
  }, 20_000);

  test("ends a connection whose packet says it is huge, before reading it", async () => {
    const socket = connectSocket(town.ports.mqtt, "127.0.0.1");
    socket.on("error", () => {});
    socket.write(Buffer.from([0x10, 0xff, 0xff, 0xff, 0x7f, 0, 0]));
    await new Promise((resolve) => socket.once("close", resolve));
    expect(await stat("refused_packet_too_long_total")).toBe(1);
  });

  test("shrugs off bytes that are no MQTT", async () => {
    for (const bytes of [Buffer.from("GET / HTTP/1.1\r\n\r\n"), Buffer.alloc(64), Buffer.alloc(64, 0xff)]) {
      const socket = connectSocket(town.ports.mqtt, "127.0.0.1");
      socket.on("error", () => {});
      socket.end(bytes);
      await new Promise((resolve) => socket.once("close", resolve));
    }
    const speaker = await new TestSpeaker(device).join(town.ports.mqtt);
    await speaker.leave();
  });
});

describe("the clock", () => {
  const request = (key = device.pairwiseKey, speaker = "a1", sounding: string[] = []) =>
    encodeClockRequest(nodeCrypto, key, { speaker, nonce: "00000000000000aa", t1Us: 5, sounding });

  const ask = (bytes: Uint8Array) =>
    new Promise<Buffer | undefined>((resolve) => {
      const socket = createSocket("udp4");
      const done = (reply?: Buffer) => {
        clearTimeout(timer);
        socket.close();
        resolve(reply);
      };
      const timer = setTimeout(() => done(), 250);
      socket.once("message", done);
      socket.send(bytes, town.ports.clock, "127.0.0.1");
    });

  test("answers over UDP with serverTime, UTC and the newest versions", async () => {
    const before = Number(process.hrtime.bigint() / 1000n);
    const reply = readClockReply(nodeCrypto, device.pairwiseKey, (await ask(request())) as Buffer);
    const after = Number(process.hrtime.bigint() / 1000n);
    if (!reply.ok) throw new Error(reply.code);
    const { t1Us, t2Us, t3Us, utcMs, ...rest } = reply.reply;
    expect(rest).toMatchObject({
      nonce: "00000000000000aa",
      keyEpoch: 1,
      cfgVersion: 1,
      goOn: [false, false],
    });
    expect(t1Us).toBe(5);
    expect(before <= t2Us && t2Us <= t3Us && t3Us <= after + 250).toBe(true);
    expect(Math.abs(utcMs - Date.now())).toBeLessThan(5000);
    const { clockId } = await town.controller.must("hello", { instance: "x" });
    expect(rest.clockId).toBe(clockId);
  });

  test("stays silent to strangers, wrong MACs, disabled speakers and junk", async () => {
    expect(await ask(request(device.pairwiseKey, "nobody"))).toBeUndefined();
    expect(await ask(request(new Uint8Array(32)))).toBeUndefined();
    expect(await ask(request(device.pairwiseKey, "off"))).toBeUndefined();
    expect(await ask(Buffer.alloc(10))).toBeUndefined();
    expect(await ask(Buffer.alloc(96, 0xd1))).toBeUndefined();
    expect(await stat("clock_refused_total")).toBe(5);
    expect(await stat("clock_replies_total")).toBe(0);
  });

  test("answers over MQTT where UDP is closed, and says what goes on", async () => {
    const speaker = await new TestSpeaker(device).join(town.ports.mqtt);
    const { ticket, broadcast } = await town.ticket(makeTicket(["a1"]));
    const sender = await TestSender.open(town.ports.talk, ticket);
    start(sender).stream();
    await sender.told("on-air");
    const bytes = request(device.pairwiseKey, "a1", ["0123456789abcdef", broadcast]);
    await speaker.client.publishAsync(speakerTopic("a1", "tq"), Buffer.from(bytes));
    const [raw] = await until("reply", () =>
      speaker.clockReplies.length > 0 ? speaker.clockReplies : undefined,
    );
    const reply = readClockReply(nodeCrypto, device.pairwiseKey, raw as Buffer);
    expect(reply.ok && reply.reply.goOn).toEqual([false, true]);
    await sender.close();
    await speaker.leave();
  });
});

describe("the controller's socket", () => {
  test("serves this user alone, and refuses a second air in one data folder", async () => {
    expect(statSync(town.air.socketPath).mode & 0o777).toBe(0o600);
    await expect(town.startAir()).rejects.toThrow("another air");
  });

  test("closes on a line that is no JSON and goes on with the next connection", async () => {
    const raw = connectSocket(town.air.socketPath);
    raw.write("not json\n");
    await new Promise((resolve) => raw.once("close", resolve));
    const next = await TestController.connect(town.air.socketPath);
    expect(await next.ask("onair", {})).toMatchObject({ ok: true, broadcasts: [] });
    expect(await next.ask("nonsense" as "onair", {})).toMatchObject({ ok: false, code: "unknown-call" });
    expect(await next.ask("state", {} as never)).toMatchObject({ ok: false });
    next.close();
  });

  test("signs a document with the command key", async () => {
    const { bytes } = await town.controller.must("sign", {
      document: "cfg",
      counter: 17,
      scope: { kind: "speaker", speaker: "a1" },
      body: { speaker: "a1" },
    });
    const envelope = Buffer.from(bytes, "base64");
    expect(envelope.readUInt16BE(2)).toBe(3);
    expect(envelope.readBigUInt64BE(4)).toBe(17n);
  });

  test("a taken port is said in one line, and the next state tries again", async () => {
    const other = await AirHarness.start({ mqttPort: town.ports.mqtt });
    const ask = { speakers: [], groups: [], documents: [], epoch: 1, streamKid: 1 };
    const refused = await other.controller.ask("state", ask);
    expect(refused).toMatchObject({ ok: false, code: "port-taken" });
    expect((refused as { detail: string }).detail).toContain("DALABA_MQTT_PORT");
    expect(await other.controller.ask("state", ask)).toMatchObject({ ok: false, code: "port-taken" });
    await other.stop();
  });
});
