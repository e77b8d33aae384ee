import {
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  hkdfSync,
  type KeyObject,
  sign,
  verify,
} from "node:crypto";
import type { Crypto } from "../src/crypto";

/** DER prefixes that turn a bare 32-byte Ed25519 seed or public key into PKCS#8 and SPKI (RFC 8410). */
const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");
const SPKI = Buffer.from("302a300506032b6570032100", "hex");

const MAX_KEYS = 4096;
const seeds = new Map<string, KeyObject>();
const publics = new Map<string, KeyObject>();

/** Parsing a key costs as much as using it, so parsed keys are kept; the oldest goes at the bound. */
function keep(cache: Map<string, KeyObject>, bytes: Uint8Array, make: () => KeyObject): KeyObject {
  const name = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
  let key = cache.get(name);
  if (!key) {
    key = make();
    if (cache.size >= MAX_KEYS) cache.delete(cache.keys().next().value as string);
    cache.set(name, key);
  }
  return key;
}

const privateKey = (seed: Uint8Array): KeyObject =>
  keep(seeds, seed, () =>
    createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: "der", type: "pkcs8" }),
  );

/** The contract's primitives on Node's OpenSSL. */
export const nodeCrypto: Crypto = {
  sha256: (bytes) => createHash("sha256").update(bytes).digest(),
  hmacSha256: (key, bytes) => createHmac("sha256", key).update(bytes).digest(),
  hkdfSha256: (secret, info, length) =>
    new Uint8Array(hkdfSync("sha256", secret, new Uint8Array(0), info, length)),
  sign: (seed, bytes) => sign(null, bytes, privateKey(seed)),
  verify: (publicKey, bytes, signature) => {
    if (publicKey.length !== 32 || signature.length !== 64) return false;
    try {
      const key = keep(publics, publicKey, () =>
        createPublicKey({ key: Buffer.concat([SPKI, publicKey]), format: "der", type: "spki" }),
      );
      return verify(null, bytes, key, signature);
    } catch {
      return false;
    }
  },
};

/** The 32-byte public key of an Ed25519 seed. */
export function publicKeyOf(seed: Uint8Array): Uint8Array {
  const der = createPublicKey(privateKey(seed)).export({ format: "der", type: "spki" });
  return new Uint8Array(der.subarray(der.length - 32));
}
