import { type BroadcastId, signAudio } from "@dalaba/protocol";
import { nodeCrypto } from "@dalaba/protocol/node";
import { expect, test } from "vitest";
import { arrivalOf, transitMsOf } from "./witnesses";

const BROADCAST = "00112233445566aa" as BroadcastId;

/** The bytes that a signature over a message of the real encoder covers. */
function signedBytes(mediaTime: number): Uint8Array {
  let signed = new Uint8Array();
  const listening = {
    ...nodeCrypto,
    sign: (_: Uint8Array, bytes: Uint8Array) => {
      signed = Uint8Array.from(bytes);
      return new Uint8Array(64);
    },
  };
  signAudio(listening, new Uint8Array(32), {
    keyId: 1,
    broadcast: BROADCAST,
    sequence: 7,
    mediaTime,
    frames: [Uint8Array.of(0xf8, 1, 2)],
    eos: false,
    disc: false,
    block: [],
  });
  return signed;
}

test("a witness reads broadcast and frame from what is signed", () => {
  expect(arrivalOf(signedBytes(960 * 3), 5)).toEqual({ broadcast: BROADCAST, frame: 3, atUs: 5 });
});

test("signatures over anything else are no arrivals", () => {
  expect(arrivalOf(new TextEncoder().encode("pa-cmd-v1\0 and so much more than an audio header"), 5)).toBe(
    undefined,
  );
  expect(arrivalOf(new Uint8Array(3), 5)).toBe(undefined);
});

test("transit is from the sender's note to the arrival, of one talk and one part of it", () => {
  const arrivals = [
    { broadcast: BROADCAST, frame: 0, atUs: 1_003_000 },
    { broadcast: BROADCAST, frame: 1, atUs: 1_025_000 },
    { broadcast: "ffffffffffffffff", frame: 1, atUs: 1_999_000 },
    { broadcast: BROADCAST, frame: 2, atUs: 1_042_000 },
  ];
  const sentUs = [1_000_000, 1_020_000];
  expect(transitMsOf(arrivals, BROADCAST, sentUs)).toEqual([3, 5]);
  expect(transitMsOf(arrivals, BROADCAST, sentUs, 1_010_000)).toEqual([5]);
  expect(transitMsOf(arrivals, BROADCAST, sentUs, 0, 1_010_000)).toEqual([3]);
});
