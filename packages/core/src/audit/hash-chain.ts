import type { AuditEntry, AuditRow } from "./audit-entry";

/** SHA-256 of the text's UTF-8 bytes, as 64 lower-case hex digits. */
export type HashText = (text: string) => string;

/** What the first row names as the row before it. */
export const AUDIT_GENESIS = "0".repeat(64);

/**
 * The text a row's hash is taken over: JSON with members sorted by name, no spaces, as RFC 8785 writes our values.
 * It starts with the previous row's hash, so that a row changed, removed or inserted breaks every later one.
 */
export function canonicalAuditRow(row: Omit<AuditRow, "hash">): string {
  return `pa-audit-v1\n${row.previousHash}\n${row.seq}\n${canonicalJson({
    atMs: row.atMs,
    actor: row.actor,
    room: row.room,
    address: row.address,
    act: row.act,
    object: row.object,
    why: row.why,
    result: row.result,
    detail: row.detail,
  })}`;
}

/** Puts an entry behind the last row of the chain (null for the first). */
export function chainAuditEntry(
  last: Pick<AuditRow, "seq" | "hash"> | null,
  entry: AuditEntry,
  hashText: HashText,
): AuditRow {
  const { atMs, actor, room, address, act, object, why, result, detail } = entry;
  const row = {
    ...{ atMs, actor, room, address, act, object, why, result, detail },
    seq: (last?.seq ?? 0) + 1,
    previousHash: last?.hash ?? AUDIT_GENESIS,
  };
  return { ...row, hash: hashText(canonicalAuditRow(row)) };
}

export interface ChainBreak {
  readonly seq: number;
  readonly detail: string;
}

/** Checks rows in order behind `last`; the first that does not fit, or null. Feed it page by page. */
export function findChainBreak(
  last: Pick<AuditRow, "seq" | "hash"> | null,
  rows: Iterable<AuditRow>,
  hashText: HashText,
): ChainBreak | null {
  let previous = last;
  for (const row of rows) {
    const expectedSeq = (previous?.seq ?? 0) + 1;
    if (row.seq !== expectedSeq) return { seq: row.seq, detail: `row ${expectedSeq} is missing` };
    if (row.previousHash !== (previous?.hash ?? AUDIT_GENESIS))
      return { seq: row.seq, detail: "does not name the row before it" };
    if (row.hash !== hashText(canonicalAuditRow(row)))
      return { seq: row.seq, detail: "was changed after it was written" };
    previous = row;
  }
  return null;
}

/** JSON with sorted members. Undefined members and non-finite numbers go as JSON.stringify sends them. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
    return `{${members.join(",")}}`;
  }
  return JSON.stringify(value) ?? "null";
}
