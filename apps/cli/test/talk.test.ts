import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { routes } from "@dalaba/api";
import { createOpusDecoder } from "@dalaba/codec";
import { floatToPcm16, pcm16Bytes } from "@dalaba/media";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { FakeAir } from "./fake-air.test-support";
import { FakeController } from "./fake-controller.test-support";
import * as town from "./fixtures.test-support";
import { expectJsonGolden, expectTextGolden } from "./golden.test-support";
import { type CliResult, Desk, type RunOptions } from "./run-cli.test-support";
import { tone, wav } from "./wav.test-support";

let air: FakeAir;
let controller: FakeController;
let desk: Desk;

beforeAll(async () => {
  air = await FakeAir.start();
});
afterAll(() => air.close());
beforeEach(async () => {
  controller = await FakeController.start();
  controller.on(routes.talks.openTalk, () => town.opened(air.url("t")));
  desk = new Desk();
  desk.url = controller.url;
  writeFileSync(join(desk.folder, "speech.wav"), wav(tone(0.5)));
});
afterEach(async () => {
  expect(controller.faults).toEqual([]);
  expect(air.talks.flatMap(({ faults }) => faults)).toEqual([]);
  desk.close();
  air.reset();
  await controller.die();
});

/** Runs it with `--json` and as a person sees it, and holds both to golden files. */
async function both(name: string, args: readonly string[], run?: RunOptions): Promise<CliResult> {
  const text = await desk.run(args, run);
  // A busy machine says so; that is no part of the contract.
  const stderr = text.stderr.replace(/^\d+ frames of 20 ms were left out.*\n/m, "");
  expectTextGolden(name, desk, args, { ...text, stderr });
  const typed = [...args, "--json"];
  const json = await desk.run(typed, run);
  expectJsonGolden(name, desk, typed, json);
  expect(json.code).toBe(text.code);
  return json;
}

const speech = ["talk", "--to", "all", "--file", "speech.wav"];
const settled = (result = town.allPlayed): FakeController =>
  controller.on(routes.broadcasts.showResult, result);

/** From the first on, each once; where this machine is held up there may be a gap, and still no word is lost. */
function inOrder(): void {
  const sequences = air.last.frames.map(({ sequence }) => sequence);
  expect(sequences[0]).toBe(0);
  expect(sequences).toEqual([...new Set(sequences)].sort((a, b) => a - b));
}

async function spoken(): Promise<Int16Array> {
  const decoder = await createOpusDecoder(48_000);
  const frames = air.last.frames.map(({ opus }) => {
    const pcm = decoder.decode(opus);
    if (pcm === null) throw new Error(decoder.problem?.detail);
    return floatToPcm16(pcm);
  });
  return Int16Array.from(frames.flatMap((each) => [...each]));
}

function hertz(pcm: Int16Array): number {
  let crossings = 0;
  for (let i = 1; i < pcm.length; i++) if (pcm[i - 1]! < 0 && pcm[i]! >= 0) crossings++;
  return (crossings * 48_000) / pcm.length;
}

describe("a file that is spoken", () => {
  test("arrives whole, in order and as it was, and the result is what the receipts amount to", async () => {
    settled();
    const result = await both("talk", speech);
    expect(result.code).toBe(0);
    expect(air.last).toMatchObject({ ticket: "t", source: "file", ended: "end" });
    expect(air.last.frames).toHaveLength(25);
    inOrder();
    expect(air.last.frames.every(({ voiced }) => voiced)).toBe(true);
    expect(hertz((await spoken()).subarray(4_800, 19_200))).toBeCloseTo(440, -1);
    expect(controller.of(routes.talks.openTalk)[0]?.body).toEqual({
      ...{ kind: "talk", to: ["all"], emergency: false, chime: "none", night: "no", gainDb: 0, waitMs: 0 },
    });
  });

  test("every option reaches the controller, and targets are passed on as they were typed", async () => {
    settled();
    const args = [
      ...["--to", "site:dongcun+zone:river", "--to", "near:23.03,113.47:300", "--to", "hl-dongcun-01"],
      ...["--chime", "two-tone", "--why", "台风", "--room", "room-dongcun", "--night", "wide"],
      ...["--gain", "-6.5", "--wait", "5", "--emergency", "--yes-emergency"],
    ];
    const result = await desk.run([...speech.slice(0, 1), ...args, "--file", "speech.wav", "--json"]);
    expect(result.code).toBe(0);
    expect(controller.of(routes.talks.openTalk)[0]?.body).toEqual({
      ...{ kind: "talk", to: ["site:dongcun+zone:river", "near:23.03,113.47:300", "hl-dongcun-01"] },
      ...{ emergency: true, chime: "two-tone", why: "台风", room: "room-dongcun", night: "wide" },
      ...{ gainDb: -6.5, waitMs: 5_000 },
    });
  });

  test("after a chime the first frame leaves in time for the first word", async () => {
    settled();
    air.script = { startInMs: 300 };
    expect((await desk.run([...speech, "--chime", "two-tone", "--json"])).code).toBe(0);
    expect(air.last.frames).toHaveLength(25);
    // Nobody is thought lost while the chime sounds.
    expect(air.last.beats).toBeGreaterThan(0);
  });

  test("a play may be music, and has a priority", async () => {
    settled();
    const result = await desk.run(["play", "speech.wav", "--to", "all", "--priority", "45", "--json"]);
    expect(result.code).toBe(0);
    expect(air.last.frames).toHaveLength(25);
    expect(controller.of(routes.talks.openTalk)[0]?.body).toMatchObject({ kind: "play", priority: 45 });
  });

  test("a loop goes on until somebody stops it", async () => {
    settled({ ...town.nonePlayed, failures: [] });
    air.script = { after: { frames: 60, does: { type: "ended", because: "stopped" } } };
    const result = await desk.run(["play", "speech.wav", "--to", "all", "--loop"]);
    expect(result.stderr).toContain("ended: stopped");
    expect(air.last.frames.length).toBeGreaterThanOrEqual(60);
    inOrder();
  });
});

describe("what the receipts say decides the exit code", () => {
  test("some in part, some not: 5", async () => {
    settled(town.somePlayed);
    expect((await both("talk-some-played", speech)).code).toBe(5);
  });

  test("none: 6", async () => {
    settled(town.nonePlayed);
    expect((await both("talk-none-played", speech)).code).toBe(6);
  });

  test("receipts that come late are waited for", async () => {
    let asked = 0;
    controller.raw(routes.broadcasts.showResult, (_, response) => {
      const done = ++asked > 2;
      response.writeHead(done ? 200 : 202, done ? { "content-type": "application/json" } : {});
      response.end(done ? JSON.stringify(town.allPlayed) : "");
    });
    expect((await desk.run([...speech, "--json"])).code).toBe(0);
    expect(asked).toBe(3);
  });

  test("receipts that never come: 1, and where to ask later", async () => {
    controller.raw(routes.broadcasts.showResult, (_, response) => response.writeHead(202).end());
    expect((await both("talk-result-unknown", [...speech, "--receipts", "0"])).code).toBe(1);
  });

  test("a result that the caller may not see: 3", async () => {
    controller.refuse(routes.broadcasts.showResult, "outside-your-sites", "xicun is not yours", {
      sites: ["xicun"],
    });
    expect((await desk.run([...speech, "--json"])).code).toBe(3);
  });
});

describe("a controller that dies in mid-sentence", () => {
  test("does not end the talk, and is waited for", async () => {
    settled();
    writeFileSync(join(desk.folder, "speech.wav"), wav(tone(1.5)));
    const talk = desk.start([...speech, "--json"]);
    await talk.said("to 3 speakers");
    await controller.die();
    while (air.talks.at(-1)?.ended === undefined) await new Promise((done) => setTimeout(done, 20));
    await controller.listen();
    const result = await talk.done;
    expect(air.last.frames).toHaveLength(75);
    expect(result.json).toEqual(town.allPlayed);
    expect(result.code).toBe(0);
  });

  test("and stays dead: what was said was said, exit 7", async () => {
    const talk = desk.start([...speech, "--receipts", "1", "--json"]);
    await talk.said("to 3 speakers");
    await controller.die();
    const result = await talk.done;
    expect(air.last).toMatchObject({ ended: "end" });
    expect(result.json.error).toMatchObject({
      ...{ code: "result-unknown", params: { broadcast: town.BROADCAST } },
      next: `dalaba show ${town.BROADCAST}`,
    });
    expect(result.code).toBe(7);
    await controller.listen();
  });
});

describe("air", () => {
  test("refuses the ticket: its code, and nothing is waited for", async () => {
    air.script = { refuse: { type: "error", code: "uplink-ticket", detail: "the ticket was used" } };
    expect((await both("talk-ticket-refused", speech)).code).toBe(1);
    expect(controller.of(routes.broadcasts.showResult)).toEqual([]);
  });

  test("refuses in mid-talk: its code, and where to see what was heard", async () => {
    const error = { type: "error", code: "journal-failed", detail: "no space left on device" } as const;
    air.script = { after: { frames: 5, does: error } };
    expect((await both("talk-error-on-air", speech)).code).toBe(1);
  });

  test("ends it at the time limit: the receipts count", async () => {
    settled(town.somePlayed);
    air.script = { after: { frames: 5, does: { type: "ended", because: "time-limit" } } };
    const result = await desk.run([...speech, "--json"]);
    expect(result.stderr).toContain("ended: time-limit");
    expect(result.code).toBe(5);
  });

  test("dies in mid-talk: said at once, and the receipts count", async () => {
    settled(town.somePlayed);
    air.script = { after: { frames: 5, does: "die" } };
    const result = await desk.run([...speech, "--json"]);
    expect(result.stderr).toContain("the line to air broke");
    expect(result.json).toEqual(town.somePlayed);
    expect(result.code).toBe(5);
  });

  test("freezes in mid-talk: noticed, though its socket still takes everything", async () => {
    settled(town.somePlayed);
    air.script = { after: { frames: 5, does: "freeze" } };
    const result = await desk.run(["play", "speech.wav", "--to", "all", "--loop", "--json"]);
    expect(result.stderr).toContain("the line to air broke");
    expect(result.code).toBe(5);
  });

  test("does not answer: exit 7, and no word was lost on it", async () => {
    air.script = { mute: true };
    const result = await desk.run([...speech, "--json"]);
    expect(result.json.error.code).toBe("no-air");
    expect(result.code).toBe(7);
  });

  test("is not there: exit 7", async () => {
    const gone = await FakeAir.start();
    const url = gone.url("t");
    await gone.close();
    controller.on(routes.talks.openTalk, () => town.opened(url));
    const result = await desk.run([...speech, "--json"]);
    expect(result.json.error).toMatchObject({
      code: "no-air",
      detail: expect.stringContaining("ECONNREFUSED"),
    });
    expect(result.code).toBe(7);
  });
});

describe("raw PCM on stdin", () => {
  const stdin = ["talk", "--to", "all", "--json"];

  test("is spoken at any rate and from pieces of any size", async () => {
    settled();
    const bytes = pcm16Bytes(tone(0.5, 16_000));
    const talk = desk.start([...stdin, "--rate", "16000", "-"], { input: "open" });
    for (let at = 0; at < bytes.length; at += 777) {
      talk.child.stdin?.write(bytes.subarray(at, at + 777));
      await new Promise((done) => setImmediate(done));
    }
    talk.child.stdin?.end();
    expect((await talk.done).code).toBe(0);
    expect(air.last.source).toBe("stdin");
    expect(air.last.frames).toHaveLength(25);
    expect(hertz((await spoken()).subarray(4_800, 19_200))).toBeCloseTo(440, -1);
  });

  test("that pauses does not end the talk: silence is sent until it goes on", async () => {
    settled();
    const half = pcm16Bytes(tone(0.2));
    const talk = desk.start([...stdin, "-"], { input: "open" });
    talk.child.stdin?.write(half);
    while ((air.talks.at(-1)?.frames.length ?? 0) < 40) await new Promise((done) => setTimeout(done, 20));
    talk.child.stdin?.end(half);
    expect((await talk.done).code).toBe(0);
    expect(air.last.frames.some(({ voiced }) => !voiced)).toBe(true);
    expect(air.last.frames.at(-1)?.voiced).toBe(true);
  });

  test("without a sample opens no talk", async () => {
    const result = await desk.run([...stdin, "-"]);
    expect(result.json.error.code).toBe("audio-empty");
    expect(result.code).toBe(2);
    expect(controller.asked).toEqual([]);
  });
});

describe("before anything is asked of a controller", () => {
  afterEach(() => expect(controller.asked).toEqual([]));

  test("a target is wanted", async () => {
    await both("talk-without-target", ["talk", "--file", "speech.wav"]);
  });

  test("one source is wanted", async () => {
    await both("talk-without-source", ["talk", "--to", "all"]);
    await both("talk-two-sources", [...speech, "--mic"]);
  });

  test("a file must be there and be sound", async () => {
    await both("talk-missing-file", ["talk", "--to", "all", "--file", "nowhere.wav"]);
    writeFileSync(join(desk.folder, "notes.txt"), "not a sound");
    await both("talk-unreadable-file", ["talk", "--to", "all", "--file", "notes.txt"]);
    writeFileSync(join(desk.folder, "empty.wav"), "");
    await both("play-empty-file", ["play", "empty.wav", "--to", "all"]);
  });

  test("an emergency wants its word", async () => {
    await both("talk-emergency-unconfirmed", [...speech, "--emergency"]);
    const other = await desk.run([...speech, "--emergency", "--json"], { input: "yes\n" });
    expect(other.json.error.code).toBe("emergency-unconfirmed");
    // The pipe is the sound: nobody can be asked there.
    const piped = await desk.run(["talk", "--to", "all", "--emergency", "--json", "-"], { input: "紧急\n" });
    expect(piped.json.error.code).toBe("emergency-unconfirmed");
  });
});

test("an emergency goes out with its word", async () => {
  settled();
  const result = await desk.run([...speech, "--emergency", "--json"], { input: "紧急\n" });
  expect(result.code).toBe(0);
  expect(controller.of(routes.talks.openTalk)[0]?.body).toMatchObject({ emergency: true });
});

describe("a dry run", () => {
  test("says who would be reached, and opens nothing", async () => {
    controller.on(routes.targets.resolveTargets, {
      speakers: town.speakers.map(({ id, name, online }) => ({ id, name, online })),
    });
    controller.refuse(routes.talks.preflightTalk, "not-allowed", "talk: none of your roles allows it");
    await both("talk-dry-run", ["talk", "--to", "site:dongcun+zone:river", "--dry-run"]);
    expect(controller.of(routes.talks.openTalk)).toEqual([]);
  });
});

describe("refusals of the controller", () => {
  test("no target: 4, with the nearest names", async () => {
    controller.refuse(
      routes.talks.openTalk,
      "target-unknown",
      "site:dongcum: no such target; the nearest: site:dongcun",
      { term: "site:dongcum", nearest: ["site:dongcun"] },
    );
    const args = ["talk", "--to", "site:dongcum", "--file", "speech.wav"];
    expect((await both("talk-unknown-target", args)).code).toBe(4);
    expect(air.talks).toEqual([]);
  });

  test("outside one's sites: 3", async () => {
    controller.refuse(routes.talks.openTalk, "outside-your-sites", "xicun is not yours", {
      ...{ sites: ["xicun"], speakers: ["hl-xicun-01"], count: 1 },
    });
    expect((await both("talk-outside-sites", speech)).code).toBe(3);
  });

  test("air is only starting: 7", async () => {
    controller.refuse(routes.talks.openTalk, "air-starting", "the talk uplink is not open yet");
    expect((await desk.run([...speech, "--json"])).code).toBe(7);
  });

  test("a reason is wanted for the night: 2", async () => {
    controller.refuse(routes.talks.openTalk, "why-needed", "whoever speaks into the night says why");
    expect((await desk.run([...speech, "--night", "yes", "--json"])).code).toBe(2);
  });
});
