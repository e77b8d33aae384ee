import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { needsProgram, whereIs } from "../../../../.ci/test/needs-program";
import { AirHarness, type Device, makeDevice, makeTicket, until } from "./air-harness.test-support";
import { TestSender } from "./test-sender.test-support";
import { TestSpeaker } from "./test-speaker.test-support";

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}

needsProgram("mosquitto")("through Mosquitto", () => {
  let folder: string;
  let port: number;
  let mosquitto: ChildProcess;
  let town: AirHarness;
  const devices = Array.from({ length: 10 }, (_, i) => makeDevice(`m${i}`));
  let speakers: TestSpeaker[];

  const start = async () => {
    mosquitto = spawn(whereIs("mosquitto") as string, ["-c", join(folder, "mosquitto.conf")], {
      stdio: "ignore",
    });
    while (!(await listens(port))) await new Promise((resolve) => setTimeout(resolve, 20));
  };
  const stop = async () => {
    mosquitto.kill("SIGKILL");
    await new Promise((resolve) => mosquitto.once("exit", resolve));
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "dalaba-mosquitto-"));
    port = await freePort();
    const lines = [`listener ${port} 127.0.0.1`, "allow_anonymous true", "set_tcp_nodelay true"];
    writeFileSync(join(folder, "mosquitto.conf"), `${lines.join("\n")}\n`);
    await start();
  });

  afterAll(async () => {
    await stop();
    rmSync(folder, { recursive: true, force: true });
  });

  beforeEach(async () => {
    town = await AirHarness.start({ mqttUrl: `mqtt://127.0.0.1:${port}` });
    const document = { topic: "pa/keys", bytes: Buffer.from("keys").toString("base64") };
    expect(await town.state(devices, { documents: [document] })).toMatchObject({ mqtt: 0 });
    speakers = await Promise.all(
      devices.map((device) => new TestSpeaker(device).join(port, {}, ["pa/b/+/a"])),
    );
    await until("all are online", () => {
      const online = town.controller.events.filter((event) => event.type === "presence" && event.online);
      return new Set(online.map((event) => event.type === "presence" && event.speaker)).size === 10;
    });
  });

  afterEach(async () => {
    await Promise.all(speakers.map((speaker) => speaker.leave().catch(() => {})));
    await town.stop();
  });

  const ids = (from = 0, to = 10) => devices.slice(from, to).map(({ id }) => id);

  async function talk(patch: Parameters<typeof makeTicket>[1] = {}) {
    const ticket = await town.ticket(makeTicket(ids(), patch));
    const sender = await TestSender.open(town.ports.talk, ticket.ticket);
    const before = Number(process.hrtime.bigint() / 1000n);
    sender.say({ type: "start", source: "mic" });
    sender.stream();
    const { t0Us } = await sender.told("on-air");
    return { sender, broadcast: ticket.broadcast, leadUs: t0Us - before };
  }

  test("documents are retained there", async () => {
    await until("keys arrive", () =>
      speakers.every(({ documents }) => documents.get("pa/keys")?.toString() === "keys"),
    );
  });

  test("a group is offered and heard on its standing topics, with every receipt", async () => {
    const { sender, broadcast } = await talk({ group: "all" });
    await until("audio", () => speakers.every(({ audio }) => audio.length > 10));
    for (const speaker of speakers) {
      expect(speaker.offers()).toHaveLength(1);
      expect(speaker.offers()[0]).toMatchObject({ topic: "pa/g/all/cmd" });
      expect(speaker.audio.every(({ topic }) => topic === "pa/g/all/a")).toBe(true);
      expect(speaker.audio.map(({ message }) => message.sequence).slice(0, 3)).toEqual([0, 1, 2]);
    }
    sender.stop();
    sender.say({ type: "end" });
    await sender.told("ended");
    await until("stop", () => speakers.every((speaker) => speaker.stops().length > 0));
    await Promise.all(speakers.map((speaker) => speaker.receipt(broadcast)));
    await town.lines("settled");
    expect(await town.lines("ack", 10)).toHaveLength(10);
    expect(await town.lines("receipt", 10)).toHaveLength(10);
  });

  test("who subscribes to a broadcast's own topic on its offer misses nothing of it", async () => {
    const [device] = devices as [Device, ...Device[]];
    const late = new TestSpeaker(device);
    await late.join(port);
    // SPEC 8.1: 40 ms without a message, then SUBSCRIBE.
    late.answer = ({ order }) => {
      if (order.type === "offer") setTimeout(() => late.client.subscribe(order.topic), 40);
      return {};
    };
    const { sender } = await talk({ speakers: [device.id] });
    await until("audio", () => late.audio.length > 5);
    expect(late.audio.map(({ message }) => message.sequence).slice(0, 3)).toEqual([0, 1, 2]);
    await sender.close();
    await late.leave();
  });

  test("few speakers are ordered one by one, on a topic of the broadcast, 150 ms later", async () => {
    const { sender, broadcast, leadUs } = await talk({ speakers: ids(0, 3) });
    await until("audio", () => speakers.slice(0, 3).every(({ audio }) => audio.length > 5));
    expect(leadUs).toBeGreaterThanOrEqual(150_000);
    expect(speakers[0]?.offers()[0]).toMatchObject({ topic: "pa/d/m0/cmd" });
    expect(speakers[0]?.audio[0]?.topic).toBe(`pa/b/${broadcast}/a`);
    expect(speakers[5]?.orders).toEqual([]);
    await sender.close();
  });

  test("a longer list goes to everyone's order topic, named in its scope", async () => {
    const { sender } = await talk({ speakers: ids(0, 9) });
    const [offer] = await (speakers[0] as TestSpeaker).offered();
    expect(offer).toMatchObject({ topic: "pa/g/all/cmd", order: { scope: { kind: "list" } } });
    await sender.close();
  });

  test("a will makes a speaker offline, a return is offered what goes on", async () => {
    const { sender } = await talk({ group: "all" });
    await until("audio", () => speakers.every(({ audio }) => audio.length > 3));
    (speakers[4] as TestSpeaker).vanish();
    expect((await town.lines("cut"))[0]).toMatchObject({ speaker: "m4", reason: "disconnected" });
    const gone = town.controller.events.find((event) => event.type === "presence" && !event.online);
    expect(gone).toMatchObject({ speaker: "m4", why: "will" });
    const back = await new TestSpeaker(devices[4] as Device).join(port);
    const [again] = await back.offered();
    expect(again).toMatchObject({ topic: "pa/d/m4/cmd", order: { scope: { kind: "speaker" } } });
    speakers[4] = back;
    await sender.close();
  });

  test("a broker that restarts gets its documents again, and no stale audio", async () => {
    const { sender } = await talk({ group: "all" });
    await until("audio", () => speakers.every(({ audio }) => audio.length > 3));
    await stop();
    await until("trouble is told", () =>
      town.controller.events.some((event) => event.type === "trouble" && event.code === "broker-unreachable"),
    );
    await new Promise((resolve) => setTimeout(resolve, 500));
    await start();
    const fresh = await new TestSpeaker(devices[0] as Device).join(port, {}, ["pa/b/+/a"]);
    await until("documents are back", () => fresh.documents.get("pa/keys")?.toString() === "keys");
    await fresh.offered();
    await until("audio goes on", () => fresh.audio.length > 5);
    const first = fresh.audio[0]?.message.sequence ?? 0;
    expect(first).toBeGreaterThan(25);
    speakers.push(fresh);
    await sender.close();
  }, 30_000);
});

test("an external broker that is not there keeps nothing else from starting", async () => {
  const town = await AirHarness.start({ mqttUrl: `mqtt://127.0.0.1:${await freePort()}` });
  await town.state([makeDevice("a1")]);
  const told = await until("trouble", () =>
    town.controller.events.find((event) => event.type === "trouble" && event.code === "broker-unreachable"),
  );
  expect(told).toBeDefined();
  await town.stop();
});
