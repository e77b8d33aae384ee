import { createOpusDecoder, createOpusEncoder } from "@dalaba/codec";

/** A voice-like sound at 16 kHz: a gliding tone in syllables. */
export function voice(frames: number): Float32Array {
  const out = new Float32Array(frames * 320);
  let phase = 0;
  for (let i = 0; i < out.length; i++) {
    const t = i / 16_000;
    phase += (2 * Math.PI * (220 + 80 * Math.sin(2 * Math.PI * 0.7 * t))) / 16_000;
    const syllable = 0.5 - 0.5 * Math.cos(2 * Math.PI * 3 * t);
    out[i] = 0.4 * syllable * (Math.sin(phase) + 0.4 * Math.sin(2 * phase) + 0.2 * Math.sin(3 * phase));
  }
  return out;
}

/** Its Opus packets, and what a decoder makes of them. */
export async function spoken(
  source: Float32Array,
): Promise<{ readonly packets: readonly Uint8Array[]; readonly decoded: Float32Array }> {
  const encoder = await createOpusEncoder({
    sampleRate: 16_000,
    application: "voip",
    bitrate: 24_000,
    complexity: 8,
    inbandFec: false,
    packetLossPercent: 0,
  });
  const decoder = await createOpusDecoder(16_000);
  const packets: Uint8Array[] = [];
  const decoded = new Float32Array(source.length);
  for (let at = 0; at < source.length; at += 320) {
    const pcm = Int16Array.from(source.subarray(at, at + 320), (sample) => Math.round(sample * 32_767));
    const packet = encoder.encode(pcm);
    packets.push(packet);
    decoded.set(decoder.decode(packet) ?? new Float32Array(320), at);
  }
  encoder.free();
  decoder.free();
  return { packets, decoded };
}

/** The samples of a mono 16-bit WAV file. */
export function samplesOf(wav: Uint8Array): Float32Array {
  const view = new DataView(wav.buffer, wav.byteOffset);
  return Float32Array.from(
    { length: (wav.length - 44) / 2 },
    (_, i) => view.getInt16(44 + 2 * i, true) / 32_768,
  );
}

/**
 * How well `heard` agrees with `reference` when laid over it with the lag (samples, fractional part ignored) that suits
 * best: signal to noise, dB, and that lag.
 */
export function agreement(
  reference: Float32Array,
  heard: Float32Array,
  lags: { readonly from: number; readonly to: number },
): { readonly snrDb: number; readonly lag: number; readonly correlation: number } {
  let best = { snrDb: Number.NEGATIVE_INFINITY, lag: 0, correlation: 0 };
  for (let lag = lags.from; lag <= lags.to; lag++) {
    let signal = 0;
    let noise = 0;
    let cross = 0;
    let other = 0;
    for (let i = 0; i < reference.length; i++) {
      const x = reference[i] as number;
      const y = heard[i + lag] ?? 0;
      signal += x * x;
      other += y * y;
      cross += x * y;
      noise += (x - y) ** 2;
    }
    const snrDb = 10 * Math.log10(signal / (noise + 1e-12));
    if (snrDb > best.snrDb) best = { snrDb, lag, correlation: cross / Math.sqrt(signal * other + 1e-12) };
  }
  return best;
}

const WINDOW = 1_600;

/**
 * How well `heard` agrees with `reference` window by window (100 ms), each laid over it with the lag of its own within
 * `within` samples and a fit of three taps: a clock that is corrected while it sounds moves what follows by parts of a
 * sample, which is no noise. Windows in which next to nothing sounds are left out. Both at 16 kHz.
 */
export function agreementOfWindows(
  reference: Float32Array,
  heard: Float32Array,
  within: number,
): { readonly medianDb: number; readonly worstDb: number; readonly windows: number } {
  const found: number[] = [];
  for (let at = 0; at + WINDOW <= reference.length; at += WINDOW) {
    const part = reference.subarray(at, at + WINDOW);
    if (Math.sqrt(part.reduce((sum, x) => sum + x * x, 0) / WINDOW) < 0.01) continue;
    let best = Number.NEGATIVE_INFINITY;
    for (let lag = -within; lag <= within; lag++) best = Math.max(best, fittedSnrDb(part, heard, at + lag));
    found.push(best);
  }
  found.sort((a, b) => a - b);
  return {
    medianDb: found[Math.floor(found.length / 2)] ?? Number.NaN,
    worstDb: found[0] ?? Number.NaN,
    windows: found.length,
  };
}

/** Signal to noise (dB) of `part` against the three neighbouring samples of `heard` that explain it best, from `at` on. */
function fittedSnrDb(part: Float32Array, heard: Float32Array, at: number): number {
  const y = (i: number) => heard[i] ?? 0;
  // Normal equations of part[i] = a·y[i-1] + b·y[i] + c·y[i+1].
  const m = [0, 0, 0, 0, 0, 0, 0, 0, 0];
  const v = [0, 0, 0];
  let signal = 0;
  for (let i = 0; i < part.length; i++) {
    const x = part[i] as number;
    signal += x * x;
    for (let r = 0; r < 3; r++) {
      const yr = y(at + i + r - 1);
      v[r] = (v[r] as number) + x * yr;
      for (let c = 0; c < 3; c++) m[r * 3 + c] = (m[r * 3 + c] as number) + yr * y(at + i + c - 1);
    }
  }
  const taps = solve3(m, v);
  const explained = taps.reduce((sum, tap, r) => sum + tap * (v[r] as number), 0);
  return 10 * Math.log10(signal / Math.max(signal - explained, 1e-9));
}

function solve3(m: readonly number[], v: readonly number[]): readonly number[] {
  const det = (a: readonly number[]) => {
    const [p, q, r, s, t, u, w, x, z] = a as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    return p * (t * z - u * x) - q * (s * z - u * w) + r * (s * x - t * w);
  };
  // A little on the diagonal: three neighbouring samples of a low tone are nearly one.
  const ridge = 1e-9 * ((m[0] as number) + 1);
  const a = m.map((value, i) => (i % 4 === 0 ? value + ridge : value));
  const whole = det(a);
  return [0, 1, 2].map(
    (column) =>
      det(a.map((value, i) => (i % 3 === column ? (v[Math.floor(i / 3)] as number) : value))) / whole,
  );
}
