import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { RetentionReply } from "@dalaba/api";
import type { Store } from "@dalaba/store";
import { FOLD_AT_ONCE, keepDays, prune, RECEIPTS_KEEP_MS, recordingFile } from "../broadcasts";
import type { ClipFiles } from "../clips";
import type { Clock } from "../clock";
import { diskUnder } from "../disk-level";

const DAY_MS = 86_400_000;
/** A deleted clip can be restored for so long. */
export const KEEP_DELETED_DAYS = 30;
/** A file that no clip names may be of an upload that becomes one in this very moment. */
const YOUNG_MS = DAY_MS;

type Files = RetentionReply["goes"]["clips"];
const NONE: Files = { count: 0, bytes: 0, oldestMs: null };

interface SweeperParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly dataFolder: string;
  readonly files: ClipFiles;
  /** Broadcasts whose recordings stay past their time: open incidents name them, as soon as there are incidents. */
  held(): ReadonlySet<string>;
}

/** What is past its time: told first, and deleted by the same reckoning. */
export class Sweeper {
  private readonly parts: SweeperParts;

  constructor(parts: SweeperParts) {
    this.parts = parts;
  }

  /** What is kept, and what would go now. Nothing is changed. */
  async look(): Promise<RetentionReply> {
    const { store, clock, dataFolder } = this.parts;
    const nowMs = clock.nowMs();
    const { kept, clips } = await this.clipFiles(nowMs);
    const recordings = store.broadcasts.recordings();
    const days = keepDays(store);
    const past = recordings.filter(({ endedAtMs }) => endedAtMs < nowMs - days * DAY_MS);
    const held = this.parts.held();
    const going = past.filter(({ id }) => !held.has(id));
    const sizes = await Promise.all(recordings.map(({ path }) => sizeOf(recordingFile(dataFolder, path))));
    const bytesOf = new Map(recordings.map(({ id }, i) => [id, sizes[i] ?? 0]));
    const files = (some: typeof recordings): Files => ({
      count: some.length,
      bytes: some.reduce((sum, { id }) => sum + (bytesOf.get(id) ?? 0), 0),
      oldestMs: some.length === 0 ? null : Math.min(...some.map(({ endedAtMs }) => endedAtMs)),
    });
    return {
      disk: diskUnder(dataFolder) ?? null,
      storeBytes: await storeBytes(dataFolder),
      recordings: { ...files(recordings), keepDays: days },
      clips: { ...sum(kept.concat(clips)), keepDeletedDays: KEEP_DELETED_DAYS },
      receipts: { keepDays: RECEIPTS_KEEP_MS / DAY_MS },
      goes: {
        recordings: files(going),
        clips: sum(clips),
        receipts: { broadcasts: store.broadcasts.foldable(nowMs - RECEIPTS_KEEP_MS) },
      },
      held: past.length - going.length,
    };
  }

  /** Deletes it. Answers what is left; `goes` says what went. */
  async sweep(): Promise<RetentionReply> {
    const { store, clock, dataFolder } = this.parts;
    const nowMs = clock.nowMs();
    const { goes } = await this.look();
    const { clips } = await this.clipFiles(nowMs);
    for (const { path } of clips) await rm(path, { force: true });
    // Receipts fold in steps, so that nobody waits long for the store.
    for (let more = true; more; ) {
      const pruned = prune(store, dataFolder, nowMs, this.parts.held());
      more = pruned.folded >= FOLD_AT_ONCE;
      if (more) await new Promise((resolve) => setImmediate(resolve));
    }
    return { ...(await this.look()), goes };
  }

  /** Files under `clips/`: those that a clip needs or that are young, and the others. */
  private async clipFiles(nowMs: number): Promise<{ readonly kept: ClipFile[]; readonly clips: ClipFile[] }> {
    const { store, files } = this.parts;
    const needed = store.clips.filesNeeded(nowMs - KEEP_DELETED_DAYS * DAY_MS);
    const kept: ClipFile[] = [];
    const clips: ClipFile[] = [];
    for (const file of await filesUnder(files.folder)) {
      const stays = needed.has(file.sha256) || nowMs - file.atMs < YOUNG_MS;
      (stays ? kept : clips).push(file);
    }
    return { kept, clips };
  }
}

interface ClipFile {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly atMs: number;
}

async function filesUnder(folder: string): Promise<ClipFile[]> {
  const found: ClipFile[] = [];
  for (const shelf of await readdir(folder).catch(() => [])) {
    for (const name of await readdir(join(folder, shelf)).catch(() => [])) {
      const sha256 = /^([0-9a-f]{64})\.opus$/.exec(name)?.[1];
      const path = join(folder, shelf, name);
      const info = sha256 === undefined ? undefined : await stat(path).catch(() => undefined);
      if (sha256 !== undefined && info) found.push({ path, sha256, bytes: info.size, atMs: info.mtimeMs });
    }
  }
  return found;
}

function sum(files: readonly ClipFile[]): Files {
  if (files.length === 0) return NONE;
  return {
    count: files.length,
    bytes: files.reduce((bytes, each) => bytes + each.bytes, 0),
    oldestMs: Math.floor(Math.min(...files.map(({ atMs }) => atMs))),
  };
}

async function sizeOf(path: string | undefined): Promise<number> {
  if (path === undefined) return 0;
  return (await stat(path).catch(() => undefined))?.size ?? 0;
}

async function storeBytes(dataFolder: string): Promise<number> {
  const names = ["dalaba.sqlite", "dalaba.sqlite-wal"];
  const sizes = await Promise.all(names.map((name) => sizeOf(join(dataFolder, name))));
  return sizes.reduce((all, bytes) => all + bytes, 0);
}
