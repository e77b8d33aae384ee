import { pcm16Bytes, wavHeader } from "@dalaba/media";

/** A tone at half of full scale, 16-bit mono. */
export function tone(seconds: number, rateHz = 48_000, hz = 440): Int16Array {
  return Int16Array.from({ length: Math.round(seconds * rateHz) }, (_, i) =>
    Math.round(16_384 * Math.sin((2 * Math.PI * hz * i) / rateHz)),
  );
}

export function wav(pcm: Int16Array, rateHz = 48_000): Uint8Array {
  return Buffer.concat([wavHeader({ sampleRate: rateHz, channels: 1, frames: pcm.length }), pcm16Bytes(pcm)]);
}
