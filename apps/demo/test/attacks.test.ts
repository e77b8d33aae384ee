import { join } from "node:path";
import type { TalkReply } from "@dalaba/api";
import { broadcastTopic, groupTopic, KEYS_TOPIC, speakerTopic } from "@dalaba/protocol";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Seeded } from "./seeded.test-support";
import { speakerId } from "./small-town.test-support";
import { type Caught, Thief } from "./thief.test-support";
import { pause, startTown, type Town, until } from "./town.test-support";
import { Uplink } from "./uplink.test-support";
import { isSilent, writeTone } from "./voice.test-support";

/** Things stolen, above all a speaker's credential, against the embedded broker: targets.md R2, a thousand times as CI runs it. */

const SPEAKERS = 6;
const ATTACKS = 1_000;
const STOLEN = speakerId(SPEAKERS);
const OTHER = speakerId(1);
const TICKET_LIFE_MS = 30_000;

describe("a stolen speaker credential", () => {
  let town: Town;
  let thief: Thief;
  let tone: string;
  /** What was said to all, as the thief's own speaker got it. */
  let orders: Caught[];
  let audio: Caught[];
  let captured: string;
  let ticket: TalkReply;
  let ticketAtMs: number;

  beforeAll(async () => {
    town = await startTown({ speakers: SPEAKERS + 1, leaveOut: [STOLEN] });
    tone = writeTone(join(town.folder, "tone.wav"), 2);
    thief = new Thief(town.credentials.find(({ id }) => id === STOLEN) as (typeof town.credentials)[number]);
    ticket = await town.api<TalkReply>("POST", "/talks", { kind: "talk", to: ["all"] });
    ticketAtMs = Date.now();
    await thief.pose();
    await until("the thief is taken for a speaker", async () => {
      const { online } = await town.api<{ online: boolean }>("GET", `/speakers/${STOLEN}`);
      return online;
    });
  }, 90_000);
  afterAll(async () => {
    thief?.leave();
    await town?.stop();
  }, 30_000);

  test("hears what is said to its speaker, and is never counted as having played it", async () => {
    thief.caught.length = 0;
    const { json } = await town.cli(["play", tone, "--to", "all", "--json"]);
    expect(json).toMatchObject({ targets: SPEAKERS + 1, played: SPEAKERS });
    captured = json.broadcastId;
    const { items } = await town.api<{ items: { speaker: string; verdict: string }[] }>(
      "GET",
      `/broadcasts/${captured}/speakers`,
    );
    expect(items.find(({ speaker }) => speaker === STOLEN)?.verdict).toBe("failed");
    orders = thief.caught.filter(({ bytes }) => bytes[0] === 0xc1);
    audio = thief.caught.filter(({ bytes }) => bytes[0] === 0xa1);
    expect(orders.length).toBeGreaterThanOrEqual(2);
    expect(audio.length).toBeGreaterThan(30);
  });

  test("makes nothing sound, shows nothing and disturbs nobody", async () => {
    const chance = new Seeded(1);
    const topics = [
      groupTopic("all", "a"),
      groupTopic("all", "cmd"),
      groupTopic("s-east", "a"),
      broadcastTopic(captured),
      speakerTopic(OTHER, "cmd"),
      speakerTopic(OTHER, "cfg"),
      speakerTopic(OTHER, "st"),
      speakerTopic(OTHER, "tm"),
      speakerTopic(OTHER, "ack"),
      speakerTopic(STOLEN, "cmd"),
      speakerTopic(STOLEN, "cfg"),
      KEYS_TOPIC,
      "pa/d/+/cmd",
      "$SYS/broker",
    ];
    const loot = (): Buffer => {
      const { bytes } = chance.of([...orders, ...audio.slice(0, 10)]);
      return chance.of([() => bytes, () => chance.flipped(bytes), () => chance.bytes(200)])();
    };
    await town.sim("POST", "/record", { speaker: OTHER, on: true });
    const before = await town.states();
    const status = await town.api<{ status: unknown }>("GET", `/speakers/${OTHER}`);
    let cutOff = 0;
    for (let i = 0; i < ATTACKS; i++)
      if (await thief.tries(topics[i % topics.length] as string, loot(), i % 2 === 0 ? 0 : 1, i % 3 === 0))
        cutOff++;
    expect(cutOff).toBe(ATTACKS);

    const after = await town.states();
    expect(after.map(({ sounding }) => sounding.length)).toEqual(town.speakers.map(() => 0));
    expect(isSilent((await town.wav(OTHER)).bytes)).toBe(true);
    // Not one byte of it came as far as a speaker.
    expect(after.map(({ id, refused, bootId, lastEnd }) => ({ id, refused, bootId, lastEnd }))).toEqual(
      before.map(({ id, refused, bootId, lastEnd }) => ({ id, refused, bootId, lastEnd })),
    );
    expect(await town.api("GET", "/onair")).toMatchObject({ items: [] });
    expect((await town.api<{ status: unknown }>("GET", `/speakers/${OTHER}`)).status).toEqual(status.status);
    expect((await town.api<{ items: unknown[] }>("GET", "/broadcasts")).items).toHaveLength(1);
  }, 120_000);

  test("does not disturb a broadcast that runs meanwhile", async () => {
    const long = writeTone(join(town.folder, "long.wav"), 4);
    const play = town.startCli(["play", long, "--to", "site:west", "--json"]);
    await until(
      "it is on air",
      async () => (await town.api<{ items: unknown[] }>("GET", "/onair")).items.length === 1,
    );
    for (let i = 0; i < 40; i++)
      await thief.tries(
        i % 2 === 0 ? groupTopic("all", "a") : groupTopic("all", "cmd"),
        (audio[i] ?? (audio[0] as Caught)).bytes,
      );
    expect((await play.done).json).toMatchObject({ targets: SPEAKERS / 2, played: SPEAKERS / 2 });
  }, 60_000);

  test("may not listen to what is not its own", async () => {
    const filters = [
      speakerTopic(OTHER, "cmd"),
      speakerTopic(OTHER, "cfg"),
      speakerTopic(OTHER, "st"),
      speakerTopic(STOLEN, "ack"),
      groupTopic("s-west", "cmd"),
      groupTopic("s-west", "a"),
      broadcastTopic("0123456789abcdef"),
      "pa/b/+/a",
      "pa/d/+/cmd",
      "pa/#",
      "#",
      "$SYS/#",
    ];
    const client = await thief.connect();
    for (const topic of filters) {
      const granted = await client.subscribeAsync(topic, { qos: 1 }).catch(() => [{ topic, qos: 128 }]);
      expect(granted).toMatchObject([{ topic, qos: 128 }]);
    }
    // Its own still goes: refusing the rest did not cost it its rights.
    expect(await client.subscribeAsync(speakerTopic(STOLEN, "cmd"))).toMatchObject([{ qos: 0 }]);
  });

  test.each([
    ["a wrong password", { password: "0".repeat(64) }],
    ["no password", { username: undefined, password: undefined }],
    ["another's client id", { clientId: OTHER }],
    ["another's user name", { username: OTHER }],
    ["another's name altogether", { clientId: OTHER, username: OTHER }],
    ["a client id of the same speaker in other letters", { clientId: STOLEN.toUpperCase() }],
    ["an empty client id", { clientId: "" }],
    ["a will on another's status", { will: { topic: speakerTopic(OTHER, "st"), payload: Buffer.from("x") } }],
    ["the controller's name", { clientId: "dalaba-controller", username: "dalaba-controller" }],
  ])("is not let in with %s", async (_what, otherwise) => {
    await expect(thief.connect(otherwise as never)).rejects.toThrow();
  });

  test("is of no more use with a talk ticket that lay about for 30 seconds", async () => {
    await pause(Math.max(0, ticketAtMs + TICKET_LIFE_MS + 500 - Date.now()));
    const uplink = new Uplink(ticket);
    expect(await uplink.closed).toBe(1008);
    expect(uplink.error).toBe("uplink-ticket");
  });

  test("leaves a town that works", async () => {
    const { json } = await town.cli(["play", tone, "--to", "site:west", "--json"]);
    expect(json).toMatchObject({ targets: SPEAKERS / 2, played: SPEAKERS / 2 });
    expect(await town.pidOf("air")).toBe(town.ports.airPid);
  });
});
