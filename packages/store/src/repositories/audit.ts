import type { AuditEntry, AuditRow } from "@dalaba/core";
import type { Page, PageRequest } from "../page";

export interface AuditFilter {
  readonly actor?: string;
  readonly act?: string;
  readonly object?: string;
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
