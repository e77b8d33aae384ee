import { equalBytes, utf8Decode, utf8Encode, viewOf } from "./bytes";
import { type Crypto, mac16 } from "./crypto";
import { isSpeakerId, type Refusal, refuse } from "./scalars";

/** The clock exchange (SPEC 3.2): 96 bytes each way, over UDP or over `tq`/`tr`, MACed under the pairwise key. */

export const CLOCK_BYTES = 96;
export const CLOCK_CONTEXT = "pa-clock-v1";
const REQUEST = 0xd1;
const REPLY = 0xd2;
const VERSION = 1;
const MAC_AT = 80;
const UNATTENDED = 1;

export interface ClockRequest {
  readonly speaker: string;
  /** 16 hex digits, fresh for each request. */
  readonly nonce: string;
  /** speakerTime when sent, µs. */
  readonly t1Us: number;
  /** Broadcasts sounding, at most two. */
  readonly sounding: readonly string[];
}

export interface ClockReply {
  readonly nonce: string;
  readonly t1Us: number;
  /** serverTime when the request arrived and when the reply left, µs. */
  readonly t2Us: number;
  readonly t3Us: number;
  /** Changes when serverTime starts anew; the speaker then resets its filter. */
  readonly clockId: string;
  readonly utcMs: number;
  readonly utcErrorMs: number;
  readonly keyEpoch: number;
  readonly cfgVersion: number;
  /** One bit per broadcast of the request, in order: it goes on. */
  readonly goOn: readonly boolean[];
  /** Nobody there keeps the programme: the speaker counts as left alone (SPEC 13.6). Left out: false. */
  readonly unattended?: boolean;
}

export type ClockRefusal =
  | "clock-length"
  | "clock-version"
  | "clock-speaker"
  | "clock-reserved"
  | "clock-range"
  | "bad-mac";

const u64 = (view: DataView, at: number): number => Number(view.getBigUint64(at));
const hex64 = (view: DataView, at: number): string => view.getBigUint64(at).toString(16).padStart(16, "0");
const inRange = (view: DataView, ...offsets: number[]): boolean =>
  offsets.every((at) => view.getBigUint64(at) <= BigInt(Number.MAX_SAFE_INTEGER));

function finish(crypto: Crypto, key: Uint8Array, out: Uint8Array): Uint8Array {
  out.set(mac16(crypto, key, CLOCK_CONTEXT, out.subarray(0, MAC_AT)), MAC_AT);
  return out;
}

/**
 * ```
 *  0 u8 0xD1   1 u8 version 1   2 u8 id length   3 u8 number of broadcasts   4 id, zero-padded to 32
 * 36 u64 nonce   44 u64 T1   52 u64 broadcast   60 u64 broadcast   68 zero to 80   80 MAC
 * ```
 */
export function encodeClockRequest(crypto: Crypto, key: Uint8Array, request: ClockRequest): Uint8Array {
  const out = new Uint8Array(CLOCK_BYTES);
  const view = viewOf(out);
  const id = utf8Encode(request.speaker);
  out[0] = REQUEST;
  out[1] = VERSION;
  out[2] = id.length;
  out[3] = request.sounding.length;
  out.set(id, 4);
  view.setBigUint64(36, BigInt(`0x${request.nonce}`));
  view.setBigUint64(44, BigInt(Math.round(request.t1Us)));
  request.sounding.slice(0, 2).forEach((broadcast, i) => {
    view.setBigUint64(52 + 8 * i, BigInt(`0x${broadcast}`));
  });
  return finish(crypto, key, out);
}

/** Whose request it is, so that the right key can be looked up before anything is believed. */
export function clockRequestSpeaker(bytes: Uint8Array): string | undefined {
  if (bytes.length !== CLOCK_BYTES || bytes[0] !== REQUEST) return undefined;
  const length = bytes[2] as number;
  if (length === 0 || length > 32) return undefined;
  const id = utf8Decode(bytes.subarray(4, 4 + length));
  return isSpeakerId(id) ? id : undefined;
}

export function readClockRequest(
  crypto: Crypto,
  key: Uint8Array,
  bytes: Uint8Array,
): { ok: true; request: ClockRequest } | Refusal<ClockRefusal> {
  if (bytes.length !== CLOCK_BYTES) return refuse("clock-length", `${bytes.length} bytes`);
  if (bytes[0] !== REQUEST || bytes[1] !== VERSION)
    return refuse("clock-version", "not a request of version 1");
  const speaker = clockRequestSpeaker(bytes);
  if (speaker === undefined) return refuse("clock-speaker", "bad id");
  if (!equalBytes(mac16(crypto, key, CLOCK_CONTEXT, bytes.subarray(0, MAC_AT)), bytes.subarray(MAC_AT)))
    return refuse("bad-mac", "request");
  const count = bytes[3] as number;
  if (count > 2) return refuse("clock-range", "over two broadcasts");
  const view = viewOf(bytes);
  if (!inRange(view, 44)) return refuse("clock-range", "T1 beyond 2^53-1");
  const sounding: string[] = [];
  for (let i = 0; i < count; i++) sounding.push(hex64(view, 52 + 8 * i));
  return { ok: true, request: { speaker, nonce: hex64(view, 36), t1Us: u64(view, 44), sounding } };
}

/**
 * ```
 *  0 u8 0xD2   1 u8 version 1   2 u8 goOn bits   3 u8 reserved 0   4 u64 nonce   12 u64 T1   20 u64 T2   28 u64 T3
 * 36 u64 clockId   44 u64 utcMs   52 u32 utcErrorMs   56 u32 keyEpoch   60 u64 cfgVersion   68 u8 bit 0: unattended   69 zero to 80   80 MAC
 * ```
 */
export function encodeClockReply(crypto: Crypto, key: Uint8Array, reply: ClockReply): Uint8Array {
  const out = new Uint8Array(CLOCK_BYTES);
  const view = viewOf(out);
  out[0] = REPLY;
  out[1] = VERSION;
  out[2] = reply.goOn.reduce((bits, on, i) => bits | (on ? 1 << i : 0), 0);
  view.setBigUint64(4, BigInt(`0x${reply.nonce}`));
  view.setBigUint64(12, BigInt(reply.t1Us));
  view.setBigUint64(20, BigInt(Math.round(reply.t2Us)));
  view.setBigUint64(28, BigInt(Math.round(reply.t3Us)));
  view.setBigUint64(36, BigInt(`0x${reply.clockId}`));
  view.setBigUint64(44, BigInt(Math.round(reply.utcMs)));
  view.setUint32(52, reply.utcErrorMs);
  view.setUint32(56, reply.keyEpoch);
  view.setBigUint64(60, BigInt(reply.cfgVersion));
  out[68] = reply.unattended === true ? UNATTENDED : 0;
  return finish(crypto, key, out);
}

export function readClockReply(
  crypto: Crypto,
  key: Uint8Array,
  bytes: Uint8Array,
): { ok: true; reply: ClockReply } | Refusal<ClockRefusal> {
  if (bytes.length !== CLOCK_BYTES) return refuse("clock-length", `${bytes.length} bytes`);
  if (bytes[0] !== REPLY || bytes[1] !== VERSION) return refuse("clock-version", "not a reply of version 1");
  if (!equalBytes(mac16(crypto, key, CLOCK_CONTEXT, bytes.subarray(0, MAC_AT)), bytes.subarray(MAC_AT)))
    return refuse("bad-mac", "reply");
  if (bytes[3] !== 0) return refuse("clock-reserved", "reserved byte set");
  const view = viewOf(bytes);
  if (!inRange(view, 12, 20, 28, 44, 60)) return refuse("clock-range", "beyond 2^53-1");
  const bits = bytes[2] as number;
  return {
    ok: true,
    reply: {
      nonce: hex64(view, 4),
      t1Us: u64(view, 12),
      t2Us: u64(view, 20),
      t3Us: u64(view, 28),
      clockId: hex64(view, 36),
      utcMs: u64(view, 44),
      utcErrorMs: view.getUint32(52),
      keyEpoch: view.getUint32(56),
      cfgVersion: u64(view, 60),
      goOn: [(bits & 1) !== 0, (bits & 2) !== 0],
      ...(((bytes[68] as number) & UNATTENDED) === 0 ? {} : { unattended: true }),
    },
  };
}
