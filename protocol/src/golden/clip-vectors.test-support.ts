import { encodeAudio } from "../audio-message";
import { readBundle } from "../bundle";
import { concatBytes, fromHex, toHex, utf8Encode } from "../bytes";
import { clipMac, clipMessages } from "../clip";
import type { BroadcastId } from "../scalars";
import { BROADCAST, crypto, DEVICE, NOW_MS } from "./test-keys.test-support";

const HASH = toHex(crypto.sha256(utf8Encode("TEST ONLY a clip")));
const ENTRY = {
  broadcast: BROADCAST,
  atUtcMs: NOW_MS,
  ...{ sha256: HASH, bytes: 24_000, frames: 500, class: "schedule", priority: 40, issued: NOW_MS * 1000 },
  ...{ gainDb: -6, chime: "two-tone", groups: ["all"], speakers: ["sp-001"] },
};

function bundle(name: string, occurrences: unknown, text = JSON.stringify({ occurrences })): object {
  const read = readBundle(utf8Encode(text));
  return { name, text, ...(read.ok ? { accepted: read.bundle } : { refused: read.code }) };
}

/** Packets of these sizes: 0x10, then the packet's number. */
function clip(name: string, packetBytes: readonly number[]): object {
  const packets = packetBytes.map((size, n) => {
    const packet = new Uint8Array(size).fill(n % 256);
    packet[0] = 16;
    return packet;
  });
  const messages = [...clipMessages(BROADCAST as BroadcastId, packets)].map((each) =>
    encodeAudio(each, false),
  );
  return {
    ...{ name, broadcast: BROADCAST, packetBytes },
    heads: messages.map((each) => toHex(each.subarray(0, 24))),
    audioHash: toHex(crypto.sha256(concatBytes(...messages))),
  };
}

/** clips.json: SPEC 13.2, 13.4, 13.5. */
export function clipVectors(): object {
  const { sha256, bytes, frames, gainDb: _, chime: __, groups: ___, speakers: ____, ...least } = ENTRY;
  const file = { sha256, bytes, frames };
  return {
    about:
      "SPEC 13.2 (macs, under pairwiseKey), 13.4 (bundles), 13.5 (clips: the headers of the messages that stand for one whose packet n is 0x10 and then bytes of value n modulo 256, packetBytes[n] long in all, and the audioHash when all of it sounded).",
    pairwiseKey: toHex(DEVICE.pairwiseKey),
    macs: [{ sha256: HASH, mac: clipMac(crypto, DEVICE.pairwiseKey, fromHex(HASH) as Uint8Array) }],
    bundles: [
      bundle("an empty programme", []),
      bundle("an occurrence", [ENTRY]),
      bundle("the least it must say", [{ ...least, ...file }]),
      bundle("members nobody knows", [{ ...ENTRY, revision: 3 }]),
      bundle("two of one hour", [ENTRY, { ...ENTRY, broadcast: "00000000000000aa" }]),
      bundle("no list", undefined),
      bundle("an alert", [{ ...ENTRY, priority: 80 }]),
      bundle("a talk", [{ ...ENTRY, class: "talk" }]),
      bundle("no id", [{ ...ENTRY, broadcast: undefined }]),
      bundle("no frames", [{ ...ENTRY, frames: 0 }]),
      bundle("a hash in capitals", [{ ...ENTRY, sha256: HASH.toUpperCase() }]),
      bundle("a gain above 0", [{ ...ENTRY, gainDb: 1 }]),
      bundle("a time with a fraction", [], '{"occurrences":[{"atUtcMs":1.5}]}'),
      bundle("a member twice", [], '{"occurrences":[],"occurrences":[]}'),
      bundle("a list of text", ["x"]),
    ],
    clips: [
      clip("one frame", [40]),
      clip("three frames", [40, 41, 42]),
      clip("four frames", [40, 41, 42, 43]),
      clip("frames too large for three in a message", [600, 600, 600, 20, 20]),
      clip("exactly as much as a signature leaves room for", [435, 435, 436, 435, 436, 436]),
    ],
  };
}
