import { z } from "@hono/zod-openapi";

/** Lists are paged by cursor: `?after=` is the `next` of the page before, opaque; `?limit=` 1 to 500. */
export const pageQuery = z.object({
  after: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), next: z.string().nullable() });
}

export interface PageOf<T> {
  readonly items: readonly T[];
  /** Null on the last page. */
  readonly next: string | null;
}
