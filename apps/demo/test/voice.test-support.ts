import { writeFileSync } from "node:fs";

/** Sound as tests make and read it: 16-bit mono WAV files. */

export interface Sound {
  readonly rate: number;
  /** −1 to 1. */
  readonly samples: Float32Array;
}

const HEADER_BYTES = 44;
const RATE = 16_000;

/** Bursts of a harmonic tone with pauses between them, as words have them: heard by any voice detector. */
export function writeTone(path: string, seconds: number): string {
  const samples = Float32Array.from({ length: seconds * RATE }, (_, i) => {
    const t = i / RATE;
    const word = t % 0.5 < 0.35 ? 1 : 0;
    return 0.2 * word * [1, 2, 3].reduce((sum, k) => sum + Math.sin(2 * Math.PI * 180 * k * t) / k, 0);
  });
  writeFileSync(path, wavOf({ rate: RATE, samples }));
  return path;
}

export function wavOf({ rate, samples }: Sound): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES + samples.length * 2);
  bytes.write("RIFF", 0, "latin1");
  bytes.writeUInt32LE(bytes.length - 8, 4);
  bytes.write("WAVEfmt ", 8, "latin1");
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(rate, 24);
  bytes.writeUInt32LE(rate * 2, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write("data", 36, "latin1");
  bytes.writeUInt32LE(samples.length * 2, 40);
  samples.forEach((value, i) => {
    bytes.writeInt16LE(Math.round(Math.max(-1, Math.min(1, value)) * 32_767), HEADER_BYTES + i * 2);
  });
  return bytes;
}

/** Reads a 16-bit mono WAV; throws at any other. */
export function readWav(bytes: Buffer): Sound {
  let at = 12;
  let rate = 0;
  while (at + 8 <= bytes.length) {
    const name = bytes.toString("latin1", at, at + 4);
    const length = bytes.readUInt32LE(at + 4);
    const from = at + 8;
    if (name === "fmt ") {
      if (bytes.readUInt16LE(from + 2) !== 1 || bytes.readUInt16LE(from + 14) !== 16)
        throw new Error("not a 16-bit mono WAV");
      rate = bytes.readUInt32LE(from + 4);
    } else if (name === "data") {
      const count = Math.floor(Math.min(length, bytes.length - from) / 2);
      const samples = Float32Array.from(
        { length: count },
        (_, i) => bytes.readInt16LE(from + i * 2) / 32_768,
      );
      return { rate, samples };
    }
    at = from + length + (length % 2);
  }
  throw new Error("a WAV without data");
}

/** True when not one sample differs from silence. */
export function isSilent(wav: Buffer): boolean {
  return readWav(wav).samples.every((value) => value === 0);
}
