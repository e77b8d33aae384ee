import { concatBytes, equalBytes, fromHex, toHex, utf8Decode, utf8Encode, viewOf } from "./bytes";
import { type Crypto, domain, mac16 } from "./crypto";
import { type Refusal, refuse } from "./scalars";
import { MAX_JSON_BYTES, parseStrictJson } from "./strict-json";
import { readUpwardBody, UPWARD_TYPE, type Upward, type UpwardType } from "./upward-body";

/** What a speaker says (SPEC 5): bootId, a counter and a MAC on everything; a RECEIPT is signed as well. */

export const UPWARD_VERSION = 0xc2;
export const UPWARD_HEADER_BYTES = 20;
export const UPWARD_CONTEXT = "pa-up-v1";
export const RECEIPT_CONTEXT = "pa-receipt-v1";
const MAC_BYTES = 16;
const SIGNATURE_BYTES = 64;

export interface UpwardHead {
  readonly bootId: string;
  readonly counter: number;
}

export type UpwardRefusal =
  | "upward-version"
  | "upward-type"
  | "upward-length"
  | "upward-counter"
  | "bad-mac"
  | "bad-signature"
  | "bad-json"
  | "bad-message";

export type ReadUpward =
  | { readonly ok: true; readonly head: UpwardHead; readonly message: Upward }
  | Refusal<UpwardRefusal>;

/** Encodes and MACs. `deviceSeed` is needed for a receipt: its signature lets a stranger check an evidence bundle. */
export function encodeUpward(
  crypto: Crypto,
  pairwiseKey: Uint8Array,
  deviceSeed: Uint8Array,
  head: UpwardHead,
  message: Upward,
): Uint8Array {
  const { type, ...body } = message;
  const json = utf8Encode(JSON.stringify(body));
  let bytes: Uint8Array = new Uint8Array(UPWARD_HEADER_BYTES + json.length);
  const view = viewOf(bytes);
  bytes[0] = UPWARD_VERSION;
  bytes[1] = UPWARD_TYPE[type];
  view.setUint16(2, json.length);
  view.setBigUint64(4, BigInt(`0x${head.bootId}`));
  view.setBigUint64(12, BigInt(head.counter));
  bytes.set(json, UPWARD_HEADER_BYTES);
  if (type === "receipt") bytes = concatBytes(bytes, crypto.sign(deviceSeed, domain(RECEIPT_CONTEXT, bytes)));
  return concatBytes(bytes, mac16(crypto, pairwiseKey, UPWARD_CONTEXT, bytes));
}

/** Checks the MAC (and a receipt's signature) before it reads the JSON. Replay is the caller's to judge by head. */
export function readUpward(
  crypto: Crypto,
  pairwiseKey: Uint8Array,
  devicePublicKey: Uint8Array,
  bytes: Uint8Array,
): ReadUpward {
  if (bytes.length < UPWARD_HEADER_BYTES + 2 + MAC_BYTES) return refuse("upward-length", "too short");
  if (bytes[0] !== UPWARD_VERSION) return refuse("upward-version", `version ${bytes[0]}`);
  const type = (Object.keys(UPWARD_TYPE) as UpwardType[]).find((name) => UPWARD_TYPE[name] === bytes[1]);
  if (!type) return refuse("upward-type", `type ${bytes[1]}`);
  const view = viewOf(bytes);
  const jsonLength = view.getUint16(2);
  const jsonEnd = UPWARD_HEADER_BYTES + jsonLength;
  const macAt = jsonEnd + (type === "receipt" ? SIGNATURE_BYTES : 0);
  if (jsonLength > MAX_JSON_BYTES || bytes.length !== macAt + MAC_BYTES)
    return refuse("upward-length", "length does not agree");
  if (
    !equalBytes(mac16(crypto, pairwiseKey, UPWARD_CONTEXT, bytes.subarray(0, macAt)), bytes.subarray(macAt))
  )
    return refuse("bad-mac", "the pairwise MAC does not verify");
  if (
    type === "receipt" &&
    !crypto.verify(
      devicePublicKey,
      domain(RECEIPT_CONTEXT, bytes.subarray(0, jsonEnd)),
      bytes.subarray(jsonEnd, macAt),
    )
  )
    return refuse("bad-signature", "the receipt's signature does not verify");
  const counter = view.getBigUint64(12);
  if (counter > BigInt(Number.MAX_SAFE_INTEGER)) return refuse("upward-counter", "beyond 2^53-1");
  const text = utf8Decode(bytes.subarray(UPWARD_HEADER_BYTES, jsonEnd));
  if (text === undefined) return refuse("bad-json", "not UTF-8");
  const json = parseStrictJson(text);
  if (!json.ok) return json;
  const { message, problem } = readUpwardBody(type, json.value);
  if (problem !== undefined) return refuse("bad-message", problem);
  return {
    ok: true,
    head: headOf(view),
    message,
  };
}

/** Who says it and in what place, of bytes that were verified before: undefined when they are no upward message. */
export function peekUpwardHead(bytes: Uint8Array): UpwardHead | undefined {
  if (bytes.length < UPWARD_HEADER_BYTES || bytes[0] !== UPWARD_VERSION) return undefined;
  return headOf(viewOf(bytes));
}

function headOf(view: DataView): UpwardHead {
  const bootId = view.getBigUint64(4).toString(16).padStart(16, "0");
  return { bootId, counter: Number(view.getBigUint64(12)) };
}

/** The receipt's signed part and signature as they travelled, for an evidence bundle: undefined when not a receipt. */
export function receiptEvidence(bytes: Uint8Array): { signed: string; signature: string } | undefined {
  if (bytes[1] !== UPWARD_TYPE.receipt || bytes.length < UPWARD_HEADER_BYTES + SIGNATURE_BYTES + MAC_BYTES)
    return undefined;
  const jsonEnd = bytes.length - MAC_BYTES - SIGNATURE_BYTES;
  return {
    signed: toHex(bytes.subarray(0, jsonEnd)),
    signature: toHex(bytes.subarray(jsonEnd, jsonEnd + SIGNATURE_BYTES)),
  };
}

/** Checks such evidence with nothing but the device's public key. */
export function checkEvidence(
  crypto: Crypto,
  devicePublicKey: Uint8Array,
  evidence: { signed: string; signature: string },
): boolean {
  const signed = fromHex(evidence.signed);
  const signature = fromHex(evidence.signature);
  return (
    signed !== undefined &&
    signature !== undefined &&
    crypto.verify(devicePublicKey, domain(RECEIPT_CONTEXT, signed), signature)
  );
}
