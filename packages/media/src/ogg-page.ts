import { type Refusal, refuse, viewOf } from "@dalaba/protocol";

/** The pages of an Ogg stream (RFC 3533 6). */

export const OGG_FLAG = { continued: 1, first: 2, last: 4 } as const;
const HEADER_BYTES = 27;
const MAX_SEGMENTS = 255;

export interface OggPage {
  readonly flags: number;
  /** Position after the last packet that ends in this page; -1 when none does. */
  readonly granule: number;
  readonly serial: number;
  readonly sequence: number;
  /** Pieces of packets: the last one may go on in the next page. */
  readonly pieces: readonly Uint8Array[];
  readonly lastPieceEnds: boolean;
}

/** Segments that a packet takes in a page's table. */
export function segmentsOf(packetBytes: number): number {
  return Math.floor(packetBytes / 255) + 1;
}

/** Writes a page of whole packets. Throws RangeError when they need more than 255 segments. */
export function encodeOggPage(page: {
  readonly flags: number;
  readonly granule: number;
  readonly serial: number;
  readonly sequence: number;
  readonly packets: readonly Uint8Array[];
}): Uint8Array {
  const table: number[] = [];
  let body = 0;
  for (const packet of page.packets) {
    for (let left = packet.length; left >= 0; left -= 255) table.push(Math.min(255, left));
    body += packet.length;
  }
  if (table.length > MAX_SEGMENTS) throw new RangeError(`${table.length} segments in a page`);
  const out = new Uint8Array(HEADER_BYTES + table.length + body);
  const view = viewOf(out);
  view.setUint32(0, 0x4f676753); // "OggS"
  out[5] = page.flags;
  view.setUint32(6, page.granule % 2 ** 32, true);
  view.setUint32(10, Math.floor(page.granule / 2 ** 32), true);
  view.setUint32(14, page.serial, true);
  view.setUint32(18, page.sequence, true);
  out[26] = table.length;
  out.set(table, HEADER_BYTES);
  let at = HEADER_BYTES + table.length;
  for (const packet of page.packets) {
    out.set(packet, at);
    at += packet.length;
  }
  view.setUint32(22, oggCrc(out), true);
  return out;
}

export type OggPageRefusal = "page-cut" | "page-broken";

/** Reads the page at `at`. `page-cut`: the bytes end within it; `page-broken`: it is no page or was changed. */
export function readOggPage(
  bytes: Uint8Array,
  at: number,
): { ok: true; page: OggPage; next: number } | Refusal<OggPageRefusal> {
  if (at + HEADER_BYTES > bytes.length) return refuse("page-cut", "within the header");
  const view = viewOf(bytes);
  if (view.getUint32(at) !== 0x4f676753 || bytes[at + 4] !== 0) return refuse("page-broken", "no OggS");
  const segments = bytes[at + 26] as number;
  const bodyAt = at + HEADER_BYTES + segments;
  if (bodyAt > bytes.length) return refuse("page-cut", "within the segment table");
  let body = 0;
  for (let i = 0; i < segments; i++) body += bytes[at + HEADER_BYTES + i] as number;
  const next = bodyAt + body;
  if (next > bytes.length) return refuse("page-cut", "within the body");
  if (oggCrc(bytes.subarray(at, next), 22) !== view.getUint32(at + 22, true))
    return refuse("page-broken", "checksum");
  const pieces: Uint8Array[] = [];
  let from = bodyAt;
  let length = 0;
  for (let i = 0; i < segments; i++) {
    const segment = bytes[at + HEADER_BYTES + i] as number;
    length += segment;
    if (segment === 255 && i < segments - 1) continue;
    pieces.push(bytes.subarray(from, from + length));
    from += length;
    length = 0;
  }
  const low = view.getUint32(at + 6, true);
  const high = view.getUint32(at + 10, true);
  const page: OggPage = {
    flags: bytes[at + 5] as number,
    granule: high >= 2 ** 31 ? -1 : high * 2 ** 32 + low,
    serial: view.getUint32(at + 14, true),
    sequence: view.getUint32(at + 18, true),
    pieces,
    lastPieceEnds: segments === 0 || bytes[bodyAt - 1] !== 255,
  };
  return { ok: true, page, next };
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, i) => {
  let r = i << 24;
  for (let bit = 0; bit < 8; bit++) r = (r << 1) ^ (r < 0 ? 0x04c11db7 : 0);
  return r >>> 0;
});

/** CRC-32 with polynomial 0x04c11db7, unreflected, from 0. The four bytes at `skip` count as zero. */
export function oggCrc(bytes: Uint8Array, skip = -4): number {
  let crc = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = i >= skip && i < skip + 4 ? 0 : (bytes[i] as number);
    crc = ((crc << 8) ^ (CRC_TABLE[((crc >>> 24) ^ byte) & 255] as number)) >>> 0;
  }
  return crc;
}
