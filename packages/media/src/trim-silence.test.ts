import { describe, expect, it } from "vitest";
import { pinkNoise } from "./seeded-noise";
import { trimSilence } from "./trim-silence";
import { WAVEFORM_COLUMNS, Waveform } from "./waveform";

const RATE = 48_000;
const MS = RATE / 1000;

/** A tone from 500 ms to 1,500 ms of three seconds, over what `under` gives. */
function tone(level: number, under: (i: number) => number = () => 0): Float32Array {
  return Float32Array.from({ length: 3 * RATE }, (_, i) => {
    const sounds = i >= 500 * MS && i < 1500 * MS;
    return under(i) + (sounds ? level * Math.sin((2 * Math.PI * 440 * i) / RATE) : 0);
  });
}

describe("trimming silence", () => {
  it("keeps 50 ms before and after the sound", () => {
    const kept = trimSilence(tone(0.5), RATE);
    expect(kept?.length).toBe(1100 * MS);
  });

  it.each([0.5, 0.01])("hears nothing in a quiet room under a tone of %d", (level) => {
    const noise = pinkNoise(3 * RATE, RATE, level * 0.003, 1);
    const kept = trimSilence(
      tone(level, (i) => noise[i]!),
      RATE,
    );
    expect(kept?.length).toBe(1100 * MS);
  });

  it("takes a level that merely stands for silence", () => {
    expect(
      trimSilence(
        tone(0.3, () => 0.05),
        RATE,
      )?.length,
    ).toBe(1100 * MS);
    expect(trimSilence(new Float32Array(RATE).fill(0.1), RATE)).toBeUndefined();
  });

  it("fades where it cut, and leaves a sound alone that begins and ends at full level", () => {
    const cut = trimSilence(
      tone(0.3, () => 0.05),
      RATE,
    );
    expect([cut?.[0], cut?.at(-1)]).toEqual([0, 0]);
    const full = tone(0.5).subarray(500 * MS, 1500 * MS);
    const before = full.slice();
    expect(trimSilence(full, RATE)).toEqual(before);
  });

  it("says so where there is nothing but silence", () => {
    expect(trimSilence(new Float32Array(RATE), RATE)).toBeUndefined();
    expect(trimSilence(new Float32Array(0), RATE)).toBeUndefined();
    expect(trimSilence(tone(0.0003), RATE)).toBeUndefined();
  });
});

describe("the waveform of a clip", () => {
  it("is the peak of each of 400 parts", () => {
    const waveform = new Waveform(4_000);
    const ramp = Float32Array.from({ length: 4_000 }, (_, i) => ((i % 2 === 0 ? 1 : -1) * i) / 4_000);
    for (let at = 0; at < 4_000; at += 33) waveform.push(ramp.subarray(at, at + 33));
    const { bytes } = waveform;
    expect(bytes.length).toBe(WAVEFORM_COLUMNS);
    expect(bytes[0]).toBe(Math.round((9 / 4000) * 255));
    expect(bytes[200]).toBe(Math.round((2009 / 4000) * 255));
    expect(bytes[399]).toBe(255);
  });

  it("cuts what is over full scale, and has columns for the shortest sound", () => {
    const waveform = new Waveform(2);
    waveform.push(Float32Array.of(2, -0.5));
    expect(waveform.bytes[0]).toBe(255);
    expect(waveform.bytes[200]).toBe(128);
  });
});
