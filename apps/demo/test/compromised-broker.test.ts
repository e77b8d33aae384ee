import { join } from "node:path";
import type { BroadcastReply } from "@dalaba/api";
import { groupTopic, KEYS_TOPIC, speakerTopic } from "@dalaba/protocol";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ForeignBroker, type Seen } from "./foreign-broker.test-support";
import { Seeded } from "./seeded.test-support";
import { smallTown } from "./small-town.test-support";
import { everyoneReady, pause, startTown, steady, type Town, until } from "./town.test-support";
import { isSilent, writeTone } from "./voice.test-support";

/** The broker itself in somebody else's hands: it has every byte that ever went through it (targets.md R2). */

const SPEAKERS = 6;
const ATTACKS = 1_000;
const EAST = "sp-001";
const WEST = "sp-002";

describe("a compromised broker", () => {
  let broker: ForeignBroker;
  let town: Town;
  let tone: string;
  let toAll: string;
  let toEast: string;

  beforeAll(async () => {
    broker = await ForeignBroker.start();
    town = await startTown({ speakers: SPEAKERS, env: { DALABA_MQTT_URL: broker.url } });
    await until("it is ready", async () => (await fetch(`${town.url}/readyz`)).ok);
    tone = writeTone(join(town.folder, "tone.wav"), 1);
  }, 120_000);
  afterAll(async () => {
    await town?.stop();
    await broker?.stop();
  }, 30_000);

  const play = async (to: string): Promise<{ targets: number; played: number; broadcastId: string }> =>
    (await town.cli(["play", tone, "--to", to, "--json"])).json;
  const kept = (kind: number): Seen[] => broker.seen.filter(({ bytes }) => bytes[0] === kind);
  const orders = (): Seen[] => kept(0xc1).filter(({ topic }) => topic.endsWith("/cmd"));
  const audio = (): Seen[] => kept(0xa1);
  const refusedBy = (speaker: string) => async (): Promise<number> => {
    const found = (await town.states()).find(({ id }) => id === speaker);
    return Object.values(found?.refused ?? {}).reduce((sum, count) => sum + count, 0);
  };

  /** Runs an attack and proves that not a sample of it was heard anywhere. */
  const nothingSounds = async (attack: () => Promise<void>): Promise<void> => {
    const truth = [await town.truth(toAll), await town.truth(toEast)];
    for (const speaker of town.speakers) await town.sim("POST", "/record", { speaker, on: true });
    try {
      await attack();
      for (const speaker of town.speakers) expect(isSilent((await town.wav(speaker)).bytes)).toBe(true);
    } finally {
      for (const speaker of town.speakers) await town.sim("POST", "/record", { speaker, on: false });
    }
    expect([await town.truth(toAll), await town.truth(toEast)]).toEqual(truth);
  };

  test("carries what is said, as any broker does", async () => {
    const all = await play("all");
    expect(all).toMatchObject({ targets: SPEAKERS, played: SPEAKERS });
    toAll = all.broadcastId;
    const east = await play("site:east");
    expect(east).toMatchObject({ targets: SPEAKERS / 2, played: SPEAKERS / 2 });
    toEast = east.broadcastId;
    expect(orders().length).toBeGreaterThanOrEqual(4);
    expect(audio().length).toBeGreaterThanOrEqual(30);
  }, 60_000);

  test("cannot make it sound again: known orders are answered from memory, the audio's time is over", async () => {
    const again = [...orders(), ...audio()];
    const acks = () => broker.seen.filter(({ topic }) => topic.endsWith("/ack")).length;
    const before = acks();
    await nothingSounds(async () => {
      for (const { topic, bytes } of again) await broker.say(topic, bytes);
      await until("an answer from memory", () => acks() > before);
    });
  });

  test("cannot make it sound elsewhere", async () => {
    const west = refusedBy(WEST);
    const before = await west();
    const eastern = [...orders(), ...audio()].filter(({ topic }) => !topic.includes("/all/"));
    await nothingSounds(async () => {
      for (const { topic, bytes } of eastern) {
        await broker.say(topic.replaceAll(EAST, WEST).replace("s-east", "s-west"), bytes);
        await broker.say(speakerTopic(WEST, "cmd"), bytes);
        await broker.say(groupTopic("s-west", "a"), bytes);
        await broker.say(groupTopic("all", "cmd"), bytes);
      }
      await until("the orders are refused", async () => (await west()) > before);
    });
  });

  test("cannot change one bit, a thousand times", async () => {
    const chance = new Seeded(2);
    const signed = kept(0xc1);
    const topics = [
      ...town.speakers.map((id) => speakerTopic(id, "cmd")),
      groupTopic("all", "cmd"),
      groupTopic("all", "a"),
      groupTopic("s-east", "a"),
      KEYS_TOPIC,
      speakerTopic(EAST, "cfg"),
    ];
    const counts = town.speakers.map(refusedBy);
    const total = async (): Promise<number> =>
      (await Promise.all(counts.map((count) => count()))).reduce((a, b) => a + b, 0);
    const before = await total();
    await nothingSounds(async () => {
      for (let i = 0; i < ATTACKS; i++) {
        const { topic, bytes } = chance.of(i % 2 === 0 ? signed : audio());
        await broker.say(i % 4 < 2 ? topic : chance.of(topics), chance.flipped(bytes));
      }
      // Every order and document at one speaker at least; audio of what is stopped is not even looked at.
      expect((await steady("the last of them", total)) - before).toBeGreaterThanOrEqual(ATTACKS / 2);
    });
  }, 60_000);

  test("cannot put a sound into a broadcast that runs", async () => {
    const chance = new Seeded(3);
    const from = broker.seen.length;
    const running = play("all");
    let done = false;
    void running.finally(() => {
      done = true;
    });
    let forged = 0;
    for (let at = from; !done; await pause(20)) {
      for (; at < broker.seen.length; at++) {
        const { topic, bytes } = broker.seen[at] as Seen;
        if (bytes[0] !== 0xa1) continue;
        await broker.say(topic, chance.flipped(bytes));
        forged++;
      }
    }
    expect(await running).toMatchObject({ targets: SPEAKERS, played: SPEAKERS });
    expect(forged).toBeGreaterThan(10);
  }, 60_000);

  test("cannot take a speaker's configuration back", async () => {
    const old = broker.seen.findLast(({ topic }) => topic === speakerTopic(EAST, "cfg")) as Seen;
    const version = async (): Promise<number> =>
      (await town.states()).find(({ id }) => id === EAST)?.cfgVersion ?? 0;
    const before = await version();
    const changed = smallTown({ speakers: SPEAKERS }).replace(
      "delayClass: wan",
      "delayClass: wan, levelDb: -3",
    );
    await town.api("POST", "/town/apply", changed, "text/yaml");
    const newer = await until("the new configuration", async () =>
      (await version()) > before ? version() : false,
    );
    const refused = refusedBy(EAST);
    const count = await refused();
    await broker.say(old.topic, old.bytes);
    await until("the old one is refused", async () => (await refused()) > count);
    expect(await version()).toBe(newer);
  });

  test("cannot make a speaker say that it played", async () => {
    broker.onTheWayUp = (topic, bytes) => {
      if (topic !== speakerTopic(EAST, "ack")) return bytes;
      const changed = Buffer.from(bytes);
      changed[30] = (changed[30] as number) ^ 1;
      return changed;
    };
    const { json } = await town.cli(["play", tone, "--to", "all", "--json"]);
    broker.onTheWayUp = (_topic, bytes) => bytes;
    expect(json).toMatchObject({ targets: SPEAKERS, played: SPEAKERS - 1, failed: 1 });
    expect(json.failures[0].speaker).toBe(EAST);
    // Another's receipt in its name is none of its own.
    const others = broker.seen.filter(({ topic }) => topic === speakerTopic(WEST, "ack"));
    for (const { bytes } of others) await broker.say(speakerTopic(EAST, "ack"), bytes);
    const { items } = await town.api<{ items: { speaker: string; verdict: string }[] }>(
      "GET",
      `/broadcasts/${json.broadcastId}/speakers`,
    );
    expect(items.find(({ speaker }) => speaker === EAST)?.verdict).toBe("failed");
  }, 60_000);

  test("gains nothing from a speaker that has lost its memory, nor from a later hour", async () => {
    const fresh = await play("all");
    expect(fresh.played).toBe(SPEAKERS);
    const again = [...orders(), ...audio()];
    toAll = fresh.broadcastId;
    await town.fault("all", "reboot", { offMs: 100 });
    await until("they boot", async () => !(await everyoneReady(town)));
    await until("they are back", () => everyoneReady(town));
    await nothingSounds(async () => {
      for (const { topic, bytes } of again) await broker.say(topic, bytes);
      await until("it is from before their boot", async () =>
        (await town.states()).every(({ refused }) => (refused["before-boot"] ?? 0) > 0),
      );
    });
    // Nor does what they played become something that they did not.
    const { result } = await town.api<BroadcastReply>("GET", `/broadcasts/${toAll}`);
    expect(result).toMatchObject({ played: SPEAKERS, failed: 0 });
    // 70 s later, as the speakers' own clocks have it.
    await town.fault("all", "clock", { utcMs: 70_000 });
    await nothingSounds(async () => {
      await until("it is too old for all", async () => {
        for (const { topic, bytes } of again) await broker.say(topic, bytes);
        return (await town.states()).every(({ refused }) => (refused.expired ?? 0) >= again.length);
      });
    });
    await town.fault("all", "clear");
    await town.fault("all", "reboot", { offMs: 100 });
    await until("they boot", async () => !(await everyoneReady(town)));
    await until("they are back", () => everyoneReady(town));
  }, 120_000);

  test("is of use again to whoever is honest", async () => {
    expect(await play("all")).toMatchObject({ targets: SPEAKERS, played: SPEAKERS });
  });
});
