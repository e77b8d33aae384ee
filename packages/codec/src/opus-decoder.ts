import { createDecoder, type OpusDecoderHandle } from "libopus-wasm";
import type { OpusSampleRate } from "./opus-encoder";
import { SpareDecoders } from "./spare-decoders";

/** One mono Opus decoder. About 100 KB; a town of 300 in one process is possible. */
export interface OpusDecoder {
  readonly sampleRate: OpusSampleRate;
  /**
   * Decodes one packet to samples in -1..1. Outside data: a packet that libopus refuses gives null, `problem` says
   * why, and the decoder goes on with the next.
   */
  decode(packet: Uint8Array): Float32Array | null;
  /** Fills a gap by what was heard before it (PLC): exactly `frameSamples`, a multiple of 2.5 ms up to 120 ms. */
  conceal(frameSamples: number): Float32Array;
  /** The frame before `nextPacket` from the coarse copy it carries (in-band FEC), or PLC when it carries none. */
  decodeFec(nextPacket: Uint8Array, frameSamples: number): Float32Array | null;
  /** Forgets everything heard (the DISC flag). */
  reset(): void;
  /** The last refusal, until the next packet decodes. */
  readonly problem: OpusProblem | null;
  /** Gives the memory back. */
  free(): void;
}

export interface OpusProblem {
  readonly code: "opus-frame-unreadable";
  readonly detail: string;
}

/** An audio message has at most 1,400 bytes (SPEC 4.1); nothing longer reaches libopus. */
const MAX_PACKET_BYTES = 1400;

const spares = new Map<OpusSampleRate, SpareDecoders>();

/** Makes a decoder; always WebAssembly, because the native add-on conceals wrongly and cannot decode FEC. */
export async function createOpusDecoder(sampleRate: OpusSampleRate): Promise<OpusDecoder> {
  let pool = spares.get(sampleRate);
  if (pool === undefined) {
    pool = new SpareDecoders(() => createDecoder({ sampleRate, channels: 1 }));
    spares.set(sampleRate, pool);
  }
  return new WasmDecoder(sampleRate, await pool.first(), pool);
}

class WasmDecoder implements OpusDecoder {
  readonly sampleRate: OpusSampleRate;
  problem: OpusProblem | null = null;
  #handle: OpusDecoderHandle;
  #pool: SpareDecoders;
  #heard = false;
  #freed = false;

  constructor(sampleRate: OpusSampleRate, handle: OpusDecoderHandle, pool: SpareDecoders) {
    this.sampleRate = sampleRate;
    this.#handle = handle;
    this.#pool = pool;
  }

  decode(packet: Uint8Array): Float32Array | null {
    return this.#try(packet, () => this.#handle.decodeFloat(packet));
  }

  conceal(frameSamples: number): Float32Array {
    return this.#handle.decodePacketLossFloat(frameSamples);
  }

  decodeFec(nextPacket: Uint8Array, frameSamples: number): Float32Array | null {
    return this.#try(nextPacket, () =>
      this.#handle.decodeFloat(nextPacket, { decodeFec: true, frameSize: frameSamples }),
    );
  }

  reset(): void {
    if (!this.#heard) return;
    const fresh = this.#pool.take();
    if (fresh === undefined) return;
    this.#handle.free();
    this.#handle = fresh;
    this.#heard = false;
  }

  free(): void {
    if (this.#freed) return;
    this.#freed = true;
    this.#handle.free();
    this.#pool.leave();
  }

  #try(packet: Uint8Array, decode: () => Float32Array): Float32Array | null {
    if (packet.length === 0 || packet.length > MAX_PACKET_BYTES) {
      this.problem = { code: "opus-frame-unreadable", detail: `${packet.length} bytes` };
      return null;
    }
    this.#heard = true;
    try {
      const pcm = decode();
      this.problem = null;
      return pcm;
    } catch (error) {
      if (this.#freed) throw error;
      this.problem = { code: "opus-frame-unreadable", detail: String(error) };
      return null;
    }
  }
}
