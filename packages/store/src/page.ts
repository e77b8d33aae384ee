/** A cursor page: `after` is the `next` of the page before, opaque to callers; `limit` is 1 to 500 (100). */
export interface PageRequest {
  readonly after?: string | null;
  readonly limit?: number;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Null on the last page. */
  readonly next: string | null;
}

export const PAGE_LIMIT_MAX = 500;
export const PAGE_LIMIT_DEFAULT = 100;

/** Clamps a requested page size into 1..500. */
export function pageLimit(request: PageRequest): number {
  const wanted = Math.trunc(request.limit ?? PAGE_LIMIT_DEFAULT);
  return Math.min(PAGE_LIMIT_MAX, Math.max(1, Number.isNaN(wanted) ? PAGE_LIMIT_DEFAULT : wanted));
}

/** Turns `limit + 1` rows into a page: the extra row only says that there is more. */
export function toPage<T>(rows: readonly T[], limit: number, cursorOf: (row: T) => string): Page<T> {
  const items = rows.slice(0, limit);
  const last = items[items.length - 1];
  return { items, next: rows.length > limit && last !== undefined ? cursorOf(last) : null };
}
