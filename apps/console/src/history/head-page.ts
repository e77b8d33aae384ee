export interface Pages<T> {
  readonly pages: readonly { readonly items: readonly T[]; readonly next: string | null }[];
  readonly pageParams: readonly unknown[];
}

/**
 * The pages read so far, newest first, with the newest page read again. What stood on the first page stays below what
 * came before it, so that nobody who reads further down loses their place; where the two do not meet, the list begins anew.
 */
export function withHead<T extends { readonly id: string }>(
  known: Pages<T> | undefined,
  head: Pages<T>["pages"][number],
): Pages<T> {
  const [first, ...rest] = known?.pages ?? [];
  const fresh = new Set(head.items.map(({ id }) => id));
  if (!first || (head.next !== null && !first.items.some(({ id }) => fresh.has(id))))
    return { pages: [head], pageParams: [undefined] };
  // A full page of news may reach past the first page: what it holds of the others is not shown twice.
  const missing = (items: readonly T[]): readonly T[] => items.filter(({ id }) => !fresh.has(id));
  return {
    pages: [
      { items: [...head.items, ...missing(first.items)], next: first.next },
      ...rest.map((page) => ({ ...page, items: missing(page.items) })),
    ],
    pageParams: known?.pageParams ?? [undefined],
  };
}
