import { equalBytes, toHex } from "./bytes";
import { type Crypto, domain } from "./crypto";
import { addresses, ENVELOPE_CONTEXT, type ParsedEnvelope, parseEnvelope, type Scope } from "./envelope";
import { type ReadOrder, readOrder } from "./orders";

/**
 * One order as it came. Whatever depends on its bytes alone is found out once: a repeat is not read again, and a
 * simulated fleet that was sent the same bytes shares one of these. Whether a speaker obeys is judged by `admitOrder`.
 */
export class ReceivedOrder {
  readonly bytes: Uint8Array;
  readonly parsed: ParsedEnvelope;
  #read: ReadOrder | undefined;
  #key: Uint8Array | undefined;
  #addressed: boolean | undefined;
  #digest: string | undefined;

  /** `bytes` is kept. */
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.parsed = parseEnvelope(bytes);
  }

  /** SHA-256 of all its bytes, hex. */
  digest(crypto: Crypto): string {
    this.#digest ??= toHex(crypto.sha256(this.bytes));
    return this.#digest;
  }

  /** The Ed25519 check. Success is remembered for its key; a forgery costs whoever is sent it a check each (SPEC 6.1). */
  genuine(crypto: Crypto, publicKey: Uint8Array): boolean {
    if (!this.parsed.ok) return false;
    if (this.#key && equalBytes(this.#key, publicKey)) return true;
    const { signedBytes, signature } = this.parsed;
    if (!crypto.verify(publicKey, domain(ENVELOPE_CONTEXT, signedBytes), signature)) return false;
    this.#key = publicKey;
    return true;
  }

  /** Its body. Asked of an order whose envelope was read. */
  read(): ReadOrder {
    if (!this.parsed.ok) throw new Error("an envelope that could not be read has no body");
    this.#read ??= readOrder(this.parsed.envelope);
    return this.#read;
  }

  /** True when `scope`, the one in its body, is the one the signature addresses. */
  addresses(crypto: Crypto, scope: Scope): boolean {
    if (!this.parsed.ok) return false;
    this.#addressed ??= addresses(crypto, this.parsed.envelope, scope);
    return this.#addressed;
  }
}
