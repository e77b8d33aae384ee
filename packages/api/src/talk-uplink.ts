import { isHex64, type Refusal, refuse, viewOf } from "@dalaba/protocol";
import {
  isCount,
  type Members,
  readHolders,
  readHops,
  type SenderHops,
  type TalkHolder,
} from "./talk-figures";

export type { HopFigures, SenderHops, TalkHolder } from "./talk-figures";

/**
 * The talk uplink: WebSocket `ws://HOST:AIR_PORT/talk?ticket=T`, subprotocol `dalaba.talk.1`. The sender encodes Opus
 * and sends one 20 ms frame a binary message; `air` passes the bytes through untouched, assigns mediaTime
 * (`sequence × 960`), signs and fans out. Text messages are JSON objects with a `type`; unknown members are ignored.
 */

export const TALK_PATH = "/talk";
export const TALK_SUBPROTOCOL = "dalaba.talk.1";
/**
 * Without a frame or a beat for this long the sender is lost and the broadcast ends everywhere. Frames that came ahead of
 * their time count until then.
 */
export const TALK_SILENCE_MS = 600;
/** A sender says `beat` at least this often while no frame flows. */
export const TALK_BEAT_MS = 200;
/** A frame may be this far ahead of its place on the timeline, no more (`uplink-too-early`). */
export const TALK_MAX_AHEAD_MS = 3000;
/** RFC 6716 3.2.1: an Opus frame is at most 1,275 bytes; one TOC byte stands before it. */
export const MAX_OPUS_BYTES = 1276;
export const UPLINK_FRAME_VERSION = 1;
export const UPLINK_HEADER_BYTES = 16;
/** The largest message a sender may send, text or binary. */
export const MAX_UPLINK_BYTES = 2048;

export const TALK_SOURCES = ["file", "mic", "stdin"] as const;
export type TalkSource = (typeof TALK_SOURCES)[number];

/** What a sender says as text. */
export type TalkClientMessage =
  | { readonly type: "start"; readonly source: TalkSource }
  /** `hops`: about once a second, also while frames flow. */
  | { readonly type: "beat"; readonly hops?: SenderHops }
  /** The source is finished: the tail of D sounds, then silence. */
  | { readonly type: "end" };

export const TALK_END_REASONS = [
  "finished",
  "stopped",
  "sender-lost",
  "time-limit",
  "uplink-refused",
  "no-audio",
  "air-restarted",
] as const;
/** Why a broadcast ended, as the sender and the journal hear it. `no-audio`: it ended before its first frame. */
export type TalkEndReason = (typeof TALK_END_REASONS)[number];

export const UPLINK_CODES = [
  "uplink-ticket",
  "uplink-origin",
  "uplink-busy",
  "uplink-bad-message",
  "uplink-bad-frame",
  "uplink-too-early",
  "uplink-too-fast",
  "no-target",
  "journal-failed",
  "signer-unavailable",
] as const;
/** Codes of `error` messages; each is explained in docs/errors.md. */
export type UplinkCode = (typeof UPLINK_CODES)[number];

/** What `air` says to the sender, always as text. */
export type TalkServerMessage =
  | {
      readonly type: "ready";
      readonly broadcast: string;
      /** Send the first frame this long after `ready`: the length of the chime, 0 without one. */
      readonly startInMs: number;
      /** The broadcast is ended after this much audio time. */
      readonly maxMs: number;
      /** How many frames travel in one message to the speakers; the sender always sends one by one. */
      readonly framesPerMessage: number;
    }
  /** The offer left. `t0Us`: serverTime of the first frame, µs. */
  | { readonly type: "on-air"; readonly t0Us: number }
  /**
   * At most five a second, and while it is on air at least three, whether anything changed or not: the sender's sign
   * that its line lives. `of` = targets, offline ones included.
   */
  | {
      readonly type: "progress";
      readonly accepted: number;
      readonly sounding: number;
      readonly of: number;
      /** Who holds the speakers that refused for it or wait, at most four, the one that holds most first; left out: nobody. */
      readonly busy?: readonly TalkHolder[];
    }
  | { readonly type: "ended"; readonly because: TalkEndReason }
  /** The connection closes after it; what was on air ends `uplink-refused`. */
  | { readonly type: "error"; readonly code: UplinkCode; readonly detail: string };

/** One 20 ms frame on its way from the sender to `air`. */
export interface UplinkFrame {
  /** The sender marks speech; pauses may be retimed (wire.md 3). */
  readonly voiced: boolean;
  /** Counts frames from 0; a gap is a frame the sender dropped. */
  readonly sequence: number;
  /** The sender's own monotonic clock when the frame's first sample was captured, µs. */
  readonly captureUs: number;
  /** One Opus packet: 20 ms, mono, code 0. A view, not a copy. */
  readonly opus: Uint8Array;
}

/**
 * True for one 20 ms mono frame (RFC 6716 3.1, table 2): configurations 1, 5, 9 (SILK), 13, 15 (hybrid) and
 * 19, 23, 27, 31 (CELT), s = 0, code 0.
 */
export function isTalkOpus(packet: Uint8Array): boolean {
  if (packet.length === 0 || packet.length > MAX_OPUS_BYTES) return false;
  const toc = packet[0] as number;
  if ((toc & 0b111) !== 0) return false;
  const config = toc >> 3;
  if (config < 12) return config % 4 === 1;
  if (config < 16) return config % 2 === 1;
  return config % 4 === 3;
}

/**
 * ```
 * 0 u8 1   1 u8 flags (1 voiced)   2 u16 0   4 u32 sequence   8 u64 captureUs   16 Opus packet
 * ```
 */
export function encodeUplinkFrame(frame: UplinkFrame): Uint8Array {
  const out = new Uint8Array(UPLINK_HEADER_BYTES + frame.opus.length);
  const view = viewOf(out);
  out[0] = UPLINK_FRAME_VERSION;
  out[1] = frame.voiced ? 1 : 0;
  view.setUint32(4, frame.sequence);
  view.setBigUint64(8, BigInt(Math.round(frame.captureUs)));
  out.set(frame.opus, UPLINK_HEADER_BYTES);
  return out;
}

/** Reads a binary message without trusting it; `opus` is a view into `bytes`. */
export function readUplinkFrame(
  bytes: Uint8Array,
): { readonly ok: true; readonly frame: UplinkFrame } | Refusal<"uplink-bad-frame"> {
  if (bytes.length <= UPLINK_HEADER_BYTES) return refuse("uplink-bad-frame", `${bytes.length} bytes`);
  if (bytes[0] !== UPLINK_FRAME_VERSION) return refuse("uplink-bad-frame", `version ${bytes[0]}`);
  const flags = bytes[1] as number;
  if (flags > 1 || bytes[2] !== 0 || bytes[3] !== 0)
    return refuse("uplink-bad-frame", "unknown flag or reserved byte set");
  const view = viewOf(bytes);
  // Two u32 rather than a BigInt: this runs for every frame.
  const captureHigh = view.getUint32(8);
  if (captureHigh > 0x1fffff) return refuse("uplink-bad-frame", "captureUs beyond 2^53-1");
  const opus = bytes.subarray(UPLINK_HEADER_BYTES);
  if (!isTalkOpus(opus)) return refuse("uplink-bad-frame", "not one Opus frame of 20 ms, mono, code 0");
  return {
    ok: true,
    frame: {
      voiced: flags === 1,
      sequence: view.getUint32(4),
      captureUs: captureHigh * 2 ** 32 + view.getUint32(12),
      opus,
    },
  };
}

function readMembers(text: string): Members | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === "object" && !Array.isArray(value)
      ? (value as Members)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Reads what a sender said. */
export function readTalkClientMessage(
  text: string,
): { readonly ok: true; readonly message: TalkClientMessage } | Refusal<"uplink-bad-message"> {
  const item = readMembers(text);
  switch (item?.type) {
    case "start":
      return TALK_SOURCES.includes(item.source as TalkSource)
        ? { ok: true, message: { type: "start", source: item.source as TalkSource } }
        : refuse("uplink-bad-message", `start: source must be one of ${TALK_SOURCES.join(" ")}`);
    case "end":
      return { ok: true, message: { type: "end" } };
    case "beat": {
      if (item.hops === undefined) return { ok: true, message: { type: "beat" } };
      const hops = readHops(item.hops);
      return hops
        ? { ok: true, message: { type: "beat", hops } }
        : refuse("uplink-bad-message", "beat: hops");
    }
    default:
      return refuse("uplink-bad-message", "expected start, beat or end as a JSON object");
  }
}

/** Reads what `air` said; a sender treats a refusal as a broken connection. */
export function readTalkServerMessage(
  text: string,
): { readonly ok: true; readonly message: TalkServerMessage } | Refusal<"uplink-bad-message"> {
  const item = readMembers(text);
  const bad = (detail: string) => refuse("uplink-bad-message", detail);
  switch (item?.type) {
    case "ready": {
      const { broadcast, startInMs, maxMs, framesPerMessage } = item;
      if (!isHex64(broadcast) || !isCount(startInMs) || !isCount(maxMs) || !isCount(framesPerMessage))
        return bad("ready");
      return { ok: true, message: { type: "ready", broadcast, startInMs, maxMs, framesPerMessage } };
    }
    case "on-air":
      return isCount(item.t0Us) ? { ok: true, message: { type: "on-air", t0Us: item.t0Us } } : bad("on-air");
    case "progress": {
      const { accepted, sounding, of } = item;
      if (!isCount(accepted) || !isCount(sounding) || !isCount(of)) return bad("progress");
      const busy = readHolders(item.busy);
      if (busy === undefined) return bad("progress");
      return {
        ok: true,
        message: { type: "progress", accepted, sounding, of, ...(busy.length > 0 ? { busy } : {}) },
      };
    }
    case "ended":
      return TALK_END_REASONS.includes(item.because as TalkEndReason)
        ? { ok: true, message: { type: "ended", because: item.because as TalkEndReason } }
        : bad("ended");
    case "error":
      return UPLINK_CODES.includes(item.code as UplinkCode)
        ? {
            ok: true,
            message: { type: "error", code: item.code as UplinkCode, detail: String(item.detail ?? "") },
          }
        : bad("error");
    default:
      return bad("unknown type");
  }
}
