/** Between samples in -1..1 and 16-bit samples. */

/** Rounds and clamps; what is no number becomes 0. */
export function floatToPcm16(pcm: Float32Array): Int16Array {
  const out = new Int16Array(pcm.length);
  for (let i = 0; i < pcm.length; i++) {
    out[i] = Math.max(-32_768, Math.min(32_767, Math.round((pcm[i] as number) * 32_768)));
  }
  return out;
}

export function pcm16ToFloat(pcm: Int16Array): Float32Array {
  const out = new Float32Array(pcm.length);
  for (let i = 0; i < pcm.length; i++) out[i] = (pcm[i] as number) / 32_768;
  return out;
}

/** Little-endian bytes, as in a WAV file or on the standard input of aplay. */
export function pcm16Bytes(pcm: Int16Array): Uint8Array {
  const out = new Uint8Array(pcm.length * 2);
  for (let i = 0; i < pcm.length; i++) {
    const value = pcm[i] as number;
    out[2 * i] = value & 255;
    out[2 * i + 1] = (value >> 8) & 255;
  }
  return out;
}
