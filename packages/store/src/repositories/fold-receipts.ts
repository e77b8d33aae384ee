import { and, asc, eq, exists, gte, isNotNull, lt, sql } from "drizzle-orm";
import type { Connection } from "../database";
import { broadcast, broadcastReceipt, broadcastSpeaker } from "../schema";

export interface FoldedReceipts {
  readonly folded: number;
  /** When the last of them ended; `fromMs` where there was none. */
  readonly untilMs: number;
}

/**
 * Takes away what each speaker did in broadcasts that ended from `fromMs` up to and without `beforeMs`; their row with its
 * counted result stays. `limit` broadcasts at a time, the oldest first.
 */
export function foldReceipts(
  { db, tx }: Connection,
  fromMs: number,
  beforeMs: number,
  limit = 200,
): FoldedReceipts {
  return tx(() => {
    const rows = db
      .select({ id: broadcast.id, endedAtMs: broadcast.endedAtMs })
      .from(broadcast)
      .where(
        and(
          gte(broadcast.endedAtMs, fromMs),
          lt(broadcast.endedAtMs, beforeMs),
          isNotNull(broadcast.settledAtMs),
        ),
      )
      .orderBy(asc(broadcast.endedAtMs))
      .limit(limit)
      .all();
    for (const { id } of rows) {
      db.delete(broadcastReceipt).where(eq(broadcastReceipt.broadcast, id)).run();
      db.delete(broadcastSpeaker).where(eq(broadcastSpeaker.broadcast, id)).run();
    }
    return { folded: rows.length, untilMs: rows.at(-1)?.endedAtMs ?? fromMs };
  });
}

/** How many broadcasts that ended before that have more than their counted result. */
export function foldableCount({ db }: Connection, beforeMs: number): number {
  const kept = db
    .select({ one: sql`1` })
    .from(broadcastSpeaker)
    .where(eq(broadcastSpeaker.broadcast, broadcast.id));
  const row = db
    .select({ count: sql<number>`count(*)` })
    .from(broadcast)
    .where(and(lt(broadcast.endedAtMs, beforeMs), isNotNull(broadcast.settledAtMs), exists(kept)))
    .get();
  return row?.count ?? 0;
}
