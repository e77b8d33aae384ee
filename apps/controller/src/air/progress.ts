import { MEDIA_RATE_HZ } from "@dalaba/protocol";

/**
 * Whether a speaker keeps up with what it is sent, judged by its own reports and never by the socket: a frozen reader
 * lets megabytes into kernel buffers before a write ever stalls (wire.md 2).
 */
export const PROGRESS_LIMITS = {
  /** So far behind the newest frame sent to it: no more audio. */
  behindMs: 2000,
  /** No report or answer for so long while it should sound: no more audio. */
  silentMs: 3000,
  /** … and for so long: its connection is destroyed. */
  destroyMs: 6000,
} as const;

export interface Progress {
  /** serverTime of the last sign of life in this broadcast (offer, answer, report), ms. */
  readonly heardAtMs: number;
  /** mediaTime after the newest frame it reported; undefined before the first report. */
  readonly reportedMediaTime: number | undefined;
  /** mediaTime after the newest frame that had been sent to it when that report came. */
  readonly sentMediaTime: number;
}

export type ProgressVerdict = "keeps-up" | "behind" | "silent" | "gone";

export function judgeProgress(progress: Progress, nowMs: number): ProgressVerdict {
  const silentMs = nowMs - progress.heardAtMs;
  if (silentMs > PROGRESS_LIMITS.destroyMs) return "gone";
  if (silentMs > PROGRESS_LIMITS.silentMs) return "silent";
  if (progress.reportedMediaTime !== undefined) {
    const behind = progress.sentMediaTime - progress.reportedMediaTime;
    if (behind > (PROGRESS_LIMITS.behindMs * MEDIA_RATE_HZ) / 1000) return "behind";
  }
  return "keeps-up";
}
