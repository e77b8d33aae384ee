import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { tone, wav } from "../../test/wav.test-support";
import type { CliFailure } from "../cli-failure";
import { type AudioSource, SOURCE_FRAME } from "./audio-source";
import { fileSource, pcmSource } from "./file-source";

const folder = mkdtempSync(join(tmpdir(), "dalaba-source-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function put(name: string, bytes: Uint8Array): string {
  const file = join(folder, name);
  writeFileSync(file, bytes);
  return file;
}

function frames(source: AudioSource): Int16Array[] {
  const all: Int16Array[] = [];
  for (let frame = source.take(); frame instanceof Int16Array; frame = source.take()) all.push(frame);
  return all;
}

const failure = (path: string): Promise<CliFailure> =>
  fileSource(path, { loop: false }).then(
    () => expect.unreachable(),
    (error: CliFailure) => error,
  );

describe("a file of sound", () => {
  test("becomes frames of 20 ms at 48 kHz, the last filled with silence", async () => {
    const source = await fileSource(put("a.wav", wav(tone(0.11, 16_000), 16_000)), { loop: false });
    expect(source).toMatchObject({ kind: "file", durationMs: 120, live: false, waiting: 6 });
    const all = frames(source);
    expect(all.map((each) => each.length)).toEqual(Array(6).fill(SOURCE_FRAME));
    expect(Math.max(...(all[2] as Int16Array))).toBeGreaterThan(15_000);
    expect((all[5] as Int16Array).subarray(490).every((sample) => sample === 0)).toBe(true);
    expect(source.take()).toBe("ended");
  });

  test.each(["tone.mp3", "tone.ogg", "tone.opus", "tone.flac", "tone.m4a"])("may be %s", async (name) => {
    const bytes = readFileSync(new URL(`../../../../packages/codec/testdata/${name}`, import.meta.url));
    const source = await fileSource(put(name, bytes), { loop: false });
    const all = frames(source);
    expect(all.length).toBeGreaterThan(72);
    expect(all.length).toBeLessThan(82);
    expect(Math.max(...(all[40] as Int16Array))).toBeGreaterThan(8_000);
  });

  test("loops without a gap, for as long as it is asked", () => {
    const pcm = Int16Array.from({ length: SOURCE_FRAME + 100 }, (_, i) => i);
    const source = pcmSource(pcm, { loop: true });
    const all = Array.from({ length: 50 }, () => [...(source.take() as Int16Array)]).flat();
    expect(all).toEqual(Array.from({ length: 50 * SOURCE_FRAME }, (_, i) => i % pcm.length));
    expect(source.durationMs).toBeUndefined();
    expect(source.waiting).toBe(Number.POSITIVE_INFINITY);
  });

  test("that is shorter than a frame loops too", () => {
    const source = pcmSource(Int16Array.of(1, 2, 3), { loop: true });
    expect([...(source.take() as Int16Array)].slice(0, 7)).toEqual([1, 2, 3, 1, 2, 3, 1]);
  });

  test("that is none says so with a code", async () => {
    expect(await failure(join(folder, "nowhere.wav"))).toMatchObject({ code: "file-missing", exit: 2 });
    expect(await failure(folder)).toMatchObject({ code: "file-missing", exit: 2 });
    expect(await failure(put("x.wav", Buffer.from("RIFFnonsense")))).toMatchObject({
      code: "audio-unreadable",
    });
    expect(await failure(put("e.wav", wav(new Int16Array(0))))).toMatchObject({ code: "audio-empty" });
    expect(await failure(put("e.bin", new Uint8Array(0)))).toMatchObject({ code: "audio-empty", exit: 2 });
  });
});
