import { publicKeyOf } from "../../node/crypto";
import { concatBytes, equalBytes, fromHex, toHex, utf8Encode } from "../bytes";
import { domain, mac16 } from "../crypto";
import type { JsonObject } from "../strict-json";
import { encodeUpward, RECEIPT_CONTEXT, readUpward, receiptEvidence, UPWARD_CONTEXT } from "../upward";
import { UPWARD_TYPE, type Upward, type UpwardType } from "../upward-body";
import {
  altered,
  BROADCAST,
  crypto,
  DEVICE,
  flipped,
  NOW_MS,
  testSeed,
  verdict,
} from "./test-keys.test-support";

const HEAD = { bootId: "b007000000000001", counter: 42 };
const devicePublicKey = publicKeyOf(DEVICE.deviceSeed);

export const ACK: Upward = {
  type: "ack",
  broadcast: BROADCAST,
  order: 1_760_000_000_000_000,
  answer: "outranked",
  why: "queue-full",
  holder: "00000000000000aa",
  sync: "good",
};
export const REPORT: Upward = {
  type: "report",
  broadcast: BROADCAST,
  lastSequence: 49,
  lastMediaTime: 48_000,
  played: 48,
  concealed: 1,
  late: 0,
  missing: 2,
};
export const RECEIPT: Upward = {
  type: "receipt",
  broadcast: BROADCAST,
  firstSampleAtUs: 5_000_080_000,
  firstMediaTime: 0,
  endMediaTime: 480_000,
  played: 498,
  concealed: 2,
  late: 1,
  missing: 1,
  duckedBy: "",
  endedBecause: "finished",
  clockErrorUs: 850,
  sync: "good",
  audioHash: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
};
export const STATUS: Upward = {
  type: "status",
  online: true,
  protocol: 1,
  codecs: ["opus"],
  maxFrames: 6,
  auth: ["each", "block"],
  mixed: 2,
  outputDelayMs: 20,
  wakeMs: 0,
  verifyUs: 180,
  firmware: "example 1.0",
  cfgVersion: 1_759_000_000_000,
  keysVersion: 1_758_000_000_000,
};
export const TELEMETRY: Upward = {
  type: "telemetry",
  uptimeMs: 86_400_000,
  sync: "good",
  clockErrorUs: 850,
  sounding: [BROADCAST],
  refused: { "bad-signature": 3, expired: 1 },
};

const encode = (message: Upward, head = HEAD, seed = DEVICE.deviceSeed, key = DEVICE.pairwiseKey) =>
  encodeUpward(crypto, key, seed, head, message);

function parsed(name: string, bytes: Uint8Array): object {
  const read = readUpward(crypto, DEVICE.pairwiseKey, devicePublicKey, bytes);
  return verdict(name, bytes, read, () => (read.ok ? { ...read.head, message: read.message } : {}));
}

/** A message around JSON text as it stands, rightly MACed (and signed): what only a speaker gone wrong sends. */
function around(type: UpwardType, text: string, counter = 1n): Uint8Array {
  const json = utf8Encode(text);
  const bytes = new Uint8Array(20 + json.length);
  const view = new DataView(bytes.buffer);
  bytes[0] = 0xc2;
  bytes[1] = UPWARD_TYPE[type];
  view.setUint16(2, json.length);
  view.setBigUint64(4, 0xb007n);
  view.setBigUint64(12, counter);
  bytes.set(json, 20);
  const whole =
    type === "receipt"
      ? concatBytes(bytes, crypto.sign(DEVICE.deviceSeed, domain(RECEIPT_CONTEXT, bytes)))
      : bytes;
  return concatBytes(whole, mac16(crypto, DEVICE.pairwiseKey, UPWARD_CONTEXT, whole));
}

function withBody(message: Upward, over: JsonObject): Uint8Array {
  const { type, ...body } = message;
  return around(type, JSON.stringify({ ...body, ...over }));
}

/** upward.json: SPEC 5. */
export function upwardVectors(): object {
  const ack = encode(ACK);
  const receipt = encode(RECEIPT);
  const { signed, signature } = receiptEvidence(receipt) as { signed: string; signature: string };
  const changed = flipped(fromHex(signature) as Uint8Array, 0);
  return {
    about: "SPEC 5. MAC under pairwiseKey, receipts signed by deviceSeed (public key devicePublicKey).",
    pairwiseKey: toHex(DEVICE.pairwiseKey),
    deviceSeed: toHex(DEVICE.deviceSeed),
    devicePublicKey: toHex(devicePublicKey),
    cases: [
      parsed("an answer", ack),
      parsed("a report", encode(REPORT)),
      parsed("a receipt", receipt),
      parsed("a status", encode(STATUS)),
      parsed("a status, offline: the will", encode({ ...STATUS, online: false } as Upward)),
      parsed("telemetry", encode(TELEMETRY)),
      parsed("a boot id with leading zeros", encode(ACK, { bootId: "0000000000000001", counter: 1 })),
      parsed("the largest counter", encode(ACK, { ...HEAD, counter: Number.MAX_SAFE_INTEGER })),
      parsed("why and holder left out", withBody(ACK, { why: null, holder: null })),
      parsed("a member nobody knows", withBody(REPORT, { temperature: 41 })),
      parsed("a status of the fewest members", withBody(STATUS, { online: null, codecs: null, auth: null })),
      parsed("telemetry of the fewest members", withBody(TELEMETRY, { sounding: null, refused: null })),
      parsed(
        "telemetry: counts that are none are left out",
        withBody(TELEMETRY, { refused: { Bad: 1, a: -1, b: "x", c: 0 } }),
      ),
      parsed("nothing", new Uint8Array(0)),
      parsed("37 bytes", ack.subarray(0, 37)),
      parsed("another version", altered(ack, 0, 0xc1)),
      parsed("an unknown type", altered(ack, 1, 6)),
      parsed("a JSON length too small", altered(ack, 3, (ack[3] as number) - 1)),
      parsed("a byte too many", concatBytes(ack, Uint8Array.of(0))),
      parsed("over 8192 bytes of JSON", around("telemetry", `{"a":"${"x".repeat(8190)}"}`)),
      parsed("one bit of the JSON changed", flipped(ack, 30)),
      parsed("one bit of the counter changed", flipped(ack, 19)),
      parsed("one bit of the MAC changed", flipped(ack, -1)),
      parsed(
        "MACed with another speaker's key",
        encode(ACK, HEAD, DEVICE.deviceSeed, testSeed("another pairwise key")),
      ),
      parsed("a receipt signed by another device", encode(RECEIPT, HEAD, testSeed("another device"))),
      parsed("a receipt without a signature", retyped(encode(REPORT), 3)),
      parsed("a counter of 2^53", around("ack", JSON.stringify(ACK), 2n ** 53n)),
      parsed("a member twice", around("ack", '{"order":1,"order":1}')),
      parsed("an answer nobody knows", withBody(ACK, { answer: "maybe" })),
      parsed("a why that is no code", withBody(ACK, { why: "Because!" })),
      parsed("a negative count", withBody(REPORT, { played: -1 })),
      parsed("a count over 32 bits", withBody(REPORT, { missing: 2 ** 32 })),
      parsed("an end nobody knows", withBody(RECEIPT, { endedBecause: "tired" })),
      parsed("a hash too short", withBody(RECEIPT, { audioHash: "ab" })),
      parsed("three streams at once", withBody(STATUS, { mixed: 3 })),
      parsed("no sync", withBody(TELEMETRY, { sync: null })),
      parsed("a report with a margin", withBody(REPORT, { marginUs: 41_250 })),
      parsed("a report of frames that came too late", withBody(REPORT, { marginUs: -(2 ** 31) })),
      parsed("a margin beyond 32 bits", withBody(REPORT, { marginUs: 2 ** 31 })),
      parsed("an ack of a clip", withBody(ACK, { answer: "accept", why: "", holder: "", clip: true })),
      parsed(
        "a receipt of a clip that was begun alone",
        withBody(RECEIPT, { clip: true, aloneAtUtcMs: NOW_MS }),
      ),
      parsed("a receipt begun before time", withBody(RECEIPT, { aloneAtUtcMs: -1 })),
      parsed(
        "a status that keeps clips",
        withBody(STATUS, { clipKiB: 16_384, bundle: "5a".repeat(32), clipsMissing: 2 }),
      ),
      parsed("a status of a bundle that is no hash", withBody(STATUS, { bundle: "" })),
    ],
    evidence: [
      { name: "a receipt's signed part and signature", signed, signature, genuine: true },
      { name: "one bit of the signature changed", signed, signature: toHex(changed), genuine: false },
      {
        name: "one bit of the signed part changed",
        signed: toHex(flipped(fromHex(signed) as Uint8Array, 25)),
        signature,
        genuine: false,
      },
      {
        name: "the signature of another kind of message",
        signed,
        signature: toHex(crypto.sign(DEVICE.deviceSeed, domain("pa-cmd-v1", fromHex(signed) as Uint8Array))),
        genuine: false,
      },
    ],
  };
}

/** Another type under a right MAC. */
function retyped(bytes: Uint8Array, type: number): Uint8Array {
  const body = altered(bytes.subarray(0, -16), 1, type);
  const out = concatBytes(body, mac16(crypto, DEVICE.pairwiseKey, UPWARD_CONTEXT, body));
  if (equalBytes(out, bytes)) throw new Error("not another type");
  return out;
}
