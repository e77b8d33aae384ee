import { createOpusDecoder, createOpusEncoder } from "@dalaba/codec";
import { nodeCrypto, publicKeyOf } from "@dalaba/protocol/node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { audioOf, COMMAND, EMERGENCY, signOrder, stopOf, UTC0 } from "../speaker/signed-wire.test-support";
import { DecoderPool } from "./decoder-pool";
import { MemoDecoding } from "./memo-decoder";
import { MemoMessages } from "./memo-messages";

const A = "00000000000000aa";
const packets: Uint8Array[] = [];
let pool: DecoderPool;

function same(a: Float32Array | null, b: Float32Array | null): boolean {
  return a !== null && b !== null && a.length === b.length && a.every((sample, i) => sample === b[i]);
}

beforeAll(async () => {
  pool = await DecoderPool.create(16_000, 4);
  const encoder = await createOpusEncoder({
    sampleRate: 16_000,
    application: "voip",
    bitrate: 24_000,
    complexity: 5,
    inbandFec: false,
    packetLossPercent: 0,
  });
  for (let n = 0; n < 120; n++) {
    const pcm = Int16Array.from(
      { length: 320 },
      (_, i) => 9_000 * Math.sin(((n * 320 + i) * (1 + n / 50)) / 20),
    );
    packets.push(encoder.encode(pcm));
  }
  encoder.free();
});

afterAll(() => pool.close());

describe("shared decoding", () => {
  it("gives each of two hundred speakers what a decoder of its own would, for the work of one", async () => {
    const memo = new MemoDecoding(pool);
    const own = await createOpusDecoder(16_000);
    const speakers = Array.from({ length: 200 }, () => memo.decoder());
    packets.slice(0, 60).forEach((packet, n) => {
      const expected = n === 30 ? own.conceal(320) : own.decode(packet);
      const differ = speakers.filter(
        (speaker) => !same(n === 30 ? speaker.conceal(320) : speaker.decode(packet), expected),
      );
      expect(differ).toEqual([]);
    });
    expect(memo.made).toBe(60);
    own.free();
    memo.close();
  });

  it("lets who lost a frame branch off, and hear within a blink what a decoder of its own would give", async () => {
    const memo = new MemoDecoding(pool);
    const [whole, lossy] = [memo.decoder(), memo.decoder()];
    const own = await createOpusDecoder(16_000);
    let error = 0;
    let energy = 0;
    packets.forEach((packet, n) => {
      whole.decode(packet);
      const got = n === 60 ? lossy.conceal(320) : lossy.decode(packet);
      const expected = n === 60 ? own.conceal(320) : own.decode(packet);
      for (let i = 0; i < 320; i++) {
        error += ((got?.[i] ?? 0) - (expected?.[i] ?? 0)) ** 2;
        energy += (expected?.[i] ?? 0) ** 2;
      }
    });
    expect(10 * Math.log10(energy / (error + 1e-12))).toBeGreaterThan(40);
    own.free();
    memo.close();
  });

  it("stays bounded when everybody loses other frames, and still gives everybody a sound", () => {
    const memo = new MemoDecoding(pool);
    const speakers = Array.from({ length: 100 }, () => memo.decoder());
    packets.forEach((packet, n) => {
      speakers.forEach((speaker, s) => {
        const pcm = (n + s) % 37 === 36 ? speaker.conceal(320) : speaker.decode(packet);
        expect(pcm?.length).toBe(320);
      });
      memo.tick(n * 20_000);
    });
    expect(memo.branches).toBeLessThanOrEqual(16);
    memo.tick(1e9);
    expect(memo.branches).toBe(0);
    memo.close();
  });

  it("hands out copies, so that one speaker's fade is not everybody's", () => {
    const memo = new MemoDecoding(pool);
    const first = memo.decoder().decode(packets[0] as Uint8Array);
    const level = first?.[100];
    first?.fill(0);
    expect(memo.decoder().decode(packets[0] as Uint8Array)?.[100]).toBe(level);
    memo.close();
  });
});

describe("shared verification", () => {
  it("knows equal messages by all their bytes, and keeps so many", () => {
    const memo = new MemoMessages(8);
    const bytes = audioOf(A, 1);
    const first = memo.audio(bytes);
    expect(memo.audio(Uint8Array.from(bytes) as Buffer)).toBe(first);
    const changed = Uint8Array.from(bytes);
    changed[30] = (changed[30] as number) ^ 1;
    expect(memo.audio(changed)).not.toBe(first);
    for (let n = 10; n < 30; n++) memo.audio(audioOf(A, n));
    expect(memo.size).toBe(8);
  });

  it("reads and verifies an order once, and a forgery of it each time", () => {
    const memo = new MemoMessages();
    const bytes = signOrder(stopOf(A), 1, UTC0);
    let checks = 0;
    const crypto = {
      ...nodeCrypto,
      verify: (...args: Parameters<typeof nodeCrypto.verify>) => {
        checks++;
        return nodeCrypto.verify(...args);
      },
    };
    const publicKey = publicKeyOf(COMMAND.seed);
    for (let i = 0; i < 3; i++)
      expect(memo.order(Uint8Array.from(bytes)).genuine(crypto, publicKey)).toBe(true);
    expect(checks).toBe(1);
    expect(memo.order(bytes).genuine(crypto, publicKeyOf(EMERGENCY.seed))).toBe(false);
    bytes[bytes.length - 1] = (bytes[bytes.length - 1] as number) ^ 1;
    for (let i = 0; i < 3; i++) expect(memo.order(bytes).genuine(crypto, publicKey)).toBe(false);
    expect(checks).toBe(5);
  });
});
