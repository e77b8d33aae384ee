import mqtt, { type MqttClient } from "mqtt";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { needsProgram } from "../../../../.ci/test/needs-program";
import { BrokerGuard } from "./broker-guard";
import { brokerUsers } from "./broker-users";
import { mosquittoFiles } from "./mosquitto-files";
import { mosquittoHash } from "./password-hash";
import { probeRights } from "./probe-rights";
import { RealBroker } from "./real-broker.test-support";

const ring = { derive: (info: string) => new Uint8Array(32).fill(info.length) };
const users = brokerUsers(ring, undefined);
const speakers = [
  { id: "east-1", passwordHash: mosquittoHash("secret-1"), groups: ["all", "s-east", "z-market"] },
  { id: "west-1", passwordHash: mosquittoHash("secret-2"), groups: ["all", "s-west"] },
];

let broker: RealBroker;
let clients: MqttClient[] = [];

beforeEach(async () => {
  broker = await RealBroker.reserve();
});
afterEach(async () => {
  for (const client of clients) client.end(true);
  clients = [];
  await broker.stop();
});

needsProgram("mosquitto")("a real mosquitto with the exported files", () => {
  it("passes the probe", async () => {
    await broker.run(exported());
    expect(await probeRights(url(), users)).toEqual({ ok: true, value: undefined });
  });

  it("lets a speaker in with the password whose hash was kept, and nobody else", async () => {
    await broker.run(exported());
    await expect(enter("east-1", "secret-1")).resolves.toBeDefined();
    await expect(enter("east-1", "secret-2")).rejects.toThrow("Not authorized");
    await expect(enter("nobody", "x")).rejects.toThrow("Not authorized");
    await expect(mqtt.connectAsync(url(), { reconnectPeriod: 0, protocolVersion: 4 })).rejects.toThrow(
      "Not authorized",
    );
  });

  it("gives a speaker its orders and its groups' audio, and no other's", async () => {
    await broker.run(exported());
    const controller = await enter(users.controller.name, users.controller.password);
    const speaker = await enter("east-1", "secret-1");
    const heard: string[] = [];
    speaker.on("message", (topic) => heard.push(topic));
    await speaker.subscribeAsync(["pa/#"], { qos: 1 });
    for (const topic of [
      "pa/d/west-1/cmd",
      "pa/g/s-west/a",
      "pa/d/east-1/cmd",
      "pa/g/s-east/a",
      "pa/g/z-market/cmd",
      "pa/b/0123456789abcdef/a",
      "pa/keys",
      "pa/d/east-1/cfg",
    ])
      await controller.publishAsync(topic, "x", { qos: 1 });
    await until(() => heard.includes("pa/d/east-1/cfg"));
    expect(heard).toEqual([
      "pa/d/east-1/cmd",
      "pa/g/s-east/a",
      "pa/g/z-market/cmd",
      "pa/b/0123456789abcdef/a",
      "pa/keys",
      "pa/d/east-1/cfg",
    ]);
  });

  it("ends a connection of the same user, never of another that borrows its client id", async () => {
    await broker.run(exported());
    const speaker = await enter("east-1", "secret-1");
    let closed = false;
    speaker.on("close", () => {
      closed = true;
    });
    await enter("west-1", "secret-2", "east-1");
    await speaker.publishAsync("pa/d/east-1/st", "still here", { qos: 1 });
    expect(closed).toBe(false);
  });

  it("cuts off a speaker that is no longer in the files when it is told to read them again", async () => {
    await broker.run(exported());
    const speaker = await enter("east-1", "secret-1");
    const closed = new Promise<void>((resolve) => speaker.once("close", () => resolve()));
    broker.write(exported({ without: "east-1" }));
    broker.reload();
    await closed;
    await expect(enter("east-1", "secret-1")).rejects.toThrow("Not authorized");
  });

  it("is refused when every user may do everything", async () => {
    const files = { ...exported(), "dalaba.acl": "pattern readwrite pa/#\ntopic readwrite pa/#\n" };
    for (const name of [users.check.name, users.probe.name])
      files["dalaba.acl"] += `user ${name}\ntopic readwrite #\n`;
    await broker.run(files);
    const outcome = await probeRights(url(), users);
    expect(outcome).toMatchObject({ ok: false, code: "broker-rights-open" });
    expect(!outcome.ok && outcome.params?.open).toEqual(
      expect.arrayContaining([
        "publish pa/d/dalaba-other/st",
        "publish pa/keys",
        "read pa/d/dalaba-other/cmd",
      ]),
    );
  });

  it("is refused for one open topic, which is named", async () => {
    const files = exported();
    await broker.run({
      ...files,
      "dalaba.acl": `${files["dalaba.acl"]}\nuser ${users.probe.name}\ntopic write pa/g/all/a\n`,
    });
    expect(await probeRights(url(), users)).toMatchObject({
      code: "broker-rights-open",
      params: { open: ["publish pa/g/all/a"] },
    });
  });

  it("is refused when a speaker may read another's orders", async () => {
    const files = exported();
    await broker.run({
      ...files,
      "dalaba.acl": `${files["dalaba.acl"]}\nuser ${users.probe.name}\ntopic read pa/d/+/cmd\n`,
    });
    expect(await probeRights(url(), users)).toMatchObject({
      code: "broker-rights-open",
      params: { open: ["read pa/d/dalaba-other/cmd"] },
    });
  });

  it("proves nothing when the speaker's own rights are missing", async () => {
    const files = exported();
    await broker.run({ ...files, "dalaba.acl": `user ${users.check.name}\ntopic readwrite pa/#\n` });
    expect(await probeRights(url(), users)).toMatchObject({ code: "broker-probe-failed" });
  });

  it("says when its users are not known there", async () => {
    await broker.run(exported());
    const others = brokerUsers({ derive: () => new Uint8Array(32) }, undefined);
    expect(await probeRights(url(), others)).toMatchObject({ code: "broker-probe-refused" });
  });
});

describe("the guard", () => {
  it("is not ready before the first probe, nor when there is no broker", async () => {
    const changes: (string | undefined)[] = [];
    const guard = new BrokerGuard(
      () => probeRights(url(), users),
      (refusal) => changes.push(refusal?.code),
    );
    expect(guard.problem()?.code).toBe("broker-not-probed");
    await guard.start();
    expect(guard.problem()?.code).toBe("broker-unreachable");
    guard.stop();
    expect(changes).toEqual(["broker-unreachable"]);
  });

  it("becomes ready when the probe passes", async () => {
    const guard = new BrokerGuard(
      async () => ({ ok: true, value: undefined }),
      () => undefined,
    );
    await guard.start();
    expect(guard.problem()).toBeUndefined();
  });
});

describe("the users", () => {
  it("takes the controller's from the broker's address and derives the others, the same each time", () => {
    const given = brokerUsers(ring, "mqtt://town:p%40ss@broker:1883");
    expect(given.controller).toEqual({ name: "town", password: "p@ss" });
    expect(given.probe).toEqual(users.probe);
    expect(brokerUsers(ring, "mqtt://broker:1883").controller).toEqual(users.controller);
  });
});

function exported(change: { without?: string } = {}): Record<string, string> {
  return {
    ...mosquittoFiles({
      users,
      speakers: speakers.filter(({ id }) => id !== change.without),
      folder: broker.folder,
      host: "127.0.0.1",
      port: broker.port,
    }),
  };
}

function url(): string {
  return broker.url();
}

async function enter(user: string, password: string, clientId = user): Promise<MqttClient> {
  const client = await mqtt.connectAsync(url(), {
    username: user,
    password,
    clientId,
    reconnectPeriod: 0,
    protocolVersion: 4,
  });
  client.on("error", () => undefined);
  clients.push(client);
  return client;
}

async function until(true_: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await true_())) await new Promise((resolve) => setTimeout(resolve, 10));
}
