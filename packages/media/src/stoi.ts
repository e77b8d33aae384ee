import { fft } from "./fft";
import { sincResample } from "./sinc-resample";

/**
 * Short-time objective intelligibility after C. H. Taal, R. C. Hendriks, R. Heusdens and J. Jensen, "An Algorithm for
 * Intelligibility Prediction of Time-Frequency Weighted Noisy Speech", IEEE TASLP 19(7), 2011. 1 for the clean signal,
 * about 0.45 and below for what nobody understands. Section and equation numbers below are of that paper.
 */

/** II: everything at 10 kHz, in frames of 25.6 ms, half overlapping. */
const RATE_HZ = 10_000;
const FRAME = 256;
const HOP = FRAME / 2;
const FFT = 512;
/** II: 15 third octaves from 150 Hz up. */
const BANDS = 15;
const LOWEST_HZ = 150;
/** 30 frames: 384 ms. */
const SEGMENT = 30;
/** II: frames that are 40 dB softer than the loudest of the clean speech are left out of both. */
const SILENCE_DB = 40;
/** (3): what is worse than −15 dB counts no worse. */
const CLIP = 1 + 10 ** (15 / 20);
const TINY = 1e-30;

const WINDOW = Float64Array.from(
  { length: FRAME },
  (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 1)) / (FRAME + 1)),
);

/**
 * How well `heard` is understood that was said as `clean`: same rate, same length (the shorter one counts), in time with
 * each other to a few ms. Null when there is less than 384 ms of speech.
 */
export function stoi(clean: Float32Array, heard: Float32Array, sampleRate: number): number | null {
  const length = Math.min(clean.length, heard.length);
  const said = sincResample(clean.subarray(0, length), sampleRate, RATE_HZ);
  const got = sincResample(heard.subarray(0, length), sampleRate, RATE_HZ);
  const loud = soundingFrames(said);
  const x = bandsOf(joined(said, loud));
  const y = bandsOf(joined(got, loud));
  const frames = x[0]?.length ?? 0;
  if (frames < SEGMENT) return null;
  let sum = 0;
  for (let end = SEGMENT; end <= frames; end++)
    for (let band = 0; band < BANDS; band++)
      sum += segment(x[band] as Float64Array, y[band] as Float64Array, end - SEGMENT);
  return sum / (BANDS * (frames - SEGMENT + 1));
}

/** Starts of the frames in which somebody speaks. */
function soundingFrames(pcm: Float32Array): readonly number[] {
  const starts: number[] = [];
  const energies: number[] = [];
  for (let at = 0; at + FRAME <= pcm.length; at += HOP) {
    let energy = 0;
    for (let i = 0; i < FRAME; i++) energy += ((pcm[at + i] as number) * (WINDOW[i] as number)) ** 2;
    starts.push(at);
    energies.push(energy);
  }
  const least = Math.max(0, ...energies) * 10 ** (-SILENCE_DB / 10);
  return starts.filter((_, index) => (energies[index] as number) > least);
}

/** Those frames pushed together, windowed and added where they overlap. */
function joined(pcm: Float32Array, starts: readonly number[]): Float64Array {
  const out = new Float64Array(starts.length === 0 ? 0 : (starts.length - 1) * HOP + FRAME);
  for (const [index, at] of starts.entries())
    for (let i = 0; i < FRAME; i++) {
      const to = index * HOP + i;
      out[to] = (out[to] as number) + (pcm[at + i] as number) * (WINDOW[i] as number);
    }
  return out;
}

/** (1): the norm of each third octave in each frame. */
function bandsOf(pcm: Float64Array): readonly Float64Array[] {
  const frames = pcm.length < FRAME ? 0 : Math.floor((pcm.length - FRAME) / HOP) + 1;
  const out = EDGES.map(() => new Float64Array(frames));
  const re = new Float64Array(FFT);
  const im = new Float64Array(FFT);
  for (let frame = 0; frame < frames; frame++) {
    re.fill(0);
    im.fill(0);
    for (let i = 0; i < FRAME; i++) re[i] = (pcm[frame * HOP + i] as number) * (WINDOW[i] as number);
    fft(re, im);
    for (const [band, [from, to]] of EDGES.entries()) {
      let power = 0;
      for (let bin = from; bin < to; bin++) power += (re[bin] as number) ** 2 + (im[bin] as number) ** 2;
      (out[band] as Float64Array)[frame] = Math.sqrt(power);
    }
  }
  return out;
}

/** First and one past the last FFT bin of each third octave: its edges at the nearest bins. */
const EDGES: readonly (readonly [number, number])[] = Array.from({ length: BANDS }, (_, band) => {
  const bin = (hz: number) => Math.round((hz * FFT) / RATE_HZ);
  const centre = LOWEST_HZ * 2 ** (band / 3);
  return [bin(centre * 2 ** (-1 / 6)), bin(centre * 2 ** (1 / 6))] as const;
});

/** (2) to (5): the correlation of one band over one segment, the heard one at the clean one's level and clipped. */
function segment(x: Float64Array, y: Float64Array, from: number): number {
  let xx = 0;
  let yy = 0;
  for (let i = from; i < from + SEGMENT; i++) {
    xx += (x[i] as number) ** 2;
    yy += (y[i] as number) ** 2;
  }
  const alpha = Math.sqrt(xx / (yy + TINY));
  const clipped = (i: number) => Math.min(alpha * (y[i] as number), CLIP * (x[i] as number));
  let meanX = 0;
  let meanY = 0;
  for (let i = from; i < from + SEGMENT; i++) {
    meanX += (x[i] as number) / SEGMENT;
    meanY += clipped(i) / SEGMENT;
  }
  let cross = 0;
  let varX = 0;
  let varY = 0;
  for (let i = from; i < from + SEGMENT; i++) {
    const dx = (x[i] as number) - meanX;
    const dy = clipped(i) - meanY;
    cross += dx * dy;
    varX += dx * dx;
    varY += dy * dy;
  }
  return cross / (Math.sqrt(varX * varY) + TINY);
}
