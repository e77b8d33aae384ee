import { FRAME_SAMPLES, MEDIA_RATE_HZ } from "@dalaba/protocol";

/** What can be read from an Opus packet without decoding it (RFC 6716 3.1). */

/** 120 ms: the longest packet there is. */
export const MAX_PACKET_SAMPLES = (MEDIA_RATE_HZ * 120) / 1000;

/**
 * 20 ms of digital silence in any decoder: TOC 0xF8 (configuration 31: CELT, full band, 20 ms; mono; one frame), then
 * a frame that says "silence". Not a packet of the TOC alone: a decoder takes that for a loss and conceals it.
 */
export const SILENCE_20_MS: Readonly<Uint8Array> = Uint8Array.of(0xf8, 0xff, 0xfe);

/** The same for 2.5, 5 and 10 ms: configurations 28, 29 and 30. */
const SHORT_SILENCE: ReadonlyMap<number, number> = new Map([
  [120, 0xe0],
  [240, 0xe8],
  [480, 0xf0],
]);

/** Silence of exactly so many 48 kHz samples, or rounded down to the 2.5 ms that Opus can say. */
export function silencePackets(samples48k: number): Array<{ packet: Uint8Array; samples48k: number }> {
  const out: Array<{ packet: Uint8Array; samples48k: number }> = [];
  let left = samples48k;
  for (; left >= FRAME_SAMPLES; left -= FRAME_SAMPLES)
    out.push({ packet: SILENCE_20_MS.slice(), samples48k: FRAME_SAMPLES });
  for (const length of [480, 240, 120]) {
    if (left < length) continue;
    out.push({ packet: Uint8Array.of(SHORT_SILENCE.get(length) ?? 0, 0xff, 0xfe), samples48k: length });
    left -= length;
  }
  return out;
}

/** Length of a packet at 48 kHz; 0 when it is not a packet. */
export function packetSamples48k(packet: Uint8Array): number {
  const toc = packet[0];
  if (toc === undefined) return 0;
  const config = toc >> 3;
  let frame: number;
  if (config < 12) frame = [480, 960, 1920, 2880][config & 3] ?? 0;
  else if (config < 16) frame = [480, 960][config & 1] ?? 0;
  else frame = 120 << (config & 3);
  let count = 1;
  if ((toc & 3) === 3) count = (packet[1] ?? 0) & 0x3f;
  else if ((toc & 3) !== 0) count = 2;
  const samples = frame * count;
  return samples <= MAX_PACKET_SAMPLES ? samples : 0;
}

/**
 * True when the packet carries a coarse copy of the frame before it (RFC 6716 4.2.3: the LBRR flag follows one
 * voice-activity flag for each 20 ms). CELT packets never do.
 */
export function carriesFec(packet: Uint8Array): boolean {
  const toc = packet[0];
  const first = packet[1];
  if (toc === undefined || first === undefined || (toc & 3) !== 0 || toc >> 3 >= 16) return false;
  const silkFrames = Math.max(1, packetSamples48k(packet) / FRAME_SAMPLES);
  return ((first >> (7 - silkFrames)) & 1) === 1;
}
