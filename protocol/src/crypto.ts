/**
 * The four primitives the wire needs, handed in as an argument so that the contract stays pure.
 * `@dalaba/protocol/node` implements them with Node's own crypto; firmware brings its own.
 */
export interface Crypto {
  /** SHA-256 (FIPS 180-4), 32 bytes. */
  sha256(bytes: Uint8Array): Uint8Array;
  /** HMAC-SHA-256 (RFC 2104), 32 bytes. */
  hmacSha256(key: Uint8Array, bytes: Uint8Array): Uint8Array;
  /** HKDF-SHA-256 (RFC 5869) with an empty salt; `info` is ASCII, `length` bytes out. */
  hkdfSha256(secret: Uint8Array, info: string, length: number): Uint8Array;
  /** Ed25519 (RFC 8032) with a 32-byte seed; 64-byte signature. */
  sign(seed: Uint8Array, bytes: Uint8Array): Uint8Array;
  /** Ed25519 verification against a 32-byte public key. Never throws. */
  verify(publicKey: Uint8Array, bytes: Uint8Array, signature: Uint8Array): boolean;
}

/** First 16 bytes of HMAC-SHA-256 over `context ‖ 0x00 ‖ bytes` (SPEC 5.1). */
export function mac16(crypto: Crypto, key: Uint8Array, context: string, bytes: Uint8Array): Uint8Array {
  return crypto.hmacSha256(key, domain(context, bytes)).subarray(0, 16);
}

/** `context ‖ 0x00 ‖ bytes`: a signature or MAC made for one purpose never passes for another. */
export function domain(context: string, bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(context.length + 1 + bytes.length);
  for (let i = 0; i < context.length; i++) out[i] = context.charCodeAt(i);
  out.set(bytes, context.length + 1);
  return out;
}
