import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { connectPacket, PacketReader, publishPacket, subscribePacket } from "./packets";

interface Seen {
  readonly kind: string;
  readonly [name: string]: unknown;
}

function reading(): { seen: Seen[]; feed: (bytes: Uint8Array) => boolean } {
  const seen: Seen[] = [];
  const reader = new PacketReader();
  return {
    seen,
    feed: (bytes) =>
      reader.feed(Buffer.from(bytes), {
        connack: (code) => seen.push({ kind: "connack", code }),
        publish: (payload, qos, packetId) =>
          seen.push({ kind: "publish", payload: payload.toString("hex"), qos, packetId }),
        puback: (packetId) => seen.push({ kind: "puback", packetId }),
        suback: (packetId, codes) => seen.push({ kind: "suback", packetId, codes: [...codes] }),
        pingresp: () => seen.push({ kind: "pingresp" }),
      }),
  };
}

const SAID = Buffer.concat([
  Buffer.from([0x20, 2, 0, 0]),
  Buffer.from([0x90, 4, 0, 7, 0, 0x80]),
  publishPacket("pa/g/all/a", Buffer.alloc(300, 5), 0, false, 0),
  publishPacket("pa/keys", Buffer.from([1, 2, 3]), 1, true, 513),
  Buffer.from([0x40, 2, 1, 2]),
  Buffer.from([0xd0, 0]),
]);

describe("MQTT packets", () => {
  it("are read the same however the stream is cut", () => {
    const whole = reading();
    expect(whole.feed(SAID)).toBe(true);
    expect(whole.seen.map(({ kind }) => kind)).toEqual([
      "connack",
      "suback",
      "publish",
      "publish",
      "puback",
      "pingresp",
    ]);
    expect(whole.seen[3]).toMatchObject({ payload: "010203", qos: 1, packetId: 513 });
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (cuts) => {
        const pieces = reading();
        let at = 0;
        for (let i = 0; at < SAID.length; i++) {
          const length = cuts[i % cuts.length] as number;
          if (!pieces.feed(SAID.subarray(at, at + length))) return false;
          at += length;
        }
        expect(pieces.seen).toEqual(whole.seen);
        return true;
      }),
    );
  });

  it("of a stream that is no MQTT end the connection and nothing else", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 20 }), (chunks) => {
        const { feed } = reading();
        for (const chunk of chunks) if (!feed(chunk)) break;
      }),
    );
    for (const bad of [
      [0x20, 1, 0],
      [0x30, 1, 0],
      [0x30, 3, 0, 9, 1],
      [0x34, 4, 0, 1, 65, 0],
      [0x10, 0],
      [0x30, 255, 255, 255, 255, 1],
    ])
      expect(reading().feed(Uint8Array.from(bad))).toBe(false);
  });

  it("are written as MQTT 3.1.1 says", () => {
    const connect = connectPacket({
      clientId: "h",
      user: "u",
      password: "p",
      keepaliveS: 20,
      will: { topic: "t", payload: Uint8Array.of(1, 2) },
    });
    expect(connect.toString("hex")).toBe(
      "101a" + "00044d515454" + "04" + "ee" + "0014" + "000168" + "000174" + "00020102" + "000175" + "000170",
    );
    expect(
      subscribePacket(3, [
        { filter: "a", qos: 0 },
        { filter: "b", qos: 1 },
      ]).toString("hex"),
    ).toBe("820a0003" + "00016100" + "00016201");
    expect(publishPacket("t", Uint8Array.of(9), 1, true, 258).toString("hex")).toBe("3306000174010209");
  });
});
