/** The formats taken in, named as audio-decode names them (`oga` is Ogg Vorbis, `m4a` any AAC or ALAC in MP4). */
export type AudioFormat = "wav" | "mp3" | "flac" | "m4a" | "aac" | "oga" | "opus";

/** Recognises a file by its first bytes: names and MIME types of uploads are not to be believed. */
export function sniffAudio(bytes: Uint8Array): AudioFormat | undefined {
  if (ascii(bytes, 0, 4) === "RIFF" && ascii(bytes, 8, 4) === "WAVE") return "wav";
  if (ascii(bytes, 0, 4) === "fLaC") return "flac";
  if (ascii(bytes, 4, 4) === "ftyp") return "m4a";
  if (ascii(bytes, 0, 4) === "OggS") return sniffOgg(bytes);
  const start = ascii(bytes, 0, 3) === "ID3" ? 10 + id3Length(bytes) : 0;
  const first = bytes[start];
  const second = bytes[start + 1];
  if (first === 0xff && second !== undefined) {
    // ADTS has layer bits 00, MPEG audio layer III has 01.
    if ((second & 0xf6) === 0xf0) return "aac";
    if ((second & 0xe6) === 0xe2) return "mp3";
  }
  return start > 0 ? "mp3" : undefined;
}

/** The codec is named at the start of the first packet of the first page. */
function sniffOgg(bytes: Uint8Array): AudioFormat | undefined {
  const packet = 27 + (bytes[26] ?? 0);
  if (ascii(bytes, packet, 8) === "OpusHead") return "opus";
  if (ascii(bytes, packet + 1, 6) === "vorbis") return "oga";
  return undefined;
}

/** ID3v2.4 3.1: four bytes of seven bits. */
function id3Length(bytes: Uint8Array): number {
  let length = 0;
  for (let i = 6; i < 10; i++) length = (length << 7) | ((bytes[i] ?? 0) & 0x7f);
  return length;
}

function ascii(bytes: Uint8Array, at: number, length: number): string {
  return at + length > bytes.length ? "" : String.fromCharCode(...bytes.subarray(at, at + length));
}
