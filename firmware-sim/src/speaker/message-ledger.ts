import { FRAME_SAMPLES } from "@dalaba/protocol";
import type { AudioEntry } from "./message-source";

/** Messages are forgotten once their frames have passed; this bounds those that never do. */
const MOST = 512;

/** The messages of one broadcast whose frames have not all passed. */
export class MessageLedger {
  readonly #messages = new Map<number, AudioEntry>();

  add(sequence: number, entry: AudioEntry): void {
    this.#messages.set(sequence, entry);
    if (this.#messages.size > MOST) this.#messages.delete(this.#messages.keys().next().value as number);
  }

  /** As received, signature included. */
  bytes(sequence: number): Uint8Array | undefined {
    return this.#messages.get(sequence)?.bytes;
  }

  /** The Opus packet of one frame. */
  packet(sequence: number, mediaTime: number): Uint8Array | undefined {
    const parsed = this.#messages.get(sequence)?.parsed;
    if (!parsed?.ok) return undefined;
    return parsed.message.frames[(mediaTime - parsed.message.mediaTime) / FRAME_SAMPLES];
  }

  /** A frame of this message has passed: those before it are done with. */
  passed(sequence: number): void {
    for (const each of this.#messages.keys()) {
      if (each >= sequence) return;
      this.#messages.delete(each);
    }
  }
}
