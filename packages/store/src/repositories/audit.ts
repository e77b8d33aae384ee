import { createHash } from "node:crypto";
import { type AuditEntry, type AuditRow, chainAuditEntry, findChainBreak } from "@dalaba/core";
import { and, asc, desc, eq, gt, gte, lt } from "drizzle-orm";
import type { Connection } from "../database";
import { type Page, type PageRequest, pageLimit, toPage } from "../page";
import { audit } from "../schema";

export interface AuditFilter {
  readonly actor?: string;
  readonly act?: string;
  readonly object?: string;
  /** From that UTC ms on, and until before that. */
  readonly fromMs?: number;
  readonly toMs?: number;
}

export interface AuditRepository {
  /** Appends to the chain, inside the caller's transaction when there is one. */
  append(entry: AuditEntry): AuditRow;
  /** Newest first. */
  list(request: PageRequest & AuditFilter): Page<AuditRow>;
  /** Walks the chain; the first row that does not fit, or null. */
  verify(): { readonly seq: number; readonly detail: string } | null;
}

const VERIFY_STEP = 1_000;

function hashText(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}

export function auditRepository({ db, tx }: Connection): AuditRepository {
  return {
    append: (entry) =>
      tx(() => {
        const last = db
          .select({ seq: audit.seq, hash: audit.hash })
          .from(audit)
          .orderBy(desc(audit.seq))
          .limit(1)
          .get();
        const row = chainAuditEntry(last ?? null, entry, hashText);
        db.insert(audit).values(row).run();
        return row;
      }),
    list(request) {
      const limit = pageLimit(request);
      const before = request.after == null ? undefined : Number(request.after);
      if (Number.isNaN(before)) return { items: [], next: null };
      const rows = db
        .select()
        .from(audit)
        .where(
          and(
            before === undefined ? undefined : lt(audit.seq, before),
            request.actor === undefined ? undefined : eq(audit.actor, request.actor),
            request.act === undefined ? undefined : eq(audit.act, request.act),
            request.object === undefined ? undefined : eq(audit.object, request.object),
            request.fromMs === undefined ? undefined : gte(audit.atMs, request.fromMs),
            request.toMs === undefined ? undefined : lt(audit.atMs, request.toMs),
          ),
        )
        .orderBy(desc(audit.seq))
        .limit(limit + 1)
        .all();
      return toPage(rows, limit, (row) => String(row.seq));
    },
    verify() {
      for (let last: AuditRow | null = null; ; ) {
        const rows: AuditRow[] = db
          .select()
          .from(audit)
          .where(gt(audit.seq, last?.seq ?? 0))
          .orderBy(asc(audit.seq))
          .limit(VERIFY_STEP)
          .all();
        const found = findChainBreak(last, rows, hashText);
        if (found !== null) return found;
        last = rows.at(-1) ?? last;
        if (rows.length < VERIFY_STEP) return null;
      }
    },
  };
}
