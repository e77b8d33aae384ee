import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nodeCrypto as crypto, publicKeyOf } from "../node/crypto";
import {
  AUDIO_CONTEXT,
  type AudioMessage,
  MAX_AUDIO_BYTES,
  parseAudio,
  peekBroadcast,
  signAudio,
} from "./audio-message";
import { encodeClockReply, encodeClockRequest, readClockReply, readClockRequest } from "./clock-exchange";
import { domain } from "./crypto";
import { configBody, keySetBody, readConfig, readKeySet, type SpeakerConfig } from "./documents";
import { addresses, type Envelope, type EnvelopeType, parseEnvelope, signEnvelope } from "./envelope";
import { envelopeOf, plain, testSeed } from "./golden/test-keys.test-support";
import { BROADCAST_CLASSES, CHIMES, type Order, orderBody, readOrder } from "./orders";
import type { BroadcastId } from "./scalars";
import { checkEvidence, encodeUpward, readUpward, receiptEvidence } from "./upward";
import { ANSWERS, END_REASONS, type Upward } from "./upward-body";

/** Whatever one side can say, the other reads as it was said. */

const runs = { numRuns: 150 };
const seed = testSeed("round trips");
const key = publicKeyOf(seed);
const hex16 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((n) => n.toString(16).padStart(16, "0"));
const broadcast = hex16 as fc.Arbitrary<BroadcastId>;
const safe = fc.oneof(fc.maxSafeNat(), fc.constantFrom(0, 1, Number.MAX_SAFE_INTEGER));
const u32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const to = (min: number, max: number) => fc.integer({ min, max });
const speaker = fc.stringMatching(/^[A-Za-z0-9_-]{1,32}$/);
const group = fc.stringMatching(/^[A-Za-z0-9_-]{1,34}$/);
const scope = fc.oneof(
  speaker.map((each) => ({ kind: "speaker" as const, speaker: each })),
  group.map((each) => ({ kind: "group" as const, group: each })),
  fc
    .uniqueArray(speaker, { minLength: 1, maxLength: 30 })
    .map((each) => ({ kind: "list" as const, speakers: each.sort() })),
);

test("audio messages", () => {
  const frame = fc.uint8Array({ minLength: 1, maxLength: 190 });
  const hash = fc.uint8Array({ minLength: 16, maxLength: 16 });
  const message: fc.Arbitrary<AudioMessage> = fc
    .record({
      keyId: to(0, 65_535),
      broadcast,
      sequence: u32,
      mediaTime: u32,
      frames: fc.array(frame, { maxLength: 6 }),
      disc: fc.boolean(),
      eos: fc.boolean(),
      block: fc.array(hash, { maxLength: 3 }),
    })
    .map((each) => ({ ...each, eos: each.eos || each.frames.length === 0 }));
  fc.assert(
    fc.property(message, (said) => {
      const bytes = signAudio(crypto, seed, said);
      expect(bytes.length).toBeLessThanOrEqual(MAX_AUDIO_BYTES);
      const read = parseAudio(bytes);
      if (!read.ok) throw new Error(read.code);
      expect(plain(read.message)).toEqual(plain(said));
      expect(crypto.verify(key, domain(AUDIO_CONTEXT, read.signedBytes), read.signature)).toBe(true);
      expect(peekBroadcast(bytes)).toBe(said.broadcast);
    }),
    runs,
  );
});

const delayUs = fc.record({ lan: to(0, 10_000_000), wan: to(0, 10_000_000) });
const timeline = { m0: to(0, 2 ** 31 - 1), t0Us: safe, rPpb: to(-1_000_000, 1_000_000), delayUs };
const order: fc.Arbitrary<Order> = fc.oneof(
  fc.record({
    type: fc.constant("offer" as const),
    scope,
    cfgVersion: safe,
    epoch: safe,
    broadcast,
    priority: to(0, 255),
    class: fc.constantFrom(...BROADCAST_CLASSES),
    issued: fc.maxSafeNat().map((n) => Math.max(1, n)),
    replaces: fc.array(hex16, { maxLength: 16 }),
    ...timeline,
    clockId: hex16,
    streamKid: to(1, 65_535),
    topic: fc.oneof(
      hex16.map((id) => `pa/b/${id}/a`),
      group.map((id) => `pa/g/${id}/a`),
    ),
    startByUtcMs: safe,
    endsByUtcMs: safe,
    gainDb: to(-60, 0),
    chime: fc.constantFrom(...CHIMES),
    resume: fc.constantFrom("rejoin" as const, "position" as const, "none" as const),
    waitMs: to(0, 3_600_000),
    night: fc.constantFrom("no" as const, "yes" as const, "wide" as const),
    auth: fc.constantFrom("each" as const, "block" as const),
  }),
  fc.record({
    type: fc.constant("stop" as const),
    scope,
    broadcasts: fc.array(hex16, { minLength: 1, maxLength: 64 }),
    priority: to(0, 100),
    reason: fc.constantFrom(
      "stopped" as const,
      "finished" as const,
      "sender-lost" as const,
      "replaced" as const,
      "disabled" as const,
    ),
    endMediaTime: fc.option(to(0, 2 ** 31), { nil: undefined }),
    endsByUtcMs: safe,
  }),
  fc.record({ type: fc.constant("retime" as const), scope, broadcast, rev: to(1, 2 ** 31), ...timeline }),
  fc.record({
    type: fc.constant("update" as const),
    scope,
    broadcast,
    rev: to(1, 2 ** 31),
    gainDb: to(-60, 0),
    endsByUtcMs: safe,
  }),
);

function through(envelope: Envelope): Envelope {
  const read = parseEnvelope(signEnvelope(crypto, seed, envelope));
  if (!read.ok) throw new Error(`${read.code}: ${read.detail}`);
  return read.envelope;
}

test("orders in envelopes", () => {
  const head = fc.record({ kid: to(0, 65_535), counter: safe, notBeforeUtcMs: safe, ttlMs: to(1, 30_000) });
  fc.assert(
    fc.property(order, head, (said, over) => {
      const envelope = envelopeOf(said.type as EnvelopeType, said.scope, orderBody(said), over);
      const read = through(envelope);
      expect({ ...read, body: 0, targetHash: 0 }).toEqual({ ...envelope, body: 0, targetHash: 0 });
      expect(addresses(crypto, read, said.scope)).toBe(true);
      expect(readOrder(read)).toEqual({ ok: true, order: said });
    }),
    runs,
  );
});

test("documents in envelopes", () => {
  const config: fc.Arbitrary<SpeakerConfig> = fc.record({
    speaker,
    groups: fc.array(group, { maxLength: 64 }),
    levelDb: to(-60, 0),
    muted: fc.boolean(),
    delayClass: fc.constantFrom("lan" as const, "wan" as const),
    trimUs: to(-50_000, 500_000),
    clockUrl: fc.constantFrom("", "udp://192.0.2.1:1884", "udp://clock.example:1"),
  });
  const certificate = fc.record({
    kid: to(1, 65_535),
    publicKey: fc.uint8Array({ minLength: 32, maxLength: 32 }),
    use: fc.constantFrom("stream" as const, "command" as const, "emergency" as const, "admin" as const),
    maxPriority: to(0, 100),
    notBeforeUtcMs: safe,
    expiresUtcMs: safe,
  });
  const keys = fc.record({ epoch: safe, certificates: fc.array(certificate, { maxLength: 16 }) });
  fc.assert(
    fc.property(config, keys, (cfg, set) => {
      const all = { kind: "group", group: "all" } as const;
      expect(readConfig(through(envelopeOf("cfg", all, configBody(cfg))))).toEqual({ ok: true, config: cfg });
      expect(readKeySet(through(envelopeOf("keys", all, keySetBody(set))))).toEqual({ ok: true, keys: set });
    }),
    runs,
  );
});

const counts = { played: u32, concealed: u32, late: u32, missing: u32 };
const sync = fc.constantFrom("none" as const, "loose" as const, "good" as const);
const code = fc.stringMatching(/^[a-z0-9-]{0,40}$/);
const upward: fc.Arbitrary<Upward> = fc.oneof(
  fc.record({
    type: fc.constant("ack" as const),
    broadcast,
    order: safe,
    answer: fc.constantFrom(...ANSWERS),
    why: code,
    holder: fc.oneof(hex16, fc.constant("")),
    sync,
  }),
  fc.record({
    type: fc.constant("report" as const),
    broadcast,
    lastSequence: u32,
    lastMediaTime: u32,
    ...counts,
  }),
  fc.record({
    type: fc.constant("report" as const),
    broadcast,
    lastSequence: u32,
    lastMediaTime: u32,
    marginUs: fc.integer(),
    ...counts,
  }),
  fc.record({
    type: fc.constant("receipt" as const),
    broadcast,
    firstSampleAtUs: safe,
    firstMediaTime: u32,
    endMediaTime: u32,
    ...counts,
    duckedBy: fc.oneof(hex16, fc.constant("")),
    endedBecause: fc.constantFrom(...END_REASONS),
    clockErrorUs: safe,
    sync,
    audioHash: fc
      .uint8Array({ minLength: 32, maxLength: 32 })
      .map((each) => Buffer.from(each).toString("hex")),
  }),
  fc.record({
    type: fc.constant("status" as const),
    online: fc.boolean(),
    protocol: to(1, 255),
    codecs: fc.array(fc.constantFrom("opus", "pcm-s16"), { maxLength: 8 }),
    maxFrames: to(1, 6),
    auth: fc.array(fc.constantFrom("each", "block"), { maxLength: 4 }),
    mixed: to(1, 2),
    outputDelayMs: to(0, 1000),
    wakeMs: to(0, 5000),
    verifyUs: to(0, 10_000_000),
    firmware: fc.stringMatching(/^[\x20-\x7e]{0,64}$/),
    cfgVersion: safe,
    keysVersion: safe,
  }),
  fc.record({
    type: fc.constant("telemetry" as const),
    uptimeMs: safe,
    sync,
    clockErrorUs: safe,
    sounding: fc.array(hex16, { maxLength: 8 }),
    refused: fc.dictionary(fc.stringMatching(/^[a-z][a-z-]{0,20}$/), safe, {
      maxKeys: 32,
      noNullPrototype: true,
    }),
  }),
);

test("what a speaker says", () => {
  const pairwise = testSeed("pairwise");
  fc.assert(
    fc.property(upward, hex16, safe, (message, bootId, counter) => {
      const bytes = encodeUpward(crypto, pairwise, seed, { bootId, counter }, message);
      expect(readUpward(crypto, pairwise, key, bytes)).toEqual({
        ok: true,
        head: { bootId, counter },
        message,
      });
      const evidence = receiptEvidence(bytes);
      expect(evidence !== undefined).toBe(message.type === "receipt");
      if (evidence) expect(checkEvidence(crypto, key, evidence)).toBe(true);
    }),
    runs,
  );
});

describe("the clock exchange", () => {
  const pairwise = testSeed("pairwise");
  test("requests", () => {
    const request = fc.record({
      speaker,
      nonce: hex16,
      t1Us: safe,
      sounding: fc.array(hex16, { maxLength: 2 }),
    });
    fc.assert(
      fc.property(request, (said) => {
        const bytes = encodeClockRequest(crypto, pairwise, said);
        expect(readClockRequest(crypto, pairwise, bytes)).toEqual({ ok: true, request: said });
      }),
      runs,
    );
  });

  test("replies, as long as requests", () => {
    const reply = fc.record({
      nonce: hex16,
      t1Us: safe,
      t2Us: safe,
      t3Us: safe,
      clockId: hex16,
      utcMs: safe,
      utcErrorMs: u32,
      keyEpoch: u32,
      cfgVersion: safe,
      goOn: fc.tuple(fc.boolean(), fc.boolean()),
    });
    fc.assert(
      fc.property(reply, (said) => {
        const bytes = encodeClockReply(crypto, pairwise, said);
        expect(bytes).toHaveLength(96);
        expect(readClockReply(crypto, pairwise, bytes)).toEqual({ ok: true, reply: said });
      }),
      runs,
    );
  });
});
