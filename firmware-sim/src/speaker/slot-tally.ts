import { createHash, type Hash } from "node:crypto";
import { FRAME_SAMPLES } from "@dalaba/protocol";

/** What of a broadcast sounded, slot by slot (SPEC 9): the numbers of REPORT and RECEIPT. */

export interface SlotCounts {
  readonly played: number;
  readonly concealed: number;
  readonly late: number;
  readonly missing: number;
}

export interface PassedSlot {
  readonly mediaTime: number;
  /** Of the message whose frame it was; -1 where no frame was. */
  readonly sequence: number;
  readonly outcome: "played" | "concealed" | "missing" | "silent";
}

/** Slots whose frame may still turn up late are remembered this far back. */
const REMEMBERED = 512;

export class SlotTally {
  #played = 0;
  #concealed = 0;
  #late = 0;
  #missing = 0;
  /** mediaTime after the last slot that passed; undefined until counting begins. */
  #cursor: number | undefined;
  #lastSequence = -1;
  /** Slots without a frame since the last one that had one: whether the source left them out, the next frame tells. */
  #open: { readonly mediaTime: number; readonly concealed: boolean }[] = [];
  readonly #lateFrames = new Set<number>();
  readonly #missed = new Set<number>();
  readonly #hash: Hash = createHash("sha256");
  #hashed = -1;

  /** The first message was authenticated (9.1). After a break, counting begins anew and the numbers go on. */
  begin(mediaTime: number): void {
    this.#cursor = mediaTime;
    this.#lastSequence = -1;
    this.#open = [];
  }

  /** An authenticated frame that came after its deadline (9.3). */
  lateFrame(mediaTime: number): void {
    if (this.#missed.delete(mediaTime)) {
      this.#missing--;
      this.#late++;
    } else bounded(this.#lateFrames, mediaTime);
  }

  /** A slot's time has passed. `message`: the bytes of its message, for the hash over what sounded (9.6). */
  passed(slot: PassedSlot, message: Uint8Array | undefined): void {
    if (this.#cursor === undefined || slot.mediaTime < this.#cursor) return;
    for (let at = this.#cursor; slot.mediaTime - at >= FRAME_SAMPLES; at += FRAME_SAMPLES)
      this.#open.push({ mediaTime: at, concealed: false });
    this.#cursor = slot.mediaTime + FRAME_SAMPLES;
    if (slot.outcome === "silent") {
      this.#settle(false);
      this.#lastSequence = Math.max(this.#lastSequence, slot.sequence);
      return;
    }
    if (slot.sequence < 0) {
      this.#open.push({ mediaTime: slot.mediaTime, concealed: slot.outcome === "concealed" });
      return;
    }
    const source = this.#lastSequence >= 0 && slot.sequence - this.#lastSequence <= 1;
    this.#settle(source);
    this.#lastSequence = slot.sequence;
    if (slot.outcome !== "played") {
      // It was there and could not be sounded in its place any more.
      this.#late++;
      return;
    }
    this.#played++;
    if (slot.sequence > this.#hashed && message) {
      this.#hash.update(message);
      this.#hashed = slot.sequence;
    }
  }

  /** Counting ends before `mediaTime` (9.1). */
  end(mediaTime: number): void {
    if (this.#cursor === undefined) return;
    for (; mediaTime - this.#cursor >= FRAME_SAMPLES; this.#cursor += FRAME_SAMPLES)
      this.#open.push({ mediaTime: this.#cursor, concealed: false });
    this.#open = this.#open.filter((slot) => slot.mediaTime + FRAME_SAMPLES <= mediaTime);
    this.#settle(false);
    this.#cursor = undefined;
  }

  /** Up to now; slots that are still open count as if they were not the source's. */
  get counts(): SlotCounts {
    let late = this.#late;
    let concealed = this.#concealed;
    for (const slot of this.#open) {
      if (this.#lateFrames.has(slot.mediaTime)) late++;
      if (slot.concealed) concealed++;
    }
    const missing = this.#missing + this.#open.length - (late - this.#late);
    return { played: this.#played, concealed, late, missing };
  }

  get audioHash(): string {
    return this.#hash.copy().digest("hex");
  }

  /** `source`: no message lies between the frames on either side, so what has no late frame was left out there. */
  #settle(source: boolean): void {
    for (const { mediaTime, concealed } of this.#open) {
      const late = this.#lateFrames.delete(mediaTime);
      if (source && !late) continue;
      if (late) this.#late++;
      else {
        this.#missing++;
        bounded(this.#missed, mediaTime);
      }
      if (concealed) this.#concealed++;
    }
    this.#open = [];
  }
}

function bounded(set: Set<number>, value: number): void {
  set.add(value);
  if (set.size > REMEMBERED) set.delete(set.values().next().value as number);
}
