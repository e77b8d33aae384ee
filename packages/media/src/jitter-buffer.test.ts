import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { JitterBuffer, messageFrom, SEQUENCE_WINDOW } from "./jitter-buffer";

const packet = Uint8Array.of(1);
const message = (sequence: number, frame = sequence, frames = 1) => ({
  sequence,
  mediaTime: frame * 960,
  frames: Array.from({ length: frames }, () => packet),
  disc: false,
});

describe("the jitter buffer", () => {
  test("gives each frame once, at its place", () => {
    const buffer = new JitterBuffer();
    buffer.push(message(0, 0, 3), 0);
    buffer.push(message(1, 4), 0);
    expect(buffer.take(960)?.sequence).toBe(0);
    expect(buffer.take(960)).toBeUndefined();
    expect(buffer.peek(1_920)?.mediaTime).toBe(1_920);
    expect(buffer.firstFrom(1_921)).toBe(3_840);
    expect(buffer.firstFrom(3_841)).toBeUndefined();
    expect(buffer.size).toBe(3);
    expect(buffer.counts).toEqual({ received: 4, late: 0, duplicate: 0, overflow: 0 });
  });

  test("tells a repeated message by its sequence, within and behind the window", () => {
    const buffer = new JitterBuffer();
    buffer.push(message(5), 0);
    buffer.push(message(5), 0);
    expect(buffer.counts.duplicate).toBe(1);
    buffer.push(message(5 + SEQUENCE_WINDOW, 70), 0);
    buffer.push(message(5, 5, 2), 0);
    expect(buffer.counts).toMatchObject({ received: 2, duplicate: 3 });
    // Out of order within the window is welcome.
    buffer.push(message(6 + SEQUENCE_WINDOW - 63, 20), 0);
    expect(buffer.counts.received).toBe(3);
  });

  test("keeps the first frame of a place when two messages claim it", () => {
    const buffer = new JitterBuffer();
    buffer.push(message(0, 3), 0);
    buffer.push(message(1, 3), 0);
    expect(buffer.take(3 * 960)?.sequence).toBe(0);
    expect(buffer.counts).toMatchObject({ received: 1, duplicate: 1 });
  });

  test("counts what comes after its place was rendered as late, frame by frame", () => {
    const buffer = new JitterBuffer();
    buffer.push(message(0, 0, 4), 2 * 960);
    expect(buffer.counts).toEqual({ received: 2, late: 2, duplicate: 0, overflow: 0 });
    buffer.dropBefore(3 * 960);
    expect(buffer.counts).toEqual({ received: 1, late: 3, duplicate: 0, overflow: 0 });
    expect(buffer.size).toBe(1);
  });

  test("hands the reset on to the first frame that is kept", () => {
    const buffer = new JitterBuffer();
    buffer.push({ ...message(0, 0, 3), disc: true }, 960);
    expect(buffer.take(960)?.disc).toBe(true);
    expect(buffer.take(1_920)?.disc).toBe(false);
  });

  test("is bounded: at the bound the newest is refused", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(100_000), { maxLength: 400 }), (frames) => {
        const buffer = new JitterBuffer(24_000);
        frames.forEach((frame, i) => {
          buffer.push(message(i, frame), 960 * 1_000);
        });
        expect(buffer.size).toBeLessThanOrEqual(25);
        const { received, late, duplicate, overflow } = buffer.counts;
        expect(received + late + duplicate + overflow).toBe(frames.length);
        expect(received).toBe(buffer.size);
      }),
    );
  });

  test("a message can be cut to what is still wanted", () => {
    const three = message(0, 10, 3);
    expect(messageFrom(three, 0)).toBe(three);
    expect(messageFrom(three, 10 * 960 + 1)).toMatchObject({ mediaTime: 11 * 960, frames: [packet, packet] });
    expect(messageFrom(three, 13 * 960)).toBeUndefined();
  });
});
