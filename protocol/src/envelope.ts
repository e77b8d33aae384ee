import { concatBytes, equalBytes, utf8Decode, utf8Encode, viewOf } from "./bytes";
import { type Crypto, domain } from "./crypto";
import { type Refusal, refuse } from "./scalars";
import { type JsonObject, MAX_JSON_BYTES, parseStrictJson } from "./strict-json";

/** The signed envelope of orders and documents (SPEC 4.3). */

export const ENVELOPE_VERSION = 0xc1;
export const ENVELOPE_HEADER_BYTES = 40;
export const SIGNATURE_BYTES = 64;
export const ENVELOPE_CONTEXT = "pa-cmd-v1";
export const TARGET_CONTEXT = "pa-target-v1";
/** Orders are fresh for at most this long; documents have ttl 0. */
export const MAX_TTL_MS = 30_000;
/** The most speakers one list scope may name. */
export const MAX_LISTED = 400;

export const ENVELOPE_TYPE = {
  offer: 1,
  stop: 2,
  retime: 3,
  update: 4,
  cfg: 16,
  lim: 17,
  keys: 18,
  bundle: 19,
} as const;
export type EnvelopeType = keyof typeof ENVELOPE_TYPE;
export type OrderType = "offer" | "stop" | "retime" | "update";
export type DocumentType = "cfg" | "lim" | "keys" | "bundle";

export interface Envelope {
  readonly type: EnvelopeType;
  /** 0 is the root key; certificates are numbered from 1. */
  readonly kid: number;
  /** Orders: max(previous + 1, UTC µs). Documents: the version, max(previous + 1, UTC ms). */
  readonly counter: number;
  readonly notBeforeUtcMs: number;
  /** 0 for documents. */
  readonly ttlMs: number;
  readonly targetHash: Uint8Array;
  readonly body: JsonObject;
}

export type EnvelopeRefusal =
  | "envelope-version"
  | "envelope-type"
  | "envelope-length"
  | "envelope-ttl"
  | "envelope-counter"
  | "bad-json";

export type ParsedEnvelope =
  | {
      readonly ok: true;
      readonly envelope: Envelope;
      readonly signedBytes: Uint8Array;
      readonly signature: Uint8Array;
    }
  | Refusal<EnvelopeRefusal>;

export function isOrder(type: EnvelopeType): type is OrderType {
  return ENVELOPE_TYPE[type] < 16;
}

/** What an envelope is addressed to. */
export type Scope =
  | { readonly kind: "speaker"; readonly speaker: string }
  | { readonly kind: "group"; readonly group: string }
  | { readonly kind: "list"; readonly speakers: readonly string[] };

/** `d/{id}`, `g/{group}` or `l/` followed by the ids, sorted by byte value and joined with commas (SPEC 4.4). */
export function scopeText(scope: Scope): string {
  switch (scope.kind) {
    case "speaker":
      return `d/${scope.speaker}`;
    case "group":
      return `g/${scope.group}`;
    case "list":
      return `l/${[...scope.speakers].sort(compareAscii).join(",")}`;
  }
}

function compareAscii(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** SHA-256("pa-target-v1\0" ‖ scope)[0..16]. */
export function targetHash(crypto: Crypto, scope: Scope): Uint8Array {
  return crypto.sha256(domain(TARGET_CONTEXT, utf8Encode(scopeText(scope)))).subarray(0, 16);
}

/** The bytes to be signed: header and JSON. The signer appends 64 bytes of Ed25519 over them. */
export function encodeEnvelope(envelope: Envelope): Uint8Array {
  const json = utf8Encode(JSON.stringify(envelope.body));
  if (json.length > MAX_JSON_BYTES)
    throw new Error(`an envelope body of ${json.length} bytes is over ${MAX_JSON_BYTES}`);
  const out = new Uint8Array(ENVELOPE_HEADER_BYTES + json.length);
  const view = viewOf(out);
  out[0] = ENVELOPE_VERSION;
  out[1] = ENVELOPE_TYPE[envelope.type];
  view.setUint16(2, envelope.kid);
  view.setBigUint64(4, BigInt(envelope.counter));
  view.setBigUint64(12, BigInt(envelope.notBeforeUtcMs));
  view.setUint32(20, envelope.ttlMs);
  out.set(envelope.targetHash, 24);
  out.set(json, ENVELOPE_HEADER_BYTES);
  return out;
}

export function signEnvelope(crypto: Crypto, seed: Uint8Array, envelope: Envelope): Uint8Array {
  const body = encodeEnvelope(envelope);
  return concatBytes(body, crypto.sign(seed, domain(ENVELOPE_CONTEXT, body)));
}

/** Splits an envelope without trusting it. */
export function parseEnvelope(bytes: Uint8Array): ParsedEnvelope {
  if (bytes.length < ENVELOPE_HEADER_BYTES + 2 + SIGNATURE_BYTES)
    return refuse("envelope-length", "too short");
  if (bytes.length > ENVELOPE_HEADER_BYTES + MAX_JSON_BYTES + SIGNATURE_BYTES)
    return refuse("envelope-length", "over 8 KiB of JSON");
  if (bytes[0] !== ENVELOPE_VERSION) return refuse("envelope-version", `version ${bytes[0]}`);
  const type = (Object.keys(ENVELOPE_TYPE) as EnvelopeType[]).find(
    (name) => ENVELOPE_TYPE[name] === bytes[1],
  );
  if (!type) return refuse("envelope-type", `type ${bytes[1]}`);
  const view = viewOf(bytes);
  const counter = view.getBigUint64(4);
  const notBefore = view.getBigUint64(12);
  const limit = BigInt(Number.MAX_SAFE_INTEGER);
  if (counter > limit || notBefore > limit) return refuse("envelope-counter", "beyond 2^53-1");
  const ttlMs = view.getUint32(20);
  if (isOrder(type) ? ttlMs === 0 || ttlMs > MAX_TTL_MS : ttlMs !== 0)
    return refuse("envelope-ttl", `${ttlMs} ms`);
  const end = bytes.length - SIGNATURE_BYTES;
  const text = utf8Decode(bytes.subarray(ENVELOPE_HEADER_BYTES, end));
  if (text === undefined) return refuse("bad-json", "not UTF-8");
  const body = parseStrictJson(text);
  if (!body.ok) return body;
  return {
    ok: true,
    envelope: {
      type,
      kid: view.getUint16(2),
      counter: Number(counter),
      notBeforeUtcMs: Number(notBefore),
      ttlMs,
      targetHash: bytes.subarray(24, 40),
      body: body.value,
    },
    signedBytes: bytes.subarray(0, end),
    signature: bytes.subarray(end),
  };
}

/** True when the scope written in a body is the one the signature addresses. */
export function addresses(crypto: Crypto, envelope: Envelope, scope: Scope): boolean {
  return equalBytes(targetHash(crypto, scope), envelope.targetHash);
}
