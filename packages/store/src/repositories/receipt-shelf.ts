import { keepReceipt, type ReceiptPart } from "@dalaba/core";
import type { Connection } from "../database";

/** The receipts behind each row (`broadcast_receipt`), prepared when the first is needed: a town sends 2,700 at once. */
export function receiptShelf(sqlite: Connection["sqlite"]) {
  let prepared: ReturnType<typeof prepare> | undefined;
  const prepare = () => {
    const target = sqlite
      .prepare("SELECT 1 FROM broadcast_speaker WHERE broadcast = ? AND speaker = ?")
      .raw();
    const kept = sqlite
      .prepare(
        `SELECT boot_id, counter, first_sample_at_us, first_media_time, end_media_time, clock_error_us,
           played, concealed, late, missing, ended_because, receipt_at_ms, receipt
         FROM broadcast_receipt WHERE broadcast = ? AND speaker = ?`,
      )
      .raw();
    const remove = sqlite.prepare(
      `DELETE FROM broadcast_receipt
       WHERE broadcast = ? AND speaker = ? AND boot_id = ? AND first_sample_at_us = ?`,
    );
    const insert = sqlite.prepare(
      `INSERT INTO broadcast_receipt
         (broadcast, speaker, boot_id, counter, first_sample_at_us, first_media_time, end_media_time, clock_error_us,
          played, concealed, late, missing, ended_because, receipt_at_ms, receipt)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    return {
      /** True for a target of that broadcast. */
      has: (id: string, speaker: string): boolean => target.get(id, speaker) !== undefined,
      /** Adds a receipt; answers all that are kept then. */
      keep(id: string, speaker: string, next: ReceiptPart): readonly ReceiptPart[] {
        const before = (kept.all(id, speaker) as Row[]).map(toPart);
        const after = keepReceipt(before, next);
        for (const part of before)
          if (!after.includes(part)) remove.run(id, speaker, part.bootId, part.firstSampleAtUs ?? 0);
        if (after.includes(next)) insert.run(id, speaker, ...toRow(next));
        return after;
      },
    };
  };
  return () => {
    prepared ??= prepare();
    return prepared;
  };
}

type Row = [
  ...[string, number, number, number | null, number | null, number | null],
  ...[number, number, number, number, string, number, Uint8Array],
];

function toPart(row: Row): ReceiptPart {
  const [bootId, counter, firstSampleAtUs, firstMediaTime, endMediaTime, clockErrorUs] = row;
  const [, , , , , , played, concealed, late, missing, endedBecause, receiptAtMs, receipt] = row;
  return {
    ...{ bootId, counter, firstSampleAtUs: firstSampleAtUs === 0 ? null : firstSampleAtUs },
    ...{ firstMediaTime, endMediaTime, clockErrorUs, played, concealed, late, missing },
    ...{ endedBecause, receiptAtMs, raw: Buffer.from(receipt).toString("base64") },
  };
}

function toRow(part: ReceiptPart): Row {
  const { bootId, counter, firstSampleAtUs, firstMediaTime, endMediaTime, clockErrorUs } = part;
  const { played, concealed, late, missing, endedBecause, receiptAtMs, raw } = part;
  return [
    ...([bootId, counter, firstSampleAtUs ?? 0, firstMediaTime, endMediaTime, clockErrorUs] as const),
    ...([played, concealed, late, missing, endedBecause, receiptAtMs, Buffer.from(raw, "base64")] as const),
  ];
}
