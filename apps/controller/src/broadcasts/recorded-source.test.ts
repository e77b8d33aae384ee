import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  readTalkClientMessage,
  readUplinkFrame,
  TALK_SUBPROTOCOL,
  type TalkServerMessage,
} from "@dalaba/api";
import { SILENCE_20_MS } from "@dalaba/media";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import { until } from "../air/air-harness.test-support";
import { fakeOpus } from "../air/test-sender.test-support";
import { RecordedSource, recordedFrames } from "./recorded-source";

let folder: string;
let path: string;
let server: Server;
let line: WebSocket | undefined;
let heard: { sequence: number; atMs: number }[];
let texts: string[];
let startInMs: number;
let readyMs: number;
let opening: TalkServerMessage | undefined;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "dalaba-source-"));
  path = join(folder, "talk.sock");
  heard = [];
  texts = [];
  startInMs = 0;
  opening = { type: "on-air", t0Us: 1 };
  const sockets = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => (offered.has(TALK_SUBPROTOCOL) ? TALK_SUBPROTOCOL : false),
  });
  server = createServer();
  server.on("upgrade", (request, socket, head) =>
    sockets.handleUpgrade(request, socket, head, (connection) => {
      line = connection;
      connection.on("message", (data: Buffer, binary) => take(data, binary));
    }),
  );
  await new Promise<void>((resolve) => server.listen(path, resolve));
});
afterEach(async () => {
  line?.terminate();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

function say(message: TalkServerMessage): void {
  line?.send(JSON.stringify(message));
}

function take(data: Buffer, binary: boolean): void {
  if (binary) {
    const read = readUplinkFrame(data);
    if (!read.ok) throw new Error(read.detail);
    heard.push({ sequence: read.frame.sequence, atMs: performance.now() - readyMs });
    return;
  }
  const read = readTalkClientMessage(data.toString());
  if (!read.ok) throw new Error(read.detail);
  texts.push(read.message.type);
  if (read.message.type === "start") {
    readyMs = performance.now();
    say({ type: "ready", broadcast: "0".repeat(16), startInMs, maxMs: 60_000, framesPerMessage: 3 });
    if (opening) say(opening);
  }
  if (read.message.type === "end") say({ type: "ended", because: "finished" });
}

const frames = (count: number) => Array.from({ length: count }, (_, n) => fakeOpus(n));
const numbers = (count: number) => Array.from({ length: count }, (_, n) => n);

describe("a recording that is played", () => {
  it("arrives whole and in order, a little ahead of its time, and ends", async () => {
    const played = await RecordedSource.play(path, "t", frames(60));
    if (!played.ok) throw new Error(played.detail);
    expect(await played.value.over).toEqual({ type: "ended", because: "finished" });
    expect(heard.map(({ sequence }) => sequence)).toEqual(numbers(60));
    const last = heard.at(-1)?.atMs ?? 0;
    // Frame 59 is due after 1,180 ms and leaves a quarter of the way ahead.
    expect(last).toBeLessThan(1_180);
    expect(last).toBeGreaterThan(1_180 / 1.25 - 50);
    expect(texts).toEqual(["start", "end"]);
  });

  it("loses no word when this process stands still for a second", async () => {
    const played = await RecordedSource.play(path, "t", frames(100));
    if (!played.ok) throw new Error(played.detail);
    await until("half a second of it is out", () => heard.length > 30);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_000);
    await played.value.over;
    expect(heard.map(({ sequence }) => sequence)).toEqual(numbers(100));
  });

  it("moves the rest back after a longer standstill, and still says every word", async () => {
    const played = await RecordedSource.play(path, "t", frames(60));
    if (!played.ok) throw new Error(played.detail);
    await until("it has begun", () => heard.length > 5);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2_500);
    await played.value.over;
    const sequences = heard.map(({ sequence }) => sequence);
    expect(sequences).toHaveLength(60);
    const gaps = sequences.slice(1).filter((sequence, n) => sequence !== (sequences[n] as number) + 1);
    expect(gaps).toHaveLength(1);
  });

  it("waits for the chime, and beats where frames are missing", async () => {
    startInMs = 300;
    const missing = [...frames(2), ...new Array<undefined>(20).fill(undefined), ...frames(1)];
    const played = await RecordedSource.play(path, "t", missing);
    if (!played.ok) throw new Error(played.detail);
    await played.value.over;
    expect(heard.map(({ sequence }) => sequence)).toEqual([0, 1, 22]);
    expect(heard[0]?.atMs).toBeGreaterThanOrEqual(290);
    expect(texts.filter((type) => type === "beat").length).toBeGreaterThan(0);
  });

  it("is refused as busy, or as unreachable where nobody listens", async () => {
    opening = { type: "error", code: "uplink-busy", detail: "32 broadcasts are on air" };
    expect(await RecordedSource.play(path, "t", frames(1))).toMatchObject({ code: "too-busy" });
    const nowhere = join(folder, "none.sock");
    expect(await RecordedSource.play(nowhere, "t", frames(1))).toMatchObject({ code: "air-unreachable" });
  });

  it("leaves the place of what is no 20 ms frame empty", () => {
    const long = Uint8Array.of(0x03, 3, 1, 2);
    const packets = [
      { packet: fakeOpus(1), samples48k: 960 },
      { packet: long, samples48k: 2880 },
      { packet: SILENCE_20_MS.slice(), samples48k: 960 },
    ];
    expect(recordedFrames({ packets }).map((each) => each?.[0])).toEqual([
      72,
      undefined,
      undefined,
      undefined,
      0xf8,
    ]);
  });
});
