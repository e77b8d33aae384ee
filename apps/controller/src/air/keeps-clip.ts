import type { PresenceBoard } from "./presence-board";
import type { Ticket } from "./ticket";

/**
 * By its own word this speaker has the broadcast's clip and will sound it without any audio (SPEC 13.5): it keeps the
 * bundle that names it, and lacks none of its clips. Its answer to the offer is the truth.
 */
export function keepsClip(
  board: Pick<PresenceBoard, "status">,
  { stored }: Pick<Ticket, "stored">,
  speaker: string,
): boolean {
  if (stored === undefined || stored.bundle === null) return false;
  const { bundle, clipsMissing = 0 } = board.status(speaker) ?? {};
  return bundle === stored.bundle && clipsMissing === 0;
}
