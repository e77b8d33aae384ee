import type { FrameDecoder } from "@dalaba/media";
import { deriveDeviceKeys, encodeClockReply, readClockRequest } from "@dalaba/protocol";
import { nodeCrypto } from "@dalaba/protocol/node";
import { describe, expect, it } from "vitest";
import { Crystal } from "../card/crystal";
import { SoundCard } from "../card/sound-card";
import { FACTORY_LIMITS } from "../speaker/factory-limits";
import { MemoryFlash } from "../speaker/flash";
import { unsharedMessages } from "../speaker/message-source";
import {
  audioOf,
  CLOCK_ID,
  cfgDocument,
  credentialsOf,
  keysDocument,
  offerOf,
  signOrder,
  UTC0,
} from "../speaker/signed-wire.test-support";
import { Speaker } from "../speaker/speaker";
import { LevelDecoder } from "../speaker/test-town.test-support";
import { seededRandom } from "./random";

const A = "00000000000000aa";

/** A speaker with a crystal of its own on a line with up to a ms of jitter each way; the machine's time is given. */
function deviceOf(id: string, ppm: number, decoder: FrameDecoder | undefined) {
  const random = seededRandom(1, id);
  const crystal = new Crystal(1e9, 5e6 + random() * 1e8, ppm);
  const card = new SoundCard(crystal, 1e9, {
    sampleRate: 16_000,
    sink: undefined,
    always: true,
    ceilingDb: 0,
  });
  const keys = deriveDeviceKeys(nodeCrypto, Buffer.from(credentialsOf(id).deviceSecret, "hex"));
  const line: { atUs: number; bytes: Uint8Array }[] = [];
  const held = { nowUs: 1e9 };
  let nonce = 0;
  const speaker = new Speaker({
    credentials: credentialsOf(id),
    crypto: nodeCrypto,
    flash: new MemoryFlash(),
    messages: unsharedMessages,
    decoders: { sounding: () => decoder, listening: () => undefined, done: () => {} },
    hears: card,
    limits: FACTORY_LIMITS,
    sampleRate: 16_000,
    outputDelayMs: 20,
    verifyUs: 100,
    random,
    fresh: () => (++nonce).toString(16).padStart(16, "0"),
    bootedUs: crystal.speakerUs(1e9),
    link: {
      publish: () => 0,
      subscribe: () => {},
      unsubscribe: () => {},
      datagram: (bytes) => {
        const read = readClockRequest(nodeCrypto, keys.pairwiseKey, bytes);
        if (!read.ok) throw new Error(read.code);
        const there = held.nowUs + 100 + random() * 1_000;
        const back = there + 100 + random() * 1_000;
        const reply = encodeClockReply(nodeCrypto, keys.pairwiseKey, {
          nonce: read.request.nonce,
          t1Us: read.request.t1Us,
          t2Us: there,
          t3Us: there,
          clockId: CLOCK_ID,
          utcMs: UTC0 + there / 1000,
          utcErrorMs: 5,
          keyEpoch: 1,
          cfgVersion: 100,
          goOn: [true, true],
        });
        line.push({ atUs: back, bytes: reply });
        return true;
      },
    },
  });
  return {
    card,
    deliver: (bytes: Uint8Array) => speaker.message(bytes, crystal.speakerUs(held.nowUs)),
    online: () => speaker.online(crystal.speakerUs(held.nowUs)),
    advance: (nowUs: number) => {
      line.sort((a, b) => a.atUs - b.atUs);
      while (line[0] && line[0].atUs <= nowUs) {
        const { atUs, bytes } = line.shift() as { atUs: number; bytes: Uint8Array };
        speaker.message(bytes, crystal.speakerUs(atUs));
      }
      held.nowUs = nowUs;
      speaker.tick(crystal.speakerUs(nowUs));
      card.advance(speaker, nowUs);
    },
    refused: () => speaker.refused,
  };
}

describe("speakers whose crystals drift apart", () => {
  it.each([
    ["sounding", true],
    ["counting", false],
  ])("stay within a millisecond of each other over ten minutes, %s", (_name, sounds) => {
    const devices = [-50, 0, 50].map((ppm) =>
      deviceOf(`horn${ppm}`, ppm, sounds ? new LevelDecoder() : undefined),
    );
    let nowUs = 1e9;
    const run = (ms: number): void => {
      for (const until = nowUs + ms * 1000; nowUs < until; ) {
        nowUs += 10_000;
        for (const device of devices) device.advance(nowUs);
      }
    };
    devices.forEach((device, i) => {
      device.online();
      device.deliver(keysDocument(100));
      device.deliver(cfgDocument(100, { speaker: `horn${[-50, 0, 50][i]}` }));
    });
    run(15_000);
    const t0Us = nowUs;
    const offer = offerOf({ broadcast: A, t0Us });
    const order = signOrder(offer, 1, UTC0 + nowUs / 1000);
    for (const device of devices) device.deliver(order);
    // One message a second of three frames is enough to keep the timeline going and the test short.
    for (let second = 0; second < 600; second++) {
      const bytes = audioOf(A, second, { mediaTime: second * 48_000 });
      for (const device of devices) device.deliver(bytes);
      run(1_000);
    }
    const marks = devices.map((device) => device.card.truth.get(A)?.marks ?? []);
    expect(marks.map((each) => each.length)).toEqual([600, 600, 600]);
    const errors = marks.flatMap((each) =>
      each.map(({ mediaTime, us }) => Math.abs(us - (t0Us + mediaTime / 0.048 + 80_000))),
    );
    errors.sort((a, b) => a - b);
    expect(errors[Math.floor(errors.length * 0.99)]).toBeLessThan(500);
    const skews = (marks[0] ?? []).map((_, n) => {
      const at = marks.map((each) => each[n]?.us ?? 0);
      return Math.max(...at) - Math.min(...at);
    });
    skews.sort((a, b) => a - b);
    expect(skews[Math.floor(skews.length * 0.99)]).toBeLessThan(1_000);
  });
});
