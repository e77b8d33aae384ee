import { mkdir, open, rm, stat } from "node:fs/promises";
import { join } from "node:path";

const FOLDER = "uploads";

/** What has come of files on their way here. How much of one is here, its file says. */
export class UploadFiles {
  private readonly folder: string;

  constructor(dataFolder: string) {
    this.folder = join(dataFolder, FOLDER);
  }

  pathOf(id: string): string {
    return join(this.folder, `${id}.part`);
  }

  async received(id: string): Promise<number> {
    return (await stat(this.pathOf(id)).catch(() => undefined))?.size ?? 0;
  }

  async write(id: string, offset: number, bytes: Uint8Array): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    const handle = await open(this.pathOf(id), offset === 0 ? "w" : "r+", 0o600);
    try {
      let done = 0;
      while (done < bytes.length)
        done += (await handle.write(bytes, done, bytes.length - done, offset + done)).bytesWritten;
    } finally {
      await handle.close();
    }
  }

  remove(id: string): Promise<void> {
    return rm(this.pathOf(id), { force: true });
  }
}
