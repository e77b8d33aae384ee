import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { OggOpusWriter } from "@dalaba/media";
import { afterEach, beforeEach, expect, test } from "vitest";
import { until } from "./air-harness.test-support";
import { systemClocks } from "./clocks";
import { Journal, SEGMENT_BYTES } from "./journal";
import type { JournalEntry, JournalLine, JournalPosition } from "./journal-line";
import { recoverJournal } from "./journal-recovery";
import { recordedSamples } from "./last-granule";
import { airSocketPath } from "./socket-path";

let folder: string;
let durable: JournalPosition[];
let troubles: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "dalaba-journal-"));
  durable = [];
  troubles = [];
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = () =>
  new Journal(
    {
      folder,
      clocks: systemClocks,
      onDurable: (position) => void durable.push(position),
      onTrouble: (detail) => void troubles.push(detail),
    },
    recoverJournal(folder),
  );

const settled = (broadcast: string): JournalEntry => ({ type: "settled", broadcast });

function lines(): JournalLine[] {
  return readdirSync(folder)
    .sort()
    .flatMap((file) => readFileSync(join(folder, file), "utf8").split("\n"))
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as JournalLine);
}

test("a line written now is in the file when the call returns, with all before it", async () => {
  const journal = open();
  journal.write(settled("first"));
  expect(lines()).toEqual([]);
  expect(journal.writeNow(settled("second"))).toBe(true);
  expect(lines().map((line) => line.type === "settled" && line.broadcast)).toEqual(["first", "second"]);
  await until("durable", () => durable.length > 0);
  const size = readFileSync(join(folder, "air-000001.jsonl")).length;
  expect(durable.at(-1)).toEqual({ segment: 1, offset: size });
  await journal.close();
});

test("a broadcast that begins has half a second before anybody is told of its lines, and one more does not prolong it", async () => {
  const journal = open();
  const sinceMs = performance.now();
  journal.writeNow(settled("begun"));
  await until("on disk", () => journal.durable.offset > 0);
  expect(durable).toEqual([]);
  await new Promise((resolve) => setTimeout(resolve, 300));
  journal.writeNow(settled("another"));
  await until("told", () => durable.length > 0);
  const afterMs = performance.now() - sinceMs;
  expect(afterMs).toBeGreaterThan(490);
  expect(lines()).toHaveLength(2);
  const size = readFileSync(join(folder, "air-000001.jsonl")).length;
  expect(durable).toEqual([{ segment: 1, offset: size }]);
  await journal.close();
});

test("numbers go on after a restart, and a torn last line is cut off", async () => {
  const journal = open();
  journal.writeNow(settled("a"));
  journal.writeNow(settled("b"));
  await journal.close();
  const file = join(folder, "air-000001.jsonl");
  writeFileSync(file, `${readFileSync(file, "utf8")}{"n":3,"type":"set`);
  const next = open();
  next.writeNow(settled("c"));
  await next.close();
  expect(lines().map(({ n }) => n)).toEqual([1, 2, 3]);
});

test("segments rotate at 16 MiB, and no line is torn between two", async () => {
  const journal = open();
  const long = "x".repeat(1024 * 1024);
  for (let i = 0; i < 20; i++) journal.writeNow(settled(`${i}${long}`));
  await journal.close();
  expect(readdirSync(folder).sort()).toEqual(["air-000001.jsonl", "air-000002.jsonl"]);
  expect(readFileSync(join(folder, "air-000001.jsonl")).length).toBeLessThanOrEqual(SEGMENT_BYTES);
  expect(lines().map(({ n }) => n)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  const next = open();
  expect(next.durable.segment).toBe(2);
  await next.close();
});

test("what a full disk refuses is written when it takes it again, once and in order", async () => {
  let room = 10;
  const journal = new Journal(
    {
      folder,
      clocks: systemClocks,
      onDurable: (position) => void durable.push(position),
      onTrouble: (detail) => void troubles.push(detail),
      write: (file, bytes, at, position) => {
        // A full disk takes a part of a line before it refuses.
        if (room === 0) throw new Error("ENOSPC: no space left on device");
        const taken = writeSync(file, bytes, at, Math.min(room, bytes.length - at), position);
        room -= taken;
        return taken;
      },
    },
    recoverJournal(folder),
  );
  expect(journal.writeNow(settled("a"))).toBe(false);
  journal.write(settled("b"));
  expect(troubles).toEqual(["ENOSPC: no space left on device"]);
  room = 1e6;
  await until("written", () => durable.length > 0);
  expect(lines().map((line) => [line.n, line.type === "settled" && line.broadcast])).toEqual([
    [1, "a"],
    [2, "b"],
  ]);
  await journal.close();
});

test("finds broadcasts that began and never ended", () => {
  mkdirSync(folder, { recursive: true });
  const text = [
    { n: 1, type: "begin", broadcast: "a" },
    { n: 2, type: "begin", broadcast: "b" },
    { n: 3, type: "end", broadcast: "a" },
  ]
    .map((line) => JSON.stringify(line))
    .join("\n");
  writeFileSync(join(folder, "air-000004.jsonl"), `${text}\nnot json\n`);
  const state = recoverJournal(folder);
  expect(state).toMatchObject({ segment: 4, n: 3 });
  expect(state.unended.map(({ broadcast }) => broadcast)).toEqual(["b"]);
  expect(recoverJournal(join(folder, "nowhere"))).toEqual({ segment: 1, offset: 0, n: 0, unended: [] });
});

test("an interrupted recording tells how much it holds", () => {
  const writer = new OggOpusWriter({ serial: 1, preSkip: 312, inputSampleRate: 48_000 });
  const pages = [writer.header()];
  for (let i = 0; i < 95; i++) {
    const page = writer.push(Uint8Array.of(72, 1, 2), 960);
    if (page) pages.push(page);
  }
  const path = join(folder, "x.opus");
  const bytes = Buffer.concat(pages);
  writeFileSync(path, bytes);
  expect(recordedSamples(path)).toBe(90 * 960);
  writeFileSync(path, bytes.subarray(0, bytes.length - 3));
  expect(recordedSamples(path)).toBeGreaterThan(0);
  writeFileSync(path, "");
  expect(recordedSamples(path)).toBe(0);
  expect(recordedSamples(join(folder, "nothing"))).toBe(0);
});

test("a data folder with a long path gets its socket in the temporary folder", () => {
  expect(airSocketPath("/data")).toBe("/data/run/air.sock");
  const far = airSocketPath(`/${"very-long-name/".repeat(10)}`);
  expect(Buffer.byteLength(far)).toBeLessThanOrEqual(100);
  expect(far).toMatch(/dalaba-[0-9a-f]{12}\.sock$/);
});
