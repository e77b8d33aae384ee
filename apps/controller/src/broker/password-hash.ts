import { pbkdf2Sync, randomBytes } from "node:crypto";

/** What mosquitto_passwd uses. The password is 256 random bits, so the work factor protects nothing and costs 0.1 ms. */
const ITERATIONS = 101;
const SALT_BYTES = 12;
const HASH_BYTES = 64;

/**
 * An entry of a mosquitto password file: `$7$iterations$salt$hash`, PBKDF2-HMAC-SHA-512, base64. It is made when a
 * password is made and kept beside its SHA-256: the password itself is never kept, and one cannot be had from the other.
 */
export function mosquittoHash(password: string, salt: Uint8Array = randomBytes(SALT_BYTES)): string {
  const hash = pbkdf2Sync(password, salt, ITERATIONS, HASH_BYTES, "sha512");
  return `$7$${ITERATIONS}$${Buffer.from(salt).toString("base64")}$${hash.toString("base64")}`;
}
