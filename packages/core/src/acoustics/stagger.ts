import type { SpeakerId } from "../model";
import { COMPETES_DB, type HeardPoint } from "./overlap";

/** Between the last word of one group and the first of the next: the sound's way to the far end of a village, ms. */
export const GROUP_PAUSE_MS = 2_000;

/**
 * Groups that speak in turn so that no listener hears two at once: two speakers that can both be made out at some
 * listening point, within 10 dB of each other, are never in one group. Graph colouring after Brélaz (DSATUR): next is
 * the speaker with the most groups already closed to it, then with the most rivals, then by id. Deterministic; not
 * proved least.
 * @param speakers all that are to sound; those nobody hears go into the first group
 */
export function staggeredGroups(
  speakers: readonly SpeakerId[],
  heard: readonly HeardPoint[],
): readonly (readonly SpeakerId[])[] {
  const ids = [...speakers].sort();
  const rivals = rivalries(ids, heard);
  const closed = ids.map(() => new Set<number>());
  const groups: SpeakerId[][] = [];
  const waiting = new Set(ids.keys());
  while (waiting.size > 0) {
    const next = mostConstrained(waiting, closed, rivals);
    waiting.delete(next);
    let group = 0;
    while ((closed[next] as Set<number>).has(group)) group++;
    groups[group] ??= [];
    (groups[group] as SpeakerId[]).push(ids[next] as SpeakerId);
    for (const rival of rivals[next] as Set<number>) (closed[rival] as Set<number>).add(group);
  }
  return groups.map((group) => group.sort());
}

function mostConstrained(
  waiting: ReadonlySet<number>,
  closed: readonly ReadonlySet<number>[],
  rivals: readonly ReadonlySet<number>[],
): number {
  let best = -1;
  const size = (of: readonly ReadonlySet<number>[], at: number) => of[at]?.size ?? -1;
  for (const each of waiting) {
    const ahead = size(closed, each) - size(closed, best) || size(rivals, each) - size(rivals, best);
    if (best < 0 || ahead > 0) best = each;
  }
  return best;
}

function rivalries(ids: readonly SpeakerId[], heard: readonly HeardPoint[]): readonly Set<number>[] {
  const index = new Map(ids.map((id, at) => [id, at]));
  const rivals = ids.map(() => new Set<number>());
  for (const { arrivals } of heard)
    for (const [position, louder] of arrivals.entries())
      for (const softer of arrivals.slice(position + 1)) {
        if (louder.levelDb - softer.levelDb > COMPETES_DB) break;
        const [a, b] = [index.get(louder.speaker), index.get(softer.speaker)];
        if (a === undefined || b === undefined) continue;
        (rivals[a] as Set<number>).add(b);
        (rivals[b] as Set<number>).add(a);
      }
  return rivals;
}

/** From the first word of the first group to the last of the last, ms. */
export function staggeredLengthMs(groups: number, speechMs: number): number {
  return groups === 0 ? 0 : groups * speechMs + (groups - 1) * GROUP_PAUSE_MS;
}
