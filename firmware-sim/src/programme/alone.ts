import { type Bundle, type BundleOccurrence, chimeMs, FRAME_MS, type Offer } from "@dalaba/protocol";

/** What a speaker begins when nobody keeps the programme (SPEC 13.6). Pure; UTC is an argument. */

/** Less than this is not worth beginning, ms. */
const LEAST_LEFT_MS = 3_000;
/** Begun so long before it sounds: what is to sound first must be decoded first. */
const AHEAD_MS = 2_000;
const ENDS_SLACK_MS = 30_000;

export interface Listener {
  readonly speaker: string;
  readonly groups: ReadonlySet<string>;
}

export function isFor(occurrence: BundleOccurrence, { speaker, groups }: Listener): boolean {
  return occurrence.speakers.includes(speaker) || occurrence.groups.some((group) => groups.has(group));
}

export function lastsMs({ chime, frames }: BundleOccurrence): number {
  return chimeMs(chime) + frames * FRAME_MS;
}

/** Those to begin now. */
export function dueAlone(bundle: Bundle, listener: Listener, utcMs: number): readonly BundleOccurrence[] {
  return bundle.occurrences.filter(
    (each) =>
      each.atUtcMs - AHEAD_MS <= utcMs &&
      each.atUtcMs + lastsMs(each) - utcMs > LEAST_LEFT_MS &&
      isFor(each, listener),
  );
}

/** The clips that this speaker needs from now on, the one due first before the others, each once. */
export function clipsNeeded(bundle: Bundle, listener: Listener, utcMs: number): readonly BundleOccurrence[] {
  const mine = bundle.occurrences.filter(
    (each) => each.atUtcMs + lastsMs(each) > utcMs && isFor(each, listener),
  );
  const seen = new Set<string>();
  return [...mine]
    .sort((a, b) => a.atUtcMs - b.atUtcMs)
    .filter(({ sha256 }) => !seen.has(sha256) && seen.add(sha256));
}

/** The entry as an OFFER that this speaker makes to itself. `t0Us`: serverTime of mediaTime 0. */
export function offerAlone(
  entry: BundleOccurrence,
  speaker: string,
  { clockId, t0Us }: { readonly clockId: string; readonly t0Us: number },
): Offer {
  const endsByUtcMs = entry.atUtcMs + lastsMs(entry) + ENDS_SLACK_MS;
  const { broadcast, priority, issued, gainDb, chime, sha256, bytes, frames } = entry;
  return {
    type: "offer",
    scope: { kind: "speaker", speaker },
    ...{ broadcast, priority, class: entry.class, issued, gainDb, chime, clockId },
    ...{ cfgVersion: 0, epoch: 0, replaces: [], m0: 0, t0Us: Math.round(t0Us), rPpb: 0 },
    delayUs: { lan: 0, wan: 0 },
    // Nothing of it comes over the line.
    ...{ streamKid: 1, topic: `pa/b/${broadcast}/a` },
    ...{ startByUtcMs: endsByUtcMs, endsByUtcMs },
    ...{ resume: "rejoin", waitMs: 0, night: "no", auth: "each" },
    clip: { sha256, bytes, frames },
  };
}
