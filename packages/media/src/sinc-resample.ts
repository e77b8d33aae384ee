/** Zero crossings to either side. */
const CROSSINGS = 32;
/** Of the lower Nyquist frequency: what lies above would fold. */
const PASS = 0.95;

/**
 * A whole recording at another rate, both in whole Hz: windowed sinc around each output sample. Good rather than fast;
 * for measuring, not for what must be in time.
 */
export function sincResample(pcm: Float32Array, from: number, to: number): Float32Array {
  if (from === to) return pcm;
  const cut = PASS * Math.min(1, to / from);
  const half = Math.ceil(CROSSINGS / cut);
  /** By how far an output sample lies behind an input sample, in units of 1/to: few different ones come back. */
  const phases = new Map<number, Float64Array>();
  return Float32Array.from({ length: Math.floor((pcm.length * to) / from) }, (_, index) => {
    const behind = (index * from) % to;
    const first = (index * from - behind) / to - half + 1;
    let taps = phases.get(behind);
    if (!taps) {
      taps = tapsAt(behind / to, cut, half);
      phases.set(behind, taps);
    }
    let sum = 0;
    const end = Math.min(taps.length, pcm.length - first);
    for (let tap = Math.max(0, -first); tap < end; tap++)
      sum += (taps[tap] as number) * (pcm[first + tap] as number);
    return sum;
  });
}

/** For the input samples from half − 1 before to half after the one that the output lies `fraction` behind. */
function tapsAt(fraction: number, cut: number, half: number): Float64Array {
  return Float64Array.from({ length: 2 * half }, (_, tap) => {
    const x = tap - half + 1 - fraction;
    const sinc = x === 0 ? 1 : Math.sin(Math.PI * cut * x) / (Math.PI * cut * x);
    return cut * sinc * Math.cos((Math.PI * x) / (2 * half)) ** 2;
  });
}
