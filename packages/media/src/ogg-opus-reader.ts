import { concatBytes, MEDIA_RATE_HZ, type Refusal, refuse, utf8Decode, viewOf } from "@dalaba/protocol";
import { OGG_FLAG, type OggPage, readOggPage } from "./ogg-page";
import { packetSamples48k } from "./opus-packet";

export interface OggOpusHead {
  readonly channels: number;
  readonly preSkip: number;
  readonly inputSampleRate: number;
  readonly outputGainDb: number;
}

export interface OggOpusFile {
  readonly ok: true;
  readonly head: OggOpusHead;
  readonly comments: Readonly<Record<string, string>>;
  readonly packets: ReadonlyArray<{ readonly packet: Uint8Array; readonly samples48k: number }>;
  /** Length of the sound: pre-skip and end trimming taken off. */
  readonly totalSamples48k: number;
  /** No end mark: the writer was interrupted, or the file was cut. */
  readonly truncated: boolean;
  /** Places where pages or packets were missing or broken. */
  readonly holes: number;
}

export interface OggOpusLimits {
  /** 64 MiB when left out. */
  readonly maxBytes?: number;
  /** 43,200 s when left out: the longest broadcast (SPEC 4.2 ends it before mediaTime 2^31). */
  readonly maxSeconds?: number;
}

export type OggOpusRefusal = "audio-unreadable" | "audio-too-large" | "audio-too-long" | "audio-empty";

/** Each costs a checksum over up to 64 KiB: a file made of false page heads must not cost hours. */
const MAX_BROKEN_PAGES = 1_000;

/**
 * Reads a whole Ogg Opus file of outside data. A file cut by a crash is read to its last whole page; broken pages are
 * passed over and counted. Other streams in the file are passed over.
 */
export function readOggOpus(
  bytes: Uint8Array,
  limits: OggOpusLimits = {},
): OggOpusFile | Refusal<OggOpusRefusal> {
  const { maxBytes = 64 * 1024 * 1024, maxSeconds = 43_200 } = limits;
  if (bytes.length === 0) return refuse("audio-empty", "the file has no bytes");
  if (bytes.length > maxBytes) return refuse("audio-too-large", `${bytes.length} bytes, at most ${maxBytes}`);
  const stream = new OpusStream(maxSeconds * MEDIA_RATE_HZ);
  let broken = 0;
  for (let at = nextCapture(bytes, 0); at >= 0; ) {
    const read = readOggPage(bytes, at);
    if (read.ok) {
      stream.page(read.page);
      if (stream.tooLong) return refuse("audio-too-long", `over ${maxSeconds} s`);
      if (stream.ended) break;
      if (read.next >= bytes.length) break;
      at = nextCapture(bytes, read.next);
    } else {
      // A cut page may also be a broken one whose length lies: what follows can still be whole.
      if (++broken > MAX_BROKEN_PAGES) break;
      at = nextCapture(bytes, at + 1);
    }
  }
  return stream.finish();
}

/** Where the next "OggS" is, or -1. */
function nextCapture(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0x4f, from); at >= 0; at = bytes.indexOf(0x4f, at + 1)) {
    if (bytes[at + 1] === 0x67 && bytes[at + 2] === 0x67 && bytes[at + 3] === 0x53) return at;
  }
  return -1;
}

/** Comments and gains are small; a packet of this size is no Opus. */
const MAX_PACKET_BYTES = 64 * 1024;

class OpusStream {
  ended = false;
  tooLong = false;
  #maxSamples: number;
  #serial: number | undefined;
  #sequence = 0;
  #head: OggOpusHead | undefined;
  #comments: Record<string, string> | undefined;
  #packets: Array<{ packet: Uint8Array; samples48k: number }> = [];
  #samples = 0;
  #holes = 0;
  #granule = -1;
  /** The beginning of a packet that goes on in the next page; undefined when none does, or it was lost. */
  #open: Uint8Array | undefined;

  constructor(maxSamples: number) {
    this.#maxSamples = maxSamples;
  }

  page(page: OggPage): void {
    if (this.#serial === undefined) {
      if ((page.flags & OGG_FLAG.first) === 0 || page.pieces[0] === undefined) return;
      const head = readHead(page.pieces[0]);
      if (head === undefined) return;
      this.#serial = page.serial;
      this.#sequence = page.sequence;
      this.#head = head;
      return;
    }
    if (page.serial !== this.#serial) return;
    if (page.sequence !== this.#sequence + 1) {
      this.#holes++;
      this.#open = undefined;
    }
    this.#sequence = page.sequence;
    page.pieces.forEach((piece, i) => {
      const begun = i === 0 && (page.flags & OGG_FLAG.continued) !== 0;
      // The rest of a packet whose beginning is missing.
      if (begun && this.#open === undefined) return;
      const packet = begun && this.#open !== undefined ? concatBytes(this.#open, piece) : piece;
      this.#open = undefined;
      if (i === page.pieces.length - 1 && !page.lastPieceEnds) {
        if (packet.length <= MAX_PACKET_BYTES) this.#open = packet;
      } else this.#take(packet);
    });
    if (page.granule >= 0) this.#granule = page.granule;
    if ((page.flags & OGG_FLAG.last) !== 0) this.ended = true;
  }

  #take(packet: Uint8Array): void {
    if (this.#comments === undefined) {
      // A file whose comments were lost is still a file of sound.
      const comments = readTags(packet);
      this.#comments = comments ?? {};
      if (comments !== undefined) return;
    }
    const samples48k = packetSamples48k(packet);
    if (samples48k === 0) {
      this.#holes++;
      return;
    }
    this.#samples += samples48k;
    if (this.#samples > this.#maxSamples) this.tooLong = true;
    else this.#packets.push({ packet, samples48k });
  }

  finish(): OggOpusFile | Refusal<OggOpusRefusal> {
    if (this.#head === undefined) return refuse("audio-unreadable", "no Opus stream in it");
    if (this.#packets.length === 0) return refuse("audio-empty", "no sound in the file");
    // RFC 7845 4.4: the last granule position may cut the end short, never lengthen it.
    const trimmed = this.ended && this.#granule >= 0 && this.#granule < this.#samples && this.#holes === 0;
    const length = (trimmed ? this.#granule : this.#samples) - this.#head.preSkip;
    return {
      ok: true,
      head: this.#head,
      comments: this.#comments ?? {},
      packets: this.#packets,
      totalSamples48k: Math.max(0, length),
      truncated: !this.ended,
      holes: this.#holes,
    };
  }
}

/** RFC 7845 5.1; versions up to 15 are compatible. */
function readHead(packet: Uint8Array): OggOpusHead | undefined {
  if (packet.length < 19 || utf8Decode(packet.subarray(0, 8)) !== "OpusHead") return undefined;
  const view = viewOf(packet);
  const channels = packet[9] as number;
  if ((packet[8] as number) > 15 || channels === 0) return undefined;
  return {
    channels,
    preSkip: view.getUint16(10, true),
    inputSampleRate: view.getUint32(12, true),
    outputGainDb: view.getInt16(16, true) / 256,
  };
}

const MAX_COMMENTS = 256;

/** RFC 7845 5.2: what does not fit is left out. */
function readTags(packet: Uint8Array): Record<string, string> | undefined {
  if (packet.length < 8 || utf8Decode(packet.subarray(0, 8)) !== "OpusTags") return undefined;
  const view = viewOf(packet);
  const comments: Record<string, string> = {};
  let at = 8;
  const text = (): string | undefined => {
    if (at + 4 > packet.length) return undefined;
    const length = view.getUint32(at, true);
    if (at + 4 + length > packet.length) return undefined;
    at += 4 + length;
    return utf8Decode(packet.subarray(at - length, at));
  };
  if (text() === undefined || at + 4 > packet.length) return comments;
  const count = Math.min(MAX_COMMENTS, view.getUint32(at, true));
  at += 4;
  for (let i = 0; i < count; i++) {
    const comment = text();
    const split = comment?.indexOf("=") ?? -1;
    if (comment === undefined || split <= 0) continue;
    comments[comment.slice(0, split)] = comment.slice(split + 1);
  }
  return comments;
}
