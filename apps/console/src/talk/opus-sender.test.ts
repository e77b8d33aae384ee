import { createOpusDecoder } from "@dalaba/codec";
import { describe, expect, test, vi } from "vitest";
import { type EncoderEvents, makesTalkOpus, type OpenEncoder, openWasm } from "./frame-encoder";
import { type EncodedFrame, OpusSender } from "./opus-sender";
import type { OutgoingFrame } from "./speech-queue";

const frame = (sequence: number): OutgoingFrame => ({
  pcm: Float32Array.from(
    { length: 960 },
    (_, i) => 0.3 * Math.sin(((sequence * 960 + i) * 2 * Math.PI * 300) / 48_000),
  ),
  ...{ voiced: true, captureMs: sequence * 20, sequence },
});

/** An encoder of the test's own: packets leave when it says so. */
function scripted() {
  let events: EncoderEvents | undefined;
  const pcm: Float32Array[] = [];
  let closed = 0;
  const open: OpenEncoder = async (given) => {
    events = given;
    return { backend: "webcodecs", encode: (each) => void pcm.push(each), close: () => void closed++ };
  };
  return {
    ...{ open, pcm },
    packet: (toc: number) => events?.onPacket(Uint8Array.of(toc, pcm.length)),
    fault: (detail: string) => events?.onFault(detail),
    closed: () => closed,
  };
}

function sender(open: OpenEncoder, instead?: OpenEncoder) {
  const encoded: EncodedFrame[] = [];
  const faults: string[] = [];
  let nowMs = 0;
  const parts = {
    ...{ open, nowMs: () => nowMs++ },
    onEncoded: (each: EncodedFrame) => void encoded.push(each),
    onFault: (detail: string) => void faults.push(detail),
  };
  return { encoded, faults, sender: new OpusSender(instead ? { ...parts, instead } : parts) };
}

describe("a talk's encoder", () => {
  test("gives a packet for each frame in order, also for those that came while it opened", async () => {
    const encoder = scripted();
    const talk = sender(encoder.open);
    talk.sender.push(frame(0));
    await vi.waitFor(() => expect(encoder.pcm).toHaveLength(1));
    talk.sender.push(frame(1));
    expect(talk.sender.waiting).toBe(2);
    encoder.packet(72);
    encoder.packet(72);
    expect(talk.encoded.map((each) => each.frame.sequence)).toEqual([0, 1]);
    expect(talk.encoded[0]?.encodeMs).toBeGreaterThan(0);
    // A packet more than there were frames belongs to none.
    encoder.packet(72);
    expect(talk.encoded).toHaveLength(2);
    expect(talk.sender.waiting).toBe(0);
  });

  test.each([
    ["makes what air would refuse", (each: ReturnType<typeof scripted>) => each.packet(73)],
    ["fails", (each: ReturnType<typeof scripted>) => each.fault("EncodingError: gone")],
  ])("that %s is replaced, and no frame is lost or said twice", async (_, spoil) => {
    const encoder = scripted();
    const talk = sender(encoder.open, openWasm);
    for (let n = 0; n < 5; n++) talk.sender.push(frame(n));
    await vi.waitFor(() => expect(encoder.pcm).toHaveLength(5));
    encoder.packet(72);
    spoil(encoder);
    encoder.packet(72);
    talk.sender.push(frame(5));
    await vi.waitFor(() => expect(talk.encoded).toHaveLength(6));
    expect(talk.encoded.map((each) => each.frame.sequence)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(talk.sender.backend).toBe("wasm");
    expect(encoder.closed()).toBe(1);
    expect(talk.faults).toEqual([]);
    talk.sender.close();
  });

  test("that fails with its replacement says so", async () => {
    const [first, second] = [scripted(), scripted()];
    const talk = sender(first.open, second.open);
    talk.sender.push(frame(0));
    await vi.waitFor(() => expect(first.pcm).toHaveLength(1));
    first.fault("one");
    await vi.waitFor(() => expect(second.pcm).toHaveLength(1));
    second.fault("two");
    expect(talk.faults).toEqual(["two"]);
  });

  test("says nothing more once it is closed", async () => {
    const encoder = scripted();
    const talk = sender(encoder.open);
    talk.sender.push(frame(0));
    await vi.waitFor(() => expect(encoder.pcm).toHaveLength(1));
    talk.sender.close();
    encoder.packet(72);
    encoder.fault("late");
    expect([talk.encoded, talk.faults]).toEqual([[], []]);
  });
});

describe("libopus in the page", () => {
  test("makes 20 ms of mono that a speaker decodes to what was said", async () => {
    const talk = sender(openWasm);
    for (let n = 0; n < 30; n++) talk.sender.push(frame(n));
    await vi.waitFor(() => expect(talk.encoded).toHaveLength(30));
    const decoder = await createOpusDecoder(48_000);
    const heard = talk.encoded.map(({ packet }) => decoder.decode(packet)!);
    expect(heard.every((pcm) => pcm.length === 960)).toBe(true);
    const level = Math.sqrt(heard[20]!.reduce((sum, v) => sum + v * v, 0) / 960);
    expect(level).toBeCloseTo(0.3 / Math.SQRT2, 1);
    decoder.free();
    talk.sender.close();
  });

  test("is tried like any other before it is trusted", async () => {
    expect(await makesTalkOpus(openWasm)).toBe(true);
    const open: OpenEncoder = async ({ onPacket }) => ({
      ...{ backend: "webcodecs", encode: () => onPacket(Uint8Array.of(73)), close: () => undefined },
    });
    expect(await makesTalkOpus(open)).toBe(false);
    expect(await makesTalkOpus(() => Promise.reject(new Error("none")))).toBe(false);
    const silent: OpenEncoder = async () => ({
      ...{ backend: "webcodecs", encode: () => undefined, close: () => undefined },
    });
    expect(await makesTalkOpus(silent)).toBe(false);
  });
});
