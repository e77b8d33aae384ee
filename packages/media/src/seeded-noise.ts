/** Noise that is the same for the same seed: renderings and tests can be repeated to the sample. */

/** 0 to below 1; a 32-bit state stepped by an odd constant and mixed (the finaliser of MurmurHash3). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
  };
}

/** Corners of the low-passes whose sum falls by 3 dB an octave: two octaves apart, Hz. */
const CORNERS_HZ = [15, 60, 240, 960, 3_840] as const;

/** Pink noise, −3 dB an octave from about 30 Hz up, at exactly `rms`. */
export function pinkNoise(samples: number, sampleRate: number, rms: number, seed: number): Float32Array {
  const random = seededRandom(seed);
  const sums = new Float64Array(samples);
  for (const hz of CORNERS_HZ) {
    const keep = Math.exp((-2 * Math.PI * hz) / sampleRate);
    // Power at low frequencies as 1/corner: each low-pass takes over where the one below has fallen off.
    const gain = (1 - keep) / Math.sqrt(hz);
    let level = 0;
    for (let i = 0; i < samples; i++) {
      level = keep * level + gain * (2 * random() - 1);
      sums[i] = (sums[i] as number) + level;
    }
  }
  const measured = Math.sqrt(sums.reduce((sum, each) => sum + each * each, 0) / Math.max(1, samples));
  return Float32Array.from(sums, (each) => (measured === 0 ? 0 : (each * rms) / measured));
}
