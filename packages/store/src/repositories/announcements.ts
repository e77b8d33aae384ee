import type { SiteId } from "@dalaba/core";
import { and, eq, inArray, isNotNull, isNull, or } from "drizzle-orm";
import type { Connection } from "../database";
import { newestFirst } from "../newest-first";
import type { Page, PageRequest } from "../page";
import { announcement, link, schedule } from "../schema";

export interface NewAnnouncement {
  /** 16 lower-case hex digits. */
  readonly id: string;
  readonly title: string;
  /** Null: the whole installation's. */
  readonly site: SiteId | null;
  /** Chime, parts, repetitions. */
  readonly document: Readonly<Record<string, unknown>>;
}

export interface StoredAnnouncement extends NewAnnouncement {
  /** From 1. */
  readonly revision: number;
  readonly changedAtMs: number;
  readonly deletedAtMs: number | null;
}

export interface AnnouncementRepository {
  add(announcement: NewAnnouncement, nowMs: number): void;
  /** A deleted one too. */
  get(id: string): StoredAnnouncement | undefined;
  /** Newest change first. */
  list(
    request: PageRequest & { readonly sites?: readonly string[]; readonly deleted?: boolean },
  ): Page<StoredAnnouncement>;
  /** Answers the new revision. */
  change(announcement: NewAnnouncement, nowMs: number): number;
  /** Ids of schedules and links that need it now. */
  uses(id: string): readonly string[];
  /** Marks it deleted where nothing needs it; else answers which do, and changes nothing. */
  remove(id: string, nowMs: number): readonly string[];
  restore(id: string): void;
}

export function announcementRepository({ db, tx }: Connection): AnnouncementRepository {
  const read = (row: typeof announcement.$inferSelect): StoredAnnouncement => ({
    ...row,
    site: row.site as SiteId | null,
  });
  const get = (id: string): StoredAnnouncement | undefined => {
    const row = db.select().from(announcement).where(eq(announcement.id, id)).get();
    return row === undefined ? undefined : read(row);
  };
  // Some dozens of each: they are looked through rather than indexed.
  const uses = (id: string): readonly string[] =>
    [schedule, link]
      .flatMap((table) =>
        db
          .select({ id: table.id, document: table.document })
          .from(table)
          .where(isNull(table.deletedAtMs))
          .all(),
      )
      .filter(({ document }) => JSON.stringify(document).includes(`"${id}"`))
      .map((row) => row.id);
  return {
    add({ id, title, site, document }, nowMs) {
      db.insert(announcement)
        .values({ id, title, site, document: { ...document }, revision: 1, changedAtMs: nowMs })
        .run();
    },
    get,
    list(request) {
      const { sites, deleted = false } = request;
      const listed = { table: announcement, at: announcement.changedAtMs, id: announcement.id };
      const ofSites =
        sites === undefined
          ? undefined
          : or(isNull(announcement.site), inArray(announcement.site, [...sites]));
      const there = deleted ? isNotNull(announcement.deletedAtMs) : isNull(announcement.deletedAtMs);
      const { items, next } = newestFirst(db, listed, request, and(there, ofSites));
      return { items: items.map(read), next };
    },
    change: ({ id, title, site, document }, nowMs) =>
      tx(() => {
        const revision = (get(id)?.revision ?? 0) + 1;
        db.update(announcement)
          .set({ title, site, document: { ...document }, revision, changedAtMs: nowMs })
          .where(eq(announcement.id, id))
          .run();
        return revision;
      }),
    uses,
    remove: (id, nowMs) =>
      tx(() => {
        const needed = uses(id);
        if (needed.length === 0)
          db.update(announcement).set({ deletedAtMs: nowMs }).where(eq(announcement.id, id)).run();
        return needed;
      }),
    restore(id) {
      db.update(announcement).set({ deletedAtMs: null }).where(eq(announcement.id, id)).run();
    },
  };
}
