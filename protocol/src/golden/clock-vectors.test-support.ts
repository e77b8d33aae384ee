import { concatBytes, toHex } from "../bytes";
import {
  CLOCK_CONTEXT,
  type ClockReply,
  type ClockRequest,
  encodeClockReply,
  encodeClockRequest,
  readClockReply,
  readClockRequest,
} from "../clock-exchange";
import { mac16 } from "../crypto";
import { playAtUs, serverTimeOf, type Timeline } from "../timeline";
import {
  altered,
  BROADCAST,
  CFG_VERSION,
  crypto,
  DEVICE,
  EPOCH,
  flipped,
  NOW_MS,
  SPEAKER,
  testSeed,
  verdict,
} from "./test-keys.test-support";

const key = DEVICE.pairwiseKey;
const otherKey = testSeed("another pairwise key");

const REQUEST: ClockRequest = {
  speaker: SPEAKER,
  nonce: "00112233445566ff",
  t1Us: 1_234_567_890,
  sounding: [BROADCAST],
};
const REPLY: ClockReply = {
  nonce: REQUEST.nonce,
  t1Us: REQUEST.t1Us,
  t2Us: 5_000_000_000,
  t3Us: 5_000_000_040,
  clockId: "c10c000000000001",
  utcMs: NOW_MS,
  utcErrorMs: 50,
  keyEpoch: EPOCH,
  cfgVersion: CFG_VERSION,
  goOn: [true, false],
};

/** Changed bytes under a right MAC. */
function forged(bytes: Uint8Array, at: number, ...values: number[]): Uint8Array {
  const body = altered(bytes, at, ...values).subarray(0, 80);
  return concatBytes(body, mac16(crypto, key, CLOCK_CONTEXT, body));
}

function request(name: string, bytes: Uint8Array): object {
  const read = readClockRequest(crypto, key, bytes);
  return verdict(name, bytes, read, () => (read.ok ? read.request : {}));
}

function reply(name: string, bytes: Uint8Array): object {
  const read = readClockReply(crypto, key, bytes);
  return verdict(name, bytes, read, () => (read.ok ? read.reply : {}));
}

/** clock.json: SPEC 3.2. */
export function clockVectors(): object {
  const asked = encodeClockRequest(crypto, key, REQUEST);
  const answered = encodeClockReply(crypto, key, REPLY);
  const ask = (over: Partial<ClockRequest>) => encodeClockRequest(crypto, key, { ...REQUEST, ...over });
  const answer = (over: Partial<ClockReply>) => encodeClockReply(crypto, key, { ...REPLY, ...over });
  return {
    about: "SPEC 3.2, under pairwiseKey.",
    pairwiseKey: toHex(key),
    requests: [
      request("sounding one broadcast", asked),
      request("sounding nothing", ask({ sounding: [] })),
      request("sounding two", ask({ sounding: [BROADCAST, "00000000000000aa"] })),
      request("the longest id", ask({ speaker: "x".repeat(32) })),
      request("the shortest id", ask({ speaker: "7" })),
      request("the largest T1", ask({ t1Us: Number.MAX_SAFE_INTEGER })),
      request("zero bytes that are not zero are left unchecked", forged(asked, 70, 1)),
      request("95 bytes", asked.subarray(0, 95)),
      request("97 bytes", concatBytes(asked, Uint8Array.of(0))),
      request("a reply where a request belongs", answered),
      request("another version", forged(asked, 1, 2)),
      request("an id of no letters", forged(asked, 2, 0)),
      request("an id of 33 letters", forged(asked, 2, 33)),
      request("an id with a blank in it", forged(asked, 5, 0x20)),
      request("one bit of T1 changed", flipped(asked, 51)),
      request("one bit of the MAC changed", flipped(asked, 95)),
      request("MACed with another key", encodeClockRequest(crypto, otherKey, REQUEST)),
      request("three broadcasts", forged(asked, 3, 3)),
      request("a T1 of 2^53", forged(asked, 44, 0, 0x20, 0, 0, 0, 0, 0, 0)),
    ],
    replies: [
      reply("the first of one goes on", answered),
      reply("nothing goes on", answer({ goOn: [false, false] })),
      reply("both go on", answer({ goOn: [true, true] })),
      reply("nobody keeps the programme", answer({ unattended: true })),
      reply("bits of byte 68 that mean nothing yet", forged(answered, 68, 0xfe)),
      reply(
        "the largest numbers",
        answer({ utcErrorMs: 2 ** 32 - 1, keyEpoch: 2 ** 32 - 1, cfgVersion: Number.MAX_SAFE_INTEGER }),
      ),
      reply("goOn bits that are not defined are left unchecked", forged(answered, 2, 0xff)),
      reply("a request where a reply belongs", asked),
      reply("95 bytes", answered.subarray(0, 95)),
      reply("another version", forged(answered, 1, 2)),
      reply("one bit of T3 changed", flipped(answered, 35)),
      reply("one bit of goOn changed", flipped(answered, 2)),
      reply("MACed with another key", encodeClockReply(crypto, otherKey, REPLY)),
      reply("the reserved byte set", forged(answered, 3, 1)),
      reply("a T2 of 2^53", forged(answered, 20, 0, 0x20, 0, 0, 0, 0, 0, 0)),
      reply("a UTC of 2^64-1", forged(answered, 44, 255, 255, 255, 255, 255, 255, 255, 255)),
    ],
  };
}

/** timeline.json: SPEC 3.5. Microseconds, to be met within 0.01. */
export function timelineVectors(): object {
  const at = (name: string, timeline: Timeline, mediaTime: number, delayUs = 80_000, trimUs = 0) => ({
    name,
    ...timeline,
    mediaTime,
    delayUs,
    trimUs,
    serverTimeUs: serverTimeOf(timeline, mediaTime),
    playAtUs: playAtUs(timeline, mediaTime, delayUs, trimUs),
  });
  const start = { m0: 0, t0Us: 5_000_000_000, rPpb: 0 };
  return {
    about: "SPEC 3.5: microseconds of serverTime, to be met within 0.01.",
    cases: [
      at("at m0", start, 0),
      at("a second on", start, 48_000),
      at("a frame on", start, 960),
      at("one sample on", start, 1),
      at("with a trim", start, 48_000, 400_000, -1500),
      at("a source 100 ppm slow, after half an hour", { ...start, rPpb: 100_000 }, 86_400_000),
      at("a source 50 ppm fast, after ten minutes", { ...start, rPpb: -50_000 }, 28_800_000),
      at("after a retime", { m0: 96_000, t0Us: 5_002_000_100, rPpb: -50_000 }, 144_000),
      at("before m0", { ...start, m0: 96_000 }, 48_000),
      at("the last mediaTime", start, 2 ** 31 - 1),
    ],
  };
}
