import { deflateSync } from "node:zlib";

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  let crc = 0xffffffff;
  for (const byte of body) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  const frame = Buffer.alloc(12 + data.length);
  frame.writeUInt32BE(data.length, 0);
  body.copy(frame, 4);
  frame.writeUInt32BE((crc ^ 0xffffffff) >>> 0, 8 + data.length);
  return frame;
}

/** A PNG of 256 × 256 red pixels. */
export const aRedTile: Buffer = (() => {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(256, 0);
  header.writeUInt32BE(256, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const row = Buffer.alloc(1 + 3 * 256);
  for (let at = 1; at < row.length; at += 3) row[at] = 0xc0;
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(Buffer.concat(Array.from({ length: 256 }, () => row)))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
})();

/** A vector tile that is all of one layer. */
export function aVectorTile(name: string): Buffer {
  const field = (number: number, body: Buffer) =>
    Buffer.concat([Buffer.from([(number << 3) | 2, body.length]), body]);
  // One square over 4096 x 4096: move to 0,0; three lines; close (Mapbox vector tile 2.1, section 4.3).
  const zigzag = (value: number): number[] => {
    const plain = value < 0 ? -2 * value - 1 : 2 * value;
    return plain < 128 ? [plain] : [(plain & 127) | 128, plain >> 7];
  };
  const square = [9, 0, 0, 26, zigzag(4096), 0, 0, zigzag(4096), zigzag(-4096), 0, 15].flat();
  const feature = Buffer.concat([Buffer.from([0x18, 3]), field(4, Buffer.from(square))]);
  const layer = [field(1, Buffer.from(name)), field(2, feature), Buffer.from([0x28, 0x80, 0x20, 0x78, 2])];
  return field(3, Buffer.concat(layer));
}

/** A PMTiles archive (version 3) that holds the same tile everywhere at zoom 14. */
export function anArchive(kind: "mvt" | "png", tile: Buffer): Buffer {
  const varint = (value: number): number[] =>
    value < 128 ? [value] : [(value % 128) | 128, ...varint(Math.floor(value / 128))];
  const [first, run] = [(4 ** 14 - 1) / 3, 4 ** 14];
  const root = Buffer.from([1, ...varint(first), ...varint(run), ...varint(tile.length), 1]);
  const metadata = Buffer.from("{}");
  const header = Buffer.alloc(127);
  header.write("PMTiles", 0, "latin1");
  header[7] = 3;
  const metadataAt = 127 + root.length;
  const tilesAt = metadataAt + metadata.length;
  const numbers = [
    127,
    root.length,
    metadataAt,
    metadata.length,
    tilesAt,
    0,
    tilesAt,
    tile.length,
    run,
    1,
    1,
  ];
  numbers.forEach((value, at) => {
    header.writeBigUInt64LE(BigInt(value), 8 + 8 * at);
  });
  header.set([1, 1, 1, kind === "mvt" ? 1 : 2, 14, 14], 96);
  [-180e7, -85e7, 180e7, 85e7].forEach((value, at) => {
    header.writeInt32LE(value, 102 + 4 * at);
  });
  return Buffer.concat([header, root, metadata, tile]);
}
