import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Log } from "../log";
import type { PictureDesk } from "./picture-desk";

const NAMES = ["at", "after"] as const;
export type SnapshotName = (typeof NAMES)[number];

const AFTER_MS = 10_000;
const KEEP_MS = 30 * 86_400_000;
/** In a storm the cameras are not asked for more than this at once. */
const MOST_WAITING = 64;

interface SnapshotsParts {
  readonly pictures: PictureDesk;
  readonly dataFolder: string;
  readonly log: Log;
  /** There is one more of that incident. */
  kept(incident: string): void;
}

/** What a camera saw when an incident opened, and ten seconds later. Kept for 30 days. */
export class Snapshots {
  private readonly parts: SnapshotsParts;
  private readonly folder: string;
  private readonly waiting = new Set<NodeJS.Timeout>();
  private readonly taking = new Set<Promise<void>>();

  constructor(parts: SnapshotsParts) {
    this.parts = parts;
    this.folder = join(parts.dataFolder, "snapshots");
  }

  opened(incident: string, camera: string): void {
    if (this.taking.size + this.waiting.size >= MOST_WAITING) return;
    this.take(incident, camera, "at");
    const timer = setTimeout(() => {
      this.waiting.delete(timer);
      this.take(incident, camera, "after");
    }, AFTER_MS);
    this.waiting.add(timer);
  }

  /** Those that are there. */
  of(incident: string): SnapshotName[] {
    return NAMES.filter((name) => existsSync(this.file(incident, name)));
  }

  async read(incident: string, name: SnapshotName): Promise<Uint8Array | undefined> {
    return readFile(this.file(incident, name)).catch(() => undefined);
  }

  async tidy(nowMs: number): Promise<void> {
    for (const name of await readdir(this.folder).catch(() => [])) {
      const file = join(this.folder, name);
      const { mtimeMs } = await stat(file);
      if (nowMs - mtimeMs > KEEP_MS) await rm(file, { force: true });
    }
  }

  async stop(): Promise<void> {
    for (const timer of this.waiting) clearTimeout(timer);
    this.waiting.clear();
    await Promise.all(this.taking);
  }

  private take(incident: string, camera: string, name: SnapshotName): void {
    const work = this.write(incident, camera, name)
      .catch((error: unknown) =>
        this.parts.log.warn(
          { err: error, incident },
          "a snapshot could not be kept; see the disk of DALABA_DATA",
        ),
      )
      .finally(() => this.taking.delete(work));
    this.taking.add(work);
  }

  private async write(incident: string, camera: string, name: SnapshotName): Promise<void> {
    const picture = await this.parts.pictures.now(camera);
    if (!picture.ok) return;
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    await writeFile(this.file(incident, name), picture.value, { mode: 0o600 });
    this.parts.kept(incident);
  }

  private file(incident: string, name: SnapshotName): string {
    return join(this.folder, `${incident}-${name}.jpg`);
  }
}
