import { rmSync } from "node:fs";
import { resolve, sep } from "node:path";
import type { Store } from "@dalaba/store";

const DAY_MS = 86_400_000;
const KEEP_DAYS_DEFAULT = 90;
/** How many days recordings are kept; their rows and results stay for good. */
export const KEEP_DAYS_SETTING = "recordings.keep-days";
/** Events are for catching up after a break, not for history. */
const EVENTS_KEEP = 100_000;
const EVENTS_KEEP_MS = 30 * DAY_MS;

/** What each speaker did is kept so long; the counted result of a broadcast for good. */
export const RECEIPTS_KEEP_MS = 180 * DAY_MS;
const FOLDED_SETTING = "receipts.folded-until";
/** In one call; the last of a full step is looked at again in the next. */
export const FOLD_AT_ONCE = 200;

export interface Pruned {
  readonly recordings: number;
  readonly events: number;
  /** Broadcasts of which only the counted result is left. */
  readonly folded: number;
}

export function keepDays(store: Pick<Store, "settings">): number {
  return store.settings.get<number>(KEEP_DAYS_SETTING) ?? KEEP_DAYS_DEFAULT;
}

/** Deletes what is older than it need be, but no recording of a broadcast that is `held`. `nowMs` is UTC. */
export function prune(
  store: Store,
  dataFolder: string,
  nowMs: number,
  held: ReadonlySet<string> = new Set(),
): Pruned {
  const days = keepDays(store);
  let recordings = 0;
  for (;;) {
    const paths = store.broadcasts.pruneRecordings(nowMs - days * DAY_MS, undefined, held);
    if (paths.length === 0) break;
    recordings += paths.length;
    for (const path of paths) {
      const file = recordingFile(dataFolder, path);
      if (file !== undefined) rmSync(file, { force: true });
    }
  }
  const folded = foldReceipts(store, nowMs);
  return { recordings, folded, events: store.events.prune(EVENTS_KEEP, nowMs - EVENTS_KEEP_MS) };
}

function foldReceipts(store: Store, nowMs: number): number {
  const { broadcasts, settings } = store;
  const fromMs = settings.get<number>(FOLDED_SETTING) ?? 0;
  const { folded, untilMs } = broadcasts.foldReceipts(fromMs, nowMs - RECEIPTS_KEEP_MS, FOLD_AT_ONCE);
  // The end of the last one belongs to the next round: others may have ended in the same millisecond.
  if (untilMs > fromMs) settings.set(FOLDED_SETTING, untilMs, nowMs);
  return folded;
}

/** The file of a recording path of the store; undefined for one that leads out of the recordings' folder. */
export function recordingFile(dataFolder: string, path: string): string | undefined {
  const folder = resolve(dataFolder, "recordings");
  const file = resolve(dataFolder, path);
  return file.startsWith(folder + sep) ? file : undefined;
}
