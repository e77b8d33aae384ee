import {
  clockRequestSpeaker,
  encodeClockReply,
  type Refusal,
  readClockRequest,
  refuse,
} from "@dalaba/protocol";
import { nodeCrypto } from "@dalaba/protocol/node";
import type { Clocks } from "./clocks";
import type { SpeakerBook } from "./speaker-book";
import { TokenBucket } from "./token-bucket";

/** How far UTC may be off by our own account. Nothing here measures it; NTP on a town's server does far better. */
const UTC_ERROR_MS = 100;
/** A speaker asks in bursts of 8, at most every second: more is no clock filter. */
const PER_SPEAKER_PER_SECOND = 20;
const PER_SPEAKER_BURST = 64;

export interface ClockParts {
  readonly book: SpeakerBook;
  readonly clocks: Clocks;
  readonly clockId: string;
  /** The key epoch of the newest `state`. */
  epoch(): number;
  /** True while this speaker's broadcast goes on: the lease of a stored programme (SPEC 3.2, goOn). */
  goesOn(speaker: string, broadcast: string): boolean;
  /** Somebody keeps the programme: the controller is there (SPEC 13.6). */
  attended(): boolean;
  /** A request verified: the speaker is alive. */
  alive(speaker: string): void;
}

/** Answers clock requests (SPEC 3.2). Who is unknown or cannot prove who it is hears nothing. */
export class ClockAnswer {
  readonly #parts: ClockParts;
  readonly #buckets = new Map<string, TokenBucket>();
  /** Mean µs between T3 and the datagram being ready: the MAC is made after T3 is taken, so T3 is set that much ahead. */
  #finishUs = 0;

  constructor(parts: ClockParts) {
    this.#parts = parts;
  }

  /**
   * @param t2Us serverTime when the request arrived
   * @param speaker whose topic it came on; undefined for UDP, where the request says it
   */
  answer(
    bytes: Uint8Array,
    t2Us: number,
    speaker?: string,
  ): { readonly ok: true; readonly speaker: string; readonly reply: Uint8Array } | Refusal {
    const { book, clocks, clockId } = this.#parts;
    const claimed = clockRequestSpeaker(bytes);
    const known = claimed === undefined ? undefined : book.get(claimed);
    if (claimed === undefined || !known) return refuse("unknown-speaker", "clock request");
    if (known.entry.disabled) return refuse("speaker-disabled", claimed);
    if (speaker !== undefined && speaker !== claimed) return refuse("clock-speaker", "another speaker's id");
    const read = readClockRequest(nodeCrypto, known.pairwiseKey, bytes);
    if (!read.ok) return read;
    const nowMs = t2Us / 1000;
    let bucket = this.#buckets.get(claimed);
    if (!bucket) {
      bucket = new TokenBucket(PER_SPEAKER_PER_SECOND, PER_SPEAKER_BURST, nowMs);
      this.#buckets.set(claimed, bucket);
    }
    if (!bucket.take(1, nowMs)) return refuse("clock-flood", claimed);
    this.#parts.alive(claimed);
    const { request } = read;
    const goOn = request.sounding.map((broadcast) => this.#parts.goesOn(claimed, broadcast));
    const keyEpoch = this.#parts.epoch();
    const t3Us = clocks.serverTimeUs();
    const reply = encodeClockReply(nodeCrypto, known.pairwiseKey, {
      nonce: request.nonce,
      t1Us: request.t1Us,
      t2Us,
      t3Us: t3Us + Math.round(this.#finishUs),
      clockId,
      utcMs: clocks.utcMs(),
      utcErrorMs: UTC_ERROR_MS,
      keyEpoch,
      cfgVersion: known.entry.cfgVersion,
      goOn,
      unattended: !this.#parts.attended(),
    });
    this.#finishUs += (Math.min(200, clocks.serverTimeUs() - t3Us) - this.#finishUs) / 16;
    return { ok: true, speaker: claimed, reply };
  }

  forget(speaker: string): void {
    this.#buckets.delete(speaker);
  }
}
