import { FRAME_SAMPLES } from "@dalaba/protocol";
import { describe, expect, test } from "vitest";
import { clicksIn } from "./click-detector.test-support";
import type { FrameDecoder } from "./frame-source";
import { broadcast, D, M0, Rig, T0 } from "./playout.test-support";
import { speechLike, toFloat } from "./signal.test-support";
import { stoi } from "./stoi";

/** What correcting a card's drift does to speech: no click, and nothing that makes it less understood. */

const RATE = 16_000;
const SECONDS = 20;
const FRAMES = SECONDS * 50;
const speech = toFloat(speechLike(RATE, SECONDS, 5));
const PER_FRAME = FRAME_SAMPLES / 3;

/** Decodes the tests' packets to speech: a packet says which mediaTime it is for. */
class SpeechDecoder implements FrameDecoder {
  #next = 0;
  decode(packet: Uint8Array): Float32Array {
    this.#next = (new DataView(packet.buffer, packet.byteOffset).getUint32(2) - M0) / 3;
    return this.#take(PER_FRAME);
  }
  conceal(samples: number): Float32Array {
    return this.#take(samples);
  }
  decodeFec(): null {
    return null;
  }
  reset(): void {}
  #take(samples: number): Float32Array {
    const out = new Float32Array(samples);
    out.set(speech.subarray(this.#next, this.#next + samples));
    this.#next += samples;
    return out;
  }
}

/** The voiced stretches: where a cut can be heard. */
const loud = Array.from({ length: SECONDS * 10 }, (_, i) => Math.round((i * RATE) / 10) + 731).filter(
  (at) => Math.abs(speech[at] ?? 0) > 0.04,
);

describe("the click detector", () => {
  test("finds nothing in speech, in a tone, in a chord", () => {
    expect(clicksIn(speech, RATE)).toEqual([]);
    for (const tones of [[440], [100], [261.6, 329.6, 392]]) {
      const sound = Float32Array.from({ length: RATE * 3 }, (_, i) =>
        tones.reduce((sum, hz) => sum + 0.2 * Math.sin((2 * Math.PI * hz * i) / RATE), 0),
      );
      expect(clicksIn(sound, RATE)).toEqual([]);
    }
  });

  test.each([
    ["4 ms cut out", (pcm: number[], at: number) => pcm.splice(at, 64)],
    ["4 ms said twice", (pcm: number[], at: number) => pcm.splice(at, 0, ...pcm.slice(at - 64, at))],
    ["a sample of −20 dB added", (pcm: number[], at: number) => pcm.splice(at, 1, (pcm[at] ?? 0) + 0.1)],
    ["half a millisecond of silence", (pcm: number[], at: number) => pcm.splice(at, 8, ...Array(8).fill(0))],
  ])("finds %s, at most places where somebody speaks", (_, damage) => {
    const places = loud.filter((__, i) => i % 2 === 0).slice(0, 25);
    expect(places.length).toBeGreaterThan(8);
    const found = places.filter((at) => {
      const pcm = [...speech.subarray(at - RATE, at + RATE)];
      damage(pcm, RATE);
      return clicksIn(Float32Array.from(pcm), RATE).some((click) => Math.abs(click - RATE) < 160);
    });
    expect(found.length / places.length).toBeGreaterThan(0.7);
  });
});

describe("speech on a card whose crystal is off", () => {
  test.each([-500, -200, -50, 50, 200, 500])(
    "by %d ppm: no click is found, and it is understood as before",
    (ppm) => {
      const rig = new Rig(broadcast(FRAMES), { ppm, decoder: new SpeechDecoder(), block: 160 });
      const heard = rig.pcm;
      // The fades at its very beginning and end are meant.
      const [from, to] = [rig.indexAt(T0 + D + 100_000), rig.indexAt(T0 + D + (SECONDS - 1) * 1e6)];
      expect(clicksIn(heard.subarray(from, to), RATE)).toEqual([]);
      // The same speech as that card would sound it without any correction, each second from its own true place: it drifts
      // away by half a millisecond a second at most, which STOI does not mind.
      const scores: number[] = [];
      for (let second = 1; second + 4 < SECONDS - 1; second += 4) {
        const at = rig.indexAt(T0 + D + second * 1e6);
        const score = stoi(
          speech.subarray(second * RATE, (second + 4) * RATE),
          heard.subarray(at, at + 4 * RATE),
          RATE,
        );
        if (score !== null) scores.push(score);
      }
      expect(scores.length).toBeGreaterThan(3);
      for (const score of scores) expect(score).toBeGreaterThanOrEqual(0.99);
    },
    30_000,
  );
});
