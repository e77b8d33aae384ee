import { type JournalEntry, type Refusal, refuse } from "@dalaba/core";
import { eq } from "drizzle-orm";
import type { Connection } from "../database";
import { ingestCursor } from "../schema";
import type { AuditRepository } from "./audit";
import type { BroadcastWriter } from "./broadcasts";
import type { EventRepository } from "./events";

export interface JournalPosition {
  /** Number of the segment file; counts up. */
  readonly segment: number;
  /** Byte offset of the next entry to read. */
  readonly offset: number;
}

export interface JournalRepository {
  /** Where to read on; undefined before the first ingest. */
  position(journal: string): JournalPosition | undefined;
  /**
   * Applies entries and moves the cursor from `from` to `to` in ONE transaction, so that each line counts exactly
   * once through any crash. A batch at or before the stored position changes nothing and answers `applied: 0`. One
   * that begins elsewhere in the stored segment, or in a segment before it, is refused `journal-gap` with the stored
   * `position`; a new segment is begun at offset 0.
   */
  ingest(batch: {
    readonly journal: string;
    readonly from: JournalPosition;
    readonly to: JournalPosition;
    readonly entries: readonly JournalEntry[];
  }): { readonly ok: true; readonly applied: number } | Refusal<"journal-gap">;
}

/** What a batch is written through; each joins the journal's transaction. */
interface Books {
  readonly audit: Pick<AuditRepository, "append">;
  readonly broadcasts: BroadcastWriter;
  readonly events: Pick<EventRepository, "append">;
}

export function journalRepository({ db, tx }: Connection, books: Books): JournalRepository {
  const position = (journal: string): JournalPosition | undefined => {
    const row = db.select().from(ingestCursor).where(eq(ingestCursor.journal, journal)).get();
    return row === undefined ? undefined : { segment: row.segment, offset: row.offset };
  };
  return {
    position,
    ingest: ({ journal, from, to, entries }) =>
      tx(() => {
        const stored = position(journal);
        if (stored !== undefined && !isAfter(to, stored)) return { ok: true, applied: 0 };
        if (!continues(stored, from) || !isAfter(to, from))
          return refuse("journal-gap", `${journal} is read up to ${show(stored)}, not ${show(from)}`, {
            position: stored ?? null,
          });
        for (const entry of entries) write(books, entry);
        db.insert(ingestCursor)
          .values({ journal, ...to })
          .onConflictDoUpdate({ target: ingestCursor.journal, set: to })
          .run();
        return { ok: true, applied: entries.length };
      }),
  };
}

function write({ audit, broadcasts, events }: Books, entry: JournalEntry): void {
  switch (entry.kind) {
    case "started":
      broadcasts.start(entry.start);
      break;
    case "offered":
      broadcasts.offered(entry.broadcast, entry.speakers, entry.atMs);
      break;
    case "withheld":
      broadcasts.withheld(entry.broadcast, entry.speakers, entry.because);
      break;
    case "answered":
      broadcasts.answered(entry.broadcast, entry.speaker, entry);
      break;
    case "receipt":
      broadcasts.receipt(entry.broadcast, entry.receipt);
      break;
    case "ended":
      broadcasts.end(entry.broadcast, entry.end);
      break;
    case "audit":
      audit.append(entry.entry);
      break;
    case "event":
      events.append(entry.event);
      break;
  }
}

function isAfter(a: JournalPosition, b: JournalPosition): boolean {
  return a.segment === b.segment ? a.offset > b.offset : a.segment > b.segment;
}

function continues(stored: JournalPosition | undefined, from: JournalPosition): boolean {
  if (stored === undefined || from.segment > stored.segment) return from.offset === 0;
  return from.segment === stored.segment && from.offset === stored.offset;
}

function show(at: JournalPosition | undefined): string {
  return at === undefined ? "nothing" : `${at.segment}:${at.offset}`;
}
