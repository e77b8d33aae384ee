import type {
  BroadcastEnd,
  BroadcastStart,
  BroadcastSummary,
  ReceiptRow,
  SpeakerResult,
  Verdict,
} from "@dalaba/core";
import type { Page, PageRequest } from "../page";

export interface StoredBroadcast extends Omit<BroadcastStart, "speakers"> {
  readonly targets: number;
  readonly endedAtMs: number | null;
  readonly endedBecause: string | null;
  readonly firstFrameAtUs: number | null;
  readonly frames: number | null;
  readonly durationMs: number | null;
  readonly recordingPath: string | null;
  readonly summary: BroadcastSummary | null;
  readonly settledAtMs: number | null;
}

export interface StoredResult extends SpeakerResult {
  readonly broadcast: string;
  readonly verdict: Verdict | null;
  readonly reason: string | null;
}

export interface BroadcastFilter {
  /** Those that reached one of these sites. */
  readonly sites?: readonly string[];
  readonly speaker?: string;
  readonly actor?: string;
  readonly kind?: "talk" | "play";
  readonly fromMs?: number;
  readonly toMs?: number;
  readonly living?: boolean;
}

export interface BroadcastRepository {
  get(id: string): StoredBroadcast | undefined;
  /** Newest first. */
  list(request: PageRequest & BroadcastFilter): Page<StoredBroadcast>;
  /** Begun and not ended. */
  open(): readonly StoredBroadcast[];
  /** Ended and not yet settled. */
  unsettled(): readonly StoredBroadcast[];
  result(id: string, speaker: string): StoredResult | undefined;
  /** By speaker id. */
  results(id: string): readonly StoredResult[];
  receiptBytes(id: string, speaker: string): Uint8Array | undefined;
  /** These are what the journal ingests; all are idempotent by broadcast id. */
  start(start: BroadcastStart): void;
  offered(id: string, speakers: readonly string[], atMs: number): void;
  withheld(id: string, speakers: readonly string[], because: string): void;
  answered(id: string, speaker: string, answer: string, why: string | null, atMs: number): void;
  receipt(id: string, receipt: ReceiptRow): void;
  end(id: string, end: BroadcastEnd): void;
  /** Writes the verdicts and the summary once; a late receipt may settle again. */
  settle(
    id: string,
    summary: BroadcastSummary,
    verdicts: readonly { speaker: string; verdict: Verdict; reason: string | null }[],
    nowMs: number,
  ): void;
  /** Forgets recordings older than that (the rows stay); answers the paths for the caller to delete. */
  pruneRecordings(beforeMs: number, limit?: number): readonly string[];
}
