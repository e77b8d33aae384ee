import { playAtUs } from "@dalaba/protocol";
import { and, eq, inArray, isNull, lte, or, type SQL, sql } from "drizzle-orm";
import type { Connection } from "../database";
import { broadcast, broadcastSite, broadcastSpeaker } from "../schema";
import type { BroadcastWriter } from "./broadcasts";

/** SQLite takes 32,766 values in one statement; a row of a target has three. */
const INSERT_STEP = 1_000;

/** The writing half of the broadcasts: what the journal brings, in any number of repetitions. */
export function broadcastWriter({ db, tx, sqlite }: Connection): BroadcastWriter {
  const row = (id: string, speaker: string): SQL | undefined =>
    and(eq(broadcastSpeaker.broadcast, id), eq(broadcastSpeaker.speaker, speaker));
  const rows = (id: string, speakers: readonly string[]): SQL | undefined =>
    and(eq(broadcastSpeaker.broadcast, id), inArray(broadcastSpeaker.speaker, [...speakers]));

  /** playAt of the frame it first sounded, on the timeline and delay class it was offered. */
  const plannedAtUs = (id: string, speaker: string, firstMediaTime: number | null): number | null => {
    if (firstMediaTime === null) return null;
    const found = db
      .select({ broadcast, delayClass: broadcastSpeaker.delayClass })
      .from(broadcastSpeaker)
      .innerJoin(broadcast, eq(broadcast.id, broadcastSpeaker.broadcast))
      .where(row(id, speaker))
      .get();
    if (found === undefined) return null;
    const { t0Us, m0, delayLanUs, delayWanUs } = found.broadcast;
    const delayUs = found.delayClass === "lan" ? delayLanUs : delayWanUs;
    return Math.round(playAtUs({ t0Us, m0, rPpb: 0 }, firstMediaTime, delayUs, 0));
  };

  return {
    start: (start) =>
      tx(() => {
        const { actor, speakers, sites, delayUs, ...rest } = start;
        const added = db
          .insert(broadcast)
          .values({
            ...rest,
            ...{ actorKind: actor.kind, actorId: actor.id, actorName: actor.name },
            ...{ targets: speakers.length, delayLanUs: delayUs.lan, delayWanUs: delayUs.wan },
          })
          .onConflictDoNothing()
          .run().changes;
        if (added === 0) return;
        for (const site of new Set(sites))
          db.insert(broadcastSite).values({ broadcast: start.id, site }).run();
        for (let from = 0; from < speakers.length; from += INSERT_STEP) {
          const some = speakers.slice(from, from + INSERT_STEP);
          db.insert(broadcastSpeaker)
            .values(some.map(({ id, delayClass }) => ({ broadcast: start.id, speaker: id, delayClass })))
            .onConflictDoNothing()
            .run();
        }
      }),
    offered(id, speakers, atMs) {
      db.update(broadcastSpeaker)
        .set({ offeredAtMs: sql`coalesce(${broadcastSpeaker.offeredAtMs}, ${atMs})`, withheldBecause: null })
        .where(rows(id, speakers))
        .run();
    },
    withheld(id, speakers, because) {
      db.update(broadcastSpeaker).set({ withheldBecause: because }).where(rows(id, speakers)).run();
    },
    answered(id, speaker, { answer, why, holder, sync, atMs }) {
      db.update(broadcastSpeaker)
        .set({ answer, answerWhy: why, holder, sync, answeredAtMs: atMs })
        .where(
          and(
            row(id, speaker),
            or(isNull(broadcastSpeaker.answeredAtMs), lte(broadcastSpeaker.answeredAtMs, atMs)),
          ),
        )
        .run();
    },
    receipt(id, { speaker, raw, ...counted }) {
      const displaceable = counted.receiptVerified
        ? undefined
        : or(isNull(broadcastSpeaker.receiptVerified), eq(broadcastSpeaker.receiptVerified, false));
      db.update(broadcastSpeaker)
        .set({
          ...counted,
          plannedAtUs: plannedAtUs(id, speaker, counted.firstMediaTime),
          receipt: Buffer.from(raw, "base64"),
        })
        .where(
          and(
            row(id, speaker),
            displaceable,
            or(isNull(broadcastSpeaker.receiptAtMs), lte(broadcastSpeaker.receiptAtMs, counted.receiptAtMs)),
          ),
        )
        .run();
    },
    end(id, end) {
      db.update(broadcast)
        .set({ ...end, endedBy: end.endedBy === null ? null : { ...end.endedBy } })
        .where(and(eq(broadcast.id, id), isNull(broadcast.endedAtMs)))
        .run();
    },
    settle: (id, summary, verdicts, nowMs) =>
      tx(() => {
        db.update(broadcast)
          .set({ summary: { ...summary }, settledAtMs: nowMs })
          .where(eq(broadcast.id, id))
          .run();
        // Prepared once: a town has 2,700 rows of this.
        const judge = sqlite.prepare(
          `UPDATE broadcast_speaker SET verdict = ?, reason = ?,
             expected = (SELECT frames FROM broadcast WHERE id = broadcast_speaker.broadcast)
           WHERE broadcast = ? AND speaker = ?`,
        );
        for (const { speaker, verdict, reason } of verdicts) judge.run(verdict, reason, id, speaker);
      }),
  };
}
