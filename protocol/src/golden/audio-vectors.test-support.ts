import { publicKeyOf } from "../../node/crypto";
import { AUDIO_CONTEXT, type AudioMessage, encodeAudio, parseAudio, signAudio } from "../audio-message";
import { concatBytes, toHex } from "../bytes";
import { domain } from "../crypto";
import type { BroadcastId } from "../scalars";
import { altered, BROADCAST, COMMAND, crypto, flipped, STREAM, verdict } from "./test-keys.test-support";

/** Bytes that look like a 20 ms Opus frame (TOC 0x48: SILK, wideband, 20 ms, mono, code 0); no decoder sees them. */
function frame(length: number, seed: number): Uint8Array {
  const out = new Uint8Array(length);
  for (let i = 1; i < length; i++) out[i] = (seed + i * 37) & 255;
  out[0] = 0x48;
  return out;
}

function message(over: Partial<AudioMessage> = {}): AudioMessage {
  return {
    keyId: STREAM.kid,
    broadcast: BROADCAST as BroadcastId,
    sequence: 7,
    mediaTime: 6720,
    frames: [frame(60, 1)],
    eos: false,
    disc: false,
    block: [],
    ...over,
  };
}

const streamKey = publicKeyOf(STREAM.seed);

function parsed(name: string, bytes: Uint8Array): object {
  const read = parseAudio(bytes);
  return verdict(name, bytes, read, () => {
    if (!read.ok) return {};
    const verifies =
      read.signed && crypto.verify(streamKey, domain(AUDIO_CONTEXT, read.signedBytes), read.signature);
    return { ...read.message, signed: read.signed, verifies };
  });
}

const sign = (over: Partial<AudioMessage> = {}) => signAudio(crypto, STREAM.seed, message(over));
const frames = (count: number, bytes = 40) => Array.from({ length: count }, (_, i) => frame(bytes, i + 1));

/** audio.json: SPEC 4.1, 4.2 and the signature of 6.4. */
export function audioVectors(): object {
  const one = sign();
  const members = [0, 1].map((i) =>
    encodeAudio(message({ sequence: 20 + i, mediaTime: 19_200 + i * 2880, frames: frames(3) }), false),
  );
  const hashes = members.map((bytes) => crypto.sha256(bytes).subarray(0, 16));
  const closing = sign({ sequence: 22, mediaTime: 24_960, frames: frames(3), block: hashes });
  const swapped = sign({ sequence: 22, mediaTime: 24_960, frames: frames(3), block: [...hashes].reverse() });
  const blockAt = 24 + 3 * 42;
  return {
    about: "SPEC 4.1, 4.2, 6.4. verifies: the Ed25519 signature under streamKey passes.",
    streamKid: STREAM.kid,
    streamKey: toHex(streamKey),
    cases: [
      parsed("one frame", one),
      parsed("three frames", sign({ frames: frames(3), sequence: 0, mediaTime: 0 })),
      parsed("six frames", sign({ frames: frames(6, 80) })),
      parsed("the largest numbers", sign({ keyId: 65_535, sequence: 2 ** 32 - 1, mediaTime: 2 ** 31 - 960 })),
      parsed("a broadcast id with leading zeros", sign({ broadcast: "0000000000000001" as BroadcastId })),
      parsed("a frame of one byte", sign({ frames: [frame(1, 0)] })),
      parsed("exactly 1400 bytes", sign({ frames: [frame(1400 - 24 - 2 - 64, 9)] })),
      parsed("end of stream without a frame", sign({ eos: true, frames: [], sequence: 300 })),
      parsed("end of stream with a frame", sign({ eos: true })),
      parsed("a decoder reset", sign({ disc: true })),
      parsed("unsigned, to be covered by a later one", members[0] as Uint8Array),
      parsed("closing a block of three", closing),
      parsed("one bit of a frame changed", flipped(one, 40)),
      parsed("one bit of the signature changed", flipped(one, -1, 7)),
      parsed("one bit of the sequence changed", flipped(one, 19)),
      parsed("signed by the command key", signAudio(crypto, COMMAND.seed, message())),
      parsed(
        "signed as if it were an order",
        concatBytes(
          one.subarray(0, -64),
          crypto.sign(STREAM.seed, domain("pa-cmd-v1", one.subarray(0, -64))),
        ),
      ),
      parsed("nothing", new Uint8Array(0)),
      parsed("23 bytes", one.subarray(0, 23)),
      parsed("a header alone", altered(one.subarray(0, 24), 1, 0)),
      parsed("1401 bytes", sign({ frames: [frame(1401 - 24 - 2 - 64, 9)] })),
      parsed("another version", altered(one, 0, 0xa2)),
      parsed("the encryption flag", altered(one, 1, 1 | 4)),
      parsed("an unknown flag", altered(one, 1, 1 | 32)),
      parsed("another codec", altered(one, 2, 2)),
      parsed("another frame duration", altered(one, 4, 16)),
      parsed("the reserved byte set", altered(one, 5, 1)),
      parsed("no frame without end of stream", altered(one, 3, 0)),
      parsed("seven frames", altered(one, 3, 7)),
      parsed("a frame of no bytes", altered(one, 24, 0, 0)),
      parsed("a frame that reaches into the signature", altered(one, 25, 61)),
      parsed("a frame that ends a byte early", altered(one, 25, 59)),
      parsed("more frames announced than there are", altered(one, 3, 2)),
      parsed("one byte after the signature", concatBytes(one, Uint8Array.of(0))),
      parsed("the signature cut off", one.subarray(0, -64)),
      parsed("a block of one", altered(closing, blockAt, 1)),
      parsed("a block of five", altered(closing, blockAt, 5)),
      parsed("a block with a hash too few", altered(closing, blockAt, 4)),
      parsed("a block with a hash too many", altered(closing, blockAt, 2)),
      parsed("a block flag and nothing after", altered(one, 1, 3)),
    ],
    blocks: [
      {
        name: "two members and the message that covers them, oldest first",
        members: members.map(toHex),
        closing: toHex(closing),
        authentic: [true, true],
      },
      {
        name: "the hashes in the wrong order still cover both: a member is found by its hash",
        members: members.map(toHex),
        closing: toHex(swapped),
        authentic: [true, true],
      },
      {
        name: "a member with one bit changed",
        members: [toHex(members[0] as Uint8Array), toHex(flipped(members[1] as Uint8Array, 50))],
        closing: toHex(closing),
        authentic: [true, false],
      },
      {
        name: "a closing message with one bit changed covers nothing",
        members: members.map(toHex),
        closing: toHex(flipped(closing, blockAt + 3)),
        authentic: [false, false],
      },
    ],
  };
}
