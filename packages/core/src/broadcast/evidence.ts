import type { ReceiptRow } from "./journal";

/**
 * What the receipts of one speaker for one broadcast amount to. A receipt states the totals of its boot (SPEC 5.4), so
 * of one boot the newest stands for all; a speaker that lost power in mid-broadcast and played on after it sends a
 * second one, and the two add up. What was played is never taken back: neither by a boot that heard nothing, as of
 * somebody who replayed the broadcast to a speaker after its end, nor by sounding the same stretch once more.
 */

/** A verified receipt that is kept, and was the last word of its boot on one stretch of the broadcast. */
export type ReceiptPart = Omit<ReceiptRow, "speaker" | "receiptVerified" | "plannedAtUs">;

/** Kept for one speaker of one broadcast; at the bound the one that played least goes. */
export const MOST_PARTS = 8;

/** The parts after one more receipt, which may be new, a repeat, or older than what is known. */
export function keepReceipt(parts: readonly ReceiptPart[], next: ReceiptPart): readonly ReceiptPart[] {
  const same = parts.filter((part) => isOneCount(part, next));
  if (same.some((part) => outdates(part, next))) return parts;
  const kept = [...parts.filter((part) => !same.includes(part)), next];
  return kept.length > MOST_PARTS ? kept.toSorted(byPlayed).slice(0, MOST_PARTS) : kept;
}

/**
 * The parts that add up, in the order of the broadcast: of those that sounded the set that played most and holds no
 * stretch twice, so that one more part never lowers the sum; where none sounded, the newest.
 */
export function countedParts(parts: readonly ReceiptPart[]): readonly ReceiptPart[] {
  const sounded = parts.filter(({ played }) => played > 0);
  if (sounded.length > 0)
    return mostOf(sounded.toSorted((a, b) => startOf(a) - startOf(b) || a.receiptAtMs - b.receiptAtMs));
  const newest = parts.toSorted((a, b) => b.receiptAtMs - a.receiptAtMs)[0];
  return newest === undefined ? [] : [newest];
}

/** One row of them: counts are sums, the beginning is the first part's, the end the last one's. */
export function sumParts(parts: readonly ReceiptPart[]): Omit<ReceiptPart, "bootId" | "counter"> | undefined {
  const counted = countedParts(parts);
  const first = counted[0];
  const last = counted.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const sum = (name: "played" | "concealed" | "late" | "missing"): number =>
    counted.reduce((total, part) => total + part[name], 0);
  return {
    firstSampleAtUs: first.firstSampleAtUs,
    firstMediaTime: first.firstMediaTime,
    endMediaTime: last.endMediaTime,
    clockErrorUs: counted.reduce<number | null>(
      (worst, { clockErrorUs }) => (clockErrorUs === null ? worst : Math.max(worst ?? 0, clockErrorUs)),
      null,
    ),
    played: sum("played"),
    concealed: sum("concealed"),
    late: sum("late"),
    missing: sum("missing"),
    endedBecause: last.endedBecause,
    receiptAtMs: Math.max(...counted.map(({ receiptAtMs }) => receiptAtMs)),
    raw: counted.toSorted(byPlayed)[0]?.raw ?? first.raw,
  };
}

/**
 * One boot goes on counting: the first sample stays the first. With another first sample it forgot (SPEC 9.7) and began
 * anew; before its first sample it has played nothing that could be lost.
 */
function isOneCount(a: ReceiptPart, b: ReceiptPart): boolean {
  if (a.bootId !== b.bootId) return false;
  return a.firstSampleAtUs === null || b.firstSampleAtUs === null || a.firstSampleAtUs === b.firstSampleAtUs;
}

/** True when `a` stays in the place of `b`. */
function outdates(a: ReceiptPart, b: ReceiptPart): boolean {
  if ((a.firstSampleAtUs === null) !== (b.firstSampleAtUs === null)) return a.firstSampleAtUs !== null;
  return a.counter > b.counter || (a.counter === b.counter && a.receiptAtMs >= b.receiptAtMs);
}

/** Of at most `MOST_PARTS`, sorted by their start: with the first one or without it. */
function mostOf(parts: readonly ReceiptPart[]): readonly ReceiptPart[] {
  const [first, ...rest] = parts;
  if (first === undefined) return [];
  const chosen = [first, ...mostOf(rest.filter((part) => !overlap(first, part)))];
  const others = mostOf(rest);
  return playedBy(chosen) >= playedBy(others) ? chosen : others;
}

const playedBy = (parts: readonly ReceiptPart[]): number =>
  parts.reduce((sum, { played }) => sum + played, 0);

const startOf = ({ firstMediaTime }: ReceiptPart): number => firstMediaTime ?? 0;

/** Where the end is not known it may have been anywhere. */
const endOf = ({ endMediaTime }: ReceiptPart): number => endMediaTime ?? Number.POSITIVE_INFINITY;

function overlap(a: ReceiptPart, b: ReceiptPart): boolean {
  return startOf(a) < endOf(b) && startOf(b) < endOf(a);
}

/** Most first; of equals the earlier receipt: what came first is not displaced by what says the same. */
function byPlayed(a: ReceiptPart, b: ReceiptPart): number {
  return b.played - a.played || a.receiptAtMs - b.receiptAtMs;
}
