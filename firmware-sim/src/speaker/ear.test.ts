import { describe, expect, it } from "vitest";
import { EAR_DELAY_US, Ear } from "./ear";

/** A packet's first byte becomes the level of its four samples; 1 ms each. */
const decoder = {
  decode: (packet: Uint8Array) => new Float32Array(4).fill((packet[0] ?? 0) / 10),
  conceal: () => null,
  decodeFec: () => null,
};

const ear = () => new Ear(decoder as unknown as ConstructorParameters<typeof Ear>[0], 1_000);
const FOREVER = Number.POSITIVE_INFINITY;

describe("an ear at a speaker that counts", () => {
  it("lays frames where they would have sounded, over the edges of blocks", () => {
    const made = ear();
    const block = new Float32Array(3).fill(9);
    made.hear(Uint8Array.of(5), 1_000);
    expect(made.fill(EAR_DELAY_US, block, FOREVER)).toBe(true);
    expect([...block]).toEqual([0, 0.5, 0.5]);
    made.hear(Uint8Array.of(1), 5_000);
    expect(made.fill(EAR_DELAY_US + 3_000, block, FOREVER)).toBe(true);
    expect([...block].map((each) => Math.round(each * 10))).toEqual([5, 5, 1]);
    made.fill(EAR_DELAY_US + 6_000, block, FOREVER);
    expect(made.fill(EAR_DELAY_US + 9_000, block, FOREVER)).toBe(false);
    expect([...block]).toEqual([0, 0, 0]);
  });

  it("is silent after a cut", () => {
    const made = ear();
    const block = new Float32Array(4);
    made.hear(Uint8Array.of(5), 0);
    made.fill(EAR_DELAY_US, block, 2_000);
    expect([...block]).toEqual([0.5, 0.5, 0, 0]);
  });
});
