import { isQuietAt, type Limits } from "@dalaba/protocol";
import type { BroadcastParts } from "./broadcast-parts";

/** What a speaker stated of itself and was told: what arbitration there goes by. */
export function limitsOf(
  { book, board, clocks }: Pick<BroadcastParts, "book" | "board" | "clocks">,
  id: string,
): Limits {
  const mixed: 1 | 2 = board.status(id)?.mixed === 2 ? 2 : 1;
  const { muted = false, quiet = {} } = book.get(id)?.entry ?? {};
  return { mixed, muted, quiet: isQuietAt(quiet, clocks.utcMs()) };
}
