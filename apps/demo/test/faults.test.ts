import { join } from "node:path";
import type { BroadcastReply, BroadcastSpeakerReply, TalkReply } from "@dalaba/api";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  everyoneReady,
  onlineSpeakers,
  pause,
  type Simulator,
  startSimulator,
  startTown,
  type Town,
  until,
} from "./town.test-support";
import { silentFrame, Uplink } from "./uplink.test-support";
import { writeTone } from "./voice.test-support";

/**
 * What goes wrong in a town on an ordinary day: it happens to whom it happens, and to nobody else. Files are played: their
 * 1.5 s of delay outlast the stalls of a busy test machine, so that every frame that is missing has its reason here.
 */

const FROZEN = "sp-001";
const REBOOTED = "sp-002";
const LOSSY = "sp-003";
const CORRUPT = "sp-004";
const FLOODING = "sp-005";
const WRONG_CLOCK = "sp-006";
const HEALTHY = ["sp-007", "sp-008"];
const SPEAKERS = 8;
const LONG_S = 14;

describe("faults", () => {
  let town: Town;
  let tone: string;
  let short: string;
  let long: string;
  const more: Simulator[] = [];

  beforeAll(async () => {
    town = await startTown({ speakers: SPEAKERS });
    tone = writeTone(join(town.folder, "tone.wav"), 1);
    short = writeTone(join(town.folder, "short.wav"), 4);
    long = writeTone(join(town.folder, "long.wav"), LONG_S);
  }, 90_000);
  afterAll(async () => {
    for (const each of more) await each.program.end();
    await town?.stop();
  }, 30_000);

  const onAir = (): Promise<string> =>
    until(
      "it is on air",
      async () => (await town.api<{ items: { broadcast: string }[] }>("GET", "/onair")).items[0]?.broadcast,
    );
  const heardBy = (broadcast: string, speakers: readonly string[]) =>
    until("it is heard", async () => {
      const heard = (await town.truth(broadcast)).filter(({ firstUs }) => firstUs !== null);
      return speakers.every((id) => heard.some(({ speaker }) => speaker === id));
    });
  const online = async (speaker: string): Promise<boolean> => (await onlineSpeakers(town)).includes(speaker);

  describe("one broadcast, and a fault at six of eight speakers", () => {
    let rows: Map<string, BroadcastSpeakerReply>;
    let droppedAfterMs: number;

    beforeAll(async () => {
      await town.fault(WRONG_CLOCK, "clock", { utcMs: 3_600_000 });
      await until("the wrong clock is believed", async () => {
        const { json } = await town.cli(["play", tone, "--to", `speaker:${WRONG_CLOCK}`, "--json"]);
        return json.failed === 1;
      });
      await town.fault(LOSSY, "loss", { percent: 5 });
      await town.fault(CORRUPT, "corrupt", { percent: 10 });
      const play = town.startCli(["play", long, "--to", "all", "--json"]);
      const broadcast = await onAir();
      await heardBy(broadcast, [FROZEN, REBOOTED, ...HEALTHY]);
      await town.fault(FROZEN, "freeze", { seconds: 60 });
      const frozenAt = performance.now();
      await town.fault(REBOOTED, "reboot", { offMs: 500 });
      await town.fault(FLOODING, "flood", { perSecond: 2_000, seconds: 8 });
      await until("the frozen one is dropped", async () => !(await online(FROZEN)));
      droppedAfterMs = performance.now() - frozenAt;
      await play.done;
      await town.fault("all", "clear");
      const { items } = await town.api<{ items: BroadcastSpeakerReply[] }>(
        "GET",
        `/broadcasts/${broadcast}/speakers`,
      );
      rows = new Map(items.map((row) => [row.speaker, row]));
    }, 120_000);

    test.each(HEALTHY)("%s is not disturbed: every frame played", (speaker) => {
      expect(rows.get(speaker)).toMatchObject({ verdict: "played", late: 0, missing: 0 });
    });

    test("the frozen one is dropped within 10 seconds, and the result says so", () => {
      expect(droppedAfterMs).toBeLessThan(10_000);
      expect(rows.get(FROZEN)).toMatchObject({ verdict: "failed", reason: "dropped-behind" });
    });

    test("the rebooted one joins late and is partial", () => {
      const row = rows.get(REBOOTED);
      expect(row).toMatchObject({ verdict: "partial", reason: "late-join" });
      expect(row?.firstMediaTime).toBeGreaterThan(0);
      expect(row?.played).toBeGreaterThan(0);
    });

    test("5 % loss is counted, concealed, and not called played", () => {
      const row = rows.get(LOSSY) as BroadcastSpeakerReply;
      expect(row).toMatchObject({ verdict: "partial", reason: "frames-lost" });
      expect(row.missing).toBeGreaterThan(0);
      expect(row.concealed).toBeGreaterThan(0);
      expect((row.played as number) / (row.expected as number)).toBeGreaterThan(0.85);
    });

    test("what was corrupted on the way is missing, never heard", async () => {
      const row = rows.get(CORRUPT) as BroadcastSpeakerReply;
      expect(row).toMatchObject({ verdict: "partial", reason: "frames-lost" });
      expect(row.missing).toBeGreaterThan(0);
      const refused = (await town.states()).find(({ id }) => id === CORRUPT)?.refused ?? {};
      expect(refused["bad-signature"]).toBeGreaterThan(0);
    });

    test("the flooding one was cut off", async () => {
      const flooder = (await town.states()).find(({ id }) => id === FLOODING);
      expect(flooder?.lastEnd).not.toBe("");
      expect(rows.get(FLOODING)?.verdict).not.toBe("played");
    });

    test("who does not know the time obeys nothing", () => {
      expect(rows.get(WRONG_CLOCK)).toMatchObject({ verdict: "failed", reason: "no-answer" });
    });

    test("everyone comes back by himself, and plays", async () => {
      await until("all are back", () => everyoneReady(town), 60_000);
      await until("all play", async () => {
        const { json } = await town.cli(["play", tone, "--to", "all", "--json"]);
        return json.played === SPEAKERS;
      });
    }, 90_000);
  });

  describe("a process that stands still", () => {
    test("the controller for a second: nothing that is heard changes", async () => {
      const play = town.startCli(["play", short, "--to", "all", "--json"]);
      await heardBy(await onAir(), town.speakers);
      const pid = await town.pidOf("controller");
      process.kill(pid, "SIGSTOP");
      await pause(1_000);
      process.kill(pid, "SIGCONT");
      const { json } = await play.done;
      expect(json).toMatchObject({ targets: SPEAKERS, played: SPEAKERS });
      expect(await town.pidOf("controller")).toBe(pid);
    }, 60_000);

    test("air for half a second, while a file plays: its 1.5 s of delay cover it", async () => {
      const play = town.startCli(["play", short, "--to", "all", "--json"]);
      const broadcast = await onAir();
      await heardBy(broadcast, town.speakers);
      const pid = await town.pidOf("air");
      process.kill(pid, "SIGSTOP");
      await pause(500);
      process.kill(pid, "SIGCONT");
      expect((await play.done).json).toMatchObject({ targets: SPEAKERS, played: SPEAKERS });
      const { items } = await town.api<{ items: BroadcastSpeakerReply[] }>(
        "GET",
        `/broadcasts/${broadcast}/speakers`,
      );
      for (const row of items) expect([row.speaker, row.late, row.missing]).toEqual([row.speaker, 0, 0]);
      expect(await town.pidOf("air")).toBe(pid);
    }, 60_000);

    test("air for five seconds: nobody is blamed, what could not sound is lost, and the rest is heard", async () => {
      const ticket = await town.api<TalkReply>("POST", "/talks", { kind: "play", to: ["all"] });
      const uplink = new Uplink(ticket);
      await uplink.opened();
      uplink.send('{"type":"start","source":"file"}');
      const fromMs = performance.now();
      let sent = 0;
      const sending = setInterval(() => {
        for (; sent * 20 < performance.now() - fromMs; sent++) uplink.send(silentFrame(sent));
      }, 10);
      await heardBy(ticket.broadcast, town.speakers);
      const pid = await town.pidOf("air");
      process.kill(pid, "SIGSTOP");
      await pause(5_000);
      process.kill(pid, "SIGCONT");
      await pause(6_000);
      clearInterval(sending);
      uplink.send('{"type":"end"}');
      await uplink.closed;
      expect([uplink.error, uplink.ended]).toEqual([undefined, "finished"]);
      const summary = await until("it is settled", async () => {
        const shown = await town.api<BroadcastReply>("GET", `/broadcasts/${ticket.broadcast}`);
        return shown.result;
      });
      expect(summary).toMatchObject({ targets: SPEAKERS, partial: SPEAKERS });
      const { items } = await town.api<{ items: BroadcastSpeakerReply[] }>(
        "GET",
        `/broadcasts/${ticket.broadcast}/speakers`,
      );
      // Their watchdogs ended it after 3 s; whoever was offered it anew was there at its end.
      for (const { speaker, endedBecause } of items)
        expect([speaker, endedBecause]).toEqual([speaker, "finished"]);
      expect(await onlineSpeakers(town)).toHaveLength(SPEAKERS);
    }, 90_000);
  });

  test("speakers, air and controller killed in one sentence: all come back, and it is not said twice", async () => {
    const play = town.startCli(["play", long, "--to", "all", "--json"]);
    const broadcast = await onAir();
    await heardBy(broadcast, town.speakers);
    process.kill(await town.pidOf("controller"), "SIGKILL");
    process.kill(await town.pidOf("air"), "SIGKILL");
    town.program.child.kill("SIGKILL");
    play.kill("SIGKILL");
    const again = await startSimulator(town.credentialsFile, []);
    more.push(again);
    const restarted: Town = { ...town, ...again };
    await until("all are back", () => everyoneReady(restarted), 60_000);
    expect(await again.truth(broadcast)).toEqual([]);
    const shown = await town.api<{ endedBecause: string }>("GET", `/broadcasts/${broadcast}`);
    expect(shown.endedBecause).toBe("air-restarted");
    const { json } = await town.cli(["play", tone, "--to", "all", "--json"]);
    expect(json).toMatchObject({ targets: SPEAKERS, played: SPEAKERS });
  }, 120_000);
});
