import type { EndReason, Receipt, Report, SyncState } from "@dalaba/protocol";
import type { BroadcastPlayer } from "./broadcast-player";
import { SlotTally } from "./slot-tally";

/** What a speaker will say of a broadcast: totals over all its beginnings and ends (SPEC 5.3, 5.4, 9.7). */

const WORSE: Readonly<Record<SyncState, number>> = { good: 0, loose: 1, none: 2 };

export class BroadcastRecord {
  readonly tally = new SlotTally();
  #firstSampleAtUs = 0;
  #firstMediaTime = 0;
  #endMediaTime = 0;
  #duckedBy = "";
  #clockErrorUs = 0;
  #sync: SyncState = "good";
  #observed = false;

  /** While it sounds: the clock at its worst goes into the receipt. */
  observe(player: BroadcastPlayer, nowUs: number): void {
    const sync = player.time.sync(nowUs);
    if (!this.#observed || WORSE[sync] > WORSE[this.#sync]) this.#sync = sync;
    this.#clockErrorUs = Math.max(this.#clockErrorUs, player.time.errorUs(nowUs));
    this.#observed = true;
  }

  /** A player of it has ended. */
  add(player: BroadcastPlayer): void {
    const { firstSampleAtUs, firstMediaTime, endMediaTime } = player.result;
    if (this.#firstSampleAtUs === 0 && firstSampleAtUs !== null) {
      this.#firstSampleAtUs = Math.max(1, Math.round(firstSampleAtUs));
      this.#firstMediaTime = Math.round(firstMediaTime ?? 0);
    }
    if (endMediaTime !== null) this.#endMediaTime = Math.max(this.#endMediaTime, Math.round(endMediaTime));
    if (player.duckedBy !== "") this.#duckedBy = player.duckedBy;
  }

  receipt(broadcast: string, endedBecause: EndReason, syncNow: SyncState): Receipt {
    return {
      type: "receipt",
      broadcast,
      firstSampleAtUs: this.#firstSampleAtUs,
      firstMediaTime: this.#firstMediaTime,
      endMediaTime: this.#endMediaTime,
      ...this.tally.counts,
      duckedBy: this.#duckedBy,
      endedBecause,
      clockErrorUs: this.#clockErrorUs,
      sync: this.#observed ? this.#sync : syncNow,
      audioHash: this.tally.audioHash,
    };
  }

  report(player: BroadcastPlayer): Report {
    return {
      type: "report",
      broadcast: player.offer.broadcast,
      lastSequence: player.lastSequence,
      lastMediaTime: player.lastMediaTime,
      ...player.margin.take(),
      ...this.tally.counts,
    };
  }
}

/** Records of what ended, for when it starts again: 60 s, and at least 8. */
export class RecordShelf {
  readonly #kept = new Map<string, { readonly record: BroadcastRecord; readonly atUs: number }>();

  take(broadcast: string): BroadcastRecord {
    const kept = this.#kept.get(broadcast)?.record ?? new BroadcastRecord();
    this.#kept.delete(broadcast);
    return kept;
  }

  put(broadcast: string, record: BroadcastRecord, nowUs: number): void {
    this.#kept.delete(broadcast);
    this.#kept.set(broadcast, { record, atUs: nowUs });
    for (const [each, { atUs }] of this.#kept) {
      if (this.#kept.size <= 8 || nowUs - atUs < 60_000_000) break;
      this.#kept.delete(each);
    }
  }
}
