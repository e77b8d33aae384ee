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
