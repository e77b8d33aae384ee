import { FRAME_SAMPLES, MEDIA_RATE_HZ } from "@dalaba/protocol";
import { CUT_MS, FADE_MS } from "./gain";
import type { JitterBuffer } from "./jitter-buffer";
import { carriesFec } from "./opus-packet";

/** A decoder of 20 ms frames to samples in -1..1, as @dalaba/codec makes them. */
export interface FrameDecoder {
  /** null when the packet is no Opus: the decoder goes on with the next. */
  decode(packet: Uint8Array): Float32Array | null;
  /** Fills a gap: exactly so many samples. */
  conceal(frameSamples: number): Float32Array;
  /** The frame before `nextPacket`, from the copy it carries. */
  decodeFec?(nextPacket: Uint8Array, frameSamples: number): Float32Array | null;
  reset?(): void;
}

export interface SourcedFrame {
  readonly pcm: Float32Array;
  readonly outcome: "played" | "concealed" | "missing";
  /** Of its message; -1 when no frame was there. */
  readonly sequence: number;
  /** Length on the timeline, 48 kHz samples: less than a frame before one that begins off the grid. */
  readonly samples48k: number;
}

/** What is missing is made up for 60 ms; then it fades away. */
const CONCEAL_SAMPLES = (60 * MEDIA_RATE_HZ) / 1000;

/** Turns the buffer into an unbroken row of decoded frames. */
export class FrameSource {
  readonly #buffer: JitterBuffer;
  readonly #decoder: FrameDecoder;
  readonly #rate: number;
  readonly #ratio: number;
  #missedSamples = 0;
  unreadable = 0;

  /** `sampleRate`: of the decoder's output; a divisor of 48,000. */
  constructor(buffer: JitterBuffer, decoder: FrameDecoder, sampleRate: number) {
    this.#buffer = buffer;
    this.#decoder = decoder;
    this.#rate = sampleRate;
    this.#ratio = MEDIA_RATE_HZ / sampleRate;
  }

  /** The frame at `mediaTime`, or what stands in for it. */
  next(mediaTime: number): SourcedFrame {
    const frame = this.#buffer.take(mediaTime);
    if (frame === undefined) return this.#standIn(mediaTime);
    if (frame.disc) this.#decoder.reset?.();
    const pcm = this.#decoder.decode(frame.packet);
    if (pcm === null || pcm.length !== FRAME_SAMPLES / this.#ratio) {
      this.unreadable++;
      return this.#standIn(mediaTime);
    }
    // After silence the decoder begins abruptly.
    const afterSilence = this.#missedSamples > CONCEAL_SAMPLES;
    this.#missedSamples = 0;
    return {
      pcm: afterSilence ? this.#faded(pcm, CUT_MS, true) : pcm,
      outcome: "played",
      sequence: frame.sequence,
      samples48k: FRAME_SAMPLES,
    };
  }

  #standIn(mediaTime: number): SourcedFrame {
    const next = this.#buffer.firstFrom(mediaTime);
    const samples48k = next === undefined ? FRAME_SAMPLES : Math.min(FRAME_SAMPLES, next - mediaTime);
    const length = Math.round((mediaTime + samples48k) / this.#ratio) - Math.round(mediaTime / this.#ratio);
    const missed = this.#missedSamples;
    this.#missedSamples += samples48k;
    const whole = FRAME_SAMPLES / this.#ratio;
    if (missed >= CONCEAL_SAMPLES) {
      let pcm: Float32Array = new Float32Array(length);
      // The last of the made-up sound fades instead of ending.
      if (missed < CONCEAL_SAMPLES + FRAME_SAMPLES) {
        pcm = this.#faded(this.#decoder.conceal(whole).subarray(0, length), FADE_MS, false);
        this.#missedSamples = CONCEAL_SAMPLES + FRAME_SAMPLES;
      }
      return { pcm, outcome: "missing", sequence: -1, samples48k };
    }
    const copy = this.#fromNext(mediaTime, whole) ?? this.#decoder.conceal(whole);
    return { pcm: copy.subarray(0, length), outcome: "concealed", sequence: -1, samples48k };
  }

  #fromNext(mediaTime: number, whole: number): Float32Array | null {
    const next = this.#buffer.peek(mediaTime + FRAME_SAMPLES);
    if (next === undefined || next.disc || this.#decoder.decodeFec === undefined) return null;
    if (!carriesFec(next.packet)) return null;
    const pcm = this.#decoder.decodeFec(next.packet, whole);
    return pcm?.length === whole ? pcm : null;
  }

  /** A copy: a decoder may hand the same samples to several speakers. */
  #faded(pcm: Float32Array, ms: number, rising: boolean): Float32Array {
    const out = pcm.slice();
    const length = Math.min(out.length, Math.round((ms * this.#rate) / 1000));
    for (let i = 0; i < length; i++) {
      const at = rising ? i : out.length - 1 - i;
      out[at] = ((out[at] as number) * i) / length;
    }
    return out;
  }
}
