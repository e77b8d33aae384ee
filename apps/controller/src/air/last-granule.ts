import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/** The largest Ogg page is 65,307 bytes: its beginning lies within the last two of those. */
const TAIL_BYTES = 2 * 65_307;
const OGGS = Buffer.from("OggS");

/**
 * How much an interrupted recording holds, read from its last whole page (RFC 3533 6, granule position): samples at
 * 48 kHz, 0 when there is no such file or page.
 */
export function recordedSamples(path: string): number {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch {
    return 0;
  }
  try {
    const { size } = fstatSync(file);
    const tail = Buffer.alloc(Math.min(size, TAIL_BYTES));
    readSync(file, tail, 0, tail.length, size - tail.length);
    for (let at = tail.lastIndexOf(OGGS); at >= 0; at = at > 0 ? tail.lastIndexOf(OGGS, at - 1) : -1) {
      if (at + 27 > tail.length) continue;
      const granule = tail.readBigUInt64LE(at + 6);
      // All ones: no packet ends in this page.
      if (granule <= BigInt(Number.MAX_SAFE_INTEGER)) return Number(granule);
    }
    return 0;
  } finally {
    closeSync(file);
  }
}
