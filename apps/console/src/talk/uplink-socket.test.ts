import type { TalkServerMessage } from "@dalaba/api/browser";
import { beforeEach, expect, test } from "vitest";
import { FakeSocket } from "./fake-socket.test-support";
import { UplinkSocket } from "./uplink-socket";

const ready: TalkServerMessage = {
  ...{ type: "ready", broadcast: "00000000000000a1", startInMs: 0, maxMs: 1000, framesPerMessage: 1 },
};
const opus = Uint8Array.of(72, 1, 2);

let nowMs = 0;
let socket: FakeSocket;
let heard: TalkServerMessage[];
let lost: number;

function uplink(): UplinkSocket {
  return new UplinkSocket({
    url: "ws://air/talk?ticket=T",
    openSocket: (url, protocol) => {
      socket = new FakeSocket(url, protocol);
      return socket;
    },
    nowMs: () => nowMs,
    onMessage: (message) => heard.push(message),
    onLost: () => lost++,
  });
}

/** Tends every 20 ms, as captured frames do. */
function tend(line: UplinkSocket, ms: number): void {
  for (const end = nowMs + ms; nowMs < end; nowMs += 20) line.tend();
}

beforeEach(() => {
  nowMs = 1000;
  heard = [];
  lost = 0;
});

test("opens with the subprotocol, says that a microphone speaks, and passes frames on", () => {
  const line = uplink();
  expect(socket).toMatchObject({
    url: "ws://air/talk?ticket=T",
    protocol: "dalaba.talk.1",
    binaryType: "arraybuffer",
  });
  line.frame({ voiced: true, sequence: 0, captureUs: 5, opus });
  expect(socket.frames).toEqual([]);
  socket.open();
  nowMs += 12;
  socket.hear(ready);
  expect(line.readyAfterMs).toBe(12);
  line.frame({ voiced: true, sequence: 7, captureUs: 1_700_000_000_123_456, opus });
  line.end();
  expect(socket.said).toEqual(["start", "end"]);
  expect(socket.frames).toEqual([{ voiced: true, sequence: 7, captureUs: 1_700_000_000_123_456, opus }]);
  expect(heard).toEqual([ready]);
});

test("beats at least every 200 ms while no frame flows, and not beside frames", () => {
  const line = uplink();
  tend(line, 1000);
  expect(socket.said).toEqual([]);
  socket.open();
  tend(line, 1000);
  expect(socket.said.filter((each) => each === "beat")).toHaveLength(9);
  socket.said.length = 0;
  for (let i = 0; i < 50; i++) {
    line.frame({ voiced: false, sequence: i, captureUs: 0, opus });
    tend(line, 20);
  }
  expect(socket.said).toEqual([]);
});

test("is lost when air falls silent on air, once, and says nothing more", () => {
  const line = uplink();
  socket.open();
  socket.hear(ready);
  tend(line, 3000);
  expect(lost).toBe(0);
  socket.hear({ type: "on-air", t0Us: 1 });
  tend(line, 580);
  socket.hear({ type: "progress", accepted: 0, sounding: 0, of: 1 });
  tend(line, 580);
  expect(lost).toBe(0);
  tend(line, 100);
  expect(lost).toBe(1);
  expect(socket.closedWith).toBe(1000);
  socket.hear({ type: "ended", because: "finished" });
  expect(heard.map(({ type }) => type)).toEqual(["ready", "on-air", "progress"]);
});

test("is not lost while the page lags behind its own microphone", () => {
  const line = uplink();
  socket.open();
  socket.hear({ type: "on-air", t0Us: 1 });
  for (let i = 0; i < 100; i++, nowMs += 20) line.tend(true);
  tend(line, 580);
  expect(lost).toBe(0);
  tend(line, 100);
  expect(lost).toBe(1);
});

test("is lost when what it sends is not taken for 600 ms", () => {
  const line = uplink();
  socket.open();
  socket.bufferedAmount = 300;
  tend(line, 580);
  expect(lost).toBe(0);
  tend(line, 100);
  expect(lost).toBe(1);
});

test("is lost when it closes without an end, and not when it closes after one", () => {
  uplink();
  socket.open();
  socket.break();
  expect(lost).toBe(1);
  uplink();
  socket.open();
  socket.hear({ type: "error", code: "uplink-ticket", detail: "used" });
  socket.break();
  expect(lost).toBe(1);
  expect(heard.at(-1)).toEqual({ type: "error", code: "uplink-ticket", detail: "used" });
});

test("passes over what it cannot read", () => {
  uplink();
  socket.open();
  socket.hear("nonsense");
  socket.hear('{"type":"weather"}');
  expect([heard, lost]).toEqual([[], 0]);
});
