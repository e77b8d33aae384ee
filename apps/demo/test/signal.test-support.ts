import type { Sound } from "./voice.test-support";

/** Comparing two sounds: where one lies in the other, and how alike they are. */

const HALF_TAPS = 24;

/** Band-limited interpolation (windowed sinc), for rates that go up. */
export function resampled({ rate, samples }: Sound, to: number): Float32Array {
  const length = Math.floor((samples.length * to) / rate);
  return Float32Array.from({ length }, (_, i) => valueAt(samples, (i * rate) / to));
}

/** The signal's value between its samples. */
function valueAt(samples: Float32Array, at: number): number {
  const middle = Math.floor(at);
  let sum = 0;
  for (let i = middle - HALF_TAPS + 1; i <= middle + HALF_TAPS; i++) {
    const x = at - i;
    const window = 0.5 + 0.5 * Math.cos((Math.PI * x) / (HALF_TAPS + 1));
    const sinc = Math.abs(x) < 1e-9 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    sum += (samples[i] ?? 0) * sinc * window;
  }
  return sum;
}

/** −1 to 1: how alike `piece` is to what lies at `at` in `whole`, whatever their levels. */
export function likeness(whole: Float32Array, piece: Float32Array, at: number): number {
  let product = 0;
  let own = 0;
  let others = 0;
  for (let i = 0; i < piece.length; i++) {
    const a = whole[at + i] ?? 0;
    const b = piece[i] as number;
    product += a * b;
    own += a * a;
    others += b * b;
  }
  return own === 0 || others === 0 ? 0 : product / Math.sqrt(own * others);
}

/** Where in `whole` `piece` lies, within so many samples of `near`; to a fraction of a sample (parabola). */
export function place(whole: Float32Array, piece: Float32Array, near: number, within: number): number {
  const from = Math.round(near) - within;
  const scores = Array.from({ length: 2 * within + 1 }, (_, i) => likeness(whole, piece, from + i));
  const best = scores.indexOf(Math.max(...scores));
  const [a, b, c] = [scores[best - 1] ?? 0, scores[best] as number, scores[best + 1] ?? 0];
  const bend = a - 2 * b + c;
  return from + best + (bend === 0 ? 0 : (a - c) / (2 * bend));
}

export function energy(samples: Float32Array): number {
  return samples.reduce((sum, value) => sum + value * value, 0);
}
