import { expect, test } from "vitest";
import { latencyReply } from "../broadcasts/latency-reply";
import { LatencyBoard } from "./latency-board";

const D = { lan: 80_000, wan: 400_000 };
const hop = (p50: number) => ({ p50, p95: 2 * p50, p99: 3 * p50 });

test("way and wait of a class are D together; what nobody measured is null", () => {
  const board = new LatencyBoard();
  expect(board.view(0, D)).toMatchObject({ sender: {}, airMs: null, soundMs: null });
  board.arrived("lan", 80_000, 60_000, 10);
  board.passed(1.5, 10);
  board.sounded(-250, 10);
  const view = board.view(20, D);
  expect(view.classes.lan).toMatchObject({ delayMs: 80, wayMs: { p50: 20 }, waitMs: { p50: 60 } });
  expect(view.classes.wan).toEqual({ delayMs: 400, wayMs: null, waitMs: null });
  expect(view).toMatchObject({ airMs: { p50: 1.5 }, soundMs: { p50: 0.25 } });
  expect(board.view(70_000, D)).toMatchObject({ airMs: null, soundMs: null });
});

test("mouth to ear is the sum, of classes that sounded, and only when every hop is known", () => {
  const board = new LatencyBoard();
  board.arrived("lan", 80_000, 60_000, 10);
  expect(latencyReply(board.view(20, D)).lan.mouthToEarMs).toBeNull();
  board.senderSaid({ captureMs: hop(10), chainMs: hop(1), encodeMs: hop(1), uplinkMs: hop(2) }, 10);
  const told = latencyReply(board.view(20, D));
  expect(told.lan.mouthToEarMs).toEqual({ p50: 114, p95: 128, p99: 142 });
  expect(told.wan.mouthToEarMs).toBeNull();
  expect(latencyReply(board.view(70_000, D)).captureMs).toBeNull();
});
