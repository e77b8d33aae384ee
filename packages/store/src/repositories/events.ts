import type { NewEvent, SiteId } from "@dalaba/core";
import { asc, desc, gt, lt, lte, min, or, sql } from "drizzle-orm";
import type { Connection } from "../database";
import { event } from "../schema";

export interface FeedEvent extends NewEvent {
  readonly id: number;
}

export interface EventRepository {
  append(event: NewEvent): FeedEvent;
  /**
   * Events after that id, oldest first; `limit` 1 to 500 (100). `gap`: some after that id were pruned away; `oldest` is
   * the first that is still there, or the next to come.
   */
  since(
    id: number,
    limit?: number,
  ): { readonly events: readonly FeedEvent[]; readonly gap: boolean; readonly oldest: number };
  /** The newest id; 0 when there was never one. */
  lastId(): number;
  /** Keeps the newest `keep`, and none older than `beforeMs`; answers how many went. */
  prune(keep: number, beforeMs: number): number;
}

const SINCE_LIMIT_MAX = 500;

export function eventRepository({ db }: Connection): EventRepository {
  const lastId = (): number =>
    db.select({ seq: sql<number>`seq` }).from(sql`sqlite_sequence`).where(sql`name = 'event'`).get()?.seq ??
    0;
  return {
    append({ atMs, kind, subject, site, body }) {
      const { id } = db
        .insert(event)
        .values({ atMs, kind, subject, site, body })
        .returning({ id: event.id })
        .get();
      return { id, atMs, kind, subject, site, body };
    },
    since(id, limit = 100) {
      const rows = db
        .select()
        .from(event)
        .where(gt(event.id, id))
        .orderBy(asc(event.id))
        .limit(Math.min(SINCE_LIMIT_MAX, Math.max(1, Math.trunc(limit))))
        .all();
      const oldest =
        db
          .select({ id: min(event.id) })
          .from(event)
          .get()?.id ?? lastId() + 1;
      const events = rows.map((row) => ({ ...row, site: row.site as SiteId | null }));
      return { events, gap: id + 1 < oldest, oldest };
    },
    lastId,
    prune(keep, beforeMs) {
      const newest = db
        .select({ id: event.id })
        .from(event)
        .orderBy(desc(event.id))
        .limit(1)
        .offset(keep)
        .get();
      const tooMany = newest === undefined ? undefined : lte(event.id, newest.id);
      return db
        .delete(event)
        .where(or(tooMany, lt(event.atMs, beforeMs)))
        .run().changes;
    },
  };
}
