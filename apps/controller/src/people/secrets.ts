import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** Secrets for cookies, tokens and links: 256 random bits; only their SHA-256 is ever stored. */
export function newSecret(): string {
  return randomBytes(32).toString("base64url");
}

export function hashOf(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}

/** Public ids of people, sessions and tokens: `prefix` and 12 hex digits. */
export function newId(prefix: string): string {
  return `${prefix}-${randomBytes(6).toString("hex")}`;
}

/** Compares by hash, so that neither content nor length shows in the time it takes. */
export function isSame(a: string, b: string): boolean {
  return timingSafeEqual(hashOf(a), hashOf(b));
}
