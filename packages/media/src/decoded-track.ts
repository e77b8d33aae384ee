import { MEDIA_RATE_HZ } from "@dalaba/protocol";
import { type FrameDecoder, FrameSource } from "./frame-source";
import type { JitterBuffer } from "./jitter-buffer";
import type { PlayoutTally } from "./playout-tally";
import { SampleWindow } from "./sample-window";
import { type FrameHooks, Segments } from "./segments";

/**
 * The decoded sound around the write position, addressed by index: mediaTime at the card's rate. Decodes on demand, and
 * knows of every sample which frame it belongs to.
 */
export class DecodedTrack {
  readonly #ratio: number;
  readonly #buffer: JitterBuffer;
  readonly #source: FrameSource;
  readonly #segments: Segments;
  readonly #window = new SampleWindow();
  /** mediaTime of the next frame to decode. */
  head = 0;

  constructor(
    buffer: JitterBuffer,
    decoder: FrameDecoder,
    sampleRate: number,
    tally: PlayoutTally,
    hooks: FrameHooks,
  ) {
    this.#ratio = MEDIA_RATE_HZ / sampleRate;
    this.#buffer = buffer;
    this.#source = new FrameSource(buffer, decoder, sampleRate);
    this.#segments = new Segments(tally, hooks);
  }

  /** Index after the last decoded sample. */
  get end(): number {
    return this.#window.end;
  }

  get unreadable(): number {
    return this.#source.unreadable;
  }

  /** mediaTime after the last frame whose time has passed. */
  get settledTo(): number {
    return this.#segments.settledTo ?? this.head;
  }

  /** 0 where nothing is decoded. */
  at(index: number): number {
    return this.#window.at(index);
  }

  indexOf(mediaTime: number): number {
    return Math.round(mediaTime / this.#ratio);
  }

  /**
   * Decodes up to `index`, not past `endMediaTime`. Unforced: only frames that are there, so that nothing is given up
   * before its time; false when one is not.
   */
  reach(index: number, force: boolean, endMediaTime: number): boolean {
    while (this.#window.end < index && this.head < endMediaTime) {
      if (!force && this.#buffer.peek(this.head) === undefined) return false;
      const frame = this.#source.next(this.head);
      this.#segments.append(this.#window.end, this.head, frame);
      this.#window.append(frame.pcm);
      this.head += frame.samples48k;
    }
    return true;
  }

  rendered(
    index: number,
    count: number,
    audible: boolean,
    offset: number,
    atUs: number,
    sampleUs: number,
  ): void {
    this.#segments.rendered(index, count, audible, offset, atUs, sampleUs);
  }

  /** The write position went on to `index`; a few samples of the past are kept for cross-fades. */
  passed(index: number, kept: number): void {
    this.#segments.settleBefore(index);
    this.#window.dropBefore(index - kept);
  }

  /** Forgets what is decoded and goes on at a frame. */
  restart(mediaTime: number): void {
    this.#segments.settleAll();
    this.head = mediaTime;
    this.#window.restart(this.indexOf(mediaTime));
  }

  settleAll(): void {
    this.#segments.settleAll();
  }
}
