import type { TalkEndReason, TalkSource } from "@dalaba/api";
import type { Answer, BroadcastClass, ChimeName, DelayClass, Receipt, SyncState } from "@dalaba/protocol";
import type { Actor, BroadcastKind } from "./ticket";

/**
 * What `air` writes down, one JSON object a line in `journal/air-NNNNNN.jsonl`. The controller ingests it into the
 * store with a cursor {segment, offset}, each line exactly once; `n` counts lines over all segments without a gap.
 */
interface Line {
  /** Counts lines from 1 over the life of the data folder. */
  readonly n: number;
  readonly atUtcMs: number;
  /** serverTime, µs. */
  readonly atUs: number;
}

/** Offered: the offer was written to it. Offline: nothing was; it is offered when it connects in time. */
export interface BeginSpeaker {
  readonly id: string;
  readonly state: "offered" | "offline";
  readonly delayClass: DelayClass;
}

/** Written, with write(2), before the first offer leaves: a broadcast exists from here on and has an end. */
export interface BeginLine extends Line {
  readonly type: "begin";
  readonly broadcast: string;
  readonly kind: BroadcastKind;
  readonly class: BroadcastClass;
  readonly priority: number;
  readonly actor: Actor;
  readonly room: string | null;
  readonly why: string | null;
  /** The target expression as it was given. */
  readonly to: string;
  readonly group: string | null;
  readonly chime: ChimeName;
  readonly gainDb: number;
  readonly night: "no" | "yes" | "wide";
  readonly waitMs: number;
  readonly maxMs: number;
  readonly source: TalkSource;
  /** The counter of the first offer, UTC µs or a little more. */
  readonly issued: number;
  readonly t0Us: number;
  readonly m0: number;
  /** D per delay class, µs: playAt of mediaTime m = t0Us + (m − m0)/48 ms + D. */
  readonly delayUs: Readonly<Record<DelayClass, number>>;
  readonly endsByUtcMs: number;
  readonly speakers: readonly BeginSpeaker[];
  /** The broadcast whose recording this one plays again. */
  readonly repeats?: string;
  /** The clip that it plays. */
  readonly clip?: string;
  /** Relative to the data folder; null when nothing is recorded. */
  readonly recording: string | null;
}

/** A re-offer to a speaker that (re)connected in mid-broadcast, or whose cfg was stale. */
export interface OfferLine extends Line {
  readonly type: "offer";
  readonly broadcast: string;
  readonly speaker: string;
  readonly late: true;
}

export interface AckLine extends Line {
  readonly type: "ack";
  readonly broadcast: string;
  readonly speaker: string;
  readonly answer: Answer;
  readonly why: string;
  readonly holder: string;
  readonly sync: SyncState;
}

export interface ReceiptLine extends Line {
  readonly type: "receipt";
  readonly broadcast: string;
  readonly speaker: string;
  /** MAC and device signature held. What does not verify is an `unverified` line, never a receipt. */
  readonly verified: true;
  readonly receipt: Receipt;
  /** serverTime at which its first sample was to sound, by the timeline that it followed then; left out: by `begin`'s. */
  readonly plannedAtUs?: number;
  /** base64 of the message as it arrived. */
  readonly raw: string;
}

/** No more audio goes to this speaker in this broadcast unless it reconnects. */
export interface CutLine extends Line {
  readonly type: "cut";
  readonly broadcast: string;
  readonly speaker: string;
  readonly reason: "dropped-behind" | "disconnected" | "disabled";
}

export interface EndLine extends Line {
  readonly type: "end";
  readonly broadcast: string;
  readonly because: TalkEndReason;
  /** Who stopped it; null when it ended by itself. */
  readonly by: Actor | null;
  /** A code when the sender was refused (`uplink-…`), "" otherwise. */
  readonly why: string;
  /** 20 ms frames that left; frames the sender left out are none (SPEC 9.1). */
  readonly frames: number;
  /** mediaTime after the last frame. */
  readonly endMediaTime: number;
  /** serverTime when the first and the last frame reached `air`, µs; null when none came. */
  readonly firstFrameAtUs: number | null;
  readonly lastFrameAtUs: number | null;
  readonly recording: string | null;
  /** Length of the audio, ms. */
  readonly durationMs: number;
}

/** Every receipt is in, or 5 s have passed since the end. Later receipts still get their line. */
export interface SettledLine extends Line {
  readonly type: "settled";
  readonly broadcast: string;
}

/** What a speaker's credential sent and did not verify, counted per 10 s. */
export interface UnverifiedLine extends Line {
  readonly type: "unverified";
  readonly speaker: string;
  readonly code: string;
  readonly count: number;
}

export type JournalLine =
  | BeginLine
  | OfferLine
  | AckLine
  | ReceiptLine
  | CutLine
  | EndLine
  | SettledLine
  | UnverifiedLine;

type Unnumbered<L> = L extends Line ? Omit<L, keyof Line> : never;
/** A line before the journal gave it its number and times. */
export type JournalEntry = Unnumbered<JournalLine>;

/** Where the journal stands on disk: the newest segment and the bytes in it that are whole lines. */
export interface JournalPosition {
  readonly segment: number;
  readonly offset: number;
}

/** `air-000001.jsonl` and so on. */
export function segmentName(segment: number): string {
  return `air-${String(segment).padStart(6, "0")}.jsonl`;
}

/** The number of a segment file; undefined for any other file. */
export function segmentNumber(file: string): number | undefined {
  const match = /^air-(\d{6,})\.jsonl$/.exec(file);
  return match ? Number(match[1]) : undefined;
}
