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

export function speakerReply(row: StoredResult): BroadcastSpeakerReply {
  return {
    speaker: row.speaker,
    offeredAtMs: row.offeredAtMs,
    withheldBecause: row.withheldBecause,
    answer: row.answer,
    answerWhy: row.answerWhy,
    answeredAtMs: row.answeredAtMs,
    firstSampleAtUs: row.firstSampleAtUs,
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
