import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Crystal } from "./crystal";
import { Recorder } from "./recorder";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "dalaba-test-"));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

describe("a recording", () => {
  it("is a WAV on the true timeline, silence included, with its start beside it", async () => {
    const crystal = new Crystal(0, 0, 0);
    const recorder = new Recorder(folder, "horn-1", 16_000, 500_000);
    recorder.push(undefined, 8_000, crystal);
    recorder.push(new Float32Array(1_600).fill(0.5), 16_000, crystal);
    recorder.push(undefined, 17_600, crystal);
    recorder.push(new Float32Array(1_600).fill(-0.25), 32_000, crystal);
    const bytes = recorder.read(3_000_000);
    expect(bytes.readUInt32LE(40)).toBe(2.5 * 16_000 * 2);
    const at = (us: number): number =>
      bytes.readInt16LE(44 + 2 * Math.round(((us - 500_000) * 16_000) / 1e6));
    expect(at(900_000)).toBe(0);
    expect(at(1_050_000)).toBe(16_384);
    expect(at(1_500_000)).toBe(0);
    expect(at(2_050_000)).toBe(-8_192);
    expect(at(2_900_000)).toBe(0);
    recorder.close(3_000_000);
    const side = JSON.parse(await readFile(join(folder, "horn-1.json"), "utf8"));
    expect(side).toMatchObject({ speaker: "horn-1", startUs: 500_000, sampleRate: 16_000 });
    expect(recorder.read(9e9).length).toBe(bytes.length);
  });

  it("of a folder that cannot be made is refused at once", async () => {
    await writeFile(join(folder, "file"), "");
    expect(() => new Recorder(join(folder, "file", "below"), "horn-1", 16_000, 0)).toThrow();
  });
});
