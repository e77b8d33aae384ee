import type { SpeakerId } from "../model";
import { pairPercentile, percentile } from "./percentile";
import type { SpeakerResult } from "./speaker-result";
import { judgeSpeaker, type ResultReason, type SpeakerVerdict } from "./verdict";

/** The contract of `talk --json` and `play --json` (issue 2 item 10). Times in ms with µs resolution; null: none known. */
export interface BroadcastSummary {
  readonly broadcastId: string;
  /** = played + partial + failed */
  readonly targets: number;
  readonly played: number;
  readonly partial: number;
  readonly failed: number;
  /** From the source's first frame at `air` to the first sample, over all that sounded, late joiners too. */
  readonly firstSoundMs: {
    readonly p50: number | null;
    readonly p95: number | null;
    readonly p99: number | null;
  };
  /**
   * Between any two speakers: how differently their first sample missed its own `playAt` (the playout delay D of a
   * class is meant and no skew). `boundMs` is the largest clock error a speaker stated: it cannot know better itself.
   */
  readonly skewMs: {
    readonly p50: number | null;
    readonly p99: number | null;
    readonly boundMs: number | null;
  };
  /** Everything not played, by speaker id. */
  readonly failures: readonly { readonly speaker: SpeakerId; readonly reason: ResultReason }[];
}

export interface Summed {
  readonly summary: BroadcastSummary;
  readonly verdicts: readonly SpeakerVerdict[];
}

/** Counts a broadcast's rows. `firstFrameAtUs` (serverTime) and `framesSent` are null when no frame ever came. */
export function sumBroadcast(
  broadcast: {
    readonly id: string;
    readonly firstFrameAtUs: number | null;
    readonly framesSent: number | null;
  },
  rows: readonly SpeakerResult[],
): Summed {
  const sorted = [...rows].sort((a, b) => (a.speaker < b.speaker ? -1 : 1));
  const verdicts = sorted.map((row) => judgeSpeaker(row, broadcast.framesSent));
  const count = (verdict: SpeakerVerdict["verdict"]): number =>
    verdicts.filter((one) => one.verdict === verdict).length;
  const sounded = sorted.filter((_, index) => verdicts[index]?.verdict !== "failed");
  return {
    verdicts,
    summary: {
      broadcastId: broadcast.id,
      targets: sorted.length,
      played: count("played"),
      partial: count("partial"),
      failed: count("failed"),
      firstSoundMs: firstSound(sounded, broadcast.firstFrameAtUs),
      skewMs: skew(sounded),
      failures: verdicts.flatMap(({ speaker, reason }) => (reason === null ? [] : [{ speaker, reason }])),
    },
  };
}

function firstSound(
  sounded: readonly SpeakerResult[],
  firstFrameAtUs: number | null,
): BroadcastSummary["firstSoundMs"] {
  const delays = sounded
    .flatMap(({ firstSampleAtUs }) =>
      firstFrameAtUs === null || firstSampleAtUs === null ? [] : [firstSampleAtUs - firstFrameAtUs],
    )
    .sort((a, b) => a - b);
  return {
    p50: ms(percentile(delays, 50)),
    p95: ms(percentile(delays, 95)),
    p99: ms(percentile(delays, 99)),
  };
}

function skew(sounded: readonly SpeakerResult[]): BroadcastSummary["skewMs"] {
  const missed = sounded.flatMap((row) =>
    row.firstSampleAtUs === null || row.plannedAtUs === null
      ? []
      : [Math.round(row.firstSampleAtUs - row.plannedAtUs)],
  );
  const errors = sounded.flatMap((row) => (row.clockErrorUs === null ? [] : [row.clockErrorUs]));
  return {
    p50: ms(pairPercentile(missed, 50)),
    p99: ms(pairPercentile(missed, 99)),
    boundMs: errors.length === 0 ? null : ms(Math.max(...errors)),
  };
}

function ms(us: number | null): number | null {
  return us === null ? null : Math.round(us) / 1000;
}
