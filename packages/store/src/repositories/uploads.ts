import { and, asc, eq, lt, sum } from "drizzle-orm";
import type { Connection } from "../database";
import { upload } from "../schema";

export interface NewUpload {
  readonly id: string;
  readonly name: string;
  /** All of it. */
  readonly bytes: number;
  /** 64 lower-case hex digits, where the sender said so. */
  readonly sha256: string | null;
  /** Whoever sends it, and alone may go on. */
  readonly owner: string;
}

export interface StoredUpload extends NewUpload {
  readonly createdAtMs: number;
  /** When something of it came last. */
  readonly changedAtMs: number;
}

/** Files on their way here. */
export interface UploadRepository {
  add(upload: NewUpload, nowMs: number): void;
  get(id: string): StoredUpload | undefined;
  /** One of the same file by the same sender, that was broken off. */
  same(upload: Pick<NewUpload, "owner" | "sha256" | "bytes">): StoredUpload | undefined;
  /** What all of them, or one sender's, come to once they are whole. */
  bytesOf(owner?: string): number;
  touch(id: string, nowMs: number): void;
  remove(id: string): boolean;
  /** Those of which nothing has come since, the oldest first; `limit` 500 when left out. */
  untouchedSince(beforeMs: number, limit?: number): readonly StoredUpload[];
}

export function uploadRepository({ db }: Connection): UploadRepository {
  return {
    add(added, nowMs) {
      db.insert(upload)
        .values({ ...added, createdAtMs: nowMs, changedAtMs: nowMs })
        .run();
    },
    get: (id) => db.select().from(upload).where(eq(upload.id, id)).get(),
    same: ({ owner, sha256, bytes }) =>
      sha256 === null
        ? undefined
        : db
            .select()
            .from(upload)
            .where(and(eq(upload.owner, owner), eq(upload.sha256, sha256), eq(upload.bytes, bytes)))
            .get(),
    bytesOf(owner) {
      const row = db
        .select({ bytes: sum(upload.bytes) })
        .from(upload)
        .where(owner === undefined ? undefined : eq(upload.owner, owner))
        .get();
      return Number(row?.bytes ?? 0);
    },
    touch(id, nowMs) {
      db.update(upload).set({ changedAtMs: nowMs }).where(eq(upload.id, id)).run();
    },
    remove: (id) => db.delete(upload).where(eq(upload.id, id)).run().changes > 0,
    untouchedSince: (beforeMs, limit = 500) =>
      db
        .select()
        .from(upload)
        .where(lt(upload.changedAtMs, beforeMs))
        .orderBy(asc(upload.changedAtMs))
        .limit(limit)
        .all(),
  };
}
