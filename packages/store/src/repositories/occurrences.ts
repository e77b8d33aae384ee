import { and, asc, eq, gte, inArray, lt, ne } from "drizzle-orm";
import type { Connection } from "../database";
import { newestFirst } from "../newest-first";
import type { Page, PageRequest } from "../page";
import { occurrence } from "../schema";

export type OccurrenceState = "waiting" | "begun" | "ended" | "skipped";

export interface NewOccurrence {
  /** wire.md 7. */
  readonly id: string;
  readonly schedule: string;
  readonly revision: number;
  readonly utcMs: number;
  readonly announcement: string;
}

export interface StoredOccurrence extends NewOccurrence {
  readonly state: OccurrenceState;
  /** Of one that is skipped, or could not be begun: the code. */
  readonly because: string | null;
  /** The broadcast that sounds it. */
  readonly broadcast: string | null;
  readonly durationMs: number | null;
  readonly decidedAtMs: number | null;
}

export interface OccurrenceRepository {
  /** Writes those down that are not there; of those that wait the newer revision. What is decided stays as it is. */
  write(occurrences: readonly NewOccurrence[]): void;
  /** Those that wait are forgotten. */
  withdraw(ids: readonly string[]): void;
  get(id: string): StoredOccurrence | undefined;
  /** In order of time. */
  inState(state: "waiting" | "begun"): readonly StoredOccurrence[];
  /** Those that wait and are due before that, in order of time. */
  waitingUntil(utcMs: number): readonly StoredOccurrence[];
  /** Ids of those that wait no more, due from then on. */
  decidedSince(utcMs: number): ReadonlySet<string>;
  /**
   * Takes it: true for one caller alone, and for none once it was decided. `broadcast` sounds it. Durable when it answers.
   */
  claim(id: string, broadcast: string, nowMs: number): boolean;
  /** Another broadcast goes on with one that was begun. */
  join(id: string, broadcast: string): void;
  /** Back to those that wait: it was claimed, and nothing of it sounded. */
  release(id: string): void;
  lasts(id: string, durationMs: number): void;
  end(id: string, because: string | null): void;
  /** Of one that waits; true where it did. */
  skip(id: string, because: string, nowMs: number): boolean;
  /** Speakers sounded it by themselves, under its own id: it is over, though it was waited for or skipped here. */
  playedAlone(occurrence: NewOccurrence): void;
  /** Newest first; the cursor is the id of the last one. */
  list(
    request: PageRequest & {
      readonly schedule?: string;
      readonly fromMs?: number;
      readonly toMs?: number;
    },
  ): Page<StoredOccurrence>;
  /** Decided ones older than that; answers how many went. */
  prune(beforeMs: number): number;
}

export function occurrenceRepository({ db, tx }: Connection): OccurrenceRepository {
  const get = (id: string): StoredOccurrence | undefined =>
    db.select().from(occurrence).where(eq(occurrence.id, id)).get();
  const waits = (id: string) => and(eq(occurrence.id, id), eq(occurrence.state, "waiting"));
  return {
    write: (occurrences) =>
      tx(() => {
        for (const { id, ...rest } of occurrences)
          db.insert(occurrence)
            .values({ id, ...rest, state: "waiting" })
            .onConflictDoUpdate({
              target: occurrence.id,
              set: rest,
              setWhere: eq(occurrence.state, "waiting"),
            })
            .run();
      }),
    withdraw: (ids) =>
      tx(() => {
        for (const id of ids) db.delete(occurrence).where(waits(id)).run();
      }),
    get,
    inState: (state) =>
      db
        .select()
        .from(occurrence)
        .where(eq(occurrence.state, state))
        .orderBy(asc(occurrence.utcMs), asc(occurrence.id))
        .all(),
    waitingUntil: (utcMs) =>
      db
        .select()
        .from(occurrence)
        .where(and(eq(occurrence.state, "waiting"), lt(occurrence.utcMs, utcMs)))
        .orderBy(asc(occurrence.utcMs), asc(occurrence.id))
        .all(),
    decidedSince: (utcMs) =>
      new Set(
        db
          .select({ id: occurrence.id })
          .from(occurrence)
          .where(and(ne(occurrence.state, "waiting"), gte(occurrence.utcMs, utcMs)))
          .all()
          .map(({ id }) => id),
      ),
    claim: (id, broadcast, nowMs) =>
      db.update(occurrence).set({ state: "begun", broadcast, decidedAtMs: nowMs }).where(waits(id)).run()
        .changes > 0,
    join(id, broadcast) {
      db.update(occurrence).set({ broadcast }).where(eq(occurrence.id, id)).run();
    },
    release(id) {
      db.update(occurrence)
        .set({ state: "waiting", broadcast: null, decidedAtMs: null })
        .where(and(eq(occurrence.id, id), eq(occurrence.state, "begun")))
        .run();
    },
    lasts(id, durationMs) {
      db.update(occurrence).set({ durationMs }).where(eq(occurrence.id, id)).run();
    },
    end(id, because) {
      db.update(occurrence)
        .set({ state: "ended", because })
        .where(and(eq(occurrence.id, id), eq(occurrence.state, "begun")))
        .run();
    },
    skip: (id, because, nowMs) =>
      db.update(occurrence).set({ state: "skipped", because, decidedAtMs: nowMs }).where(waits(id)).run()
        .changes > 0,
    playedAlone({ id, ...rest }) {
      const over = { state: "ended", because: null, broadcast: id, decidedAtMs: rest.utcMs } as const;
      db.insert(occurrence)
        .values({ id, ...rest, ...over })
        .onConflictDoUpdate({
          target: occurrence.id,
          set: over,
          setWhere: inArray(occurrence.state, ["waiting", "skipped"]),
        })
        .run();
    },
    list(request) {
      const { schedule, fromMs, toMs } = request;
      const listed = { table: occurrence, at: occurrence.utcMs, id: occurrence.id };
      const matching = and(
        schedule === undefined ? undefined : eq(occurrence.schedule, schedule),
        fromMs === undefined ? undefined : gte(occurrence.utcMs, fromMs),
        toMs === undefined ? undefined : lt(occurrence.utcMs, toMs),
      );
      return newestFirst(db, listed, request, matching);
    },
    prune: (beforeMs) =>
      db
        .delete(occurrence)
        .where(and(inArray(occurrence.state, ["ended", "skipped"]), lt(occurrence.utcMs, beforeMs)))
        .run().changes,
  };
}
