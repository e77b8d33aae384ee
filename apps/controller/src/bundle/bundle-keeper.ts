import { type BundleOccurrence, encodeBundle, type FileRef, MAX_BUNDLE_BYTES } from "@dalaba/protocol";
import type { Store } from "@dalaba/store";
import type { Clock } from "../clock";
import type { TownView } from "../fleet";
import type { Log } from "../log";
import type { AnnouncementBook, OccurrencePlayer, ScheduleBook } from "../schedules";
import { bundleOccurrenceOf, comingOccurrences, entryOf, type ProgrammeEntry } from "./programme-entries";
import { clipFileOf, type StoredFiles } from "./stored-files";

const SETTING = "programme.bundle";
const DAY_MS = 86_400_000;
/** Entries are remembered so long: speakers come back late and tell. */
const REMEMBERED_MS = 9 * DAY_MS;
/** A burst of changes makes one bundle. */
const GATHER_MS = 1_000;
/** Looked at again, since the days move on. */
const AGAIN_MS = 15 * 60_000;
/** Longer clips are streamed and not kept by anybody. */
const MOST_CLIP_BYTES = 8 * 1024 * 1024;
const MOST_ENTRIES = 2_000;

interface Kept {
  /** null: nothing is to sound in the days to come, and nobody is told to keep anything. */
  readonly ref: FileRef | null;
  readonly entries: readonly ProgrammeEntry[];
}

export interface BundleKeeperParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly book: ScheduleBook;
  readonly announcements: AnnouncementBook;
  readonly player: Pick<OccurrencePlayer, "prepare">;
  readonly files: StoredFiles;
  view(): TownView;
  /** Speakers are to be told of another bundle. */
  changed(): void;
}

/** Keeps the programme of the next seven days ready for speakers that will be left alone (SPEC 13.4). */
export class BundleKeeper {
  private readonly parts: BundleKeeperParts;
  private kept: Kept | undefined;
  private timer: NodeJS.Timeout | undefined;
  private making: Promise<void> | undefined;
  private again = false;
  private stopped = true;

  constructor(parts: BundleKeeperParts) {
    this.parts = parts;
    this.kept = parts.store.settings.get<Kept>(SETTING) ?? undefined;
  }

  start(): void {
    this.stopped = false;
    this.soon(0);
  }

  /** A schedule, an announcement, a calendar, quiet hours or the town changed. */
  look(): void {
    if (!this.stopped) this.soon(GATHER_MS);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.making;
  }

  /** Named by every cfg; undefined before the first. */
  get ref(): FileRef | undefined {
    return this.kept?.ref ?? undefined;
  }

  /** A clip that its keepers have, or will. */
  holds(sha256: string): boolean {
    return this.kept?.entries.some((each) => each.sha256 === sha256) ?? false;
  }

  /** What is known of an occurrence that was in a bundle of the last days. */
  entry(broadcast: string): ProgrammeEntry | undefined {
    return this.kept?.entries.find((each) => each.broadcast === broadcast);
  }

  private soon(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (this.making !== undefined) this.again = true;
      else this.making = this.make();
    }, ms);
  }

  private async make(): Promise<void> {
    try {
      await this.bringUpToDate();
    } catch (error) {
      this.parts.log.error(
        { err: error },
        "the programme that speakers keep could not be made; it is tried again in a quarter of an hour",
      );
    }
    this.making = undefined;
    if (this.stopped) return;
    this.soon(this.again ? GATHER_MS : AGAIN_MS);
    this.again = false;
  }

  private async bringUpToDate(): Promise<void> {
    const { store, clock, files, log, changed } = this.parts;
    const entries = await this.entries();
    if (this.stopped) return;
    const fitting = fit(entries);
    if (fitting.length < entries.length)
      log.warn(
        { kept: fitting.length, all: entries.length },
        "the programme is larger than speakers keep: the last of its days are streamed only",
      );
    const occurrences = fitting.map(bundleOccurrenceOf);
    const ref = occurrences.length === 0 ? null : await files.put(encodeBundle({ occurrences }));
    if (ref?.sha256 === this.kept?.ref?.sha256) return;
    const ids = new Set(fitting.map(({ broadcast }) => broadcast));
    const nowMs = clock.nowMs();
    // What was in an earlier one may have been played from it.
    const earlier = (this.kept?.entries ?? []).filter(
      ({ broadcast, atUtcMs }) => !ids.has(broadcast) && atUtcMs > nowMs - REMEMBERED_MS && atUtcMs < nowMs,
    );
    this.kept = { ref, entries: [...earlier, ...fitting] };
    store.settings.set(SETTING, this.kept, nowMs);
    log.info(
      { occurrences: fitting.length, bytes: ref?.bytes ?? 0 },
      "speakers are given another programme to keep",
    );
    changed();
    const named = new Set([...(ref === null ? [] : [ref.sha256]), ...fitting.map(({ sha256 }) => sha256)]);
    await files.sweep(named, nowMs - DAY_MS);
  }

  private async entries(): Promise<readonly ProgrammeEntry[]> {
    const { book, clock, player, files, log, view } = this.parts;
    const entries: ProgrammeEntry[] = [];
    const leftOut = new Map<string, number>();
    const leave = (code: string): void => void leftOut.set(code, (leftOut.get(code) ?? 0) + 1);
    for (const coming of comingOccurrences(book, clock.nowMs())) {
      if (this.stopped) return [];
      const prepared = await player.prepare(coming.occurrence, coming.schedule);
      // Between two of them requests are answered.
      await new Promise((resolve) => setImmediate(resolve));
      if (!prepared.ok) {
        leave(prepared.code);
        continue;
      }
      const { title, chime, frames, durationMs } = prepared.value;
      const { ref, bytes } = clipFileOf(frames);
      const entry = entryOf(coming, { title, chime, clip: ref, durationMs }, book, view());
      if (entry === undefined) continue;
      if (bytes.length > MOST_CLIP_BYTES) {
        leave("too-large");
        continue;
      }
      await files.put(bytes);
      entries.push(entry);
    }
    if (leftOut.size > 0)
      log.warn(
        { codes: Object.fromEntries(leftOut) },
        "some of the programme cannot be kept by speakers; see the codes",
      );
    return entries;
  }
}

/** As many as a bundle may hold, the first of them. */
function fit(entries: readonly ProgrammeEntry[]): readonly ProgrammeEntry[] {
  let bytes = 32;
  const fitting: ProgrammeEntry[] = [];
  for (const entry of entries.slice(0, MOST_ENTRIES)) {
    bytes += lengthOf(bundleOccurrenceOf(entry)) + 1;
    if (bytes > MAX_BUNDLE_BYTES) break;
    fitting.push(entry);
  }
  return fitting;
}

function lengthOf(occurrence: BundleOccurrence): number {
  return Buffer.byteLength(JSON.stringify(occurrence));
}
