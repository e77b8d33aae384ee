import type { PageOf } from "@dalaba/api";

/** One page of a list that is whole in memory and sorted by id; the cursor is the last id seen. */
export function pageOfIds<T extends { readonly id: string }>(
  items: readonly T[],
  { after, limit }: { readonly after?: string | undefined; readonly limit: number },
): { items: T[]; next: PageOf<T>["next"] } {
  const rest = after === undefined ? items : items.filter(({ id }) => id > after);
  const page = rest.slice(0, limit);
  return { items: page, next: rest.length > page.length ? (page.at(-1)?.id ?? null) : null };
}
