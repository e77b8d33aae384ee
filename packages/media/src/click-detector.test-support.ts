/**
 * Finds clicks: samples that what came before does not explain. Each 32 ms are predicted by 24 coefficients (linear
 * prediction by the autocorrelation method and Levinson's recursion); where the error is many times the usual one around
 * it, something was cut. Vowels, whose errors come in pulses at the pitch, are usual; a cut is once.
 */

const FRAME_MS = 32;
const ORDER = 24;
/** So many times what is usual within 40 ms. */
const TIMES = 7;
const AROUND_MS = 40;
/** Below this, of full scale, nobody hears it. */
const AUDIBLE = 0.004;
/** Two so close are one, ms. */
const ONE_MS = 10;

/** Indexes of the clicks. */
export function clicksIn(samples: Float32Array, sampleRate: number): number[] {
  const error = predictionError(samples, Math.round((FRAME_MS * sampleRate) / 1000));
  const around = Math.round((AROUND_MS * sampleRate) / 1000);
  const apart = Math.round((ONE_MS * sampleRate) / 1000);
  const usual = loudestPulses(error, around);
  const found: number[] = [];
  // What comes first is explained by nothing before it.
  for (let i = ORDER; i < error.length; i++) {
    const size = Math.abs(error[i] as number);
    if (size < AUDIBLE || size < TIMES * (usual[i] as number)) continue;
    const last = found.at(-1);
    if (last === undefined || i - last > apart) found.push(i);
  }
  return found;
}

/** RMS of the error around each sample, with the samples next to it left out. */
function loudestPulses(error: Float32Array, around: number): Float32Array {
  const sums = new Float64Array(error.length + 1);
  for (let i = 0; i < error.length; i++) sums[i + 1] = (sums[i] as number) + (error[i] as number) ** 2;
  const near = 16;
  const out = new Float32Array(error.length);
  for (let i = 0; i < error.length; i++) {
    const [from, to] = [Math.max(0, i - around), Math.min(error.length, i + around)];
    const [a, b] = [Math.max(0, i - near), Math.min(error.length, i + near)];
    const sum = (sums[to] as number) - (sums[from] as number) - ((sums[b] as number) - (sums[a] as number));
    out[i] = Math.sqrt(Math.max(0, sum) / Math.max(1, to - from - (b - a)));
  }
  return out;
}

function predictionError(samples: Float32Array, frame: number): Float32Array {
  const error = new Float32Array(samples.length);
  for (let from = 0; from < samples.length; from += frame) {
    const to = Math.min(samples.length, from + frame);
    // A wider window than the frame, so that a frame's edge is no edge of the prediction.
    const coefficients = predictor(
      samples.subarray(Math.max(0, from - frame), Math.min(samples.length, to + frame)),
    );
    for (let i = from; i < to; i++) {
      let predicted = 0;
      for (let k = 0; k < ORDER; k++) predicted += (coefficients[k] as number) * (samples[i - 1 - k] ?? 0);
      error[i] = (samples[i] as number) - predicted;
    }
  }
  return error;
}

/** Levinson's recursion on the windowed autocorrelation. */
function predictor(samples: Float32Array): Float64Array {
  const windowed = samples.map((each, i) => each * Math.sin((Math.PI * (i + 0.5)) / samples.length));
  const r = Array.from({ length: ORDER + 1 }, (_, lag) => {
    let sum = 0;
    for (let i = lag; i < windowed.length; i++)
      sum += (windowed[i] as number) * (windowed[i - lag] as number);
    return sum;
  });
  const a = new Float64Array(ORDER);
  // A little white noise under it: a pure tone is predicted perfectly otherwise, and any rounding is a click.
  let error = (r[0] as number) * (1 + 1e-6) + 1e-9;
  for (let i = 0; i < ORDER; i++) {
    let sum = r[i + 1] as number;
    for (let j = 0; j < i; j++) sum -= (a[j] as number) * (r[i - j] as number);
    const k = sum / error;
    const before = a.slice(0, i);
    for (let j = 0; j < i; j++) a[j] = (before[j] as number) - k * (before[i - 1 - j] as number);
    a[i] = k;
    error *= 1 - k * k;
  }
  return a;
}
