import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AplaySink } from "./aplay-sink";

let folder: string;
const path = process.env.PATH;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "dalaba-test-"));
});

afterEach(async () => {
  process.env.PATH = path;
  await rm(folder, { recursive: true, force: true });
});

describe("playing through aplay", () => {
  it("says in one line that there is none", async () => {
    process.env.PATH = folder;
    const said = await new Promise((resolve) => {
      new AplaySink(48_000, (code, detail) => resolve({ code, detail }));
    });
    expect(said).toEqual({ code: "no-aplay", detail: "aplay is not installed (alsa-utils)" });
  });

  it("hands over 16-bit samples at its rate, and says why when it ends", async () => {
    const out = join(folder, "out");
    const stand = `#!/bin/sh\necho "$@" > ${out}.args\nhead -c 1920 > ${out}\necho "device busy" >&2\nexit 1\n`;
    await writeFile(join(folder, "aplay"), stand);
    await chmod(join(folder, "aplay"), 0o755);
    process.env.PATH = `${folder}${delimiter}${path}`;
    const said = await new Promise((resolve) => {
      const sink = new AplaySink(48_000, (code, detail) => resolve({ code, detail }));
      for (let n = 0; n < 5; n++) sink.write(new Float32Array(480).fill(0.5));
    });
    expect(said).toEqual({ code: "aplay-ended", detail: "device busy" });
    expect(await readFile(`${out}.args`, "utf8")).toContain("-f S16_LE -c 1 -r 48000");
    const bytes = await readFile(out);
    expect(bytes.readInt16LE(0)).toBe(16_384);
    expect(bytes.readInt16LE(1918)).toBe(16_384);
  });
});
