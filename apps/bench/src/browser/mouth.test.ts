import { createOpusDecoder, createOpusEncoder } from "@dalaba/codec";
import { expect, test } from "vitest";
import { clicksIn, matchClicks } from "./clicks";
import { clickTrack, MICROPHONE_HZ } from "./microphone-sound";
import { earClicksUs, mouthClicksUs } from "./mouth";

const OFFSET_US = 5_000_000_000;
const WAY_MS = 137.5;

test("a way of known length is measured from one clock to the other, to half a millisecond", () => {
  const said = clickTrack(8);
  const frames = Array.from({ length: said.length / 960 }, (_, i) => ({
    first: 960 * i,
    // Every fifth comes at once; the others are held up by 12 ms.
    arrivedMs: 300 + 20 * (i + 1) + (i % 5 === 0 ? 0 : 12),
  }));
  const pcm = Int16Array.from(said, (sample) => sample * 32_767);
  const mouthUs = mouthClicksUs({ frames, pcm }, { offsetUs: OFFSET_US, errorUs: 0 });
  expect(mouthUs).toHaveLength(8);

  // The speaker puts out every third sample of it, half as loud, on a recording that began long before.
  const startUs = OFFSET_US - 1_000_000;
  const from = Math.round(((300 + WAY_MS) * 1000 + 1_000_000) * 0.016);
  const heard = new Float32Array(from + said.length / 3);
  for (let i = 0; i < said.length / 3; i++) heard[from + i] = 0.5 * (said[i * 3] as number);
  const { latencyMs, unheard } = matchClicks(
    mouthUs,
    earClicksUs({ pcm: heard, rateHz: 16_000, startUs }),
    900,
  );
  expect(unheard).toBe(0);
  for (const ms of latencyMs) expect(Math.abs(ms - WAY_MS)).toBeLessThan(0.5);
  expect(clicksIn(said, MICROPHONE_HZ)).toHaveLength(8);
});

test("the codec moves every click by the same, wherever in a frame it lies", async () => {
  const encoder = await createOpusEncoder({
    ...{ sampleRate: 48_000, application: "voip", bitrate: 24_000, complexity: 8 },
    ...{ inbandFec: false, packetLossPercent: 0 },
  });
  const decoder = await createOpusDecoder(16_000);
  const said = clickTrack(10);
  const heard = new Float32Array(said.length / 3);
  for (let frame = 0; frame < said.length / 960; frame++) {
    const pcm = Int16Array.from(said.subarray(frame * 960, (frame + 1) * 960), (sample) => sample * 32_767);
    const decoded = decoder.decode(encoder.encode(pcm));
    if (decoded) heard.set(decoded, frame * 320);
  }
  encoder.free();
  decoder.free();
  const mouthUs = clicksIn(said, 48_000).map((at) => at / 0.048);
  const { latencyMs, unheard } = matchClicks(
    mouthUs,
    earClicksUs({ pcm: heard, rateHz: 16_000, startUs: 0 }),
    900,
  );
  expect(unheard).toBe(0);
  expect(Math.min(...latencyMs)).toBeGreaterThan(2);
  expect(Math.max(...latencyMs)).toBeLessThan(12);
  expect(Math.max(...latencyMs) - Math.min(...latencyMs)).toBeLessThan(1);
});
