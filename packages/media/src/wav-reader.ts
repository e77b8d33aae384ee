import { concatBytes, type Refusal, refuse, viewOf } from "@dalaba/protocol";

export interface WavFormat {
  readonly sampleRate: number;
  readonly channels: number;
  readonly bits: 16 | 24 | 32;
  readonly float: boolean;
}

export type WavRead = { readonly ok: true; readonly pcm: Float32Array } | Refusal<"audio-unreadable">;

/** Past this without sound it is no WAV file worth waiting for. */
const MAX_HEADER_BYTES = 1024 * 1024;
const NOTHING = new Uint8Array(0);

/**
 * Reads a WAV file as it arrives (a file, or standard input): PCM of 16 or 24 bits, or 32-bit float, RIFF or RF64. The
 * length in the header is believed unless it is 0 or the all-ones of a writer that did not know it.
 */
export class WavReader {
  /** Known once the header was read. */
  format: WavFormat | undefined;
  #pending: Uint8Array = NOTHING;
  #headerBytes = 0;
  #started = false;
  #skip = 0;
  #dataLeft: number | undefined;
  #refusal: Refusal<"audio-unreadable"> | undefined;

  /** Takes any number of bytes; gives the samples they complete, in -1..1, channels interleaved. */
  push(chunk: Uint8Array): WavRead {
    if (this.#refusal === undefined && this.#dataLeft === undefined) this.#header(chunk);
    else this.#join(chunk);
    if (this.#refusal !== undefined) return this.#refusal;
    return { ok: true, pcm: this.#dataLeft === undefined ? new Float32Array(0) : this.#samples() };
  }

  #join(chunk: Uint8Array): void {
    this.#pending = this.#pending.length === 0 ? chunk : concatBytes(this.#pending, chunk);
  }

  #refuse(detail: string): void {
    this.#refusal = refuse("audio-unreadable", detail);
    this.#pending = NOTHING;
  }

  #header(chunk: Uint8Array): void {
    this.#headerBytes += chunk.length;
    this.#join(chunk);
    while (this.#refusal === undefined && this.#dataLeft === undefined) {
      const skipped = Math.min(this.#skip, this.#pending.length);
      this.#pending = this.#pending.subarray(skipped);
      this.#skip -= skipped;
      if (this.#skip > 0 || !this.#step()) break;
    }
    if (this.#dataLeft === undefined && this.#headerBytes > MAX_HEADER_BYTES)
      this.#refuse("no sound in the first MiB");
    // The caller may use its buffer again.
    this.#pending = this.#pending.slice();
  }

  /** One chunk of the header; false when more bytes are needed. */
  #step(): boolean {
    const view = viewOf(this.#pending);
    if (!this.#started) {
      if (this.#pending.length < 12) return false;
      const riff = ascii(view, 0);
      if ((riff !== "RIFF" && riff !== "RF64") || ascii(view, 8) !== "WAVE")
        this.#refuse("no RIFF/WAVE file");
      this.#started = true;
      this.#skip = 12;
      return true;
    }
    if (this.#pending.length < 8) return false;
    const name = ascii(view, 0);
    const size = view.getUint32(4, true);
    if (name === "data") {
      if (this.format === undefined) this.#refuse("sound before its format");
      this.#dataLeft = size === 0 || size === 0xffff_ffff ? Number.POSITIVE_INFINITY : size;
      this.#pending = this.#pending.subarray(8);
      return true;
    }
    if (name === "fmt ") {
      if (size < 16 || size > 1_024) this.#refuse(`a format of ${size} bytes`);
      else if (this.#pending.length < 8 + size) return false;
      else this.#format(view, size);
    }
    this.#skip = 8 + size + (size & 1);
    return true;
  }

  #format(view: DataView, size: number): void {
    let tag = view.getUint16(8, true);
    // WAVE_FORMAT_EXTENSIBLE: the real tag begins the sub-format's GUID.
    if (tag === 0xfffe && size >= 40) tag = view.getUint16(32, true);
    const channels = view.getUint16(10, true);
    const sampleRate = view.getUint32(12, true);
    const bits = view.getUint16(22, true);
    const known = tag === 1 ? bits === 16 || bits === 24 : tag === 3 && bits === 32;
    if (!known) this.#refuse(`format ${tag} with ${bits} bits: 16 or 24 bits PCM, or 32-bit float`);
    else if (channels < 1 || channels > 8) this.#refuse(`${channels} channels`);
    else if (sampleRate < 4_000 || sampleRate > 384_000) this.#refuse(`${sampleRate} Hz`);
    else this.format = { sampleRate, channels, bits: bits as 16 | 24 | 32, float: tag === 3 };
  }

  #samples(): Float32Array {
    const { channels, bits, float } = this.format as WavFormat;
    const width = bits / 8;
    const usable = Math.min(this.#pending.length, this.#dataLeft as number);
    const count = Math.floor(usable / (width * channels)) * channels;
    const out = new Float32Array(count);
    const view = viewOf(this.#pending);
    for (let i = 0; i < count; i++)
      out[i] = float ? clean(view.getFloat32(4 * i, true)) : integer(view, i, width);
    this.#dataLeft = (this.#dataLeft as number) - count * width;
    this.#pending = this.#pending.slice(count * width, usable);
    return out;
  }
}

function integer(view: DataView, i: number, width: number): number {
  if (width === 2) return view.getInt16(2 * i, true) / 32_768;
  return (view.getInt16(3 * i + 1, true) * 256 + view.getUint8(3 * i)) / 8_388_608;
}

function clean(value: number): number {
  return Number.isNaN(value) ? 0 : Math.max(-1, Math.min(1, value));
}

function ascii(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(at + i)));
}
