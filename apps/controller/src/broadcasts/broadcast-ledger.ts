import type { BroadcastSummary, JournalEntry, SiteId } from "@dalaba/core";
import type { Store } from "@dalaba/store";
import type { JournalLine } from "../air/journal-line";
import type { AloneLedger } from "../bundle";
import type { Clock } from "../clock";
import { broadcastEvent, meaningOf } from "./journal-entries";
import type { JournalStep } from "./journal-reader";
import { progressOf, settle } from "./settle";

/** The name under which the store keeps how far `air`'s journal was read. */
export const JOURNAL = "air";
/** A broadcast that ended and was never settled, because `air` died in between, is settled after this, ms. */
const FORGOTTEN_MS = 15_000;

/** Writes what the journal says, counts what ended, and tells the event feed. Every method is one transaction. */
export class BroadcastLedger {
  /** Broadcasts whose counts changed since they were last told. */
  private readonly counted = new Set<string>();
  /** Ended and not settled: UTC ms of the end. */
  private readonly ended = new Map<string, number>();
  private readonly store: Store;
  private readonly clock: Clock;
  private readonly alone: Pick<AloneLedger, "entries"> | undefined;
  private readonly siteOf: (speaker: string) => SiteId | undefined;

  constructor(parts: {
    store: Store;
    clock: Clock;
    siteOf(speaker: string): SiteId | undefined;
    alone?: Pick<AloneLedger, "entries">;
  }) {
    this.alone = parts.alone;
    this.store = parts.store;
    this.clock = parts.clock;
    this.siteOf = (speaker) => parts.siteOf(speaker);
    for (const { id, endedAtMs } of parts.store.broadcasts.unsettled()) this.ended.set(id, endedAtMs ?? 0);
  }

  /** Takes a step of the journal in. Answers what was settled by it. Throws what the store throws; nothing is then done. */
  take(step: Pick<JournalStep, "from" | "to" | "lines">): readonly string[] {
    return this.store.tx(() => {
      const meanings = step.lines.map(({ line }) => ({ line, ...meaningOf(line, this.siteOf) }));
      const entries = meanings.flatMap((meaning) => [...this.begunAlone(meaning.line), ...meaning.entries]);
      const { from, to } = step;
      const ingested = this.store.journal.ingest({ journal: JOURNAL, from, to, entries });
      if (!ingested.ok) throw new Error(`${ingested.code}: ${ingested.detail}`);
      const settled = new Set<string>();
      for (const { line, counted, settled: done } of meanings) {
        if (counted !== undefined) this.counted.add(counted);
        if (done !== undefined) settled.add(done);
        if (line.type === "end") {
          this.ended.set(line.broadcast, line.atUtcMs);
          const { because, why, durationMs } = line;
          const by = line.by?.name ?? null;
          this.tell(line.broadcast, "broadcast-ended", line.atUtcMs, { because, why, by, durationMs });
        }
        // A receipt that came after all were counted changes the count.
        if (line.type === "receipt" && this.store.broadcasts.get(line.broadcast)?.settledAtMs != null)
          settled.add(line.broadcast);
      }
      return [...settled].filter((id) => this.settle(id));
    });
  }

  /** Of a receipt of what nobody here has begun: a speaker that was left alone has. */
  private begunAlone(line: JournalLine): readonly JournalEntry[] {
    if (line.type !== "receipt" || this.store.broadcasts.get(line.broadcast) !== undefined) return [];
    const entries = this.alone?.entries(line) ?? [];
    if (entries.length > 0) this.ended.set(line.broadcast, this.clock.nowMs());
    return entries;
  }

  /** True when there are counts to tell. */
  get hasProgress(): boolean {
    return this.counted.size > 0;
  }

  tellProgress(): void {
    const ids = [...this.counted];
    this.counted.clear();
    this.store.tx(() => {
      const nowMs = this.clock.nowMs();
      for (const id of ids) this.tell(id, "broadcast-progress", nowMs, { ...progressOf(this.store, id) });
    });
  }

  /** Settles what `air` should have settled long ago. Answers which. */
  settleForgotten(): readonly string[] {
    const nowMs = this.clock.nowMs();
    const forgotten = [...this.ended].filter(([, atMs]) => nowMs - atMs > FORGOTTEN_MS).map(([id]) => id);
    if (forgotten.length === 0) return [];
    return this.store.tx(() => forgotten.filter((id) => this.settle(id)));
  }

  /** Ends broadcasts that are open here and unknown to `air`. Answers those that were settled by it. */
  endUnknown(ids: readonly string[]): readonly string[] {
    if (ids.length === 0) return [];
    const endedAtMs = this.clock.nowMs();
    return this.store.tx(() =>
      ids.filter((id) => {
        this.store.broadcasts.end(id, {
          endedAtMs,
          endedBecause: "air-restarted",
          endedBy: null,
          firstFrameAtUs: null,
          frames: 0,
          durationMs: 0,
          recordingPath: null,
        });
        this.tell(id, "broadcast-ended", endedAtMs, { because: "air-restarted" });
        return this.settle(id);
      }),
    );
  }

  private settle(id: string): boolean {
    const broadcast = this.store.broadcasts.get(id);
    this.ended.delete(id);
    this.counted.delete(id);
    if (!broadcast || broadcast.endedAtMs === null) return false;
    const nowMs = this.clock.nowMs();
    const { targets, played, partial, failed }: BroadcastSummary = settle(this.store, broadcast, nowMs);
    this.tell(id, "broadcast-settled", nowMs, { targets, played, partial, failed });
    return true;
  }

  private tell(id: string, kind: string, atMs: number, body: Readonly<Record<string, unknown>>): void {
    const entry = broadcastEvent(atMs, kind, id, this.store.broadcasts.get(id)?.sites ?? [], body);
    if (entry.kind === "event") this.store.events.append(entry.event);
  }
}
