import type { Limits } from "@dalaba/protocol";
import type { BroadcastParts } from "./broadcast-parts";

/** What a speaker stated of itself and was told: what arbitration there goes by. Quiet hours are the speaker's own matter. */
export function limitsOf({ book, board }: Pick<BroadcastParts, "book" | "board">, id: string): Limits {
  const mixed: 1 | 2 = board.status(id)?.mixed === 2 ? 2 : 1;
  return { mixed, muted: book.get(id)?.entry.muted ?? false, quiet: false };
}
