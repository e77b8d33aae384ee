import { type ReceiptPart, sumParts } from "@dalaba/core";
import { playAtUs } from "@dalaba/protocol";
import { and, eq, inArray, isNull, type SQL, sql } from "drizzle-orm";
import type { Connection } from "../database";
import { broadcast, broadcastSite, broadcastSpeaker } from "../schema";
import type { BroadcastWriter } from "./broadcasts";
import { receiptShelf } from "./receipt-shelf";

/** SQLite takes 32,766 values in one statement; a row of a target has three. */
const INSERT_STEP = 1_000;

/** The writing half of the broadcasts: what the journal brings, in any number of repetitions. */
export function broadcastWriter({ db, tx, sqlite }: Connection): BroadcastWriter {
  const rows = (id: string, speakers: readonly string[]): SQL | undefined =>
    and(eq(broadcastSpeaker.broadcast, id), inArray(broadcastSpeaker.speaker, [...speakers]));

  const hot = hotStatements(sqlite);
  const receipts = receiptShelf(sqlite);

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
      hot().answered.run(answer, why, holder, sync, atMs, id, speaker, atMs);
    },
    receipt: (id, { speaker, receiptVerified, plannedAtUs, ...part }) =>
      tx(() => {
        const planned = plannedAtUs === undefined ? null : { at: part.firstSampleAtUs, plannedAtUs };
        if (!receiptVerified) {
          hot().receipt(id, speaker, part, planned, false);
          return;
        }
        if (!receipts().has(id, speaker)) return;
        const sum = sumParts(receipts().keep(id, speaker, part));
        if (sum !== undefined) hot().receipt(id, speaker, sum, planned, true);
      }),
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

/**
 * The statements that come once for every speaker of every broadcast, prepared when the first is needed: building
 * each anew costs more than running it, and a town answers with 2,700 of them.
 */
function hotStatements(sqlite: Connection["sqlite"]) {
  let prepared: ReturnType<typeof prepare> | undefined;
  const prepare = () => {
    const timeline = sqlite
      .prepare(
        `SELECT b.t0_us, b.m0, CASE s.delay_class WHEN 'lan' THEN b.delay_lan_us ELSE b.delay_wan_us END
         FROM broadcast_speaker s JOIN broadcast b ON b.id = s.broadcast WHERE s.broadcast = ? AND s.speaker = ?`,
      )
      .raw();
    const receipt = sqlite.prepare(
      `UPDATE broadcast_speaker SET
         first_media_time = ?, clock_error_us = ?,
         planned_at_us = CASE WHEN first_sample_at_us IS ? THEN coalesce(?, planned_at_us, ?) ELSE coalesce(?, ?) END,
         first_sample_at_us = ?, played = ?, concealed = ?, late = ?, missing = ?, ended_because = ?,
         receipt_at_ms = ?, receipt_verified = ?, receipt = ?
       WHERE broadcast = ? AND speaker = ? AND coalesce(receipt_verified, 0) <= ?`,
    );
    /** playAt of the frame it first sounded, on the timeline and delay class it was offered. */
    const plannedAtUs = (id: string, speaker: string, firstMediaTime: number | null): number | null => {
      const found = timeline.get(id, speaker) as [number, number, number] | undefined;
      if (firstMediaTime === null || found === undefined) return null;
      const [t0Us, m0, delayUs] = found;
      return Math.round(playAtUs({ t0Us, m0, rPpb: 0 }, firstMediaTime, delayUs, 0));
    };
    return {
      answered: sqlite.prepare(
        `UPDATE broadcast_speaker SET answer = ?, answer_why = ?, holder = ?, sync = ?, answered_at_ms = ?
         WHERE broadcast = ? AND speaker = ? AND coalesce(answered_at_ms, 0) <= ?`,
      ),
      /** The bytes of a verified one stand in `broadcast_receipt`. */
      receipt(
        id: string,
        speaker: string,
        of: Omit<ReceiptPart, "bootId" | "counter">,
        /** When the sample that left the converter at `at` was to leave it. */
        planned: { readonly at: number | null; readonly plannedAtUs: number } | null,
        verified: boolean,
      ): void {
        const { firstSampleAtUs, firstMediaTime, clockErrorUs, played, concealed, late, missing } = of;
        const reckoned = plannedAtUs(id, speaker, firstMediaTime);
        const known = planned !== null && planned.at === firstSampleAtUs ? planned.plannedAtUs : null;
        receipt.run(
          ...[
            firstMediaTime,
            clockErrorUs,
            firstSampleAtUs,
            known,
            reckoned,
            known,
            reckoned,
            firstSampleAtUs,
          ],
          ...[played, concealed, late, missing, of.endedBecause, of.receiptAtMs, verified ? 1 : 0],
          ...[verified ? null : Buffer.from(of.raw, "base64"), id, speaker, verified ? 1 : 0],
        );
      },
    };
  };
  return () => {
    prepared ??= prepare();
    return prepared;
  };
}
