/** Signals and measures for tests. Speech-like: voiced harmonics under three formants, syllables, pauses, a little noise. */

export function speechLike(sampleRate: number, seconds: number, seed = 1): Int16Array {
  const out = new Int16Array(Math.round(sampleRate * seconds));
  const random = seeded(seed);
  let phase = 0;
  for (let i = 0; i < out.length; i++) {
    const t = i / sampleRate;
    const pitch = 120 + 25 * Math.sin(2 * Math.PI * 0.7 * t);
    phase += (2 * Math.PI * pitch) / sampleRate;
    const syllable = Math.max(0, Math.sin(2 * Math.PI * 2.3 * t)) ** 0.6;
    let voice = 0;
    for (let h = 1; h * pitch < Math.min(5_000, sampleRate / 2); h++) {
      const f = h * pitch;
      const formants =
        bump(f, 600 + 150 * Math.sin(t * 5), 120) + 0.5 * bump(f, 1400, 180) + 0.25 * bump(f, 2600, 250);
      voice += formants * Math.sin(h * phase);
    }
    out[i] = Math.round(12_000 * syllable * voice * 0.25 + 60 * (random() - 0.5));
  }
  return out;
}

function bump(f: number, centre: number, width: number): number {
  return Math.exp(-(((f - centre) / width) ** 2) / 2);
}

/** Mulberry32: the same numbers for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function toFloat(pcm: Int16Array): Float32Array {
  return Float32Array.from(pcm, (v) => v / 32768);
}

/** The best normalised correlation of `heard` with `sent` over delays of 0..maxDelay samples. */
export function bestCorrelation(
  sent: Float32Array,
  heard: Float32Array,
  maxDelay: number,
): { correlation: number; delay: number } {
  let best = { correlation: -1, delay: 0 };
  for (let delay = 0; delay <= maxDelay; delay++) {
    let ab = 0;
    let aa = 0;
    let bb = 0;
    const n = Math.min(sent.length, heard.length - delay);
    for (let i = 0; i < n; i++) {
      const a = sent[i]!;
      const b = heard[i + delay]!;
      ab += a * b;
      aa += a * a;
      bb += b * b;
    }
    const correlation = ab / Math.sqrt(aa * bb);
    if (correlation > best.correlation) best = { correlation, delay };
  }
  return best;
}

/** dB of signal over the difference, within [from, to). */
export function snrDb(sent: Float32Array, heard: Float32Array, from: number, to: number): number {
  let signal = 0;
  let noise = 0;
  for (let i = from; i < to; i++) {
    signal += sent[i]! ** 2;
    noise += (sent[i]! - heard[i]!) ** 2;
  }
  return 10 * Math.log10(signal / noise);
}

export function rms(pcm: Float32Array): number {
  let sum = 0;
  for (const v of pcm) sum += v * v;
  return Math.sqrt(sum / Math.max(1, pcm.length));
}

export function concat(parts: readonly Float32Array[]): Float32Array {
  const out = new Float32Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** The largest step from one sample to the next: a click is one that the tone itself does not make. */
export function maxJump(pcm: Float32Array, from = 1, to = pcm.length): number {
  let worst = 0;
  for (let i = Math.max(1, from); i < to; i++) worst = Math.max(worst, Math.abs(pcm[i]! - pcm[i - 1]!));
  return worst;
}
