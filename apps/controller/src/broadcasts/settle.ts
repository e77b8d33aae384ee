import { type BroadcastSummary, sumBroadcast } from "@dalaba/core";
import type { Store, StoredBroadcast } from "@dalaba/store";

/** Counts what the speakers reported and writes the verdicts down. May be repeated when a late receipt came in. */
export function settle(store: Store, broadcast: StoredBroadcast, nowMs: number): BroadcastSummary {
  const { summary, verdicts } = sumBroadcast(
    { id: broadcast.id, firstFrameAtUs: broadcast.firstFrameAtUs, framesSent: broadcast.frames },
    store.broadcasts.results(broadcast.id),
  );
  store.broadcasts.settle(broadcast.id, summary, verdicts, nowMs);
  return summary;
}

export interface Progress {
  readonly targets: number;
  readonly accepted: number;
  /** Queued, or refused with a reason. */
  readonly notNow: number;
  readonly receipts: number;
}

/** How far a broadcast has come, by what the store knows. */
export function progressOf(store: Store, broadcast: string): Progress {
  const progress = { targets: 0, accepted: 0, notNow: 0, receipts: 0 };
  for (const { answer, receiptAtMs } of store.broadcasts.results(broadcast)) {
    progress.targets++;
    if (answer === "accept") progress.accepted++;
    else if (answer !== null) progress.notNow++;
    if (receiptAtMs !== null) progress.receipts++;
  }
  return progress;
}
