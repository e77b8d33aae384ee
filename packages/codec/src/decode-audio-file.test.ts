import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { sniffAudio } from "./audio-format";
import { decodeAudioFile } from "./decode-audio-file";
import { mp4Bounds } from "./mp4-bounds";
import { rms, seeded } from "./signal.test-support";

// 1.5 s of 440 Hz at half of full scale, 16 kHz, encoded with ffmpeg.
const file = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../testdata/${name}`, import.meta.url)));

function wav(tag: 1 | 3, channels: number, bits: number, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(44 + data.length);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode("RIFF"), 0);
  view.setUint32(4, 36 + data.length, true);
  bytes.set(new TextEncoder().encode("WAVEfmt "), 8);
  view.setUint32(16, 16, true);
  view.setUint16(20, tag, true);
  view.setUint16(22, channels, true);
  view.setUint32(24, 16_000, true);
  view.setUint32(28, (16_000 * channels * bits) / 8, true);
  view.setUint16(32, (channels * bits) / 8, true);
  view.setUint16(34, bits, true);
  bytes.set(new TextEncoder().encode("data"), 36);
  view.setUint32(40, data.length, true);
  bytes.set(data, 44);
  return bytes;
}

const FILES = [
  { name: "tone.wav", format: "wav", rate: 16_000 },
  { name: "tone.mp3", format: "mp3", rate: 16_000 },
  { name: "tone.flac", format: "flac", rate: 16_000 },
  { name: "tone.m4a", format: "m4a", rate: 16_000 },
  { name: "tone-stereo-faststart.m4a", format: "m4a", rate: 16_000 },
  { name: "tone.aac", format: "aac", rate: 32_000 },
  { name: "tone.ogg", format: "oga", rate: 16_000 },
  { name: "tone.opus", format: "opus", rate: 48_000 },
];

/** Cycles of the tone by zero crossings: tells rate mistakes from right ones. */
function hertz(pcm: Float32Array, rate: number): number {
  const from = Math.floor(pcm.length / 4);
  const to = Math.floor((pcm.length * 3) / 4);
  let crossings = 0;
  for (let i = from + 1; i < to; i++) if (pcm[i - 1]! < 0 && pcm[i]! >= 0) crossings++;
  return (crossings * rate) / (to - from);
}

describe("a file of sound", () => {
  test.each(FILES)("$name decodes to mono in -1..1", async ({ name, format, rate }) => {
    const got = await decodeAudioFile(file(name));
    if (!got.ok) throw new Error(got.detail);
    expect(got).toMatchObject({ format, sampleRate: rate, channels: 1 });
    expect(got.seconds).toBeGreaterThan(1.45);
    expect(got.seconds).toBeLessThan(1.6);
    expect(hertz(got.pcm, rate)).toBeGreaterThan(436);
    expect(hertz(got.pcm, rate)).toBeLessThan(444);
    expect(rms(got.pcm.subarray(rate / 2, rate))).toBeGreaterThan(0.2);
    expect(got.pcm.every((v) => v >= -1 && v <= 1)).toBe(true);
  });

  test("our own recording decodes, gaps and all", async () => {
    const bytes = new Uint8Array(
      readFileSync(new URL("../../media/testdata/recording.ogg", import.meta.url)),
    );
    const got = await decodeAudioFile(bytes);
    if (!got.ok) throw new Error(got.detail);
    // 100 frames of 20 ms, ten of them a gap, less the pre-skip.
    expect(got.pcm.length).toBe(100 * 960 - 312);
    const silent = got.pcm.subarray(52 * 960, 59 * 960);
    expect(Math.max(...silent.map(Math.abs))).toBeLessThan(1e-4);
    expect(rms(got.pcm.subarray(20 * 960, 40 * 960))).toBeGreaterThan(0.1);
    expect(rms(got.pcm.subarray(65 * 960, 90 * 960))).toBeGreaterThan(0.1);
  });

  test("keeps its channels when asked", async () => {
    const left = Int16Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? 16_384 : 0));
    const bytes = wav(1, 2, 16, new Uint8Array(left.buffer));
    const stereo = await decodeAudioFile(bytes, { mono: false });
    if (!stereo.ok) throw new Error(stereo.detail);
    expect(stereo.channels).toBe(2);
    expect([...stereo.pcm.subarray(0, 4)].map((v) => Math.round(v * 100))).toEqual([50, 0, 50, 0]);
    const mono = await decodeAudioFile(bytes);
    if (!mono.ok) throw new Error(mono.detail);
    expect(mono.pcm[0]).toBeCloseTo(0.25, 3);
  });
});

describe("limits", () => {
  test("an empty file is audio-empty, a header without sound too", async () => {
    expect(await decodeAudioFile(new Uint8Array(0))).toMatchObject({ ok: false, code: "audio-empty" });
    expect(await decodeAudioFile(wav(1, 1, 16, new Uint8Array(0)))).toMatchObject({
      ok: false,
      code: "audio-empty",
    });
  });

  test("too many bytes are refused unread", async () => {
    expect(await decodeAudioFile(file("tone.wav"), { maxBytes: 1_000 })).toMatchObject({
      ok: false,
      code: "audio-too-large",
    });
  });

  test.each(FILES)("$name is audio-too-long past a limit in seconds", async ({ name }) => {
    expect(await decodeAudioFile(file(name), { maxSeconds: 1 })).toMatchObject({
      ok: false,
      code: "audio-too-long",
    });
  });

  test("decoding that takes too long is ended", async () => {
    expect(await decodeAudioFile(file("tone.mp3"), { timeoutMs: 0 })).toMatchObject({
      ok: false,
      code: "audio-unreadable",
    });
  });
});

describe("hostile and broken files", () => {
  test("anything else is audio-unreadable", async () => {
    for (const bytes of [
      Uint8Array.from([1, 2, 3]),
      new TextEncoder().encode("%PDF-1.7 not a sound"),
      new TextEncoder().encode("OggS but no more"),
    ])
      expect(await decodeAudioFile(bytes)).toMatchObject({ ok: false, code: "audio-unreadable" });
  });

  test("an MP4 index that claims more than the file holds never reaches the decoder", async () => {
    const bytes = file("tone.m4a").slice();
    const at = Buffer.from(bytes).indexOf("stsz");
    const view = new DataView(bytes.buffer);
    view.setUint32(at + 12, 0xffff_ffff);
    expect(mp4Bounds(bytes)).toBeUndefined();
    expect(await decodeAudioFile(bytes)).toMatchObject({ ok: false, code: "audio-unreadable" });
    view.setUint32(at + 8, 1);
    view.setUint32(at + 12, bytes.length);
    expect(mp4Bounds(bytes)?.seconds).toBeGreaterThan(100);
    expect(await decodeAudioFile(bytes, { maxSeconds: 60 })).toMatchObject({
      ok: false,
      code: "audio-too-long",
    });
  });

  test("bent and cut files of every kind give an answer, never an exception", async () => {
    const random = seeded(5);
    for (const { name } of FILES) {
      for (let round = 0; round < 2; round++) {
        const whole = file(name);
        const bytes = whole.slice(0, Math.floor(whole.length * (0.3 + 0.7 * random())));
        for (let k = 0; k < 20; k++) bytes[Math.floor(random() * bytes.length)] = random() * 256;
        const got = await decodeAudioFile(bytes, { maxSeconds: 10, timeoutMs: 20_000 });
        if (got.ok) expect(got.pcm.every(Number.isFinite)).toBe(true);
        else expect(got.code).toMatch(/^audio-/);
      }
    }
  }, 120_000);

  test("samples that are no numbers become silence", async () => {
    const samples = Float32Array.of(Number.NaN, Number.POSITIVE_INFINITY, -7, 0.5);
    const bytes = wav(3, 1, 32, new Uint8Array(samples.buffer));
    const got = await decodeAudioFile(bytes);
    if (!got.ok) throw new Error(got.detail);
    expect([...got.pcm.subarray(0, 3)]).toEqual([0, 1, -1]);
  });
});

describe("sniffing", () => {
  test.each(FILES)("$name is $format by its bytes", ({ name, format }) => {
    expect(sniffAudio(file(name))).toBe(format);
  });

  test("never throws", () => {
    const random = seeded(3);
    for (let i = 0; i < 2_000; i++) {
      const bytes = Uint8Array.from({ length: Math.floor(random() * 40) }, () => random() * 256);
      sniffAudio(bytes);
      mp4Bounds(bytes);
    }
  });
});
