import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { floatToPcm16, pcm16Bytes, pcm16ToFloat } from "./pcm";
import { wavHeader } from "./wav-header";
import { WavReader } from "./wav-reader";

function bytesOf(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

function header(fields: {
  tag: number;
  channels: number;
  rate: number;
  bits: number;
  data: number;
  extra?: Uint8Array;
}): Uint8Array {
  const base = wavHeader({ sampleRate: fields.rate, channels: fields.channels, frames: 0 });
  const view = new DataView(base.buffer);
  view.setUint16(20, fields.tag, true);
  view.setUint16(34, fields.bits, true);
  view.setUint32(40, fields.data, true);
  return bytesOf(base.subarray(0, 36), fields.extra ?? new Uint8Array(0), base.subarray(36));
}

/** Reads in chunks of the given sizes, round and round. */
function readAll(bytes: Uint8Array, sizes: readonly number[]): { reader: WavReader; pcm: number[] } {
  const reader = new WavReader();
  const pcm: number[] = [];
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    const got = reader.push(bytes.slice(at, at + size));
    if (!got.ok) throw new Error(got.detail);
    pcm.push(...got.pcm);
    at += size;
  }
  return { reader, pcm };
}

describe("a WAV file", () => {
  test("written is a WAV file read, in whatever chunks it arrives", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -32_768, max: 32_767 }), { maxLength: 300 }),
        fc.array(fc.integer({ min: 1, max: 97 }), { minLength: 1, maxLength: 8 }),
        (samples, sizes) => {
          const pcm = Int16Array.from(samples);
          const bytes = bytesOf(
            wavHeader({ sampleRate: 16_000, channels: 1, frames: pcm.length }),
            pcm16Bytes(pcm),
          );
          const got = readAll(bytes, sizes);
          expect(got.reader.format).toEqual({ sampleRate: 16_000, channels: 1, bits: 16, float: false });
          expect(floatToPcm16(Float32Array.from(got.pcm))).toEqual(pcm);
        },
      ),
    );
  });

  test("may be of 24 bits or of floats, and say so in the extensible way", () => {
    const three = Uint8Array.of(0, 0, 0x40, 0, 0, 0xc0, 0xff, 0xff, 0x7f);
    const pcm = readAll(
      bytesOf(header({ tag: 1, channels: 1, rate: 48_000, bits: 24, data: 9 }), three),
      [5],
    ).pcm;
    expect(pcm.map((v) => Number(v.toFixed(4)))).toEqual([0.5, -0.5, 1]);
    const floats = new Uint8Array(Float32Array.of(0.25, Number.NaN, -9, 2).buffer);
    const heard = readAll(
      bytesOf(header({ tag: 3, channels: 2, rate: 44_100, bits: 32, data: 16 }), floats),
      [3],
    );
    expect(heard.pcm).toEqual([0.25, 0, -1, 1]);
    expect(heard.reader.format).toEqual({ sampleRate: 44_100, channels: 2, bits: 32, float: true });
    const extensible = header({
      tag: 0xfffe,
      channels: 1,
      rate: 8_000,
      bits: 16,
      data: 4,
      extra: new Uint8Array(24),
    });
    const view = new DataView(extensible.buffer);
    view.setUint32(16, 40, true);
    view.setUint16(44, 1, true);
    expect(readAll(bytesOf(extensible, Uint8Array.of(0, 0x40, 0, 0xc0)), [7]).pcm).toEqual([0.5, -0.5]);
  });

  test("may hold other chunks, and things after the sound", () => {
    const list = bytesOf(new TextEncoder().encode("LIST"), Uint8Array.of(5, 0, 0, 0), new Uint8Array(6));
    const bytes = bytesOf(
      header({ tag: 1, channels: 1, rate: 16_000, bits: 16, data: 4, extra: list }),
      Uint8Array.of(0, 0x40, 0, 0x20),
      new TextEncoder().encode("id3 and more"),
    );
    for (const size of [1, 2, 13, 1_000]) expect(readAll(bytes, [size]).pcm).toEqual([0.5, 0.25]);
  });

  test("of unknown length is read to its end", () => {
    for (const data of [0, 0xffff_ffff]) {
      const bytes = bytesOf(
        header({ tag: 1, channels: 1, rate: 16_000, bits: 16, data }),
        new Uint8Array(501),
      );
      expect(readAll(bytes, [64]).pcm).toHaveLength(250);
    }
    expect(new DataView(wavHeader({ sampleRate: 16_000, channels: 1 }).buffer).getUint32(40, true)).toBe(
      0xffff_ffff,
    );
  });

  test.each([
    ["no RIFF", new TextEncoder().encode("this is no wav file")],
    ["8 bits", header({ tag: 1, channels: 1, rate: 16_000, bits: 8, data: 4 })],
    ["A-law", header({ tag: 6, channels: 1, rate: 16_000, bits: 8, data: 4 })],
    ["no channels", header({ tag: 1, channels: 0, rate: 16_000, bits: 16, data: 4 })],
    ["absurd rate", header({ tag: 1, channels: 1, rate: 4_000_000_000, bits: 16, data: 4 })],
    ["sound before format", bytesOf(new TextEncoder().encode("RIFF1234WAVEdata"), new Uint8Array(8))],
    [
      "endless header",
      bytesOf(
        new TextEncoder().encode("RIFF1234WAVEjunk"),
        Uint8Array.of(0, 0, 0, 255),
        new Uint8Array(1_100_000),
      ),
    ],
  ])("is audio-unreadable with %s, and stays so", (_, bytes) => {
    const reader = new WavReader();
    expect(reader.push(bytes)).toMatchObject({ ok: false, code: "audio-unreadable" });
    expect(reader.push(new Uint8Array(100))).toMatchObject({ ok: false, code: "audio-unreadable" });
  });

  test("whatever bytes come, nothing is thrown", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (noise, headed) => {
        const reader = new WavReader();
        if (headed) reader.push(new TextEncoder().encode("RIFF____WAVE"));
        reader.push(noise);
        reader.push(noise);
      }),
    );
  });

  test("has no header past 4 GiB", () => {
    expect(() => wavHeader({ sampleRate: 48_000, channels: 2, frames: 2 ** 30 })).toThrow(RangeError);
  });
});

describe("samples", () => {
  test("clamp, round and take no-number for silence", () => {
    const pcm = floatToPcm16(Float32Array.of(2, -2, Number.NaN, 0.5, 1));
    expect([...pcm]).toEqual([32_767, -32_768, 0, 16_384, 32_767]);
    expect([...pcm16ToFloat(pcm)].slice(1)).toEqual([-1, 0, 0.5, Math.fround(32_767 / 32_768)]);
    expect([...pcm16Bytes(Int16Array.of(-2, 258))]).toEqual([254, 255, 2, 1]);
  });
});
