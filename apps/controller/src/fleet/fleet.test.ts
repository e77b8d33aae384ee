import { admitConfig, parseEnvelope, readConfig, readCredentials, toHex } from "@dalaba/protocol";
import { nodeCrypto, publicKeyOf } from "@dalaba/protocol/node";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { SpeakerEntry } from "../air/ipc";
import { airSocketPath } from "../air/socket-path";
import { AirClient } from "../air-link";
import { FakeAir } from "../air-link/fake-air.test-support";
import { StoredFeed } from "../feed/stored-feed";
import { currentKeySet } from "../keys";
import { silentLog } from "../log";
import { openTestTown, type TestTown, testEntry, unwrap } from "../town-store.test-support";
import { TroubleBoard } from "../trouble";
import { Fleet } from "./fleet";
import { PresenceBook } from "./presence-book";
import { SpeakerActs } from "./speaker-acts";

const ADDRESSES = { mqttUrl: "mqtt://h:1883", httpUrl: "http://h:8080", clockUrl: "udp://h:1884" };
const ALL = ["east-1", "east-2", "west-1"];

let town: TestTown;
let air: FakeAir;
let link: AirClient;
let fleet: Fleet;
let acts: SpeakerActs;
let troubles: TroubleBoard;

beforeEach(async () => {
  town = await openTestTown();
  air = new FakeAir(airSocketPath(town.folder));
  troubles = new TroubleBoard();
  currentKeySet(town.store, town.ring, town.clock.nowMs());
  link = new AirClient({ path: airSocketPath(town.folder), instance: "test", log: silentLog });
  fleet = new Fleet({ ...town, air: link, log: silentLog, troubles, epoch: 1, clockUrl: () => "" });
  const presence = new PresenceBook([]);
  acts = new SpeakerActs({
    ...{ ...town, fleet, presence, feed: new StoredFeed(town.store) },
    rootPublicKey: town.ring.rootPublicKey,
  });
  fleet.start();
});
afterEach(async () => {
  await link.close();
  await fleet.stop();
  await air.stop();
  town.close();
});

const lastState = () => air.asked("state").at(-1);
const config = (id: string) => {
  const document = town.store.documents.get(`pa/d/${id}/cfg`);
  const parsed = document && parseEnvelope(document.bytes);
  const read = parsed?.ok ? readConfig(parsed.envelope) : undefined;
  return read?.ok ? { ...read.config, version: document?.version } : undefined;
};
/** What air was last told of a speaker on this connection. */
const entry = (id: string): SpeakerEntry | undefined =>
  [lastState()?.speakers ?? [], ...air.asked("speakers.put").map(({ speakers }) => speakers)]
    .flat()
    .filter((each) => each.id === id)
    .at(-1);
async function connected(): Promise<void> {
  await air.start();
  await vi.waitFor(() => expect(air.asked("state")).toHaveLength(1));
}

describe("credentials", () => {
  it("let a speaker in and keep nothing from which its secret could be had", async () => {
    await connected();
    const [line] = await acts.rotate(["east-1"], ADDRESSES, testEntry);
    const read = readCredentials(line);
    expect(read).toMatchObject({ ok: true, credentials: { id: "east-1", user: "east-1", ...ADDRESSES } });
    expect(line?.rootKey).toBe(toHex(town.ring.rootPublicKey));
    const row = town.store.speakers.credentials("east-1");
    expect(toHex(row?.mqttPasswordSha256 as Uint8Array)).toBe(
      toHex(nodeCrypto.sha256(new TextEncoder().encode(line?.password))),
    );
    expect(row?.devicePublicKey).toEqual(
      publicKeyOf(
        nodeCrypto.hkdfSha256(Buffer.from(line?.deviceSecret as string, "hex"), "pa-device-v1", 32),
      ),
    );
    expect(row?.brokerPasswordHash).toMatch(/^\$7\$101\$/);
    expect(entry("east-1")).toMatchObject({ passwordSha256: toHex(row?.mqttPasswordSha256 as Uint8Array) });
    expect(town.store.audit.list({}).items[0]).toMatchObject({
      act: "speaker-rotate",
      object: "speaker:east-1",
    });
  });

  it("are other ones each time, and the old ones end in air at once", async () => {
    await connected();
    const [first] = await acts.rotate(["east-1"], ADDRESSES, testEntry);
    const before = entry("east-1");
    const [second] = await acts.rotate(["east-1"], ADDRESSES, testEntry);
    expect(second?.password).not.toBe(first?.password);
    expect(entry("east-1")?.passwordSha256).not.toBe(before?.passwordSha256);
  });
});

describe("the state of air", () => {
  it("is whole on every connection: documents first made, the key set among them", async () => {
    await acts.rotate(ALL, ADDRESSES, testEntry);
    expect(air.heard).toEqual([]);
    await connected();
    expect(lastState()).toMatchObject({ epoch: 1, streamKid: 1 });
    expect(lastState()?.speakers.map(({ id }) => id)).toEqual(ALL);
    expect(
      lastState()
        ?.documents.map(({ topic }) => topic)
        .sort(),
    ).toEqual(["pa/d/east-1/cfg", "pa/d/east-2/cfg", "pa/d/west-1/cfg", "pa/keys"]);
    expect(lastState()?.groups).toEqual(
      ["all", "s-east", "s-town", "z-market", "s-west"].map((name) => ({ name, version: 0 })),
    );
    expect(entry("east-1")).toMatchObject({
      groups: ["all", "s-east", "s-town", "z-market"],
      delayClass: "lan",
      cfgVersion: config("east-1")?.version,
      disabled: false,
    });
    expect(entry("east-2")).toMatchObject({ delayClass: "wan" });
    air.drop();
    await vi.waitFor(() => expect(air.asked("state")).toHaveLength(2));
    expect(air.asked("sign")).toHaveLength(3);
  });

  it("follows an added speaker with what is new alone", async () => {
    await acts.rotate(ALL, ADDRESSES, testEntry);
    await connected();
    const signed = air.asked("sign").length;
    const added = unwrap(
      await acts.add(
        {
          site: "west" as never,
          name: "新喇叭",
          at: { lat: 23.03, lon: 113.42 },
          count: 2,
          delayClass: "lan",
        },
        ADDRESSES,
        testEntry,
      ),
    );
    expect(added.map(({ id }) => id)).toEqual(["west-001", "west-002"]);
    expect(air.asked("sign")).toHaveLength(signed + 2);
    expect(
      air
        .asked("documents.put")
        .at(-1)
        ?.documents.map(({ topic }) => topic),
    ).toEqual(["pa/d/west-001/cfg", "pa/d/west-002/cfg"]);
    expect(entry("west-001")).toMatchObject({ cfgVersion: config("west-001")?.version });
    expect(entry("west-001")?.cfgVersion).toBeGreaterThan(0);
    expect(town.store.speakers.get("west-002")?.name).toBe("新喇叭 2");
  });

  it("shuts a disabled speaker out, takes its document away, and states its groups anew to those who are left", async () => {
    await acts.rotate(ALL, ADDRESSES, testEntry);
    await connected();
    const before = config("east-2")?.version as number;
    town.clock.ms += 10;
    unwrap(await acts.disable("east-1", true, testEntry));
    expect(entry("east-1")).toMatchObject({ disabled: true, groups: [] });
    expect(config("east-1")).toBeUndefined();
    expect(config("east-2")?.version).toBeGreaterThan(before);
    expect(config("west-1")?.version).toBe(config("east-2")?.version);
    const groups = new Map(
      air
        .asked("speakers.put")
        .at(-1)
        ?.groups.map(({ name, version }) => [name, version]),
    );
    for (const group of ["all", "s-east", "s-town", "z-market"])
      expect(groups.get(group)).toBe(config("east-2")?.version);
    expect(groups.get("s-west")).toBe(0);
    unwrap(await acts.disable("east-1", false, testEntry));
    expect(entry("east-1")).toMatchObject({
      disabled: false,
      groups: ["all", "s-east", "s-town", "z-market"],
    });
    expect(config("east-1")?.version).toBeGreaterThanOrEqual(groups.get("all") as number);
  });

  it("tells a speaker its new documents before an order could ask for them", async () => {
    await acts.rotate(ALL, ADDRESSES, testEntry);
    await connected();
    air.heard.length = 0;
    unwrap(await acts.remove("west-1", testEntry));
    expect(air.heard.map(({ type }) => type)).toEqual([
      "speakers.remove",
      "sign",
      "sign",
      "documents.put",
      "speakers.put",
    ]);
    expect(air.asked("speakers.remove")[0]?.ids).toEqual(["west-1"]);
    expect(air.asked("documents.put")[0]?.documents).toContainEqual({ topic: "pa/d/west-1/cfg", bytes: "" });
  });

  it("makes documents that a speaker admits", async () => {
    await acts.rotate(ALL, ADDRESSES, testEntry);
    await connected();
    const keys = currentKeySet(town.store, town.ring, town.clock.nowMs());
    const forged = keys.keys.certificates.map((each) =>
      each.kid === 3 ? { ...each, publicKey: publicKeyOf(new Uint8Array(32).fill(7)) } : each,
    );
    const identity = {
      speaker: "west-1",
      groups: new Set<string>(),
      cfgVersion: 0,
      rootKey: town.ring.rootPublicKey,
      keys: { ...keys.keys, certificates: forged },
    };
    const bytes = town.store.documents.get("pa/d/west-1/cfg")?.bytes as Uint8Array;
    expect(admitConfig(nodeCrypto, identity, bytes)).toMatchObject({ ok: true });
    expect(config("west-1")).toMatchObject({ levelDb: -6, groups: ["all", "s-west", "s-town", "z-market"] });
  });

  it("says when air cannot sign, and comes right by itself", async () => {
    air.answers.sign = () => ({ refused: "bad-keys" });
    await acts.rotate(["east-1"], ADDRESSES, testEntry);
    await connected();
    expect(troubles.all()).toMatchObject([{ code: "bad-keys" }]);
    delete air.answers.sign;
    await vi.waitFor(() => expect(troubles.all()).toEqual([]), { timeout: 10_000 });
    expect(config("east-1")).toBeDefined();
  });
});

describe("acts on speakers", () => {
  it("refuse a taken id and a reserved one, and an unknown speaker", async () => {
    const wanted = {
      site: "east" as never,
      name: "x",
      at: { lat: 23, lon: 113 },
      count: 1,
      delayClass: "lan" as const,
    };
    expect(await acts.add({ ...wanted, id: "east-1" }, ADDRESSES, testEntry)).toMatchObject({
      code: "speaker-exists",
    });
    expect(await acts.add({ ...wanted, id: "dalaba-probe" }, ADDRESSES, testEntry)).toMatchObject({
      code: "speaker-exists",
    });
    expect(await acts.remove("nobody", testEntry)).toMatchObject({ code: "speaker-unknown" });
    expect(await acts.disable("nobody", true, testEntry)).toMatchObject({ code: "speaker-unknown" });
  });
});
