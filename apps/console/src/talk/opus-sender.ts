import { isTalkOpus } from "@dalaba/api/browser";
import { type FrameEncoder, type OpenEncoder, openWasm } from "./frame-encoder";
import type { OutgoingFrame } from "./speech-queue";

export interface EncodedFrame {
  readonly frame: OutgoingFrame;
  readonly packet: Uint8Array;
  /** From the frame's coming until its packet, ms. */
  readonly encodeMs: number;
}

export interface OpusSenderParts {
  readonly open: OpenEncoder;
  /** What serves when that one fails; libopus in the page when left out. */
  readonly instead?: OpenEncoder;
  readonly nowMs: () => number;
  readonly onEncoded: (encoded: EncodedFrame) => void;
  /** Neither encoder works. */
  readonly onFault: (detail: string) => void;
}

/**
 * Encodes one talk. Packets leave in order, each with the frame it was made of. An encoder that fails or makes what
 * `air` would refuse is replaced in the middle of a word; what it still owed is encoded again.
 */
export class OpusSender {
  readonly #parts: OpusSenderParts;
  #waiting: { readonly frame: OutgoingFrame; readonly atMs: number }[] = [];
  #encoder: FrameEncoder | undefined;
  #second = false;
  #closed = false;

  constructor(parts: OpusSenderParts) {
    this.#parts = parts;
    void this.#begin(parts.open);
  }

  /** Frames whose packet has not come. */
  get waiting(): number {
    return this.#waiting.length;
  }

  get backend(): FrameEncoder["backend"] | null {
    return this.#encoder?.backend ?? null;
  }

  push(frame: OutgoingFrame): void {
    if (this.#closed) return;
    this.#waiting.push({ frame, atMs: this.#parts.nowMs() });
    this.#encoder?.encode(frame.pcm);
  }

  close(): void {
    this.#closed = true;
    this.#waiting = [];
    this.#encoder?.close();
  }

  async #begin(open: OpenEncoder): Promise<void> {
    // Only the encoder in use is heard: a failed one may still have packets on their way.
    const me = Symbol();
    this.#turn = me;
    try {
      const encoder = await open({
        onPacket: (packet) => this.#turn === me && this.#packet(packet),
        onFault: (detail) => this.#turn === me && this.#fail(detail),
      });
      if (this.#closed || this.#turn !== me) {
        encoder.close();
        return;
      }
      this.#encoder = encoder;
      // What came while it opened, and what the one before it owed.
      for (const { frame } of [...this.#waiting]) encoder.encode(frame.pcm);
    } catch (error) {
      if (this.#turn === me) this.#fail(String(error));
    }
  }

  #turn: symbol | undefined;

  #packet(packet: Uint8Array): void {
    if (this.#closed) return;
    if (!isTalkOpus(packet)) {
      this.#fail(`a packet of ${packet.length} bytes that begins with ${packet[0]}`);
      return;
    }
    const first = this.#waiting.shift();
    if (!first) return;
    const { frame, atMs } = first;
    this.#parts.onEncoded({ frame, packet, encodeMs: this.#parts.nowMs() - atMs });
  }

  #fail(detail: string): void {
    this.#encoder?.close();
    this.#encoder = undefined;
    this.#turn = undefined;
    if (this.#closed) return;
    if (this.#second) this.#parts.onFault(detail);
    else {
      this.#second = true;
      void this.#begin(this.#parts.instead ?? openWasm);
    }
  }
}
