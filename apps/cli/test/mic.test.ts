import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { routes } from "@dalaba/api";
import { pcm16Bytes } from "@dalaba/media";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FakeAir } from "./fake-air.test-support";
import { FakeController } from "./fake-controller.test-support";
import * as town from "./fixtures.test-support";
import { Desk, type Running, until } from "./run-cli.test-support";
import { tone } from "./wav.test-support";

let air: FakeAir;
let controller: FakeController;
let desk: Desk;

beforeEach(async () => {
  air = await FakeAir.start();
  controller = await FakeController.start();
  controller.on(routes.talks.openTalk, () => town.opened(air.url("t")));
  controller.on(routes.broadcasts.stopBroadcast, ({ params }) => {
    air.stop();
    return { stopped: [params.id as string] };
  });
  controller.on(routes.broadcasts.showResult, town.allPlayed);
  desk = new Desk();
  desk.url = controller.url;
});
afterEach(async () => {
  expect(controller.faults).toEqual([]);
  desk.close();
  await air.close();
  await controller.die();
});

const mic = ["talk", "--to", "all", "--mic", "--json"];

/** A program on PATH, in shell; the real ones are hidden, so that no test records a room. */
function install(name: string, script: string): void {
  const bin = join(desk.folder, "bin");
  mkdirSync(bin, { recursive: true });
  const file = join(bin, name);
  writeFileSync(file, `#!/bin/sh\nPATH=/usr/bin:/bin\n${script}\n`);
  chmodSync(file, 0o755);
}

function start(args: readonly string[] = mic): Running {
  return desk.start(args, { env: { PATH: join(desk.folder, "bin") } });
}

/** 20 ms of a tone each 20 ms, as a sound card gives it. */
function recorder(): string {
  writeFileSync(join(desk.folder, "frame.pcm"), pcm16Bytes(tone(0.02, 48_000, 500)));
  return `printf '%s\\n' "$*" > "${desk.folder}/args"\nwhile :; do cat "${desk.folder}/frame.pcm" || exit; sleep 0.02; done`;
}

describe("the microphone", () => {
  test("is spoken until Ctrl-C, which ends the talk", async () => {
    install("arecord", recorder());
    const talk = start();
    await until("frames", () => (air.talks.at(-1)?.frames.length ?? 0) > 20);
    talk.child.kill("SIGINT");
    const result = await talk.done;
    expect(result.code).toBe(130);
    expect(air.last).toMatchObject({ source: "mic", ended: "stopped", faults: [] });
    const sequences = air.last.frames.map(({ sequence }) => sequence);
    expect(sequences).toEqual([...sequences].sort((a, b) => a - b));
    expect(air.last.frames.some(({ voiced }) => voiced)).toBe(true);
  });

  test("that ends by itself ends the talk, and the receipts count", async () => {
    install(
      "arecord",
      `${recorder().split("\n")[0]}\ni=0; while [ $i -lt 20 ]; do cat "${desk.folder}/frame.pcm"; sleep 0.02; i=$((i+1)); done; echo "unplugged" >&2; exit 1`,
    );
    const result = await start().done;
    expect(result.stderr).toContain("arecord ended: unplugged");
    expect(air.last.ended).toBe("end");
    expect(result.code).toBe(0);
  });

  test("goes to the next recorder where the first finds no sound card", async () => {
    install("arecord", "echo 'audio open error: No such file or directory' >&2; exit 1");
    install("parec", recorder());
    const talk = start();
    await until("frames", () => (air.talks.at(-1)?.frames.length ?? 0) > 5);
    talk.child.kill("SIGINT");
    expect((await talk.done).code).toBe(130);
  });

  test("that gives no sound opens no talk", async () => {
    install("arecord", "echo 'audio open error: No such file or directory' >&2; exit 1");
    const result = await start().done;
    expect(result.json.error).toMatchObject({
      ...{ code: "mic-silent", detail: "arecord: audio open error: No such file or directory" },
      next: "Check the microphone with: arecord -l",
    });
    expect(result.code).toBe(2);
    expect(controller.asked).toEqual([]);
  });

  test("without a recorder says what to install", async () => {
    install("nothing", "");
    const result = await start().done;
    expect(result.json.error.code).toBe("mic-missing");
    expect(result.json.error.next).toContain("alsa-utils");
    expect(result.code).toBe(2);
  });
});
