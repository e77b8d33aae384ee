import { concatBytes, viewOf } from "./bytes";
import { type Crypto, domain } from "./crypto";
import { type BroadcastId, type Refusal, refuse } from "./scalars";

/** The audio message (SPEC 4.1): 1-6 Opus frames of 20 ms, big-endian header, signature last. */

export const AUDIO_VERSION = 0xa1;
export const AUDIO_FLAG = { SIG: 1, BLK: 2, ENC: 4, EOS: 8, DISC: 16 } as const;
export const AUDIO_HEADER_BYTES = 24;
export const AUDIO_SIGNATURE_BYTES = 64;
export const MAX_AUDIO_BYTES = 1400;
export const MAX_FRAMES = 6;
export const AUDIO_CONTEXT = "pa-audio-v1";
const CODEC_OPUS = 1;
/** 8 × 2.5 ms = 20 ms, the only frame duration of protocol 1. */
const FRAME_UNITS = 8;
const KNOWN_FLAGS = 0x1b;

export interface AudioMessage {
  readonly keyId: number;
  readonly broadcast: BroadcastId;
  /** Counts messages of a broadcast from 0. */
  readonly sequence: number;
  /** 48 kHz samples at the first sample of the first frame. */
  readonly mediaTime: number;
  readonly frames: readonly Uint8Array[];
  readonly eos: boolean;
  /** The decoder is reset before the first frame. */
  readonly disc: boolean;
  /** Truncated SHA-256 of the k−1 messages before this one, their signatures excluded (block authentication). */
  readonly block: readonly Uint8Array[];
}

export type AudioRefusal =
  | "audio-version"
  | "audio-flags"
  | "audio-length"
  | "audio-codec"
  | "audio-reserved"
  | "audio-frames"
  | "audio-trailing";

export type ParsedAudio =
  | {
      readonly ok: true;
      readonly message: AudioMessage;
      readonly signed: boolean;
      readonly signedBytes: Uint8Array;
      readonly signature: Uint8Array;
    }
  | Refusal<AudioRefusal>;

/** An EOS may carry no frames: nFrames 0 is allowed only with EOS. */
export function encodeAudio(message: AudioMessage, withSignature: boolean): Uint8Array {
  const { frames, block } = message;
  if (frames.length > MAX_FRAMES || (frames.length === 0 && !message.eos))
    throw new Error("an audio message carries 1-6 frames");
  const flags =
    (withSignature ? AUDIO_FLAG.SIG : 0) |
    (block.length > 0 ? AUDIO_FLAG.BLK : 0) |
    (message.eos ? AUDIO_FLAG.EOS : 0) |
    (message.disc ? AUDIO_FLAG.DISC : 0);
  let length = AUDIO_HEADER_BYTES;
  for (const frame of frames) length += 2 + frame.length;
  if (block.length > 0) length += 1 + 16 * block.length;
  const out = new Uint8Array(length);
  const view = viewOf(out);
  out[0] = AUDIO_VERSION;
  out[1] = flags;
  out[2] = CODEC_OPUS;
  out[3] = frames.length;
  out[4] = FRAME_UNITS;
  view.setUint16(6, message.keyId);
  view.setBigUint64(8, BigInt(`0x${message.broadcast}`));
  view.setUint32(16, message.sequence);
  view.setUint32(20, message.mediaTime);
  let at = AUDIO_HEADER_BYTES;
  for (const frame of frames) {
    view.setUint16(at, frame.length);
    out.set(frame, at + 2);
    at += 2 + frame.length;
  }
  if (block.length > 0) {
    out[at++] = block.length + 1;
    for (const hash of block) {
      out.set(hash, at);
      at += 16;
    }
  }
  return out;
}

/** Encodes and signs: the signature covers `"pa-audio-v1\0"` and every byte before it. */
export function signAudio(crypto: Crypto, seed: Uint8Array, message: AudioMessage): Uint8Array {
  const body = encodeAudio(message, true);
  return concatBytes(body, crypto.sign(seed, domain(AUDIO_CONTEXT, body)));
}

/** Splits a message without trusting it. Cheap: no cryptography happens here. */
export function parseAudio(bytes: Uint8Array): ParsedAudio {
  if (bytes.length < AUDIO_HEADER_BYTES) return refuse("audio-length", "shorter than a header");
  if (bytes.length > MAX_AUDIO_BYTES) return refuse("audio-length", "longer than 1400 bytes");
  if (bytes[0] !== AUDIO_VERSION) return refuse("audio-version", `version ${bytes[0]}`);
  const flags = bytes[1] as number;
  if ((flags & ~KNOWN_FLAGS) !== 0) return refuse("audio-flags", `flags ${flags}`);
  if (bytes[2] !== CODEC_OPUS || bytes[4] !== FRAME_UNITS) return refuse("audio-codec", "not Opus at 20 ms");
  if (bytes[5] !== 0) return refuse("audio-reserved", "reserved byte set");
  const count = bytes[3] as number;
  const eos = (flags & AUDIO_FLAG.EOS) !== 0;
  if (count > MAX_FRAMES || (count === 0 && !eos)) return refuse("audio-frames", `${count} frames`);
  const signed = (flags & AUDIO_FLAG.SIG) !== 0;
  const end = bytes.length - (signed ? AUDIO_SIGNATURE_BYTES : 0);
  const view = viewOf(bytes);
  const frames: Uint8Array[] = [];
  let at = AUDIO_HEADER_BYTES;
  for (let i = 0; i < count; i++) {
    if (at + 2 > end) return refuse("audio-length", "truncated frame");
    const length = view.getUint16(at);
    if (length === 0 || at + 2 + length > end) return refuse("audio-length", "empty or truncated frame");
    frames.push(bytes.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
  const block: Uint8Array[] = [];
  if ((flags & AUDIO_FLAG.BLK) !== 0) {
    const k = at < end ? (bytes[at] as number) : 0;
    if (k < 2 || k > 4 || at + 1 + 16 * (k - 1) > end) return refuse("audio-length", "bad block");
    at++;
    for (let i = 1; i < k; i++, at += 16) block.push(bytes.subarray(at, at + 16));
  }
  if (at !== end) return refuse("audio-trailing", "bytes after the last frame");
  const message: AudioMessage = {
    keyId: view.getUint16(6),
    broadcast: view.getBigUint64(8).toString(16).padStart(16, "0") as BroadcastId,
    sequence: view.getUint32(16),
    mediaTime: view.getUint32(20),
    frames,
    eos,
    disc: (flags & AUDIO_FLAG.DISC) !== 0,
    block,
  };
  return { ok: true, message, signed, signedBytes: bytes.subarray(0, end), signature: bytes.subarray(end) };
}

/** The broadcast id of a message, read without parsing the rest: the cheap check before the signature (SPEC 6.4). */
export function peekBroadcast(bytes: Uint8Array): BroadcastId | undefined {
  if (bytes.length < AUDIO_HEADER_BYTES || bytes[0] !== AUDIO_VERSION) return undefined;
  return viewOf(bytes).getBigUint64(8).toString(16).padStart(16, "0") as BroadcastId;
}
