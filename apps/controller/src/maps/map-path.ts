import { realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";

export const MAPS_FOLDER = "maps";

export interface MapFile {
  readonly path: string;
  readonly bytes: number;
  /** Changes with the file. */
  readonly etag: string;
}

/**
 * A file below the folder of the maps; undefined for what is not there, is no file, or lies elsewhere by a link. The
 * town file's form keeps `..` and absolute paths out already: this holds whatever the store says.
 */
export async function mapFile(dataFolder: string, ...steps: readonly string[]): Promise<MapFile | undefined> {
  const path = await insideMaps(dataFolder, steps);
  if (path === undefined) return undefined;
  const info = await stat(path).catch(() => undefined);
  if (!info?.isFile()) return undefined;
  const etag = `"${info.size.toString(36)}-${Math.round(info.mtimeMs).toString(36)}"`;
  return { path, bytes: info.size, etag };
}

/** True when there is such a folder below the maps. */
export async function hasMapFolder(dataFolder: string, path: string): Promise<boolean> {
  const real = await insideMaps(dataFolder, [path]);
  const info = real === undefined ? undefined : await stat(real).catch(() => undefined);
  return info?.isDirectory() ?? false;
}

async function insideMaps(dataFolder: string, steps: readonly string[]): Promise<string | undefined> {
  try {
    const folder = await realpath(join(dataFolder, MAPS_FOLDER));
    const real = await realpath(join(folder, ...steps));
    return real.startsWith(folder + sep) ? real : undefined;
  } catch {
    return undefined;
  }
}
