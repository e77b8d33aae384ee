import { FRAME_SAMPLES } from "@dalaba/protocol";
import type { FrameDecoder } from "./frame-source";
import { Playout, type PlayoutMessage, type PlayoutOptions } from "./playout";
import type { PlayoutTiming } from "./playout-timing";

/** The tone of the tests: at 100 Hz and 0.5 it moves by at most 0.0196 between samples at 16 kHz; it tells ±5 ms. */
export const TONE_HZ = 100;
export const AMPLITUDE = 0.5;
export const toneJump = (rate: number): number => AMPLITUDE * 2 * Math.sin((Math.PI * TONE_HZ) / rate);

/** The tone at a mediaTime. */
export function tone(mediaTime: number): number {
  return AMPLITUDE * Math.sin((2 * Math.PI * TONE_HZ * mediaTime) / 48_000);
}

/** A packet that says which mediaTime it is for; the first byte is a speech TOC. */
export function packetFor(mediaTime: number, fec = false): Uint8Array {
  const bytes = new Uint8Array(8);
  bytes[0] = 9 << 3;
  bytes[1] = fec ? 0x40 : 0;
  new DataView(bytes.buffer).setUint32(2, mediaTime);
  return bytes;
}

/** Decodes such packets to the tone, so that every sample tells where it belongs. Concealment goes on with the tone. */
export class ToneDecoder implements FrameDecoder {
  readonly #ratio: number;
  #next = 0;
  resets = 0;
  fecUsed = 0;

  constructor(rate: number) {
    this.#ratio = 48_000 / rate;
  }

  decode(packet: Uint8Array): Float32Array | null {
    if (packet[0] !== 9 << 3) return null;
    this.#next = new DataView(packet.buffer, packet.byteOffset).getUint32(2);
    return this.#tone(FRAME_SAMPLES / this.#ratio);
  }

  conceal(frameSamples: number): Float32Array {
    return this.#tone(frameSamples);
  }

  decodeFec(nextPacket: Uint8Array, frameSamples: number): Float32Array | null {
    this.fecUsed++;
    this.#next = new DataView(nextPacket.buffer, nextPacket.byteOffset).getUint32(2) - FRAME_SAMPLES;
    return this.#tone(frameSamples);
  }

  reset(): void {
    this.resets++;
  }

  #tone(samples: number): Float32Array {
    const out = Float32Array.from({ length: samples }, (_, i) => tone(this.#next + i * this.#ratio));
    this.#next += samples * this.#ratio;
    return out;
  }
}

export const T0 = 7_000_000_000;
export const M0 = 4_800;
export const D = 80_000;
export const timing = (change: Partial<PlayoutTiming["timeline"]> = {}): PlayoutTiming => ({
  timeline: { m0: M0, t0Us: T0, rPpb: 0, ...change },
  delayUs: D,
  trimUs: 0,
});

/** serverTime at which frame n of the broadcast is due, and mediaTime of it. */
export const dueUs = (n: number): number => T0 + D + n * 20_000;
export const mediaOf = (n: number): number => M0 + n * FRAME_SAMPLES;

export function message(n: number, change: Partial<PlayoutMessage> = {}): PlayoutMessage {
  return {
    sequence: n,
    mediaTime: mediaOf(n),
    frames: [packetFor(mediaOf(n))],
    disc: false,
    eos: false,
    ...change,
  };
}

export interface Arrival {
  readonly atUs: number;
  readonly message: PlayoutMessage;
}

/** Frames 0..count-1, each on the wire 30 ms after its capture began, the last with EOS. */
export function broadcast(count: number, delayUs: (n: number) => number = () => 30_000): Arrival[] {
  return Array.from({ length: count }, (_, n) => ({
    atUs: T0 + n * 20_000 + delayUs(n),
    message: message(n, { eos: n === count - 1 }),
  }));
}

export interface RigOptions extends Partial<PlayoutOptions> {
  /** Card rate error: +50 plays fast. */
  readonly ppm?: number;
  /** Samples in a block. */
  readonly block?: number;
  /** What is added to the playAt that the playout is told, at a time: a clock that is corrected. */
  readonly clockErrorUs?: (serverUs: number) => number;
  readonly startUs?: number;
  readonly untilUs?: number;
  readonly during?: (playout: Playout, serverUs: number) => void;
}

/** A card: what left the converter, and when. */
export class Rig {
  readonly rate: number;
  readonly playout: Playout;
  readonly decoder: ToneDecoder;
  readonly out: number[] = [];
  readonly startUs: number;
  readonly sampleUs: number;

  constructor(arrivals: readonly Arrival[], options: RigOptions = {}) {
    const { ppm = 0, block = 160, clockErrorUs = () => 0 } = options;
    this.rate = options.sampleRate ?? 16_000;
    this.decoder = new ToneDecoder(this.rate);
    this.playout = new Playout({
      timing: timing(),
      sampleRate: this.rate,
      decoder: this.decoder,
      ...options,
    });
    this.sampleUs = 1e6 / (this.rate * (1 + ppm * 1e-6));
    this.startUs = options.startUs ?? T0 + 3_333;
    const last = arrivals.reduce((max, a) => Math.max(max, a.atUs), T0);
    const untilUs = options.untilUs ?? last + 2_000_000;
    const queue = [...arrivals].sort((a, b) => a.atUs - b.atUs);
    for (let at = this.startUs; at < untilUs; at += block * this.sampleUs) {
      // The block is made 10 ms before it sounds.
      const nowUs = at - 10_000;
      while (queue[0] !== undefined && queue[0].atUs <= nowUs) {
        const arrival = queue.shift()!;
        this.playout.push(arrival.message, arrival.atUs);
      }
      options.during?.(this.playout, at);
      const pcm = new Float32Array(block);
      this.playout.pull(at + clockErrorUs(at), pcm);
      this.out.push(...pcm);
    }
  }

  get pcm(): Float32Array {
    return Float32Array.from(this.out);
  }

  /** The sample that left at a serverTime. */
  indexAt(serverUs: number): number {
    return Math.round((serverUs - this.startUs) / this.sampleUs);
  }

  /** First and last sample that is not silence. */
  get sounding(): { from: number; to: number } {
    return { from: this.out.findIndex((v) => v !== 0), to: this.out.findLastIndex((v) => v !== 0) };
  }

  /**
   * How far from its true place the tone left between two serverTimes, µs: the phase of the output against the tone at
   * the mediaTime that was due. Positive: late.
   */
  latenessUs(fromUs: number, toUs: number, trueTiming: PlayoutTiming = timing()): number {
    let re = 0;
    let im = 0;
    for (let i = this.indexAt(fromUs); i < this.indexAt(toUs); i++) {
      const server = this.startUs + i * this.sampleUs;
      const media =
        trueTiming.timeline.m0 + ((server - trueTiming.delayUs - trueTiming.timeline.t0Us) * 48) / 1000;
      const phase = (2 * Math.PI * TONE_HZ * media) / 48_000;
      re += this.out[i]! * Math.sin(phase);
      im += this.out[i]! * Math.cos(phase);
    }
    return (-Math.atan2(im, re) / (2 * Math.PI * TONE_HZ)) * 1e6;
  }
}
