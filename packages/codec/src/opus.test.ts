import { describe, expect, test } from "vitest";
import { nativeWanted, opusBackend } from "./opus-backend";
import { createOpusDecoder } from "./opus-decoder";
import { createOpusEncoder, type OpusEncoderOptions, type OpusSampleRate } from "./opus-encoder";
import { bestCorrelation, concat, rms, seeded, snrDb, speechLike, toFloat } from "./signal.test-support";

const SPEECH: OpusEncoderOptions = {
  sampleRate: 16_000,
  application: "voip",
  bitrate: 24_000,
  complexity: 8,
  inbandFec: false,
  packetLossPercent: 0,
  signal: "voice",
};

async function encodeAll(options: OpusEncoderOptions, pcm: Int16Array): Promise<Uint8Array[]> {
  const encoder = await createOpusEncoder(options);
  const packets: Uint8Array[] = [];
  for (let at = 0; at + encoder.frameSamples <= pcm.length; at += encoder.frameSamples)
    packets.push(encoder.encode(pcm.subarray(at, at + encoder.frameSamples)));
  encoder.free();
  return packets;
}

async function decodeAll(sampleRate: OpusSampleRate, packets: readonly Uint8Array[]): Promise<Float32Array> {
  const decoder = await createOpusDecoder(sampleRate);
  const out = concat(packets.map((packet) => decoder.decode(packet)!));
  decoder.free();
  return out;
}

// Where the add-on does not load, both rows run on WebAssembly: the contract is the same.
describe.each([
  { wanted: true, kind: opusBackend(true).kind },
  { wanted: false, kind: "wasm" },
])("an encoder on the $kind backend (native: $wanted)", ({ wanted, kind }) => {
  test("is the one that was asked for", async () => {
    const encoder = await createOpusEncoder({ ...SPEECH, native: wanted });
    expect(encoder.backend).toBe(kind);
    expect(encoder.frameSamples).toBe(320);
    encoder.free();
    expect(() => encoder.encode(new Int16Array(320))).toThrow();
  });

  test.each([
    { rate: 16_000 as const, application: "voip" as const, bitrate: 24_000, atLeast: 0.97 },
    { rate: 48_000 as const, application: "audio" as const, bitrate: 64_000, atLeast: 0.99 },
  ])("carries speech at $rate Hz", async ({ rate, application, bitrate, atLeast }) => {
    const sent = speechLike(rate, 3);
    const packets = await encodeAll(
      { ...SPEECH, sampleRate: rate, application, bitrate, native: wanted },
      sent,
    );
    const heard = await decodeAll(rate, packets);
    expect(heard.length).toBe(sent.length);
    const { correlation, delay } = bestCorrelation(toFloat(sent), heard, rate / 50);
    expect(correlation).toBeGreaterThan(atLeast);
    // The delay is the look-ahead that an Ogg file names as its pre-skip.
    expect(Math.abs(delay - (312 * rate) / 48_000)).toBeLessThanOrEqual(rate / 8000);
    const kbit = (packets.reduce((n, p) => n + p.length, 0) * 8) / 3000;
    expect(kbit).toBeGreaterThan(bitrate / 1000 / 3);
    expect(kbit).toBeLessThan((bitrate / 1000) * 1.2);
  });

  test("makes speech packets for speech and 20 ms of each", async () => {
    const packets = await encodeAll({ ...SPEECH, native: wanted }, speechLike(16_000, 1));
    // RFC 6716 table 2: configuration 9 is SILK, wideband, 20 ms. AUDIO would choose CELT (16 and above).
    const configs = new Set(packets.slice(5).map((packet) => packet[0]! >> 3));
    expect([...configs]).toEqual([9]);
    for (const packet of packets) expect(packet[0]! & 7).toBe(0);
  });

  test("keeps sending through silence (no DTX)", async () => {
    const packets = await encodeAll({ ...SPEECH, native: wanted }, new Int16Array(16_000 * 2));
    expect(packets).toHaveLength(100);
    for (const packet of packets) expect(packet.length).toBeGreaterThan(2);
  });

  test("refuses a frame of another length and options out of range", async () => {
    const encoder = await createOpusEncoder({ ...SPEECH, native: wanted });
    expect(() => encoder.encode(new Int16Array(319))).toThrow(RangeError);
    expect(() => encoder.encode(new Int16Array(0))).toThrow(RangeError);
    encoder.free();
    for (const wrong of [{ bitrate: 1_000 }, { complexity: 11 }, { packetLossPercent: -1 }])
      await expect(createOpusEncoder({ ...SPEECH, ...wrong, native: wanted })).rejects.toThrow(RangeError);
  });

  test("takes a frame that is a window on a larger buffer", async () => {
    const pcm = speechLike(16_000, 0.5);
    const whole = await encodeAll({ ...SPEECH, native: wanted }, pcm);
    const padded = new Int16Array(pcm.length + 7);
    padded.set(pcm, 7);
    const windowed = await encodeAll({ ...SPEECH, native: wanted }, padded.subarray(7));
    expect(windowed.map((p) => Buffer.from(p).toString("hex"))).toEqual(
      whole.map((p) => Buffer.from(p).toString("hex")),
    );
  });

  test("in-band FEC recovers lost frames better than concealment", async () => {
    const sent = speechLike(16_000, 6);
    const packets = await encodeAll(
      { ...SPEECH, inbandFec: true, packetLossPercent: 20, bitrate: 32_000, native: wanted },
      sent,
    );
    const clean = await decodeAll(16_000, packets);
    const random = seeded(7);
    const lost = packets.map((_, i) => i > 5 && i < packets.length - 1 && random() < 0.1);
    for (let i = 1; i < lost.length; i++) if (lost[i - 1]) lost[i] = false;
    const measure = async (fec: boolean): Promise<number> => {
      const decoder = await createOpusDecoder(16_000);
      const out = concat(
        packets.map((packet, i) => {
          if (!lost[i]) return decoder.decode(packet)!;
          return fec ? decoder.decodeFec(packets[i + 1]!, 320)! : decoder.conceal(320);
        }),
      );
      decoder.free();
      expect(out.length).toBe(clean.length);
      let sum = 0;
      let count = 0;
      lost.forEach((gone, i) => {
        if (!gone || rms(clean.subarray(i * 320, i * 320 + 320)) < 0.01) return;
        sum += snrDb(clean, out, i * 320, i * 320 + 320);
        count++;
      });
      expect(count).toBeGreaterThan(5);
      return sum / count;
    };
    const concealed = await measure(false);
    const recovered = await measure(true);
    expect(recovered).toBeGreaterThan(concealed + 2);
  });
});

describe("the decoder", () => {
  test.each([16_000 as const, 48_000 as const])("conceals exactly what was asked at %i Hz", async (rate) => {
    const decoder = await createOpusDecoder(rate);
    const packets = await encodeAll({ ...SPEECH, sampleRate: rate }, speechLike(rate, 0.4));
    for (const packet of packets) decoder.decode(packet);
    for (const ms of [2.5, 5, 10, 20, 40, 60, 120])
      expect(decoder.conceal((rate * ms) / 1000).length).toBe((rate * ms) / 1000);
    decoder.free();
  });

  test("decodes at 16 kHz what was encoded at 48 kHz, and the other way round", async () => {
    const fast = await encodeAll({ ...SPEECH, sampleRate: 48_000 }, speechLike(48_000, 0.2));
    expect((await decodeAll(16_000, fast)).length).toBe(3_200);
    const slow = await encodeAll(SPEECH, speechLike(16_000, 0.2));
    expect((await decodeAll(48_000, slow)).length).toBe(9_600);
  });

  test("answers a broken packet with null and a code, and goes on", async () => {
    const decoder = await createOpusDecoder(16_000);
    const packets = await encodeAll(SPEECH, speechLike(16_000, 0.2));
    for (const broken of [[], [0xff], [3], [0xfb, 0x3f, 1], new Array<number>(1_500).fill(7)]) {
      expect(decoder.decode(Uint8Array.from(broken))).toBeNull();
      expect(decoder.problem?.code).toBe("opus-frame-unreadable");
    }
    expect(decoder.decode(packets[0]!)?.length).toBe(320);
    expect(decoder.problem).toBeNull();
    decoder.free();
  });

  test("survives 20,000 packets of noise and bent packets", async () => {
    const decoder = await createOpusDecoder(16_000);
    const packets = await encodeAll(SPEECH, speechLike(16_000, 1));
    const random = seeded(99);
    for (let i = 0; i < 20_000; i++) {
      const packet = i % 2 === 0 ? packets[i % packets.length]!.slice() : new Uint8Array(1 + random() * 80);
      const bends = i % 2 === 0 ? 3 : packet.length;
      for (let k = 0; k < bends; k++) packet[Math.floor(random() * packet.length)] = random() * 256;
      const pcm = i % 5 === 4 ? decoder.decodeFec(packet, 320) : decoder.decode(packet);
      if (pcm !== null) expect(pcm.length).toBeLessThanOrEqual(1_920);
    }
    expect(decoder.decode(packets[0]!)?.length).toBe(320);
    decoder.free();
  });

  test("reset makes it decode like a new one", async () => {
    const packets = await encodeAll(SPEECH, speechLike(16_000, 1));
    const fresh = await decodeAll(16_000, packets.slice(20));
    const decoder = await createOpusDecoder(16_000);
    for (let round = 0; round < 3; round++) {
      for (const packet of packets.slice(0, 20)) decoder.decode(packet);
      decoder.reset();
      const again = concat(packets.slice(20).map((packet) => decoder.decode(packet)!));
      expect(snrDb(fresh, again, 0, fresh.length)).toBe(Number.POSITIVE_INFINITY);
      await new Promise((resolve) => setImmediate(resolve));
    }
    decoder.free();
  });

  test("ten speakers reset in the same turn", async () => {
    const packets = await encodeAll(SPEECH, speechLike(16_000, 0.2));
    const decoders = await Promise.all(Array.from({ length: 10 }, () => createOpusDecoder(16_000)));
    const first = decoders[0]!.decode(packets[3]!)!;
    for (const decoder of decoders) for (const packet of packets) decoder.decode(packet);
    for (const decoder of decoders) {
      decoder.reset();
      expect(Buffer.from(decoder.decode(packets[3]!)!.buffer)).toEqual(Buffer.from(first.buffer));
    }
    for (const decoder of decoders) decoder.free();
  });

  test("three hundred can live side by side", async () => {
    const packets = await encodeAll(SPEECH, speechLike(16_000, 0.1));
    const decoders = await Promise.all(Array.from({ length: 300 }, () => createOpusDecoder(16_000)));
    for (const decoder of decoders) expect(decoder.decode(packets[0]!)?.length).toBe(320);
    for (const decoder of decoders) decoder.free();
  });
});

describe("the choice of backend", () => {
  test("wasm can be forced, and says so", () => {
    expect(opusBackend(false)).toEqual({ kind: "wasm", detail: "WebAssembly was asked for" });
  });

  test("DALABA_NATIVE=0 forces wasm where nothing else is said", () => {
    const before = process.env.DALABA_NATIVE;
    try {
      process.env.DALABA_NATIVE = "0";
      expect(nativeWanted()).toBe(false);
      expect(opusBackend().kind).toBe("wasm");
      delete process.env.DALABA_NATIVE;
      expect(nativeWanted()).toBe(true);
    } finally {
      if (before === undefined) delete process.env.DALABA_NATIVE;
      else process.env.DALABA_NATIVE = before;
    }
  });
});
