import { describe, expect, test } from "vitest";
import { createResampler } from "./resampler";
import { concat, seeded } from "./signal.test-support";

function sine(rate: number, hz: number, frames: number): Float32Array {
  return Float32Array.from({ length: frames }, (_, i) => 0.5 * Math.sin((2 * Math.PI * hz * i) / rate));
}

async function throughChunks(
  from: number,
  to: number,
  input: Float32Array,
  seed: number,
): Promise<Float32Array> {
  const resampler = await createResampler({ from, to, channels: 1 });
  const random = seeded(seed);
  const parts: Float32Array[] = [];
  for (let at = 0; at < input.length; ) {
    const n = Math.floor(random() * 3_000);
    parts.push(resampler.process(input.subarray(at, at + n)));
    at += n;
  }
  parts.push(resampler.flush());
  resampler.free();
  return concat(parts);
}

describe("a resampler", () => {
  test.each([
    [48_000, 16_000],
    [44_100, 48_000],
    [44_100, 16_000],
    [16_000, 48_000],
    [8_000, 16_000],
  ])("keeps a 1 kHz tone in place and in length from %i to %i Hz, in any chunks", async (from, to) => {
    const heard = await throughChunks(from, to, sine(from, 1_000, from), from + to);
    expect(heard.length).toBe(to);
    const wanted = sine(to, 1_000, to);
    let worst = 0;
    for (let i = 200; i < to - 200; i++) worst = Math.max(worst, Math.abs(heard[i]! - wanted[i]!));
    // -60 dB of full scale: the tone neither moved (one sample would be -20 dB) nor was coloured.
    expect(worst).toBeLessThan(0.001);
  });

  test("gives the same samples whatever the chunks were", async () => {
    const input = sine(48_000, 700, 20_000);
    expect(await throughChunks(48_000, 16_000, input, 1)).toEqual(
      await throughChunks(48_000, 16_000, input, 2),
    );
  });

  test("takes away what would alias", async () => {
    const heard = await throughChunks(48_000, 16_000, sine(48_000, 11_000, 48_000), 3);
    expect(Math.max(...heard.subarray(200, -200).map(Math.abs))).toBeLessThan(0.005);
  });

  test("keeps channels apart", async () => {
    const resampler = await createResampler({ from: 48_000, to: 16_000, channels: 2 });
    const left = sine(48_000, 500, 4_800);
    const both = new Float32Array(9_600);
    left.forEach((v, i) => {
      both[2 * i] = v;
    });
    const out = concat([resampler.process(both), resampler.flush()]);
    expect(out.length).toBe(2 * 1_600);
    expect(out.filter((_, i) => i % 2 === 1).every((v) => v === 0)).toBe(true);
    expect(out.some((v) => Math.abs(v) > 0.4)).toBe(true);
    resampler.free();
    resampler.free();
    expect(() => resampler.process(both)).toThrow();
  });

  test("copies when the rates are equal", async () => {
    const resampler = await createResampler({ from: 16_000, to: 16_000, channels: 1 });
    const input = sine(16_000, 300, 100);
    const out = resampler.process(input);
    expect(out).toEqual(input);
    expect(out.buffer).not.toBe(input.buffer);
    expect(resampler.flush().length).toBe(0);
  });

  test("refuses options out of range", async () => {
    for (const wrong of [{ from: 0 }, { to: 1e6 }, { channels: 0 }, { channels: 1.5 }, { quality: 11 }])
      await expect(createResampler({ from: 8_000, to: 16_000, channels: 1, ...wrong })).rejects.toThrow(
        RangeError,
      );
  });
});
