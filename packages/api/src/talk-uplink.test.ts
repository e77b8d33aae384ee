import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  encodeUplinkFrame,
  isTalkOpus,
  readTalkClientMessage,
  readTalkServerMessage,
  readUplinkFrame,
  type TalkServerMessage,
} from "./talk-uplink";

describe("an uplink frame", () => {
  test("survives the wire", () => {
    const u32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
    const opus = fc
      .uint8Array({ minLength: 0, maxLength: 1275 })
      .map((rest) => Uint8Array.of(9 << 3, ...rest));
    fc.assert(
      fc.property(fc.boolean(), u32, fc.maxSafeNat(), opus, (voiced, sequence, captureUs, packet) => {
        const read = readUplinkFrame(encodeUplinkFrame({ voiced, sequence, captureUs, opus: packet }));
        expect(read).toEqual({ ok: true, frame: { voiced, sequence, captureUs, opus: packet } });
      }),
    );
  });

  test("has the layout that is documented", () => {
    const frame = {
      voiced: true,
      sequence: 0x01020304,
      captureUs: 0x1122334455,
      opus: Uint8Array.of(0x48, 7),
    };
    expect([...encodeUplinkFrame(frame)]).toEqual([
      ...[1, 1, 0, 0, 1, 2, 3, 4],
      ...[0, 0, 0, 0x11, 0x22, 0x33, 0x44, 0x55, 0x48, 7],
    ]);
  });

  test("is refused when anything in it is wrong, and never throws", () => {
    const good = encodeUplinkFrame({
      voiced: false,
      sequence: 1,
      captureUs: 1,
      opus: Uint8Array.of(0x48, 1),
    });
    for (const [at, value] of [
      [0, 2],
      [1, 2],
      [2, 1],
      [3, 1],
      [8, 0xff],
      [16, 0x4c],
    ] as const) {
      const bad = Uint8Array.from(good);
      bad[at] = value;
      expect(readUplinkFrame(bad)).toMatchObject({ ok: false, code: "uplink-bad-frame" });
    }
    expect(readUplinkFrame(good.subarray(0, 16)).ok).toBe(false);
    fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => void readUplinkFrame(bytes)));
  });
});

test("20 ms mono code 0 and nothing else is talk (RFC 6716 table 2)", () => {
  const taken = Array.from({ length: 32 }, (_, config) => config).filter((config) =>
    isTalkOpus(Uint8Array.of(config << 3, 0)),
  );
  expect(taken).toEqual([1, 5, 9, 13, 15, 19, 23, 27, 31]);
  expect(isTalkOpus(Uint8Array.of((9 << 3) | 4))).toBe(false);
  for (const code of [1, 2, 3]) expect(isTalkOpus(Uint8Array.of((9 << 3) | code))).toBe(false);
  expect(isTalkOpus(new Uint8Array(0))).toBe(false);
  expect(isTalkOpus(new Uint8Array(1277).fill(72))).toBe(false);
});

test("texts are read as what they are, or refused", () => {
  expect(readTalkClientMessage('{"type":"start","source":"mic","more":1}')).toEqual({
    ok: true,
    message: { type: "start", source: "mic" },
  });
  expect(readTalkClientMessage('{"type":"beat"}')).toMatchObject({ ok: true });
  for (const text of [
    "",
    "[]",
    "null",
    "{}",
    '{"type":"start"}',
    '{"type":"start","source":"tape"}',
    '{"type":"x"}',
  ])
    expect(readTalkClientMessage(text)).toMatchObject({ ok: false, code: "uplink-bad-message" });
  const said: TalkServerMessage[] = [
    { type: "ready", broadcast: "00000000000000aa", startInMs: 0, maxMs: 1, framesPerMessage: 3 },
    { type: "on-air", t0Us: 5 },
    { type: "progress", accepted: 1, sounding: 2, of: 3 },
    { type: "ended", because: "time-limit" },
    { type: "error", code: "uplink-busy", detail: "why" },
  ];
  for (const message of said)
    expect(readTalkServerMessage(JSON.stringify(message))).toEqual({ ok: true, message });
  for (const text of ['{"type":"ended","because":"x"}', '{"type":"on-air"}', '{"type":"ready"}', "7"])
    expect(readTalkServerMessage(text).ok).toBe(false);
});

describe("figures in messages", () => {
  const hop = { p50: 1, p95: 2, p99: 3 };
  const holder = { broadcast: "5b0c61d3a9f2e874", by: "李", to: "all", priority: 60, forMs: 5, speakers: 2 };

  test("a beat may say hops; what is not known is left out, what is wrong is refused", () => {
    const said = (hops: unknown) => readTalkClientMessage(JSON.stringify({ type: "beat", hops }));
    expect(said({ captureMs: hop, encodeMs: null, other: 1 })).toEqual({
      ok: true,
      message: { type: "beat", hops: { captureMs: hop } },
    });
    for (const wrong of [1, null, [3], { captureMs: 4 }, { captureMs: { ...hop, p50: -1 } }])
      expect(said(wrong)).toMatchObject({ ok: false, code: "uplink-bad-message" });
  });

  test("progress may name who is busy", () => {
    const heard = (busy: unknown) =>
      readTalkServerMessage(JSON.stringify({ type: "progress", accepted: 1, sounding: 1, of: 3, busy }));
    expect(heard([holder])).toEqual({
      ok: true,
      message: { type: "progress", accepted: 1, sounding: 1, of: 3, busy: [holder] },
    });
    expect(heard(undefined)).toMatchObject({ ok: true });
    for (const wrong of [7, [null], [{ ...holder, broadcast: "x" }], [{ ...holder, forMs: -1 }]])
      expect(heard(wrong)).toMatchObject({ ok: false });
  });
});
