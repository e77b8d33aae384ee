import type { CameraId, ZoneId } from "@dalaba/core";
import type { LinkSounded } from "@dalaba/core/link";
import { asc, eq, gte, isNull, lt } from "drizzle-orm";
import type { Connection } from "../database";
import { link, linkSounded } from "../schema";

export interface StoredLink {
  /** 16 lower-case hex digits. */
  readonly id: string;
  readonly revision: number;
  /** As core's `linkSchema` writes it. */
  readonly document: Readonly<Record<string, unknown>>;
  readonly changedAtMs: number;
  readonly actorId: string;
  readonly actorName: string;
  readonly deletedAtMs: number | null;
}

export interface LinkRepository {
  /** Adds it, or puts it in the place of the one there is, a deleted one too. */
  put(link: Omit<StoredLink, "deletedAtMs">): void;
  /** A deleted one too. */
  get(id: string): StoredLink | undefined;
  /** All that are not deleted, by id: some dozens. */
  all(): readonly StoredLink[];
  remove(id: string, nowMs: number): boolean;
  /** Whether there was ever one. */
  any(): boolean;
  /** A link's sound; answers its number. */
  sounded(sounded: LinkSounded): number;
  /** It is on air under that id. */
  soundedAs(number: number, broadcast: string): void;
  /** Nothing of it sounded after all. */
  unsounded(number: number): void;
  soundedSince(utcMs: number): readonly LinkSounded[];
  prune(beforeMs: number): number;
}

export function linkRepository({ db }: Connection): LinkRepository {
  return {
    put({ id, document, ...rest }) {
      const values = { ...rest, document: { ...document }, deletedAtMs: null };
      db.insert(link)
        .values({ id, ...values })
        .onConflictDoUpdate({ target: link.id, set: values })
        .run();
    },
    get: (id) => db.select().from(link).where(eq(link.id, id)).get(),
    all: () => db.select().from(link).where(isNull(link.deletedAtMs)).orderBy(asc(link.id)).all(),
    remove: (id, nowMs) =>
      db.update(link).set({ deletedAtMs: nowMs, changedAtMs: nowMs }).where(eq(link.id, id)).run().changes >
      0,
    any: () => db.select({ id: link.id }).from(link).limit(1).get() !== undefined,
    sounded: ({ atUtcMs, zones, ...rest }) =>
      db
        .insert(linkSounded)
        .values({ ...rest, zones: [...zones], atMs: atUtcMs })
        .returning({ id: linkSounded.id })
        .get().id,
    soundedAs(number, broadcast) {
      db.update(linkSounded).set({ broadcast }).where(eq(linkSounded.id, number)).run();
    },
    unsounded(number) {
      db.delete(linkSounded).where(eq(linkSounded.id, number)).run();
    },
    soundedSince: (utcMs) =>
      db
        .select()
        .from(linkSounded)
        .where(gte(linkSounded.atMs, utcMs))
        .orderBy(asc(linkSounded.atMs))
        .all()
        .map(({ atMs, camera, zones, link: ofLink, happening, step }) => ({
          ...{ link: ofLink, happening, step, atUtcMs: atMs },
          ...{ camera: camera as CameraId, zones: zones as ZoneId[] },
        })),
    prune: (beforeMs) => db.delete(linkSounded).where(lt(linkSounded.atMs, beforeMs)).run().changes,
  };
}
