import { mkdir, open, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { readOggOpus } from "@dalaba/media";
import { type RecordedFrames, recordedFrames } from "../broadcasts";

/** Half an hour of music at 64 kbit/s is 15 MB. */
const MAX_BYTES = 64 * 1024 * 1024;

/** Written and flushed before it has its name: a name never stands for half a file. One that is there stays. */
export async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const there = await stat(path).then(
    () => true,
    () => false,
  );
  if (there) return;
  await mkdir(dirname(path), { recursive: true });
  const part = `${path}.${process.pid}.part`;
  const handle = await open(part, "w", 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(part, path).catch(async (error: unknown) => {
    await rm(part, { force: true });
    throw error;
  });
}

/** The frames of an Ogg Opus file as they lie; undefined where there is none that can be read. */
export async function readFrames(
  path: string,
  check: (bytes: Uint8Array) => boolean = () => true,
): Promise<RecordedFrames | undefined> {
  const bytes = await readFile(path).catch(() => undefined);
  if (bytes === undefined || !check(bytes)) return undefined;
  const read = readOggOpus(bytes, { maxBytes: MAX_BYTES });
  return read.ok ? recordedFrames(read) : undefined;
}
