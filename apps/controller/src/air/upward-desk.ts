import { readUpward, type Upward } from "@dalaba/protocol";
import { nodeCrypto } from "@dalaba/protocol/node";
import type { Counters } from "./counters";
import { ReplayGuard } from "./replay-guard";
import type { SpeakerBook } from "./speaker-book";

export interface VerifiedUpward {
  readonly speaker: string;
  readonly bootId: string;
  readonly message: Upward;
  readonly raw: Uint8Array;
  /** An old retained copy: tells what the speaker is, never that it is there. */
  readonly retained: boolean;
}

/**
 * Everything a speaker says passes here once: MAC (and a receipt's signature) under its own keys, then the replay
 * guard. What does not verify is counted per speaker and code, and never reaches anyone as a statement.
 */
export class UpwardDesk {
  readonly #book: SpeakerBook;
  readonly #counters: Counters;
  readonly #guards = new Map<string, ReplayGuard>();
  /** speaker → code → count since the last `takeUnverified`. Bounded by the book and the codes. */
  #unverified = new Map<string, Map<string, number>>();

  constructor(book: SpeakerBook, counters: Counters) {
    this.#book = book;
    this.#counters = counters;
  }

  /** The verified message, or undefined when it was refused or a repeat. */
  take(speaker: string, payload: Uint8Array, retained: boolean): VerifiedUpward | undefined {
    const known = this.#book.get(speaker);
    if (!known) return undefined;
    const read = readUpward(nodeCrypto, known.pairwiseKey, known.devicePublicKey, payload);
    if (!read.ok) {
      this.count(speaker, read.code);
      return undefined;
    }
    const { message, head } = read;
    const offline = message.type === "status" && !message.online;
    // A will was made at connect, before everything said since: its counter is old by nature. What it may do is
    // bounded elsewhere: an offline of another boot than the newest is ignored.
    if (!retained && !offline && !this.#guardOf(speaker).admit(head)) {
      this.#counters.add("upward_repeats_total");
      return undefined;
    }
    this.#counters.add("upward_total");
    return { speaker, bootId: head.bootId, message, raw: payload, retained };
  }

  /** Counts something that a speaker's credential sent and that did not verify. */
  count(speaker: string, code: string): void {
    this.#counters.add("unverified_total");
    const codes = this.#unverified.get(speaker) ?? new Map<string, number>();
    codes.set(code, (codes.get(code) ?? 0) + 1);
    this.#unverified.set(speaker, codes);
  }

  /** The counts since the last call. */
  takeUnverified(): Array<{ speaker: string; code: string; count: number }> {
    const out = [...this.#unverified].flatMap(([speaker, codes]) =>
      [...codes].map(([code, count]) => ({ speaker, code, count })),
    );
    this.#unverified = new Map();
    return out;
  }

  /** Forgets a speaker that was removed. */
  forget(speaker: string): void {
    this.#guards.delete(speaker);
    this.#unverified.delete(speaker);
  }

  #guardOf(speaker: string): ReplayGuard {
    let guard = this.#guards.get(speaker);
    if (!guard) {
      guard = new ReplayGuard();
      this.#guards.set(speaker, guard);
    }
    return guard;
  }
}
