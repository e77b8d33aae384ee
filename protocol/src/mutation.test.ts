import { describe, expect, test } from "vitest";
import { nodeCrypto as crypto, publicKeyOf } from "../node/crypto";
import { admitConfig, admitKeySet, admitOrder } from "./admission";
import { AUDIO_CONTEXT, parseAudio, signAudio } from "./audio-message";
import { equalBytes } from "./bytes";
import {
  clockRequestSpeaker,
  encodeClockReply,
  encodeClockRequest,
  readClockReply,
  readClockRequest,
} from "./clock-exchange";
import { domain } from "./crypto";
import { ME } from "./golden/admission-vectors.test-support";
import { configBytes, keysBytes, OFFER, orderBytes, STOP } from "./golden/envelope-vectors.test-support";
import { seeded } from "./golden/scenario.test-support";
import { BROADCAST, CFG_VERSION, DEVICE, NOW_MS, SPEAKER, STREAM } from "./golden/test-keys.test-support";
import { ACK, RECEIPT, TELEMETRY } from "./golden/upward-vectors.test-support";
import type { BroadcastId } from "./scalars";
import { parseTopic } from "./topics";
import { encodeUpward, readUpward } from "./upward";

/** 10,000 damaged copies for each decoder: never a throw, and never a changed byte that passes. */
const COPIES = 10_000;

/** One to four changes: a bit, a byte, a cut, an insertion, a repetition, two spans swapped. */
function damaged(bytes: Uint8Array, pick: (below: number) => number): Uint8Array {
  let out = Uint8Array.from(bytes);
  for (let changes = 1 + pick(4); changes > 0; changes--) {
    const at = pick(Math.max(1, out.length));
    switch (pick(6)) {
      case 0:
        if (out.length > 0) out[at] = (out[at] as number) ^ (1 << pick(8));
        break;
      case 1:
        if (out.length > 0) out[at] = pick(256);
        break;
      case 2:
        out = out.slice(0, at);
        break;
      case 3:
        out = Uint8Array.from([...out.subarray(0, at), pick(256), ...out.subarray(at)]);
        break;
      case 4:
        out = Uint8Array.from([...out, ...out.subarray(at)]);
        break;
      default:
        out = Uint8Array.from([...out.subarray(at), ...out.subarray(0, at)]);
    }
  }
  return out;
}

const pairwise = DEVICE.pairwiseKey;
const device = publicKeyOf(DEVICE.deviceSeed);
const stream = publicKeyOf(STREAM.seed);
const head = { bootId: "b007000000000001", counter: 7 };
const audio = signAudio(crypto, STREAM.seed, {
  keyId: STREAM.kid,
  broadcast: BROADCAST as BroadcastId,
  sequence: 3,
  mediaTime: 2880,
  frames: [Uint8Array.of(0x48, 1, 2, 3), Uint8Array.of(0x48, 4)],
  eos: true,
  disc: false,
  block: [new Uint8Array(16)],
});

/** A decoder as a question: are these bytes believed? Zero bytes that SPEC leaves unchecked are under the MAC. */
const DECODERS: [name: string, genuine: Uint8Array, believed: (bytes: Uint8Array) => boolean][] = [
  [
    "audio messages",
    audio,
    (bytes) => {
      const read = parseAudio(bytes);
      return (
        read.ok &&
        read.signed &&
        crypto.verify(stream, domain(AUDIO_CONTEXT, read.signedBytes), read.signature)
      );
    },
  ],
  ["offers", orderBytes(OFFER), (bytes) => admitOrder(crypto, ME, new Map(), bytes, NOW_MS).ok],
  ["stops", orderBytes(STOP), (bytes) => admitOrder(crypto, ME, new Map(), bytes, NOW_MS).ok],
  [
    "configurations",
    configBytes(),
    (bytes) => admitConfig(crypto, { ...ME, cfgVersion: CFG_VERSION - 1 }, bytes).ok,
  ],
  ["key sets", keysBytes(), (bytes) => admitKeySet(crypto, ME, 0, bytes).ok],
  [
    "answers",
    encodeUpward(crypto, pairwise, DEVICE.deviceSeed, head, ACK),
    (bytes) => readUpward(crypto, pairwise, device, bytes).ok,
  ],
  [
    "receipts",
    encodeUpward(crypto, pairwise, DEVICE.deviceSeed, head, RECEIPT),
    (bytes) => readUpward(crypto, pairwise, device, bytes).ok,
  ],
  [
    "telemetry",
    encodeUpward(crypto, pairwise, DEVICE.deviceSeed, head, TELEMETRY),
    (bytes) => readUpward(crypto, pairwise, device, bytes).ok,
  ],
  [
    "clock requests",
    encodeClockRequest(crypto, pairwise, {
      speaker: SPEAKER,
      nonce: BROADCAST,
      t1Us: 1,
      sounding: [BROADCAST],
    }),
    (bytes) => {
      clockRequestSpeaker(bytes);
      return readClockRequest(crypto, pairwise, bytes).ok;
    },
  ],
  [
    "clock replies",
    encodeClockReply(crypto, pairwise, {
      nonce: BROADCAST,
      t1Us: 1,
      t2Us: 2,
      t3Us: 3,
      clockId: BROADCAST,
      utcMs: NOW_MS,
      utcErrorMs: 5,
      keyEpoch: 1,
      cfgVersion: 1,
      goOn: [true, false],
    }),
    (bytes) => readClockReply(crypto, pairwise, bytes).ok,
  ],
];

describe.each(DECODERS)("%s", (name, genuine, believed) => {
  test("the genuine bytes are believed, no damaged copy is, and none makes the decoder throw", () => {
    expect(believed(genuine)).toBe(true);
    const pick = seeded(name.length * 7919);
    for (let i = 0; i < COPIES; i++) {
      const bytes = damaged(genuine, pick);
      if (believed(bytes) && !equalBytes(bytes, genuine))
        throw new Error(`believed ${Buffer.from(bytes).toString("hex")}`);
    }
  }, 120_000);

  test("every single bit counts", () => {
    for (let at = 0; at < genuine.length * 8; at++) {
      const bytes = Uint8Array.from(genuine);
      bytes[at >> 3] = (bytes[at >> 3] as number) ^ (1 << (at & 7));
      if (believed(bytes)) throw new Error(`bit ${at} does not count`);
    }
  }, 120_000);
});

test("no text makes the topic reader throw", () => {
  const pick = seeded(5);
  const parts = [
    "pa",
    "d",
    "g",
    "b",
    "keys",
    "st",
    "a",
    "cmd",
    SPEAKER,
    "all",
    BROADCAST,
    "+",
    "#",
    "",
    "$SYS",
    "\0",
    "村",
  ];
  for (let i = 0; i < COPIES; i++) {
    const topic = Array.from({ length: pick(7) }, () => parts[pick(parts.length)]).join("/");
    const read = parseTopic(topic);
    if (read && (topic.includes("+") || topic.includes("#"))) throw new Error(topic);
  }
});
