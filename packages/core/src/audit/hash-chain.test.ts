import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AuditEntry, AuditRow } from "./audit-entry";
import { AUDIT_GENESIS, canonicalJson, chainAuditEntry, findChainBreak } from "./hash-chain";

const hashText = (text: string) => createHash("sha256").update(text, "utf8").digest("hex");

const entry = (act: string, detail: Record<string, unknown> = {}): AuditEntry => ({
  atMs: 1_790_000_000_000,
  actor: "operator:ann",
  room: "centre",
  address: "192.0.2.7",
  act,
  object: "broadcast:00112233aabbccdd",
  why: "东村 河堤 有人靠近",
  result: "ok",
  detail,
});

function chain(acts: string[]): AuditRow[] {
  const rows: AuditRow[] = [];
  for (const act of acts) rows.push(chainAuditEntry(rows.at(-1) ?? null, entry(act), hashText));
  return rows;
}

describe("the audit chain", () => {
  it("begins at the genesis hash, counts from 1 and links each row to the one before", () => {
    const rows = chain(["talk", "stop", "play"]);
    expect(rows.map((row) => row.seq)).toEqual([1, 2, 3]);
    expect(rows[0]?.previousHash).toBe(AUDIT_GENESIS);
    expect(rows[1]?.previousHash).toBe(rows[0]?.hash);
    expect(findChainBreak(null, rows, hashText)).toBeNull();
    expect(findChainBreak(rows[0]!, rows.slice(1), hashText)).toBeNull();
  });

  it("keeps its canonical form: this hash must never change", () => {
    expect(chain(["talk"])[0]?.hash).toMatchInlineSnapshot(
      `"c95096eb10d96976beeff220a3b6ffea83ae5184286d5a49d818fed56d97021f"`,
    );
  });

  it("finds any field changed, any row removed, moved or put in", () => {
    const rows = chain(["talk", "stop", "play", "stop"]);
    const fields = [
      "atMs",
      "actor",
      "room",
      "address",
      "act",
      "object",
      "why",
      "result",
      "detail",
      "hash",
    ] as const;
    for (const field of fields) {
      const changed = rows.map((row) =>
        row.seq === 2 ? { ...row, [field]: field === "detail" ? { x: 1 } : field === "atMs" ? 1 : "x" } : row,
      );
      expect(findChainBreak(null, changed, hashText)?.seq).toBe(2);
    }
    expect(findChainBreak(null, rows.toSpliced(1, 1), hashText)?.detail).toBe("row 2 is missing");
    expect(findChainBreak(null, rows.slice(1), hashText)?.detail).toBe("row 1 is missing");
    expect(findChainBreak(null, [rows[0]!, { ...rows[2]!, seq: 2 }, rows[3]!], hashText)?.seq).toBe(2);
    const forged = chainAuditEntry(rows[0]!, entry("forged"), hashText);
    expect(findChainBreak(null, [rows[0]!, forged, rows[2]!], hashText)?.seq).toBe(3);
  });

  it("writes equal JSON for equal values, whatever their order and after a round trip through a column", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(canonicalJson(JSON.parse(JSON.stringify(value)))).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
    expect(canonicalJson({ b: 1, a: [undefined, { d: undefined, c: "é" }] })).toBe(
      '{"a":[null,{"c":"é"}],"b":1}',
    );
    expect(canonicalJson(Number.NaN)).toBe("null");
  });
});
