import type { BroadcastActor, SiteId } from "@dalaba/core";
import { and, desc, eq, gte, inArray, isNotNull, isNull, like, lt, max, or, type SQL } from "drizzle-orm";
import { plainBytes } from "../bytes";
import type { Connection } from "../database";
import { newestFirst } from "../newest-first";
import { type Page, type PageRequest, pageLimit, toPage } from "../page";
import { announcement, broadcast, clip, clipVersion } from "../schema";

/** What a clip is tuned for. */
export type ClipSound = "speech" | "music";

export interface NewClip {
  readonly id: string;
  readonly title: string;
  /** BCP 47. */
  readonly language: string | null;
  /** Null: the whole installation's. */
  readonly site: SiteId | null;
}

export interface NewClipVersion {
  /** Of the Ogg Opus file, 64 lower-case hex digits. */
  readonly sha256: string;
  readonly bytes: number;
  readonly durationMs: number;
  /** Of the sound as it came, silence taken off, and as it is stored. */
  readonly beforeLufs: number;
  readonly afterLufs: number;
  readonly truePeakDb: number;
  readonly sound: ClipSound;
  readonly waveform: Uint8Array;
  readonly source: {
    readonly name: string;
    readonly format: string;
    readonly bytes: number;
    readonly sha256: string;
  };
  readonly by: BroadcastActor;
}

export interface StoredClipVersion extends NewClipVersion {
  readonly clip: string;
  /** From 1. */
  readonly number: number;
  readonly atMs: number;
}

export interface StoredClip extends NewClip {
  readonly createdAtMs: number;
  readonly deletedAtMs: number | null;
  readonly newest: StoredClipVersion;
}

/** Something that would be without its sound if the clip were gone. */
export interface ClipUse {
  readonly kind: "broadcast" | "announcement";
  readonly id: string;
}

export interface ClipFilter {
  /** Those of one of these sites, and those of the whole installation. */
  readonly sites?: readonly string[];
  /** Deleted ones, instead of those there are. */
  readonly deleted?: boolean;
}

export interface ClipRepository {
  /** With its first version. */
  add(clip: NewClip, version: NewClipVersion, nowMs: number): void;
  /** Answers its number; that of the newest where it is the same sound from the same file. */
  addVersion(id: string, version: NewClipVersion, nowMs: number): number;
  /** A deleted one too. */
  get(id: string): StoredClip | undefined;
  /** Newest first. */
  list(request: PageRequest & ClipFilter): Page<StoredClip>;
  version(id: string, number: number): StoredClipVersion | undefined;
  /** Newest first. */
  versions(id: string, request: PageRequest): Page<StoredClipVersion>;
  change(id: string, changes: Partial<Pick<NewClip, "title" | "language">>): void;
  /** What needs it now, at most 100. */
  uses(id: string): readonly ClipUse[];
  /** Marks it deleted where nothing needs it; else answers what does, and changes nothing. Rows and files stay. */
  remove(id: string, nowMs: number): readonly ClipUse[];
  restore(id: string): void;
  /** SHA-256 of every version of clips that are there, or were deleted since then and may be restored. */
  filesNeeded(deletedSinceMs: number): ReadonlySet<string>;
}

const USES_MAX = 100;

export function clipRepository({ db, tx }: Connection): ClipRepository {
  const newestNumber = (id: string): number =>
    db
      .select({ number: max(clipVersion.number) })
      .from(clipVersion)
      .where(eq(clipVersion.clip, id))
      .get()?.number ?? 0;
  const version = (id: string, number: number): StoredClipVersion | undefined => {
    const row = db
      .select()
      .from(clipVersion)
      .where(and(eq(clipVersion.clip, id), eq(clipVersion.number, number)))
      .get();
    return row === undefined ? undefined : readVersion(row);
  };
  const insertVersion = (id: string, number: number, added: NewClipVersion, atMs: number): void => {
    const { source, by, waveform, ...rest } = added;
    db.insert(clipVersion)
      .values({
        ...rest,
        ...{ clip: id, number, atMs, waveform: Buffer.from(waveform) },
        ...{ sourceName: source.name, sourceFormat: source.format },
        ...{ sourceBytes: source.bytes, sourceSha256: source.sha256 },
        ...{ actorKind: by.kind, actorId: by.id, actorName: by.name },
      })
      .run();
  };
  const complete = (row: typeof clip.$inferSelect): StoredClip => {
    const newest = version(row.id, newestNumber(row.id));
    if (newest === undefined) throw new Error(`the clip ${row.id} has no version`);
    return { ...row, site: row.site as SiteId | null, newest };
  };
  const uses = (id: string): readonly ClipUse[] => {
    const broadcasts = db
      .select({ id: broadcast.id })
      .from(broadcast)
      .where(and(eq(broadcast.clip, id), isNull(broadcast.endedAtMs)))
      .limit(USES_MAX)
      .all();
    const announcements = db
      .select({ id: announcement.id })
      .from(announcement)
      .where(and(isNull(announcement.deletedAtMs), like(announcement.document, `%"clip":"${id}"%`)))
      .limit(USES_MAX)
      .all();
    return [
      ...broadcasts.map((row): ClipUse => ({ kind: "broadcast", id: row.id })),
      ...announcements.map((row): ClipUse => ({ kind: "announcement", id: row.id })),
    ].slice(0, USES_MAX);
  };

  return {
    add: ({ id, title, language, site }, first, nowMs) =>
      tx(() => {
        db.insert(clip).values({ id, title, language, site, createdAtMs: nowMs }).run();
        insertVersion(id, 1, first, nowMs);
      }),
    addVersion: (id, added, nowMs) =>
      tx(() => {
        const number = newestNumber(id);
        const newest = version(id, number);
        if (newest?.sha256 === added.sha256 && newest.source.sha256 === added.source.sha256) return number;
        insertVersion(id, number + 1, added, nowMs);
        return number + 1;
      }),
    get(id) {
      const row = db.select().from(clip).where(eq(clip.id, id)).get();
      return row === undefined ? undefined : complete(row);
    },
    list(request) {
      const listed = { table: clip, at: clip.createdAtMs, id: clip.id };
      const { items, next } = newestFirst(db, listed, request, matching(request));
      return { items: items.map(complete), next };
    },
    version,
    versions(id, request) {
      const limit = pageLimit(request);
      const before = request.after == null ? undefined : Number(request.after);
      if (Number.isNaN(before)) return { items: [], next: null };
      const older = before === undefined ? undefined : lt(clipVersion.number, before);
      const rows = db
        .select()
        .from(clipVersion)
        .where(and(eq(clipVersion.clip, id), older))
        .orderBy(desc(clipVersion.number))
        .limit(limit + 1)
        .all();
      return toPage(rows.map(readVersion), limit, ({ number }) => String(number));
    },
    change(id, { title, language }) {
      if (title === undefined && language === undefined) return;
      const changes = {
        ...(title === undefined ? {} : { title }),
        ...(language === undefined ? {} : { language }),
      };
      db.update(clip).set(changes).where(eq(clip.id, id)).run();
    },
    uses,
    remove: (id, nowMs) =>
      tx(() => {
        const needed = uses(id);
        if (needed.length === 0)
          db.update(clip)
            .set({ deletedAtMs: nowMs })
            .where(and(eq(clip.id, id), isNull(clip.deletedAtMs)))
            .run();
        return needed;
      }),
    filesNeeded: (deletedSinceMs) =>
      new Set(
        db
          .selectDistinct({ sha256: clipVersion.sha256 })
          .from(clipVersion)
          .innerJoin(clip, eq(clip.id, clipVersion.clip))
          .where(or(isNull(clip.deletedAtMs), gte(clip.deletedAtMs, deletedSinceMs)))
          .all()
          .map(({ sha256 }) => sha256),
      ),
    restore(id) {
      db.update(clip).set({ deletedAtMs: null }).where(eq(clip.id, id)).run();
    },
  };
}

function matching({ sites, deleted = false }: ClipFilter): SQL | undefined {
  return and(
    deleted ? isNotNull(clip.deletedAtMs) : isNull(clip.deletedAtMs),
    sites === undefined ? undefined : or(isNull(clip.site), inArray(clip.site, [...sites])),
  );
}

function readVersion(row: typeof clipVersion.$inferSelect): StoredClipVersion {
  const { sourceName, sourceFormat, sourceBytes, sourceSha256, actorKind, actorId, actorName, ...rest } = row;
  return {
    ...rest,
    waveform: plainBytes(row.waveform),
    source: { name: sourceName, format: sourceFormat, bytes: sourceBytes, sha256: sourceSha256 },
    by: { kind: actorKind, id: actorId, name: actorName },
  };
}
