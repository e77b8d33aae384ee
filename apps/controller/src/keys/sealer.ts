import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import type { Sealer } from "@dalaba/store";

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const VERSION = 1;

/**
 * AES-256-GCM under the key file, with the context (what is sealed, and for whom) as additional data: a sealed key
 * that is moved to another row does not open. Layout: `01 | nonce 12 | ciphertext | tag 16`.
 */
export function sealWith(key: () => Uint8Array): Sealer {
  return {
    seal(plain, context) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv("aes-256-gcm", key(), nonce).setAAD(Buffer.from(context, "utf8"));
      const body = Buffer.concat([cipher.update(plain), cipher.final()]);
      return new Uint8Array(Buffer.concat([Buffer.of(VERSION), nonce, body, cipher.getAuthTag()]));
    },
    unseal(sealed, context) {
      if (sealed[0] !== VERSION || sealed.length < 1 + NONCE_BYTES + TAG_BYTES)
        throw new Error("these bytes were not sealed by this controller");
      const nonce = sealed.subarray(1, 1 + NONCE_BYTES);
      const decipher = createDecipheriv("aes-256-gcm", key(), nonce)
        .setAAD(Buffer.from(context, "utf8"))
        .setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
      const body = sealed.subarray(1 + NONCE_BYTES, sealed.length - TAG_BYTES);
      return new Uint8Array(Buffer.concat([decipher.update(body), decipher.final()]));
    },
  };
}
