import type { CameraId, ZoneId } from "@dalaba/core";
import type { LinkSounded } from "@dalaba/core/link";
import { asc, eq, gte, lt } from "drizzle-orm";
import type { Connection } from "../database";
import { type Revisioned, type RevisionedRepository, revisionedRepository } from "../revisioned";
import { link, linkSounded } from "../schema";

/** `document`: as core's `linkSchema` writes it. */
export type StoredLink = Revisioned;

export interface LinkRepository extends RevisionedRepository {
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
    ...revisionedRepository(db, link),
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
