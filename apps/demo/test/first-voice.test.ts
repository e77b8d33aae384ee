import { execFileSync } from "node:child_process";
import { rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { needsProgram, whereIs } from "../../../.ci/test/needs-program";
import { pause, startTown, type Town, until } from "./town.test-support";

/** The whole town as a user meets it: real processes, the CLI, a human voice, receipts. */

const SPEAKERS = 20;

needsProgram(
  "human-voices",
  "sox",
  "opusdec",
)("the first voice", () => {
  let town: Town;
  let speech: string;
  let long: string;

  beforeAll(async () => {
    town = await startTown({ speakers: SPEAKERS });
    speech = join(town.folder, "speech.wav");
    long = join(town.folder, "long.wav");
    const voice = whereIs("human-voices") as string;
    execFileSync("sox", [voice, speech, "trim", "0", "3"]);
    execFileSync("sox", [voice, long, "trim", "0", "12"]);
  }, 90_000);
  afterAll(() => town?.stop(), 30_000);

  test("a recorded human voice reaches every speaker, and each sends a receipt", async () => {
    const result = await town.cli(["talk", "--to", "all", "--file", speech, "--json"]);
    expect(result.stderr + result.stdout).toContain("broadcastId");
    expect(result.json).toMatchObject({
      targets: SPEAKERS,
      played: SPEAKERS,
      partial: 0,
      failed: 0,
      failures: [],
    });
    expect(result.json.firstSoundMs.p50).toBeGreaterThan(0);
    expect(result.json.skewMs.p99).toBeGreaterThanOrEqual(0);
    expect(result.code).toBe(0);
  });

  test("a talk to one village leaves the other silent", async () => {
    const result = await town.cli(["talk", "--to", "site:east", "--file", speech, "--json"]);
    expect(result.json).toMatchObject({ targets: SPEAKERS / 2, played: SPEAKERS / 2 });
    const sounded = (await town.truth(result.json.broadcastId))
      .filter((each) => each.firstUs !== null)
      .map((each) => each.speaker)
      .sort();
    expect(sounded).toEqual(town.speakers.filter((_, i) => i % 2 === 0));
  });

  test("a talk to one speaker, by its unique Chinese name", async () => {
    const result = await town.cli(["talk", "--to", "speaker:喇叭3号", "--file", speech, "--json"]);
    expect(result.json).toMatchObject({ targets: 1, played: 1 });
  });

  test("an unknown target exits 4 and names the nearest", async () => {
    const result = await town.cli(["talk", "--to", "speaker:sp-0O3", "--file", speech, "--json"]);
    expect(result.code).toBe(4);
    expect(result.json.error.code).toBe("target-unknown");
    expect(JSON.stringify(result.json.error)).toContain("sp-003");
  });

  test("the recording of a broadcast is an Ogg Opus file as long as the speech", async () => {
    const [newest] = (await town.cli(["history", "--json"])).json;
    const file = join(town.folder, "recording.opus");
    await rm(file, { force: true });
    expect((await town.cli(["recording", newest.id, "--out", file])).code).toBe(0);
    const wav = join(town.folder, "recording.wav");
    execFileSync("opusdec", ["--quiet", file, wav]);
    const seconds = Number(execFileSync("soxi", ["-D", wav]).toString());
    expect(seconds).toBeGreaterThan(2.9);
    expect(seconds).toBeLessThan(3.2);
  });

  test("play sounds a file at its own priority, and stop silences it everywhere", async () => {
    const play = town.startCli(["play", long, "--to", "all", "--loop", "--json"]);
    await until("it is on air", async () => {
      const onair = (await town.cli(["onair", "--json"])).json;
      return onair.length === 1 && onair[0].sounding.length === SPEAKERS;
    });
    const [{ broadcast }] = (await town.cli(["onair", "--json"])).json;
    const stopped = await town.cli(["stop", broadcast, "--json"]);
    expect(stopped.json.stopped).toEqual([broadcast]);
    const result = await play.done;
    expect(result.json.targets).toBe(SPEAKERS);
    expect((await town.cli(["show", broadcast, "--json"])).json.endedBecause).toBe("stopped");
    await until("silence", async () =>
      (await town.cli(["ls", "--json"])).json.every(
        (each: { sounding: string[] }) => each.sounding.length === 0,
      ),
    );
  }, 60_000);

  test("Ctrl-C ends the talk and exits 130", async () => {
    const talk = town.startCli(["talk", "--to", "all", "--file", long, "--json"]);
    await until("it is on air", async () => (await town.cli(["onair", "--json"])).json.length === 1);
    await pause(500);
    talk.kill("SIGINT");
    const result = await talk.done;
    expect(result.code).toBe(130);
    expect((await town.cli(["onair", "--json"])).json).toEqual([]);
  }, 60_000);

  test("a killed sender ends the talk everywhere within its heartbeat and the tail", async () => {
    const talk = town.startCli(["talk", "--to", "all", "--file", long, "--json"]);
    await until("it is on air", async () => (await town.cli(["onair", "--json"])).json.length === 1);
    talk.kill("SIGKILL");
    await until("the end", async () => (await town.cli(["onair", "--json"])).json.length === 0, 5_000);
    const [newest] = (await town.cli(["history", "--json"])).json;
    expect(newest.endedBecause).toBe("sender-lost");
  }, 60_000);

  test("a restart of the controller does not end a talk", async () => {
    const talk = town.startCli(["talk", "--to", "all", "--file", long, "--json"]);
    await until("it is on air", async () => (await town.cli(["onair", "--json"])).json.length === 1);
    process.kill(await town.pidOf("controller"), "SIGKILL");
    const result = await talk.done;
    expect(result.json).toMatchObject({ targets: SPEAKERS, played: SPEAKERS, failed: 0 });
    expect(result.code).toBe(0);
  }, 60_000);

  test("with air killed everything falls silent, comes back by itself, and the history says why", async () => {
    const talk = town.startCli(["talk", "--to", "all", "--file", long, "--json"]);
    await until("it is on air", async () => (await town.cli(["onair", "--json"])).json.length === 1);
    await pause(1_000);
    process.kill(await town.pidOf("air"), "SIGKILL");
    const result = await talk.done;
    expect([1, 5, 6, 7]).toContain(result.code);
    await until("all are back", async () =>
      (await town.cli(["ls", "--json"])).json.every((each: { online: boolean }) => each.online),
    );
    const again = await town.cli(["talk", "--to", "all", "--file", speech, "--json"]);
    expect(again.json).toMatchObject({ played: SPEAKERS });
    const history = (await town.cli(["history", "--json"])).json;
    expect(history[1].endedBecause).toBe("air-restarted");
  }, 90_000);

  test("an emergency asks for the word, then cuts a talk", async () => {
    const refused = await town.cli(["talk", "--emergency", "--to", "all", "--file", speech, "--json"]);
    expect(refused.code).toBe(2);
    expect(refused.json.error.code).toBe("emergency-unconfirmed");
    const talk = town.startCli(["talk", "--to", "all", "--file", long, "--json"]);
    await until("it is on air", async () => (await town.cli(["onair", "--json"])).json.length === 1);
    await pause(1_000);
    const emergency = await town.cli([
      "talk",
      "--emergency",
      "--yes-emergency",
      "--to",
      "all",
      "--file",
      speech,
      "--json",
    ]);
    expect(emergency.json).toMatchObject({ played: SPEAKERS });
    const cut = await talk.done;
    expect(cut.json.played).toBe(0);
    expect(cut.json.failures.every((each: { reason: string }) => each.reason === "outranked")).toBe(true);
  }, 60_000);

  test("raw PCM on stdin is spoken", async () => {
    const pcm = execFileSync(
      "sox",
      [speech, "-t", "raw", "-r", "16000", "-e", "signed", "-b", "16", "-c", "1", "-"],
      { maxBuffer: 10 ** 7 },
    );
    const result = await town.cli(["talk", "--to", "speaker:sp-001", "--rate", "16000", "--json", "-"], {
      input: pcm,
    });
    expect(result.json).toMatchObject({ played: 1 });
  });
});

describe("without a controller", () => {
  test("every command says so and exits 7", async () => {
    const { spawnSync } = await import("node:child_process");
    const { repositoryRoot } = await import("../src/repository-root");
    const cli = join(repositoryRoot(), "apps/cli/dist/main.mjs");
    expect((await stat(cli)).isFile()).toBe(true);
    const run = spawnSync(process.execPath, [cli, "ls", "--json", "--url", "http://127.0.0.1:9"], {
      encoding: "utf8",
    });
    expect(run.status).toBe(7);
    expect(JSON.parse(run.stdout).error.code).toBe("no-controller");
  });
});
