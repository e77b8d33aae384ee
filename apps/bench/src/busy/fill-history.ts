import type Database from "libsql";

/** Speakers of one broadcast of the past. */
export const SPEAKERS_EACH = 270;
/** A RECEIPT as it arrives has about so many bytes. */
const RECEIPT_BYTES = 150;
/** So many broadcasts are written in one transaction: the controller, which also writes, waits no longer than that. */
const AT_ONCE = 100;

/** One broadcast of the past each minute. */
const EVERY_MS = 60_000;

/** Of the broadcast that lies so many minutes before the newest. */
export const pastBroadcastId = (minutes: number): string => `be${minutes.toString(16).padStart(14, "0")}`;

/**
 * Writes broadcasts of the past with 270 receipts each into a store that is in use, `from` … `from + count - 1`, each a
 * minute before the next. `untilMs`: UTC of the newest, counted from 0. Rows are what a settled talk leaves.
 */
export function fillHistory(store: Database.Database, from: number, count: number, untilMs: number): void {
  for (let first = from; first < from + count; first += AT_ONCE) {
    const range = { first, last: Math.min(first + AT_ONCE, from + count) - 1, untilMs };
    const transaction = store.transaction(() => {
      for (const statement of STATEMENTS) store.prepare(statement).run(range);
    });
    transaction();
  }
}

const NUMBERS = `WITH RECURSIVE n(i) AS (VALUES(@first) UNION ALL SELECT i + 1 FROM n WHERE i < @last)`;
const SPEAKERS = `s(k) AS (VALUES(1) UNION ALL SELECT k + 1 FROM s WHERE k < ${SPEAKERS_EACH})`;
/** `pastBroadcastId` of i, in SQL. */
const ID = "printf('be%014x', i)";
const AT = `(@untilMs - i * ${EVERY_MS})`;
const SPEAKER = "printf('speaker-%03d', k)";

const STATEMENTS = [
  `${NUMBERS} INSERT INTO broadcast
    (id, kind, priority, class, actor_kind, actor_id, actor_name, "to", targets, issued, started_at_ms, ended_at_ms,
     ended_because, codec, chime, gain_db, t0_us, m0, delay_lan_us, delay_wan_us, frames, duration_ms, settled_at_ms)
   SELECT ${ID}, 'talk', 64, 'talk', 'system', 'bench', 'bench', 'site:town', ${SPEAKERS_EACH}, ${AT} * 1000, ${AT},
     ${AT} + 9000, 'finished', 'opus', 'none', 0, 1000, 0, 80000, 400000, 450, 9000, ${AT} + 12000 FROM n`,
  `${NUMBERS} INSERT INTO broadcast_site (broadcast, site) SELECT ${ID}, 'town' FROM n`,
  `${NUMBERS}, ${SPEAKERS} INSERT INTO broadcast_speaker
    (broadcast, speaker, delay_class, offered_at_ms, answer, answered_at_ms, first_sample_at_us, expected, played,
     concealed, late, missing, ended_because, receipt_at_ms, receipt_verified, verdict)
   SELECT ${ID}, ${SPEAKER}, 'lan', ${AT}, 'accept', ${AT} + 20, 81000, 450, 450, 0, 0, 0, 'finished', ${AT} + 10000, 1,
     'played' FROM n, s`,
  `${NUMBERS}, ${SPEAKERS} INSERT INTO broadcast_receipt
    (broadcast, speaker, boot_id, counter, first_sample_at_us, first_media_time, end_media_time, clock_error_us, played,
     concealed, late, missing, ended_because, receipt_at_ms, receipt)
   SELECT ${ID}, ${SPEAKER}, printf('%016x', k), i, 81000, 0, 432000, 200, 450, 0, 0, 0, 'finished', ${AT} + 10000,
     randomblob(${RECEIPT_BYTES}) FROM n, s`,
];
