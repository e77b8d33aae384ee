import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Loopback } from "./fleet/loopback.test-support";

/** The program as it runs, from its bundle. */

const PROGRAM = join(import.meta.dirname, "../dist/main.mjs");
let folder: string;
let child: ChildProcess | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "dalaba-test-"));
});

afterEach(async () => {
  child?.kill("SIGKILL");
  await rm(folder, { recursive: true, force: true });
});

function run(...args: string[]): { said: () => string; over: Promise<number | null> } {
  let text = "";
  const running = spawn(process.execPath, [PROGRAM, ...args], {
    cwd: tmpdir(),
    env: { ...process.env, INIT_CWD: folder },
  });
  child = running;
  for (const stream of [running.stdout, running.stderr])
    stream.on("data", (chunk) => {
      text += chunk;
    });
  return { said: () => text, over: new Promise((resolve) => running.on("exit", resolve)) };
}

describe("pnpm sim", () => {
  it("joins, says how many are online, opens its control door, and leaves politely on Ctrl-C", async () => {
    const ids = ["horn-1", "horn-2", "horn-3"];
    const town = await Loopback.start(ids);
    const lines = town.credentials.map((each) => `${JSON.stringify(each)}\n`).join("");
    await writeFile(join(folder, "town.jsonl"), lines);
    const { said, over } = run("--credentials", "town.jsonl", "--control", "0", "--state", "state");
    await town.until("all are online", () => said().includes("3 of 3 online"));
    const port = /control: http:\/\/127\.0\.0\.1:(\d+)/.exec(said())?.[1];
    const speakers = await (await fetch(`http://127.0.0.1:${port}/speakers`)).json();
    expect(speakers).toMatchObject({ size: 3, online: 3 });
    child?.kill("SIGINT");
    expect(await over).toBe(0);
    await town.until("all said goodbye", () => {
      const gone = town.saidBy("status").filter(({ message }) => !message.online);
      return new Set(gone.map(({ speaker }) => speaker)).size === 3;
    });
    await town.close();
  });

  it("ends with one clear line when something is wrong with what it is asked", async () => {
    const missing = run("--credentials", "none.jsonl");
    expect(await missing.over).toBe(2);
    expect(missing.said()).toBe(
      `dalaba sim: credentials-missing: ${join(folder, "none.jsonl")}: no such file\n`,
    );
    await writeFile(join(folder, "bad.jsonl"), '{"id":"x"}\n');
    const bad = run("--credentials", "bad.jsonl");
    expect(await bad.over).toBe(2);
    expect(bad.said()).toContain("bad-credentials: ");
    expect(bad.said()).toContain("line 1: mqttUrl");
    const usage = run("--nonsense");
    expect(await usage.over).toBe(2);
    expect(usage.said()).toMatch(/^dalaba sim: usage: .*--help\)\n$/);
    const help = run("--help");
    expect(await help.over).toBe(0);
    expect(help.said()).toContain("--credentials FILE");
  });

  it("does not start beside something that has its control port", async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
    const town = await Loopback.start(["horn-1"]);
    await writeFile(join(folder, "town.jsonl"), `${JSON.stringify(town.credentials[0])}\n`);
    const port = String((taken.address() as AddressInfo).port);
    const { said, over } = run("--credentials", "town.jsonl", "--control", port);
    expect(await over).toBe(1);
    expect(said()).toContain(`dalaba sim: port-taken: --control ${port}`);
    await town.close();
    taken.close();
  });
});
