import { nodeCrypto, publicKeyOf } from "../../node/crypto";
import { toHex, utf8Encode } from "../bytes";
import { deriveDeviceKeys } from "../credentials";
import type { Certificate } from "../documents";
import { type Envelope, type EnvelopeType, type Scope, signEnvelope, targetHash } from "../envelope";
import type { JsonObject } from "../strict-json";

/** Keys, times and bytes that all vectors share. Each seed is text that says what it is: nobody may use them. */

export const crypto = nodeCrypto;

/** 32 bytes of ASCII: "TEST ONLY …" filled with dots. */
export function testSeed(name: string): Uint8Array {
  return utf8Encode(`TEST ONLY ${name} `.padEnd(32, ".").slice(0, 32));
}

export const NOW_MS = 1_760_000_000_000;
export const SPEAKER = "sp-001";
export const GROUPS = ["all", "s-east", "z-road"];
export const CFG_VERSION = 1_759_000_000_000;
export const KEYS_VERSION = 1_758_000_000_000;
export const EPOCH = 3;
export const BROADCAST = "0123456789abcdef";

const DAY_MS = 86_400_000;

function certificate(
  kid: number,
  use: Certificate["use"],
  maxPriority: number,
  days: [number, number] = [-100, 1000],
): Certificate & { readonly seed: Uint8Array } {
  const seed = testSeed(`${use} key ${kid}`);
  return {
    kid,
    publicKey: publicKeyOf(seed),
    use,
    maxPriority,
    notBeforeUtcMs: NOW_MS + days[0] * DAY_MS,
    expiresUtcMs: NOW_MS + days[1] * DAY_MS,
    seed,
  };
}

export const ROOT = { kid: 0, seed: testSeed("root key") };
export const STREAM = certificate(11, "stream", 0);
export const COMMAND = certificate(21, "command", 79);
export const FUTURE = certificate(22, "command", 79, [1, 1000]);
export const PAST = certificate(23, "command", 79, [-1000, -1]);
export const EMERGENCY = certificate(31, "emergency", 100);
export const ADMIN = certificate(41, "admin", 0);
/** Signs well, but no key set names it. */
export const STRANGER = { kid: 99, seed: testSeed("stranger key") };

export const CERTIFICATES: readonly Certificate[] = [STREAM, COMMAND, FUTURE, PAST, EMERGENCY, ADMIN].map(
  ({ seed: _seed, ...rest }) => rest,
);

export const DEVICE_SECRET = testSeed("device secret");
export const DEVICE = deriveDeviceKeys(crypto, DEVICE_SECRET);

export interface Signer {
  readonly kid: number;
  readonly seed: Uint8Array;
}

export function envelopeOf(
  type: EnvelopeType,
  scope: Scope,
  body: JsonObject,
  over: Partial<Envelope> = {},
): Envelope {
  const order = ["offer", "stop", "retime", "update"].includes(type);
  return {
    type,
    kid: COMMAND.kid,
    counter: order ? NOW_MS * 1000 : CFG_VERSION,
    notBeforeUtcMs: order ? NOW_MS - 1000 : 0,
    ttlMs: order ? 10_000 : 0,
    targetHash: targetHash(crypto, scope),
    body,
    ...over,
  };
}

export function signed(signer: Signer, envelope: Envelope): Uint8Array {
  return signEnvelope(crypto, signer.seed, { ...envelope, kid: signer.kid });
}

/** A copy with some bytes written over; a negative offset counts from the end. */
export function altered(bytes: Uint8Array, at: number, ...values: number[]): Uint8Array {
  const out = Uint8Array.from(bytes);
  out.set(values, at < 0 ? bytes.length + at : at);
  return out;
}

/** A copy with one bit changed. */
export function flipped(bytes: Uint8Array, at: number, bit = 0): Uint8Array {
  const index = at < 0 ? bytes.length + at : at;
  return altered(bytes, index, (bytes[index] as number) ^ (1 << bit));
}

/** One case of a vector file: accepted with what was read, or refused with a code. */
export function verdict(
  name: string,
  bytes: Uint8Array,
  read: { readonly ok: true } | { readonly ok: false; readonly code: string },
  accepted: () => object,
  given: object = {},
): object {
  const outcome = read.ok ? { accepted: plain(accepted()) } : { refused: read.code };
  return { name, ...given, hex: toHex(bytes), ...outcome };
}

/** JSON as the vectors hold it: bytes as hex, absent members left out. */
export function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return toHex(value);
  if (Array.isArray(value)) return value.map(plain);
  if (value !== null && typeof value === "object") {
    const members = Object.entries(value).filter(([, each]) => each !== undefined);
    return Object.fromEntries(members.map(([name, each]) => [name, plain(each)]));
  }
  return value;
}
