import type { Crypto } from "@dalaba/protocol";
import { publicKeyOf } from "@dalaba/protocol/node";

/** One Ed25519 verification of 300 bytes on this machine, whole µs: what a speaker states in its STATUS (SPEC 5.5). */
export function measureVerifyUs(crypto: Crypto): number {
  const seed = new Uint8Array(32).fill(7);
  const bytes = new Uint8Array(300);
  const signature = crypto.sign(seed, bytes);
  const publicKey = publicKeyOf(seed);
  const times: number[] = [];
  for (let i = 0; i < 21; i++) {
    const before = process.hrtime.bigint();
    crypto.verify(publicKey, bytes, signature);
    times.push(Number(process.hrtime.bigint() - before) / 1000);
  }
  return Math.max(1, Math.round(times.sort((a, b) => a - b)[10] as number));
}
