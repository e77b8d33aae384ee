import type { TalkSource } from "@dalaba/api";

export const SOURCE_RATE_HZ = 48_000;
/** Samples of 20 ms at 48 kHz. */
export const SOURCE_FRAME = 960;
export const FRAME_MS = 20;

/** What a talk or a file is made of: mono 16-bit frames of 20 ms at 48 kHz, taken when their time has come. */
export interface AudioSource {
  readonly kind: TalkSource;
  /** Length where it is known, ms. */
  readonly durationMs: number | undefined;
  /** True where what is not taken in time is stale (a microphone): a backlog is only heard as delay. */
  readonly live: boolean;
  /** Resolves as soon as there is sound; rejects with a code when there will be none. Asked before a talk is opened. */
  ready(): Promise<void>;
  /** The talk begins now: what a live source has heard before is nobody's business. */
  begin(): Promise<void>;
  /** The next frame, `undefined` when there is none yet, `"ended"` when there will be no more. */
  take(): Int16Array | undefined | "ended";
  /** Frames that could be taken at once; of a file, all that is left. */
  readonly waiting: number;
  /** What went wrong with a source that ended by itself, for people. */
  readonly complaint: string | undefined;
  close(): void;
}
