import {
  AUDIO_HEADER_BYTES,
  AUDIO_SIGNATURE_BYTES,
  type AudioMessage,
  MAX_AUDIO_BYTES,
} from "./audio-message";
import { toHex } from "./bytes";
import { type Crypto, mac16 } from "./crypto";
import type { Fields } from "./fields";
import { type BroadcastId, FRAME_SAMPLES } from "./scalars";

/** Stored sound that speakers keep, under the SHA-256 of its bytes (SPEC 13.1-13.3). */

export const CLIP_CONTEXT = "pa-clip-v1";
/** Under the controller's HTTP address. */
export const CLIP_PATH = "/pa/clips/";
/** One range of a fetch, bytes. */
export const CLIP_RANGE_BYTES = 65_536;
/** Frames in one of the messages that stand for a clip (SPEC 13.5). */
export const CLIP_FRAMES = 3;

/** As in a signed message, so that a clip and a stream of the same frames are cut alike. */
const ROOM = MAX_AUDIO_BYTES - AUDIO_SIGNATURE_BYTES;
const HASH = /^[0-9a-f]{64}$/;
/** A day of 20 ms frames. */
const MOST_FRAMES = 4_320_000;
const MOST_BYTES = 64 * 1024 * 1024;

/** A file by its content: 64 lower-case hex digits of SHA-256, and its length. */
export interface FileRef {
  readonly sha256: string;
  readonly bytes: number;
}

/** The audio of one broadcast: an Ogg Opus file (RFC 7845), mono, a packet of 20 ms for each frame. */
export interface ClipRef extends FileRef {
  readonly frames: number;
}

export function readFileRef(f: Fields): FileRef {
  return { sha256: f.text("sha256", HASH), bytes: f.int("bytes", 1, MOST_BYTES) };
}

export function readClipRef(f: Fields): ClipRef {
  return { ...readFileRef(f), frames: f.int("frames", 1, MOST_FRAMES) };
}

/** What proves in a request that this speaker asks for this file: 32 lower-case hex digits. `hash`: 32 bytes. */
export function clipMac(crypto: Crypto, pairwiseKey: Uint8Array, hash: Uint8Array): string {
  return toHex(mac16(crypto, pairwiseKey, CLIP_CONTEXT, hash));
}

/**
 * The messages that stand for a clip (SPEC 13.5), as if they had come: unsigned, under key 0. Lazily, since a clip may
 * last hours; `frames`: the packets of the file.
 */
export function* clipMessages(
  broadcast: BroadcastId,
  frames: readonly Uint8Array[],
): Generator<AudioMessage> {
  for (let at = 0, sequence = 0; at < frames.length; sequence++) {
    const bundle: Uint8Array[] = [];
    let bytes = AUDIO_HEADER_BYTES;
    for (
      let next = frames[at];
      next !== undefined && bundle.length < CLIP_FRAMES;
      next = frames[at + bundle.length]
    ) {
      bytes += 2 + next.length;
      if (bundle.length > 0 && bytes > ROOM) break;
      bundle.push(next);
    }
    const mediaTime = at * FRAME_SAMPLES;
    at += bundle.length;
    const eos = at >= frames.length;
    yield { keyId: 0, broadcast, sequence, mediaTime, frames: bundle, eos, disc: false, block: [] };
  }
}
