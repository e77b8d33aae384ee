import type {
  BroadcastActor,
  BroadcastEnd,
  BroadcastStart,
  BroadcastSummary,
  ReceiptRow,
  ResultReason,
  SiteId,
  SpeakerResult,
  SpeakerVerdict,
  Verdict,
} from "@dalaba/core";
import type { Answer, SyncState } from "@dalaba/protocol";
import {
  and,
  asc,
  desc,
  eq,
  exists,
  gte,
  inArray,
  isNotNull,
  isNull,
  lt,
  lte,
  notInArray,
  or,
  type SQL,
} from "drizzle-orm";
import { plainBytes } from "../bytes";
import type { Connection } from "../database";
import { newestFirst } from "../newest-first";
import type { Page, PageRequest } from "../page";
import { broadcast, broadcastReceipt, broadcastSite, broadcastSpeaker } from "../schema";
import { broadcastWriter } from "./broadcast-writer";
import { type FoldedReceipts, foldableCount, foldReceipts } from "./fold-receipts";

export interface StoredBroadcast extends Omit<BroadcastStart, "speakers" | "repeats" | "clip"> {
  readonly targets: number;
  readonly endedAtMs: number | null;
  readonly endedBecause: string | null;
  readonly endedBy: BroadcastActor | null;
  readonly firstFrameAtUs: number | null;
  readonly frames: number | null;
  readonly durationMs: number | null;
  readonly recordingPath: string | null;
  readonly summary: BroadcastSummary | null;
  readonly settledAtMs: number | null;
  readonly repeats: string | null;
  readonly clip: string | null;
}

export interface StoredResult extends SpeakerResult {
  readonly broadcast: string;
  readonly delayClass: "lan" | "wan";
  readonly sync: SyncState | null;
  readonly verdict: Verdict | null;
  readonly reason: ResultReason | null;
}

/** Four hours of a play, and its slack. */
const LONGEST_MS = 5 * 3_600_000;

export interface BroadcastFilter {
  /** Those that reached one of these sites. */
  readonly sites?: readonly string[];
  readonly speaker?: string;
  readonly actor?: string;
  readonly kind?: "talk" | "play";
  readonly fromMs?: number;
  readonly toMs?: number;
  readonly living?: boolean;
  /** Begun by then, and not ended before. */
  readonly onAirAtMs?: number;
}

export interface BroadcastRepository extends BroadcastWriter {
  get(id: string): StoredBroadcast | undefined;
  /** Newest first. */
  list(request: PageRequest & BroadcastFilter): Page<StoredBroadcast>;
  /** Begun and not ended. */
  open(): readonly StoredBroadcast[];
  /** Ended and not yet settled. */
  unsettled(): readonly StoredBroadcast[];
  result(id: string, speaker: string): StoredResult | undefined;
  /** By speaker id. */
  results(id: string): readonly StoredResult[];
  /** As it arrived; of several the verified one that played most. */
  receiptBytes(id: string, speaker: string): Uint8Array | undefined;
  /** Forgets recordings older than that (the rows stay); answers the paths for the caller to delete. */
  pruneRecordings(beforeMs: number, limit?: number, held?: ReadonlySet<string>): readonly string[];
  /** Every recording that is kept, the oldest first. */
  recordings(): readonly { readonly id: string; readonly path: string; readonly endedAtMs: number }[];
  /** Broadcasts that ended before that, and of which more than the counted result is kept. */
  foldable(beforeMs: number): number;
  /** @see foldReceipts */
  foldReceipts(fromMs: number, beforeMs: number, limit?: number): FoldedReceipts;
}

/** What the journal brings. Each is idempotent by broadcast id and passes over a broadcast that is not there. */
export interface BroadcastWriter {
  start(start: BroadcastStart): void;
  /** The first offer of each speaker counts; a later one does not move it. */
  offered(id: string, speakers: readonly string[], atMs: number): void;
  /** Not offered, or cut off: the newest reason counts. */
  withheld(id: string, speakers: readonly string[], because: string): void;
  /** The newest answer counts. */
  answered(
    id: string,
    speaker: string,
    answer: {
      answer: Answer;
      why: string | null;
      holder: string | null;
      sync: SyncState | null;
      atMs: number;
    },
  ): void;
  /** What all of them amount to counts (core, evidence); one that did not verify never displaces one that did. */
  receipt(id: string, receipt: ReceiptRow): void;
  /** The first end counts. */
  end(id: string, end: BroadcastEnd): void;
  /** Writes verdicts and summary; a late receipt may settle it again. */
  settle(id: string, summary: BroadcastSummary, verdicts: readonly SpeakerVerdict[], nowMs: number): void;
}

export function broadcastRepository(connection: Connection): BroadcastRepository {
  const { db, tx } = connection;
  const complete = (rows: readonly (typeof broadcast.$inferSelect)[]): StoredBroadcast[] => {
    const sites = new Map<string, SiteId[]>(rows.map(({ id }) => [id, []]));
    if (rows.length > 0)
      for (const row of db
        .select()
        .from(broadcastSite)
        .where(inArray(broadcastSite.broadcast, [...sites.keys()]))
        .orderBy(asc(broadcastSite.site))
        .all())
        sites.get(row.broadcast)?.push(row.site as SiteId);
    return rows.map((row) => readBroadcast(row, sites.get(row.id) ?? []));
  };
  const matching = (filter: BroadcastFilter): SQL | undefined =>
    and(
      // Asked of each row in the order of the list, until a page is full: a set of all that match would grow with the past.
      filter.sites === undefined
        ? undefined
        : exists(
            db
              .select({ site: broadcastSite.site })
              .from(broadcastSite)
              .where(
                and(
                  eq(broadcastSite.broadcast, broadcast.id),
                  inArray(broadcastSite.site, [...filter.sites]),
                ),
              ),
          ),
      filter.speaker === undefined
        ? undefined
        : exists(
            db
              .select({ speaker: broadcastSpeaker.speaker })
              .from(broadcastSpeaker)
              .where(
                and(
                  eq(broadcastSpeaker.broadcast, broadcast.id),
                  eq(broadcastSpeaker.speaker, filter.speaker),
                ),
              ),
          ),
      filter.actor === undefined ? undefined : eq(broadcast.actorId, filter.actor),
      filter.kind === undefined ? undefined : eq(broadcast.kind, filter.kind),
      filter.fromMs === undefined ? undefined : gte(broadcast.startedAtMs, filter.fromMs),
      filter.toMs === undefined ? undefined : lt(broadcast.startedAtMs, filter.toMs),
      filter.onAirAtMs === undefined
        ? undefined
        : and(
            lte(broadcast.startedAtMs, filter.onAirAtMs),
            // The index on the start bounds what is read: nothing is on air for longer.
            gte(broadcast.startedAtMs, filter.onAirAtMs - LONGEST_MS),
            or(isNull(broadcast.endedAtMs), gte(broadcast.endedAtMs, filter.onAirAtMs)),
          ),
      filter.living === undefined
        ? undefined
        : filter.living
          ? isNull(broadcast.endedAtMs)
          : isNotNull(broadcast.endedAtMs),
    );
  const results = (id: string, speaker?: string): StoredResult[] =>
    db
      .select()
      .from(broadcastSpeaker)
      .where(
        and(
          eq(broadcastSpeaker.broadcast, id),
          speaker === undefined ? undefined : eq(broadcastSpeaker.speaker, speaker),
        ),
      )
      .orderBy(asc(broadcastSpeaker.speaker))
      .all()
      .map(({ receipt: _, ...row }) => row as StoredResult);

  return {
    ...broadcastWriter(connection),
    get: (id) => complete(db.select().from(broadcast).where(eq(broadcast.id, id)).all())[0],
    list(request) {
      const listed = { table: broadcast, at: broadcast.startedAtMs, id: broadcast.id };
      const { items, next } = newestFirst(db, listed, request, matching(request));
      return { items: complete(items), next };
    },
    open: () => complete(db.select().from(broadcast).where(isNull(broadcast.endedAtMs)).all()),
    unsettled: () =>
      complete(
        db
          .select()
          .from(broadcast)
          .where(and(isNotNull(broadcast.endedAtMs), isNull(broadcast.settledAtMs)))
          .all(),
      ),
    result: (id, speaker) => results(id, speaker)[0],
    results: (id) => results(id),
    receiptBytes(id, speaker) {
      const verified = db
        .select({ receipt: broadcastReceipt.receipt })
        .from(broadcastReceipt)
        .where(and(eq(broadcastReceipt.broadcast, id), eq(broadcastReceipt.speaker, speaker)))
        .orderBy(desc(broadcastReceipt.played), asc(broadcastReceipt.receiptAtMs))
        .get();
      const row =
        verified ??
        db
          .select({ receipt: broadcastSpeaker.receipt })
          .from(broadcastSpeaker)
          .where(and(eq(broadcastSpeaker.broadcast, id), eq(broadcastSpeaker.speaker, speaker)))
          .get();
      return row?.receipt == null ? undefined : plainBytes(row.receipt);
    },
    recordings: () =>
      db
        .select({ id: broadcast.id, path: broadcast.recordingPath, endedAtMs: broadcast.endedAtMs })
        .from(broadcast)
        .where(and(isNotNull(broadcast.recordingPath), isNotNull(broadcast.endedAtMs)))
        .orderBy(asc(broadcast.endedAtMs))
        .all()
        .map(({ id, path, endedAtMs }) => ({ id, path: path ?? "", endedAtMs: endedAtMs ?? 0 })),
    foldable: (beforeMs) => foldableCount(connection, beforeMs),
    pruneRecordings: (beforeMs, limit = 500, held = new Set()) =>
      tx(() => {
        const rows = db
          .select({ id: broadcast.id, path: broadcast.recordingPath })
          .from(broadcast)
          .where(
            and(
              lt(broadcast.endedAtMs, beforeMs),
              isNotNull(broadcast.recordingPath),
              notInArray(broadcast.id, [...held]),
            ),
          )
          .orderBy(asc(broadcast.endedAtMs))
          .limit(limit)
          .all();
        for (const { id } of rows)
          db.update(broadcast).set({ recordingPath: null }).where(eq(broadcast.id, id)).run();
        return rows.flatMap(({ path }) => path ?? []);
      }),
    foldReceipts: (fromMs, beforeMs, limit) => foldReceipts(connection, fromMs, beforeMs, limit),
  };
}

function readBroadcast(row: typeof broadcast.$inferSelect, sites: readonly SiteId[]): StoredBroadcast {
  const { actorKind, actorId, actorName, delayLanUs, delayWanUs, endedBy, summary, ...rest } = row;
  return {
    ...rest,
    class: row.class as StoredBroadcast["class"],
    chime: row.chime as StoredBroadcast["chime"],
    actor: { kind: actorKind, id: actorId, name: actorName },
    delayUs: { lan: delayLanUs, wan: delayWanUs },
    endedBy: endedBy as BroadcastActor | null,
    summary: summary as BroadcastSummary | null,
    sites,
  };
}
