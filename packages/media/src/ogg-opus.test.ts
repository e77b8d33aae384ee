import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readOggOpus } from "./ogg-opus-reader";
import { OggOpusWriter } from "./ogg-opus-writer";
import { oggCrc, readOggPage } from "./ogg-page";
import { carriesFec, packetSamples48k, SILENCE_20_MS, silencePackets } from "./opus-packet";
import { RecordingTimeline } from "./recording-timeline";

// Two seconds of a tone from mediaTime 4,800, frames 50-59 missing. opusinfo (opus-tools 0.2) finds it clean;
// the codec package's tests decode it.
const golden = new Uint8Array(readFileSync(new URL("../testdata/recording.ogg", import.meta.url)));
const OPTIONS = { serial: 0xda1aba01, preSkip: 312, inputSampleRate: 16_000 };

function read(bytes: Uint8Array) {
  const file = readOggOpus(bytes);
  if (!file.ok) throw new Error(`${file.code}: ${file.detail}`);
  return file;
}

function write(packets: readonly Uint8Array[], end = true): Uint8Array {
  const writer = new OggOpusWriter(OPTIONS);
  const parts: Uint8Array[] = [writer.header()];
  for (const packet of packets)
    parts.push(writer.push(packet, packetSamples48k(packet)) ?? new Uint8Array(0));
  if (end) parts.push(writer.end());
  return new Uint8Array(Buffer.concat(parts));
}

/** A packet of configuration 9 (SILK, wideband, 20 ms), one frame. */
const frame = (n: number, length = 40): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => (i === 0 ? 9 << 3 : (n * 31 + i) & 255));

describe("an Ogg Opus recording", () => {
  test("reads back: head, comments, packets, length", () => {
    const file = read(golden);
    expect(file.head).toEqual({ channels: 1, preSkip: 312, inputSampleRate: 16_000, outputGainDb: 0 });
    expect(file.comments).toEqual({ TITLE: "东村 喊话", BROADCAST: "00000000000000a1" });
    expect(file.packets).toHaveLength(100);
    expect(file.totalSamples48k).toBe(100 * 960 - 312);
    expect(file).toMatchObject({ truncated: false, holes: 0 });
    const silent = file.packets.flatMap((p, i) => (Buffer.from(p.packet).equals(SILENCE_20_MS) ? [i] : []));
    expect(silent).toEqual([50, 51, 52, 53, 54, 55, 56, 57, 58, 59]);
  });

  test("is written byte for byte as the golden file", () => {
    const file = read(golden);
    const writer = new OggOpusWriter({ ...OPTIONS, comments: file.comments });
    const parts: Uint8Array[] = [writer.header()];
    const timeline = new RecordingTimeline(writer, 4_800);
    file.packets.forEach(({ packet }, i) => {
      if (i >= 50 && i < 60) return;
      const got = timeline.push(4_800 + i * 960, packet);
      if (!got.ok) throw new Error(got.detail);
      parts.push(got.bytes);
    });
    parts.push(writer.end());
    expect(Buffer.concat(parts).equals(golden)).toBe(true);
    expect(timeline.silentSamples).toBe(9_600);
  });

  test("gives a page about every 200 ms", () => {
    const writer = new OggOpusWriter(OPTIONS);
    writer.header();
    const pages: number[] = [];
    for (let i = 0; i < 50; i++) if (writer.push(frame(i), 960) !== null) pages.push(i);
    expect(pages).toEqual([10, 20, 30, 40]);
  });

  test("leaves out at its end what only filled up the last packet", () => {
    const writer = new OggOpusWriter(OPTIONS);
    const parts = [writer.header()];
    for (let i = 0; i < 25; i++) parts.push(writer.push(frame(i), 960) ?? new Uint8Array(0));
    expect(() => writer.end(100_000)).toThrow(RangeError);
    parts.push(writer.end(500));
    expect(read(new Uint8Array(Buffer.concat(parts))).totalSamples48k).toBe(25 * 960 - 312 - 500);
  });

  test("marks the end even when nothing was recorded", () => {
    const bytes = write([]);
    expect(readOggOpus(bytes)).toMatchObject({ ok: false, code: "audio-empty" });
    const last = bytes.lastIndexOf(0x4f);
    expect(bytes[last + 5]).toBe(4);
  });

  test("survives a crash at any byte: all whole pages are read, 200 ms at most are lost", () => {
    const whole = read(golden);
    for (let cut = 0; cut < golden.length; cut += 13) {
      const file = readOggOpus(golden.slice(0, cut));
      if (!file.ok) {
        expect(["audio-unreadable", "audio-empty"]).toContain(file.code);
        continue;
      }
      expect(file.truncated).toBe(true);
      expect(file.packets.length % 10).toBe(0);
      const same = file.packets.every((p, i) => Buffer.compare(p.packet, whole.packets[i]!.packet) === 0);
      expect(same).toBe(true);
    }
    const almost = read(golden.slice(0, golden.length - 1));
    expect(almost.packets.length).toBe(90);
  });

  test("passes over a broken page, counts a hole and reads on", () => {
    const bytes = golden.slice();
    bytes[Math.floor(bytes.length / 2)]! ^= 1;
    const file = read(bytes);
    expect(file.packets.length).toBe(90);
    expect(file.holes).toBe(1);
    expect(file.truncated).toBe(false);
  });

  test("finds the stream after rubbish", () => {
    const bytes = new Uint8Array(golden.length + 999).fill(0x4f);
    bytes.set(golden, 999);
    expect(read(bytes).packets.length).toBe(100);
  });

  test("reads packets that go on over pages, as other writers make them", () => {
    // Two pages of one packet of 600 bytes: 255 + 255 in the first, 90 in the second.
    const big = frame(1, 600);
    const head = write([]).slice(0, write([]).lastIndexOf(0x4f));
    const page = (flags: number, sequence: number, table: number[], body: Uint8Array): Uint8Array => {
      const out = new Uint8Array(27 + table.length + body.length);
      const view = new DataView(out.buffer);
      out.set([0x4f, 0x67, 0x67, 0x53, 0, flags]);
      view.setUint32(6, 960, true);
      view.setUint32(14, OPTIONS.serial, true);
      view.setUint32(18, sequence, true);
      out[26] = table.length;
      out.set(table, 27);
      out.set(body, 27 + table.length);
      view.setUint32(22, oggCrc(out), true);
      return out;
    };
    const first = page(0, 2, [255, 255], big.subarray(0, 510));
    const second = page(5, 3, [90], big.subarray(510));
    const file = read(new Uint8Array(Buffer.concat([head, first, second])));
    expect(file.packets.map((p) => p.packet)).toEqual([big]);
    // The beginning lost: the rest is not taken for a packet.
    const headless = readOggOpus(new Uint8Array(Buffer.concat([head, second])));
    expect(headless).toMatchObject({ ok: false, code: "audio-empty" });
  });

  test("any packets written are the packets read", () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 1_275 }), { minLength: 1, maxLength: 60 }),
        (bodies) => {
          const packets = bodies.map((body) => Uint8Array.of(9 << 3, ...body));
          const file = read(write(packets));
          expect(file.packets.map((p) => p.packet)).toEqual(packets);
          expect(file.totalSamples48k).toBe(Math.max(0, packets.length * 960 - 312));
        },
      ),
      { numRuns: 60 },
    );
  });

  test("whatever bytes come, an answer comes and never an exception", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(golden.length - 1), fc.nat(255)), { maxLength: 30 }),
        fc.nat(golden.length),
        (bends, cut) => {
          const bytes = golden.slice(0, cut);
          for (const [at, value] of bends) if (at < bytes.length) bytes[at] = value;
          const file = readOggOpus(bytes);
          if (file.ok) expect(file.packets.length).toBeGreaterThan(0);
          else expect(file.code).toMatch(/^audio-/);
        },
      ),
      { numRuns: 300 },
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => void readOggOpus(bytes)));
  });

  test("a file of false page heads ends soon", () => {
    const bytes = new Uint8Array(2_000_000);
    for (let at = 0; at + 27 < bytes.length; at += 27) {
      bytes.set([0x4f, 0x67, 0x67, 0x53], at);
      bytes[at + 26] = 255;
    }
    expect(readOggOpus(bytes)).toMatchObject({ ok: false, code: "audio-unreadable" });
  });

  test("has limits in bytes and seconds", () => {
    expect(readOggOpus(golden, { maxBytes: 100 })).toMatchObject({ ok: false, code: "audio-too-large" });
    expect(readOggOpus(golden, { maxSeconds: 1 })).toMatchObject({ ok: false, code: "audio-too-long" });
    expect(readOggOpus(new Uint8Array(0))).toMatchObject({ ok: false, code: "audio-empty" });
  });

  test("knows a page by its checksum", () => {
    // The check value of CRC-32/OGG-like polynomials: "123456789" from 0, unreflected, is 0x89a1897f.
    expect(oggCrc(new TextEncoder().encode("123456789"))).toBe(0x89a1897f);
    expect(readOggPage(golden, 0).ok).toBe(true);
    expect(readOggPage(golden, 1)).toMatchObject({ ok: false, code: "page-broken" });
    expect(readOggPage(golden, golden.length - 5)).toMatchObject({ ok: false, code: "page-cut" });
  });
});

describe("a recording's timeline", () => {
  const lengthAfter = (mediaTimes: readonly number[]): { samples: number; leftOut: number } => {
    const writer = new OggOpusWriter(OPTIONS);
    writer.header();
    const timeline = new RecordingTimeline(writer, 0);
    for (const m of mediaTimes) timeline.push(m, frame(1));
    return { samples: writer.samples48k, leftOut: timeline.leftOut };
  };

  test("is as long as the broadcast, whatever is lost, doubled or late", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(200), { minLength: 1, maxLength: 150 }), (order) => {
        const { samples, leftOut } = lengthAfter(order.map((n) => n * 960));
        expect(samples).toBe((Math.max(...order) + 1) * 960);
        expect(leftOut).toBeLessThan(order.length);
      }),
    );
  });

  test("follows a mediaTime that is off the grid to within 2.5 ms", () => {
    expect(lengthAfter([0, 1_000, 2_060, 5_000]).samples).toBeGreaterThan(5_960 - 120);
    expect(lengthAfter([0, 1_000, 2_060, 5_000]).samples).toBeLessThanOrEqual(5_960);
  });

  test("refuses a gap over an hour and what is no Opus", () => {
    const writer = new OggOpusWriter(OPTIONS);
    writer.header();
    const timeline = new RecordingTimeline(writer, 0);
    expect(timeline.push(2 ** 31, frame(1))).toMatchObject({ ok: false, code: "recording-gap" });
    timeline.push(0, new Uint8Array(0));
    expect(timeline.leftOut).toBe(1);
  });
});

describe("an Opus packet", () => {
  test("tells its length by RFC 6716 table 2 and its code", () => {
    const table = [
      ...[480, 960, 1920, 2880, 480, 960, 1920, 2880, 480, 960, 1920, 2880],
      ...[480, 960, 480, 960],
      ...[120, 240, 480, 960, 120, 240, 480, 960, 120, 240, 480, 960, 120, 240, 480, 960],
    ];
    table.forEach((samples, config) => {
      expect(packetSamples48k(Uint8Array.of(config << 3, 1))).toBe(samples);
      expect(packetSamples48k(Uint8Array.of((config << 3) | 1, 1))).toBe(2 * samples);
      const three = 3 * samples;
      expect(packetSamples48k(Uint8Array.of((config << 3) | 3, 3))).toBe(three <= 5_760 ? three : 0);
    });
    expect(packetSamples48k(new Uint8Array(0))).toBe(0);
    expect(packetSamples48k(Uint8Array.of(3))).toBe(0);
  });

  test("of silence is as long as asked, to 2.5 ms", () => {
    for (const samples of [0, 60, 120, 240, 360, 480, 840, 960, 1_000, 4_800, 9_720]) {
      const packets = silencePackets(samples);
      const sum = packets.reduce((n, p) => n + p.samples48k, 0);
      expect(sum).toBe(Math.floor(samples / 120) * 120);
      for (const p of packets) expect(packetSamples48k(p.packet)).toBe(p.samples48k);
    }
    expect(packetSamples48k(SILENCE_20_MS)).toBe(960);
  });

  test("says whether it carries the frame before it", () => {
    expect(carriesFec(Uint8Array.of(9 << 3, 0b0100_0000))).toBe(true);
    expect(carriesFec(Uint8Array.of(9 << 3, 0b1000_0000))).toBe(false);
    // 60 ms: three voice flags first.
    expect(carriesFec(Uint8Array.of(11 << 3, 0b0001_0000))).toBe(true);
    expect(carriesFec(SILENCE_20_MS)).toBe(false);
    expect(carriesFec(new Uint8Array(0))).toBe(false);
  });
});
