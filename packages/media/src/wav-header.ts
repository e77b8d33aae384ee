import { utf8Encode, viewOf } from "@dalaba/protocol";

/**
 * The 44 bytes before 16-bit PCM. `frames` (samples per channel) left out: a stream whose length nobody knows yet; write
 * the header again when it is known. Throws RangeError past the 4 GiB that RIFF can say.
 */
export function wavHeader(format: {
  readonly sampleRate: number;
  readonly channels: number;
  readonly frames?: number;
}): Uint8Array {
  const { sampleRate, channels, frames } = format;
  const data = frames === undefined ? 0xffff_ffff : frames * channels * 2;
  if (data > 0xffff_ffff || (frames !== undefined && data > 0xffff_ffff - 36))
    throw new RangeError(`${data} bytes do not fit a WAV file`);
  const out = new Uint8Array(44);
  const view = viewOf(out);
  out.set(utf8Encode("RIFF"));
  view.setUint32(4, frames === undefined ? 0xffff_ffff : 36 + data, true);
  out.set(utf8Encode("WAVEfmt "), 8);
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, channels, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * channels * 2, true);
  view.setUint16(32, channels * 2, true);
  view.setUint16(34, 16, true);
  out.set(utf8Encode("data"), 36);
  view.setUint32(40, data, true);
  return out;
}
