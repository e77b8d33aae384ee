import type { BroadcastReply, BroadcastSpeakerReply, BroadcastSummaryReply } from "@dalaba/api";
import type { BroadcastSummary } from "@dalaba/core";
import type { StoredBroadcast, StoredResult } from "@dalaba/store";

export function broadcastReply(broadcast: StoredBroadcast): BroadcastReply {
  const { actor, sites, summary } = broadcast;
  return {
    id: broadcast.id,
    kind: broadcast.kind,
    priority: broadcast.priority,
    class: broadcast.class,
    actor: { ...actor },
    room: broadcast.room,
    why: broadcast.why,
    to: broadcast.to,
    targets: broadcast.targets,
    sites: [...sites],
    startedAtMs: broadcast.startedAtMs,
    endedAtMs: broadcast.endedAtMs,
    endedBecause: broadcast.endedBecause,
    durationMs: broadcast.durationMs,
    recorded: broadcast.recordingPath !== null,
    settledAtMs: broadcast.settledAtMs,
    result: summary === null ? null : summaryReply(summary),
    repeats: broadcast.repeats,
  };
}

export function summaryReply(summary: BroadcastSummary): BroadcastSummaryReply {
  return { ...summary, failures: summary.failures.map((failure) => ({ ...failure })) };
}

/** `firstFrameAtUs` (serverTime): when the broadcast's first frame came to `air`; null when none did. */
export function speakerReply(row: StoredResult, firstFrameAtUs: number | null): BroadcastSpeakerReply {
  const soundUs =
    row.firstSampleAtUs === null || firstFrameAtUs === null ? null : row.firstSampleAtUs - firstFrameAtUs;
  return {
    speaker: row.speaker,
    offeredAtMs: row.offeredAtMs,
    withheldBecause: row.withheldBecause,
    answer: row.answer,
    answerWhy: row.answerWhy,
    answeredAtMs: row.answeredAtMs,
    firstSampleAtUs: row.firstSampleAtUs,
    firstSoundMs: soundUs === null ? null : Math.round(soundUs) / 1000,
    firstMediaTime: row.firstMediaTime,
    plannedAtUs: row.plannedAtUs,
    clockErrorUs: row.clockErrorUs,
    expected: row.expected,
    played: row.played,
    concealed: row.concealed,
    late: row.late,
    missing: row.missing,
    endedBecause: row.endedBecause,
    receiptAtMs: row.receiptAtMs,
    receiptVerified: row.receiptVerified,
    verdict: row.verdict,
    reason: row.reason,
  };
}
