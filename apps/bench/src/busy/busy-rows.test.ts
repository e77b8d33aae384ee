import { expect, test } from "vitest";
import type { HeardTalk } from "../talk/one-talk";
import { type Busy, busyFigures } from "./busy-rows";

const talk = (firstMs: readonly number[], lostFrames = 0): HeardTalk => ({
  ending: "release",
  firstMs,
  silenceMs: [],
  senderLateMs: 0,
  lostFrames,
});
const answered = { answered: 5_000, failed: 2, heldBack: 0, perSecond: 498, p50Ms: 2, p99Ms: 30 };
const seen = (patch: Partial<Busy>): Busy => ({
  calm: [talk([80, 81])],
  busy: [talk([90, 95]), talk([90, 300], 4)],
  speakers: 2,
  receipts: 10_000_000,
  storeBytes: 3e9,
  requests: answered,
  history: answered,
  copiesMs: [8_000, 12_000],
  ...patch,
});
const rowsOf = (busy: Busy) => new Map(busyFigures(busy).map((figure) => [figure.id, figure]));

test("a talk counts when every speaker sounded in time, and stands beside the calm ones", () => {
  const rows = rowsOf(seen({}));
  expect(rows.get("P4.busy")).toMatchObject({ value: 50, limit: { at: "least", limit: 95 } });
  expect(rows.get("P4.busy.p99")).toMatchObject({ peer: "calm" });
  expect(rows.get("P4.busy.lost")).toMatchObject({ value: 2, peerValue: 0, values: [0, 4] });
  expect(rows.get("busy.requests.rate")?.what).toContain("2 failed");
  expect(rows.get("busy.copy")).toMatchObject({ value: 10, unit: "s" });
});

test("what was never heard or copied has no figure, and does not pass for one", () => {
  const rows = rowsOf(seen({ busy: [], copiesMs: [] }));
  expect(rows.get("P4.busy")?.value).toBeNull();
  expect(rows.get("busy.copy")?.value).toBeNull();
});

test("a silent speaker fails its talk", () => {
  expect(rowsOf(seen({ busy: [talk([90])] })).get("P4.busy")?.value).toBe(0);
});
