import { EVERYWHERE } from "@dalaba/core";
import type { Operator, Store } from "@dalaba/store";

/** Enabled operators who are admin of the whole installation, the oldest first. */
export function adminsEverywhere(store: Pick<Store, "operators">): readonly Operator[] {
  const found: Operator[] = [];
  for (let after: string | null = null; ; ) {
    const page = store.operators.list({ after, limit: 500 });
    found.push(...page.items.filter(isAdminEverywhere));
    if (page.next === null) return found.sort((a, b) => a.createdAtMs - b.createdAtMs);
    after = page.next;
  }
}

export function isAdminEverywhere({ disabled, grants }: Pick<Operator, "disabled" | "grants">): boolean {
  return !disabled && grants.some(({ role, site }) => role === "admin" && site === EVERYWHERE);
}
