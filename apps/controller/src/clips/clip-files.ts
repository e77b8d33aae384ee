import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { accept, type Outcome, refuse } from "@dalaba/core";
import type { RecordedFrames } from "../broadcasts";
import type { MapFile } from "../maps/map-path";
import { readFrames, writeWhole } from "./opus-files";

const FOLDER = "clips";

/** Where the Ogg Opus files of clips lie, each under the SHA-256 of what is in it. */
export class ClipFiles {
  readonly folder: string;

  constructor(dataFolder: string) {
    this.folder = join(dataFolder, FOLDER);
  }

  put(sha256: string, opus: Uint8Array): Promise<void> {
    return writeWhole(this.pathOf(sha256), opus);
  }

  async file(sha256: string): Promise<MapFile | undefined> {
    const path = this.pathOf(sha256);
    const info = await stat(path).catch(() => undefined);
    return info?.isFile() ? { path, bytes: info.size, etag: `"${sha256}"` } : undefined;
  }

  /** Its frames as they lie; `clip-gone` for what is missing, or was changed on the disk. */
  async frames(sha256: string): Promise<Outcome<RecordedFrames>> {
    const same = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex") === sha256;
    const frames = await readFrames(this.pathOf(sha256), same);
    return frames === undefined
      ? refuse("clip-gone", `${sha256}: the file is missing, or was changed`, { sha256 })
      : accept(frames);
  }

  private pathOf(sha256: string): string {
    return join(this.folder, sha256.slice(0, 2), `${sha256}.opus`);
  }
}
