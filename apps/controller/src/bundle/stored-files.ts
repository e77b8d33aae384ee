import { createHash } from "node:crypto";
import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { OggOpusWriter, SILENCE_20_MS } from "@dalaba/media";
import { type ClipRef, type FileRef, FRAME_SAMPLES } from "@dalaba/protocol";
import type { RecordedFrames } from "../broadcasts";
import { writeWhole } from "../clips/opus-files";
import type { MapFile } from "../maps/map-path";

const FOLDER = "programme";
const NAME = /^[0-9a-f]{64}$/;
const SAMPLE_RATE = 48_000;

/** An Ogg Opus file and its name. The same frames give the same bytes, and so the same name, at any time. */
export interface ClipFile {
  readonly ref: ClipRef;
  readonly bytes: Uint8Array;
}

/** A frame that is missing is silence: a clip has no gaps (SPEC 13.5). */
export function clipFileOf(frames: RecordedFrames): ClipFile {
  const writer = new OggOpusWriter({ serial: 1, preSkip: 0, inputSampleRate: SAMPLE_RATE });
  const pages: Uint8Array[] = [writer.header()];
  for (const frame of frames) {
    const page = writer.push(frame ?? SILENCE_20_MS, FRAME_SAMPLES);
    if (page) pages.push(page);
  }
  pages.push(writer.end());
  const bytes = new Uint8Array(Buffer.concat(pages));
  return { ref: { sha256: sha256Hex(bytes), bytes: bytes.length, frames: frames.length }, bytes };
}

/** What speakers fetch (SPEC 13.2): clips of the programme and its bundle, each under the SHA-256 of what is in it. */
export class StoredFiles {
  private readonly folder: string;

  constructor(dataFolder: string) {
    this.folder = join(dataFolder, FOLDER);
  }

  async put(bytes: Uint8Array): Promise<FileRef> {
    const sha256 = sha256Hex(bytes);
    await writeWhole(this.pathOf(sha256), bytes);
    return { sha256, bytes: bytes.length };
  }

  /** undefined for a name that is none, or of nothing. */
  async file(sha256: string): Promise<MapFile | undefined> {
    if (!NAME.test(sha256)) return undefined;
    const path = this.pathOf(sha256);
    const info = await stat(path).catch(() => undefined);
    return info?.isFile() ? { path, bytes: info.size, etag: `"${sha256}"` } : undefined;
  }

  /** Deletes what is not named and older than that; answers how many. */
  async sweep(named: ReadonlySet<string>, beforeMs: number): Promise<number> {
    let gone = 0;
    for (const name of await readdir(this.folder).catch(() => [])) {
      if (named.has(name)) continue;
      const info = await stat(this.pathOf(name)).catch(() => undefined);
      if (info === undefined || info.mtimeMs >= beforeMs) continue;
      await rm(this.pathOf(name), { force: true });
      gone++;
    }
    return gone;
  }

  private pathOf(sha256: string): string {
    return join(this.folder, sha256);
  }
}

function sha256Hex(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
