import type { SpeakerId } from "../model";
import type { ResultReason, Verdict } from "./verdict";

/**
 * Whom a broadcast may be repeated to: those that did not play it whole (`failed`), of those the ones that something
 * else kept from it (`busy`), or every target again (`all`).
 */
export const REPEAT_SETS = ["failed", "busy", "all"] as const;
export type RepeatSet = (typeof REPEAT_SETS)[number];

const HELD: ReadonlySet<string> = new Set<ResultReason>(["busy", "outranked", "queued"]);

/** Another broadcast held the speaker: equal, higher, or before it in the queue. */
export function isHeld(reason: string | null): boolean {
  return reason !== null && HELD.has(reason);
}

/** The speakers that a repetition is for, in the order of the rows. The rows are those of a settled broadcast. */
export function repeatTargets(
  rows: readonly {
    readonly speaker: SpeakerId;
    readonly verdict: Verdict | null;
    readonly reason: ResultReason | null;
  }[],
  to: RepeatSet,
): readonly SpeakerId[] {
  const meant = rows.filter(({ verdict, reason }) => {
    if (to === "all") return true;
    return verdict !== "played" && (to === "failed" || isHeld(reason));
  });
  return meant.map(({ speaker }) => speaker);
}
