import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readCredentialsFile } from "../credentials-file";
import { credentialsOf } from "../speaker/signed-wire.test-support";
import { HELP, readArguments } from "./arguments";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "dalaba-test-"));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function fileOf(text: string): Promise<string> {
  const path = join(folder, "town.jsonl");
  await writeFile(path, text);
  return path;
}

describe("a credentials file", () => {
  const line = (id: string): string => JSON.stringify(credentialsOf(id));

  it("is one speaker a line, in any line ending", async () => {
    const read = readCredentialsFile(await fileOf(`${line("a")}\r\n\n${line("b")}\n`));
    expect(read).toMatchObject({ ok: true, credentials: [{ id: "a" }, { id: "b" }] });
  });

  it("that is missing, empty or not whole is refused with the line", async () => {
    expect(readCredentialsFile(join(folder, "none"))).toMatchObject({ code: "credentials-missing" });
    expect(readCredentialsFile(await fileOf("\n"))).toMatchObject({ code: "bad-credentials" });
    const twice = await fileOf(`${line("a")}\n{"id":"b"}\nrubbish\n${line("a")}\n`);
    expect(readCredentialsFile(twice)).toMatchObject({
      code: "bad-credentials",
      detail: `${twice}: line 2: mqttUrl; line 3: not JSON; line 4: a is on line 1 already`,
    });
  });
});

describe("the command line", () => {
  it("has defaults that make an honest town", () => {
    const read = readArguments(["--credentials", "x"]);
    expect(read).toMatchObject({
      ok: true,
      value: { full: 8, decode: "count", driftPpm: 50, sampleRate: 16_000, seed: 1 },
    });
    expect(readArguments(["--credentials", "x", "--sink", "alsa"])).toMatchObject({
      value: { sink: "alsa", sampleRate: 48_000, outputDelayMs: 80 },
    });
  });

  it("says in one line what is wrong with it", () => {
    for (const [argv, detail] of [
      [[], "--credentials FILE is missing"],
      [["--credentials", "x", "--full=-1"], "--full -1: 0 to 10000"],
      [["--credentials", "x", "--decode", "magic"], "--decode magic: count or memo"],
      [["--credentials", "x", "--rate", "44100"], "--rate 44100: 16000 or 48000"],
    ] as const)
      expect(readArguments(argv)).toEqual({ ok: false, code: "usage", detail });
    expect(readArguments(["--nonsense"])).toMatchObject({ code: "usage" });
  });

  it("explains every option it takes", () => {
    for (const option of [
      "credentials",
      "control",
      "full",
      "decode",
      "seed",
      "drift-ppm",
      "rate",
      "record",
      "state",
      "sink",
    ])
      expect(HELP).toContain(`--${option}`);
    expect(readArguments(["--help"])).toMatchObject({ ok: true, value: { help: true } });
  });
});
