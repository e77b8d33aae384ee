import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AutoGain } from "./auto-gain";
import { Biquad } from "./biquad";
import { dbToGain } from "./gain";
import { LookAheadLimiter } from "./look-ahead-limiter";
import { levelOf } from "./meter";
import { bestCorrelation, concat, maxJump, seeded, speechLike, toFloat } from "./signal.test-support";
import { SpeechChain } from "./speech-chain";

const RATE = 48_000;
const FRAME = 960;
const CEILING = dbToGain(-1);

const sine = (hz: number, seconds: number, amplitude: number): Float32Array =>
  Float32Array.from(
    { length: RATE * seconds },
    (_, i) => amplitude * Math.sin((2 * Math.PI * hz * i) / RATE),
  );

const scaled = (pcm: Float32Array, db: number): Float32Array => pcm.map((v) => v * dbToGain(db));

function through(chain: SpeechChain, pcm: Float32Array, each?: (frame: number) => void): Float32Array {
  const out: Float32Array[] = [];
  for (let at = 0; at + FRAME <= pcm.length; at += FRAME) {
    out.push(chain.push(pcm.subarray(at, at + FRAME)));
    each?.(at / FRAME);
  }
  return concat(out);
}

/** Level of what is not a pause, dBFS. */
function speechDb(pcm: Float32Array): number {
  let power = 0;
  let count = 0;
  for (let at = 0; at + FRAME <= pcm.length; at += FRAME) {
    const { rmsDb } = levelOf(pcm.subarray(at, at + FRAME));
    if (rmsDb < -45) continue;
    power += 10 ** (rmsDb / 10);
    count++;
  }
  return 10 * Math.log10(power / count);
}

/** Speech with syllables and pauses at a level while somebody speaks, dBFS. */
function speechAt(db: number, seconds: number): Float32Array {
  return scaled(SPEECH.subarray(0, seconds * RATE), db - speechDb(SPEECH));
}

const SPEECH = toFloat(speechLike(RATE, 9, 7));

describe("the high-pass", () => {
  test.each([
    [30, -24.1],
    [60, -12.3],
    [120, -3.01],
    [240, -0.26],
    [1000, 0],
  ])("at %i Hz is %f dB, as the formula says", (hz, db) => {
    const tone = sine(hz, 2, 0.5);
    Biquad.highPass(120, RATE).process(tone);
    expect(levelOf(tone.subarray(RATE)).rmsDb - (20 * Math.log10(0.5) - 3.0103)).toBeCloseTo(db, 1);
  });

  test("takes away a microphone's direct current and comes to rest at exactly 0", () => {
    const filter = Biquad.highPass(120, RATE);
    const block = new Float32Array(RATE).fill(0.3);
    filter.process(block);
    expect(Math.abs(block.at(-1)!)).toBeLessThan(1e-6);
    for (let i = 0; i < 20; i++) filter.process(new Float32Array(FRAME));
    const silence = new Float32Array(FRAME);
    filter.process(silence);
    expect(silence.every((v) => v === 0)).toBe(true);
  });
});

describe("the limiter", () => {
  const limiter = () =>
    new LookAheadLimiter({ sampleRate: RATE, ceilingDb: -1, lookAheadMs: 4, releaseMs: 60 });

  test("lets what is under the ceiling through untouched, 4 ms later", () => {
    const tone = sine(440, 1, 0.8);
    const out = Float32Array.from(tone);
    const each = limiter();
    each.process(out);
    expect(each.delaySamples).toBe(191);
    for (let i = 191; i < out.length; i += 7) expect(out[i]).toBe(tone[i - 191]);
    expect(each.reductionDb).toBe(0);
  });

  test("holds any sound under the ceiling, in blocks of any length", () => {
    const sample = fc.oneof(fc.float({ min: -40, max: 40, noNaN: true }), fc.constant(0), fc.constant(1));
    fc.assert(
      fc.property(
        fc.array(fc.array(sample, { minLength: 1, maxLength: 400 }), { minLength: 1, maxLength: 8 }),
        (blocks) => {
          const each = limiter();
          for (const block of blocks) {
            const out = Float32Array.from(block);
            each.process(out);
            expect(levelOf(out).peakDb).toBeLessThanOrEqual(-1 + 1e-4);
          }
        },
      ),
    );
  });

  test("does to a sound what it did, whether it rested before or not", () => {
    const speech = scaled(speechAt(-20, 3), 16);
    const rested = Float32Array.from(speech);
    limiter().process(rested);
    const each = limiter();
    const quiet = new Float32Array(3 * RATE).fill(1e-3);
    each.process(concat([sine(300, 1, 2), quiet]));
    const busy = Float32Array.from(speech);
    each.process(busy);
    for (let i = 191; i < speech.length; i++) expect(Math.abs(busy[i]! - rested[i]!)).toBeLessThan(1e-4);
    expect(levelOf(rested).peakDb).toBeCloseTo(-1, 2);
  });

  test("falls before a jump of 20 dB without a click, and comes back within 300 ms", () => {
    const pcm = concat([sine(300, 1, 0.2), sine(300, 1, 2), sine(300, 1, 0.2)]);
    const out = Float32Array.from(pcm);
    const each = limiter();
    each.process(out);
    // A tone of 300 Hz at the ceiling itself moves by this from sample to sample.
    const steepest = CEILING * 2 * Math.sin((Math.PI * 300) / RATE);
    expect(maxJump(out)).toBeLessThan(steepest * 1.35);
    expect(levelOf(out.subarray(RATE + 4800, 2 * RATE)).peakDb).toBeCloseTo(-1, 1);
    expect(levelOf(out.subarray(2 * RATE + 14_400)).peakDb).toBeCloseTo(20 * Math.log10(0.2), 1);
  });
});

describe("the gain control", () => {
  const control = () => new AutoGain({ targetDb: -20, highestDb: 18, lowestDb: -12 });

  test.each([
    [-35, 15],
    [-60, 18],
    [-20, 0],
    [-12, -8],
    [-3, -12],
  ])("speech at %i dBFS gets %i dB", (rmsDb, gainDb) => {
    const each = control();
    for (let i = 0; i < 500; i++) each.push(rmsDb, true, 20);
    expect(each.gainDb).toBeCloseTo(gainDb, 6);
  });

  test("never moves faster than 6 dB a second up and 20 down, and not at all in a pause", () => {
    const random = seeded(3);
    const each = control();
    let before = 0;
    for (let i = 0; i < 5_000; i++) {
      const voiced = random() < 0.6;
      const after = each.push(-60 * random(), voiced, 20);
      expect(after - before).toBeLessThanOrEqual(0.12 + 1e-9);
      expect(after - before).toBeGreaterThanOrEqual(-0.4 - 1e-9);
      if (!voiced) expect(after).toBe(before);
      before = after;
    }
  });
});

describe("a sender's chain", () => {
  test.each([-42, -34, -26, -14])("brings speech of %i dBFS to -20 and no peak over -1", (db) => {
    const chain = new SpeechChain({ sampleRate: RATE });
    const out = through(chain, speechAt(db, 9));
    const goal = Math.min(-20, db + 18);
    expect(Math.abs(speechDb(out.subarray(5 * RATE)) - goal)).toBeLessThan(2);
    expect(levelOf(out).peakDb).toBeLessThanOrEqual(-1 + 1e-4);
  });

  test("adds under 5 ms and leaves the voice what it is", () => {
    const chain = new SpeechChain({ sampleRate: RATE });
    const speech = speechAt(-20, 4);
    const out = through(chain, speech);
    const { correlation, delay } = bestCorrelation(
      speech.subarray(RATE, RATE * 2),
      out.subarray(RATE, RATE * 2 + 400),
      400,
    );
    expect(correlation).toBeGreaterThan(0.97);
    expect(chain.delaySamples).toBeLessThanOrEqual(0.005 * RATE);
    expect(Math.abs(delay - chain.delaySamples)).toBeLessThanOrEqual(24);
  });

  test("does not pump up a room in which nobody speaks", () => {
    const random = seeded(5);
    const chain = new SpeechChain({ sampleRate: RATE });
    through(
      chain,
      Float32Array.from({ length: RATE * 20 }, () => 0.004 * (random() - 0.5)),
    );
    expect(chain.reading.gainDb).toBe(0);
    expect(chain.reading.voiced).toBe(false);
  });

  test("moves its gain over a steady tone without a click", () => {
    const chain = new SpeechChain({ sampleRate: RATE });
    const out = through(chain, sine(500, 6, 0.03));
    expect(chain.reading.gainDb).toBeGreaterThan(12);
    const top = levelOf(out).peakDb;
    expect(maxJump(out, FRAME)).toBeLessThan(dbToGain(top) * 2 * Math.sin((Math.PI * 500) / RATE) * 1.02);
  });

  test("learns nothing while it is told not to, and adds nothing when it is off", () => {
    const held = new SpeechChain({ sampleRate: RATE });
    held.learning = false;
    through(held, speechAt(-40, 5));
    expect(held.reading.gainDb).toBe(0);
    const off = new SpeechChain({ sampleRate: RATE });
    off.gainControl = false;
    const out = through(off, speechAt(-40, 5));
    expect(Math.abs(speechDb(scaled(out, 10)) + 30)).toBeLessThan(1);
  });

  test("meters what the microphone gives, exactly, and holds clipping for a second", () => {
    const chain = new SpeechChain({ sampleRate: RATE });
    chain.push(sine(1000, 1, 0.5).subarray(0, FRAME));
    expect(chain.reading.peakDb).toBeCloseTo(-6.0206, 2);
    expect(chain.reading.rmsDb).toBeCloseTo(-9.031, 3);
    expect(chain.reading.clipping).toBe(false);
    chain.push(new Float32Array(FRAME).fill(1));
    const seen: boolean[] = [];
    for (let i = 0; i < 52; i++) {
      chain.push(new Float32Array(FRAME));
      seen.push(chain.reading.clipping);
    }
    expect(seen.indexOf(false)).toBe(49);
  });

  test("takes what is no number for silence, and goes on", () => {
    const chain = new SpeechChain({ sampleRate: RATE });
    const out = through(
      chain,
      concat([
        new Float32Array(FRAME).fill(Number.NaN),
        new Float32Array(FRAME).fill(Infinity),
        sine(440, 1, 0.3),
      ]),
    );
    expect(out.every(Number.isFinite)).toBe(true);
    expect(levelOf(out.subarray(-FRAME)).rmsDb).toBeGreaterThan(-25);
  });

  test("tells speech from the pause after it", () => {
    const chain = new SpeechChain({ sampleRate: RATE });
    const random = seeded(9);
    const room = (): Float32Array => Float32Array.from({ length: RATE }, () => 0.001 * (random() - 0.5));
    const voiced: boolean[] = [];
    through(chain, concat([room(), speechAt(-25, 2), room()]), () => voiced.push(chain.reading.voiced));
    expect(voiced.slice(0, 48).some(Boolean)).toBe(false);
    expect(voiced.slice(52, 150).filter(Boolean).length).toBeGreaterThan(85);
    expect(voiced.slice(165).some(Boolean)).toBe(false);
  });
});
