import type { JournalEntry, Refusal } from "@dalaba/core";

export interface JournalPosition {
  /** Segment file name; segments sort in the order they were written. */
  readonly segment: string;
  /** Byte offset of the next entry to read. */
  readonly offset: number;
}

export interface JournalRepository {
  /** Where to read on; undefined before the first ingest. */
  position(journal: string): JournalPosition | undefined;
  /**
   * Applies entries and moves the cursor from `from` to `to` in ONE transaction. A repeat (`to` at or before the
   * stored position) changes nothing and answers `applied: 0`. A start that is not the stored position in the same
   * segment is refused `journal-gap`.
   */
  ingest(batch: {
    readonly journal: string;
    readonly from: JournalPosition;
    readonly to: JournalPosition;
    readonly entries: readonly JournalEntry[];
  }): { readonly ok: true; readonly applied: number } | Refusal<"journal-gap">;
}
