import {
  AUDIO_CONTEXT,
  type Crypto,
  domain,
  equalBytes,
  type ParsedAudio,
  parseAudio,
  ReceivedOrder,
} from "@dalaba/protocol";

/** One audio message as it came, split once and checked once, however many simulated speakers are handed it. */
export class AudioEntry {
  /** An own copy: the read buffer it came in is used again. */
  readonly bytes: Uint8Array;
  readonly parsed: ParsedAudio;
  #key: Uint8Array | undefined;
  #genuine = false;

  constructor(payload: Uint8Array) {
    this.bytes = Uint8Array.prototype.slice.call(payload);
    this.parsed = parseAudio(this.bytes);
  }

  /** The Ed25519 check (SPEC 4.1), remembered for the key it was made with. */
  genuine(crypto: Crypto, publicKey: Uint8Array): boolean {
    if (!this.parsed.ok || !this.parsed.signed) return false;
    if (!this.#key || !equalBytes(this.#key, publicKey)) {
      this.#genuine = crypto.verify(
        publicKey,
        domain(AUDIO_CONTEXT, this.parsed.signedBytes),
        this.parsed.signature,
      );
      this.#key = publicKey;
    }
    return this.#genuine;
  }
}

/** Where bytes become messages. What is handed in is not kept: the read buffer is used again. */
export interface MessageSource {
  audio(payload: Uint8Array): AudioEntry;
  order(payload: Uint8Array): ReceivedOrder;
}

/** The whole work: every message is read and verified by the speaker itself. */
export const unsharedMessages: MessageSource = {
  audio: (payload) => new AudioEntry(payload),
  order: (payload) => new ReceivedOrder(Uint8Array.prototype.slice.call(payload)),
};
