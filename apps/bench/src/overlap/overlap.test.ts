import type { OverlapReply } from "@dalaba/api";
import { describe, expect, test } from "vitest";
import { overlapFigures } from "./overlap-rows";
import { airDbPerKm, speechRmsDb, understood } from "./point-hearing";

const RATE = 16_000;
const air = [
  { hz: 500, dbPerKm: 3 },
  { hz: 1_000, dbPerKm: 5 },
  { hz: 2_000, dbPerKm: 10 },
];
const surroundings = {
  ...{ temperatureC: 20, humidityPercent: 70, metresPerSecond: 343.2, ambientDb: 50, speechDbPerKm: 6, air },
};
/** Syllables of harmonics with pauses: STOI looks at how bands move. */
const pcm = Float32Array.from({ length: 3 * RATE }, (_, i) => {
  const t = i / RATE;
  const syllable = Math.max(0, Math.sin(2 * Math.PI * 2.7 * t)) * (1 + 0.5 * Math.sin(2 * Math.PI * 0.9 * t));
  let voice = 0;
  for (let h = 1; h < 30; h++) voice += Math.sin(2 * Math.PI * 130 * h * t + h * Math.sin(7 * t)) / h;
  return 0.1 * syllable * voice;
});
const speech = { pcm, sampleRate: RATE, rmsDb: speechRmsDb(pcm, RATE) };
const arrival = (speaker: string, metres: number, levelDb: number) => ({
  ...{ speaker, metres, levelDb },
  travelMs: metres / 0.3432,
});
const none = () => 0;

describe("what is understood at a point", () => {
  test("of one near speaker is all but everything, of a soft one little, of none nothing", () => {
    const near = understood(speech, [arrival("a", 40, 80)], none, surroundings) as number;
    const soft = understood(speech, [arrival("a", 40, 46)], none, surroundings) as number;
    expect(near).toBeGreaterThan(0.97);
    expect(soft).toBeLessThan(near - 0.2);
    expect(understood(speech, [], none, surroundings)).toBeNull();
  });

  test("falls with a second speaker that comes late, and rises again when the first waits for it", () => {
    const arrivals = [arrival("a", 100, 70), arrival("b", 140, 69)];
    const alone = understood(speech, arrivals.slice(0, 1), none, surroundings) as number;
    const plain = understood(speech, arrivals, none, surroundings) as number;
    const waits = arrivals[1]!.travelMs - arrivals[0]!.travelMs;
    const aligned = understood(speech, arrivals, (id) => (id === "a" ? waits : 0), surroundings) as number;
    expect(plain).toBeLessThan(alone - 0.05);
    expect(aligned).toBeGreaterThan(plain + 0.05);
  });
});

test("the level of speech is that of its words, pauses left out", () => {
  const words = new Float32Array(RATE).fill(0.1);
  const pauses = new Float32Array(2 * RATE);
  pauses.set(words);
  expect(speechRmsDb(pauses, RATE)).toBeCloseTo(-20, 5);
});

test("the air is read between octaves, and beyond them", () => {
  expect(airDbPerKm(air, 1_000)).toBe(5);
  expect(airDbPerKm(air, 1_414)).toBeCloseTo(Math.sqrt(50), 2);
  expect(airDbPerKm(air, 250)).toBeCloseTo(0.75, 6);
  expect(airDbPerKm(air, 0)).toBe(0);
  expect(airDbPerKm(air, 4_000)).toBeCloseTo(20, 6);
});

test("the rows stand side by side, the plans beside plain", () => {
  const plan = (late: number) => ({ heard: 100, late, share: late / 100, weightedShare: 0, worst: [] });
  const reply: OverlapReply = {
    ...{ speakers: 9, points: 100, surroundings, at: [] },
    plain: plan(70),
    aligned: { ...plan(40), maxDelayMs: 900, delays: [{ speaker: "a", delayMs: 900 }] },
    staggered: { ...plan(0), groups: [["a"], ["b"]], pauseMs: 2_000 },
  };
  const figures = overlapFigures(reply, { plain: [0.4, 0.6], aligned: [0.7], staggered: [0.9] }, "a voice");
  expect(figures.map(({ id, value, peerValue }) => [id, value, peerValue])).toEqual([
    ["overlap.plain", 70, undefined],
    ["overlap.plain", 0.5, undefined],
    ["overlap.plain", 0.4, undefined],
    ["overlap.aligned", 40, 70],
    ["overlap.aligned", 0.7, 0.5],
    ["overlap.aligned", 0.7, 0.4],
    ["overlap.staggered", 0, 70],
    ["overlap.staggered", 0.9, 0.5],
    ["overlap.staggered", 0.9, 0.4],
  ]);
});
