import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { TroubleReply } from "@dalaba/api";
import { broadcastTopic, groupTopic, KEYS_TOPIC, speakerTopic } from "@dalaba/protocol";
import { afterAll, beforeAll, expect, test } from "vitest";
import { needsProgram } from "../../../.ci/test/needs-program";
import { freePort, startMosquitto } from "./mosquitto.test-support";
import type { Program } from "./programs.test-support";
import { Seeded } from "./seeded.test-support";
import { speakerId } from "./small-town.test-support";
import { Thief } from "./thief.test-support";
import { everyoneReady, pause, startController, startTown, type Town, until } from "./town.test-support";
import { isSilent, writeTone } from "./voice.test-support";

/** The town again with somebody's own Mosquitto instead of the embedded broker, in the order of docs/deployment.md. */

const SPEAKERS = 20;
const STOLEN = speakerId(SPEAKERS);
const OTHER = speakerId(1);
const OPEN_ACL = "topic readwrite #\npattern readwrite #\n";

needsProgram("mosquitto")("through Mosquitto", () => {
  let town: Town;
  let broker: Program;
  let files: string;
  let port: number;
  let tone: string;
  let long: string;
  let problems: TroubleReply[];

  beforeAll(async () => {
    // Once with the embedded broker, for the name and password with which the controller will come.
    const first = await startController();
    files = join(first.folder, "mosquitto");
    expect((await first.cli(["broker", "export", "mosquitto", "--out", files, "--json"])).code).toBe(0);
    await first.stop(true);
    const env = await readFile(join(files, "dalaba.env"), "utf8");
    const url = new URL(/DALABA_MQTT_URL=(\S+)/.exec(env)?.[1] as string);
    port = await freePort();
    url.host = `127.0.0.1:${port}`;

    town = await startTown({
      speakers: SPEAKERS + 1,
      leaveOut: [STOLEN],
      folder: first.folder,
      env: { DALABA_MQTT_URL: url.href },
      async beforeSim(controller) {
        // Now with the speakers in the files, and the listener where the controller looks for it.
        const again = await controller.cli(["broker", "export", "mosquitto", "--out", files, "--json"]);
        expect(again.json.files).toContain(join(files, "dalaba.acl"));
        const right = await readFile(join(files, "dalaba.acl"), "utf8");
        broker = await startMosquitto(files, port, OPEN_ACL);
        problems = await until("the rights were tried", async () => {
          const said = await controller.api<{ ready: boolean; problems: TroubleReply[] }>("GET", "/status");
          return (
            !said.ready && said.problems.some(({ code }) => code === "broker-rights-open") && said.problems
          );
        });
        expect((await fetch(`${controller.url}/readyz`)).status).toBe(503);
        await broker.end();
        broker = await startMosquitto(files, port, right);
        // It tries again every 30 s; a restart tries at once.
        process.kill(await controller.pidOf("controller"), "SIGKILL");
        await until("it is ready", async () => (await fetch(`${controller.url}/readyz`)).ok);
      },
    });
    tone = writeTone(join(town.folder, "tone.wav"), 2);
    long = writeTone(join(town.folder, "long.wav"), 30);
  }, 180_000);
  afterAll(async () => {
    await town?.stop();
    await broker?.end();
  }, 30_000);

  const onAir = async (): Promise<string | undefined> =>
    (await town.api<{ items: { broadcast: string }[] }>("GET", "/onair")).items[0]?.broadcast;

  test("with an open ACL the controller was not ready, and named what a speaker could do", () => {
    const found = problems.find(({ code }) => code === "broker-rights-open");
    const open = found?.params.open as string[];
    expect(open).toContain("publish pa/g/all/a");
    expect(open).toContain(`publish ${KEYS_TOPIC}`);
    expect(found?.next).not.toBe("");
  });

  test("speakers' credentials lead to it, without the controller's password", () => {
    for (const { mqttUrl } of town.credentials) expect(mqttUrl).toBe(`mqtt://127.0.0.1:${port}`);
  });

  test("a talk reaches all, one village, one speaker", async () => {
    const thief = 1;
    const all = await town.cli(["talk", "--file", tone, "--to", "all", "--json"]);
    expect(all.json).toMatchObject({ targets: SPEAKERS + thief, played: SPEAKERS });
    const west = await town.cli(["talk", "--file", tone, "--to", "site:west", "--json"]);
    expect(west.json).toMatchObject({ targets: SPEAKERS / 2, played: SPEAKERS / 2 });
    expect((await town.truth(west.json.broadcastId)).map(({ speaker }) => speaker).sort()).toEqual(
      town.speakers.filter((_, i) => i % 2 === 1),
    );
    const one = await town.cli(["talk", "--file", tone, "--to", "speaker:sp-003", "--json"]);
    expect(one.json).toMatchObject({ targets: 1, played: 1 });
  }, 60_000);

  test("stop silences, and an emergency cuts what is below it", async () => {
    const play = town.startCli(["play", long, "--to", "site:west", "--json"]);
    const broadcast = await until("it is on air", onAir);
    await until("it is heard", async () => (await town.truth(broadcast)).length === SPEAKERS / 2);
    const emergency = [
      "talk",
      "--emergency",
      "--yes-emergency",
      "--file",
      tone,
      "--to",
      "site:west",
      "--json",
    ];
    expect((await town.cli(emergency)).json).toMatchObject({ played: SPEAKERS / 2 });
    expect((await town.cli(["stop", broadcast, "--json"])).json.stopped).toEqual([broadcast]);
    await until("silence", async () => (await town.states()).every(({ sounding }) => sounding.length === 0));
    expect((await play.done).json.played).toBe(0);
  }, 60_000);

  test("a stolen credential gets nothing through", async () => {
    const thief = new Thief(
      town.credentials.find(({ id }) => id === STOLEN) as (typeof town.credentials)[number],
    );
    const client = await thief.pose();
    await client.subscribeAsync(["#", "pa/d/+/cmd", speakerTopic(OTHER, "st"), groupTopic("s-west", "a")], {
      qos: 1,
    });
    const play = await town.cli(["play", tone, "--to", "site:west+site:east", "--json"]);
    expect(play.json.played).toBe(SPEAKERS);
    // It stands in the east: of others' orders and of the west it heard nothing.
    const heard = new Set(thief.caught.map(({ topic }) => topic));
    for (const topic of heard)
      expect(topic).toMatch(/^pa\/(keys|b\/.*|g\/(all|s-east)\/.*|d\/sp-021\/(cmd|cfg|lim|tr))$/);
    expect(thief.caught.some(({ bytes }) => bytes[0] === 0xa1)).toBe(true);

    await town.sim("POST", "/record", { speaker: OTHER, on: true });
    const before = await town.states();
    const chance = new Seeded(5);
    const topics = [
      groupTopic("all", "a"),
      groupTopic("all", "cmd"),
      broadcastTopic(play.json.broadcastId),
      speakerTopic(OTHER, "cmd"),
      speakerTopic(OTHER, "st"),
      speakerTopic(OTHER, "ack"),
      speakerTopic(STOLEN, "cmd"),
      KEYS_TOPIC,
    ];
    for (let i = 0; i < 1_000; i++) {
      const { bytes } = chance.of(thief.caught);
      const loot = chance.of([() => bytes, () => chance.flipped(bytes), () => chance.bytes(100)])();
      client.publish(topics[i % topics.length] as string, loot, { qos: 0 });
    }
    // Answered in order: what came before this has been judged.
    await client.publishAsync(speakerTopic(STOLEN, "tm"), Buffer.of(0), { qos: 1 });
    await pause(500);
    thief.leave();
    const after = await town.states();
    expect(isSilent((await town.wav(OTHER)).bytes)).toBe(true);
    expect(after.map(({ id, refused }) => ({ id, refused }))).toEqual(
      before.map(({ id, refused }) => ({ id, refused })),
    );
    await expect(thief.connect({ password: "0".repeat(64) })).rejects.toThrow();
    await expect(thief.connect({ username: OTHER, clientId: OTHER })).rejects.toThrow();
  }, 90_000);

  test("Mosquitto restarts: everyone comes back by himself, and a talk plays", async () => {
    const play = town.startCli(["play", long, "--to", "site:west", "--json"]);
    await until("it is on air", onAir);
    await broker.end();
    await until("they are offline", async () => (await town.states()).every(({ online }) => !online));
    broker = await startMosquitto(files, port);
    await until("everyone is back", () => everyoneReady(town));
    await town.cli(["stop", "--all", "--json"]);
    await play.done;
    const all = await town.cli(["talk", "--file", tone, "--to", "site:east+site:west", "--json"]);
    expect(all.json).toMatchObject({ played: SPEAKERS });
  }, 120_000);
});
