import { type FileHandle, open, readFile, rm } from "node:fs/promises";
import { type CliFailure, cliFailure } from "./cli-failure";
import { userPath } from "./paths";

/** What the system says of a file that could not be made, as a code that a person can act on. */
export function unwritable(file: string, error: unknown): CliFailure {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === "EEXIST") return cliFailure("file-exists", `${file} is there already, and is not overwritten`);
  return cliFailure("file-unwritable", `${file}: ${code ?? String(error)}`);
}

/**
 * Makes a new file for `write` to fill, readable by its owner alone, and takes it away again when that fails. It is
 * made before `write` asks for anything: what is shown only once must not be lost to a bad path.
 * @returns its absolute path
 * @throws `file-exists`, `file-unwritable`, and what `write` throws
 */
export async function newUserFile(path: string, write: (file: FileHandle) => Promise<void>): Promise<string> {
  const file = userPath(path);
  const handle = await open(file, "wx", 0o600).catch((error: unknown) => {
    throw unwritable(file, error);
  });
  let whole = false;
  try {
    await write(handle);
    await handle.sync();
    whole = true;
  } finally {
    await handle.close();
    if (!whole) await rm(file, { force: true });
  }
  return file;
}

/** @throws `file-missing` when it is not there, is no file or may not be read. */
export async function readUserFile(path: string): Promise<Buffer> {
  const file = userPath(path);
  return readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw cliFailure("file-missing", `${file}: ${error.code}`);
  });
}
