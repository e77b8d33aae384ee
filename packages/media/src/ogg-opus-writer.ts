import { concatBytes, utf8Encode, viewOf } from "@dalaba/protocol";
import { encodeOggPage, OGG_FLAG, segmentsOf } from "./ogg-page";

export interface OggOpusWriterOptions {
  /** Any u32 that differs between streams in one file. */
  readonly serial: number;
  /** Samples at 48 kHz that a player drops at the start: the encoder's look-ahead. 312 suits libopus at 20 ms. */
  readonly preSkip: number;
  /** Hz of the sound before it was encoded; for the record only. */
  readonly inputSampleRate: number;
  /** 1 when left out. */
  readonly channels?: 1 | 2;
  /** `NAME=value` pairs (RFC 7845 5.2.1): names of printable ASCII without `=`. At most 32 KiB together. */
  readonly comments?: Readonly<Record<string, string>>;
}

/** A page is closed when it holds this much: what a crash can lose. 200 ms. */
const PAGE_SAMPLES = 9_600;
const MAX_TAG_BYTES = 32 * 1024;

/**
 * Writes Ogg Opus (RFC 7845) piece by piece: `header()` first, then each `push` gives a page or nothing, and `end` the
 * last page. Whatever was written before a crash is a readable file.
 */
export class OggOpusWriter {
  readonly #options: OggOpusWriterOptions;
  #sequence = 0;
  #granule = 0;
  #pending: Uint8Array[] = [];
  #pendingSamples = 0;
  #pendingSegments = 0;
  #ended = false;

  constructor(options: OggOpusWriterOptions) {
    this.#options = options;
  }

  /** Samples at 48 kHz written so far, the pre-skip included. */
  get samples48k(): number {
    return this.#granule + this.#pendingSamples;
  }

  /** The two header pages: OpusHead and OpusTags. */
  header(): Uint8Array {
    if (this.#sequence !== 0) throw new Error("the header comes first and once");
    return concatBytes(this.#page(OGG_FLAG.first, [this.#head()]), this.#page(0, [this.#tags()]));
  }

  /** Takes one packet of `samples48k` and gives a page when one is full. */
  push(packet: Uint8Array, samples48k: number): Uint8Array | null {
    if (this.#sequence < 2 || this.#ended) throw new Error("packets come between header and end");
    const segments = segmentsOf(packet.length);
    // The newest packet always waits, so that the last page has one to carry the end mark.
    const full = this.#pendingSamples >= PAGE_SAMPLES || this.#pendingSegments + segments > 255;
    const page = full && this.#pending.length > 0 ? this.#flush(0) : null;
    this.#pending.push(packet);
    this.#pendingSamples += samples48k;
    this.#pendingSegments += segments;
    return page;
  }

  /**
   * The last page, with the end-of-stream mark. `surplus48k`: samples at the end of the last packet that a player leaves
   * out (RFC 7845 4.4), fewer than the last page has.
   */
  end(surplus48k = 0): Uint8Array {
    if (this.#sequence < 2 || this.#ended) throw new Error("end comes once, after the header");
    if (surplus48k < 0 || surplus48k > this.#pendingSamples)
      throw new RangeError(`${surplus48k} of ${this.#pendingSamples} samples`);
    this.#ended = true;
    return this.#flush(OGG_FLAG.last, surplus48k);
  }

  #flush(flags: number, surplus48k = 0): Uint8Array {
    this.#granule += this.#pendingSamples - surplus48k;
    const page = this.#page(flags, this.#pending);
    this.#pending = [];
    this.#pendingSamples = 0;
    this.#pendingSegments = 0;
    return page;
  }

  #page(flags: number, packets: readonly Uint8Array[]): Uint8Array {
    const { serial } = this.#options;
    return encodeOggPage({ flags, granule: this.#granule, serial, sequence: this.#sequence++, packets });
  }

  /** RFC 7845 5.1. */
  #head(): Uint8Array {
    const out = new Uint8Array(19);
    const view = viewOf(out);
    out.set(utf8Encode("OpusHead"));
    out[8] = 1;
    out[9] = this.#options.channels ?? 1;
    view.setUint16(10, this.#options.preSkip, true);
    view.setUint32(12, this.#options.inputSampleRate, true);
    return out;
  }

  /** RFC 7845 5.2. */
  #tags(): Uint8Array {
    const parts = [utf8Encode("OpusTags")];
    const text = (value: string): void => {
      const bytes = utf8Encode(value);
      const length = new Uint8Array(4);
      viewOf(length).setUint32(0, bytes.length, true);
      parts.push(length, bytes);
    };
    const comments = Object.entries(this.#options.comments ?? {});
    text("dalaba");
    const count = new Uint8Array(4);
    viewOf(count).setUint32(0, comments.length, true);
    parts.push(count);
    for (const [name, value] of comments) text(`${name}=${value}`);
    const tags = concatBytes(...parts);
    if (tags.length > MAX_TAG_BYTES) throw new RangeError(`${tags.length} bytes of comments`);
    return tags;
  }
}
