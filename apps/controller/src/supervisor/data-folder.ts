import { rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Outcome, refuse } from "@dalaba/core";
import { makeFolder } from "./make-folder";

/** Below this nothing is begun: the store, the journal and the recordings must be able to grow. */
const FREE_MIN_BYTES = 64 * 1024 * 1024;
const UNWRITABLE = new Set(["EACCES", "EPERM", "EROFS", "ENOTDIR", "EEXIST", "ENOENT", "EISDIR"]);

/** Makes the folder where it is missing, and tries it: writable, and with room on its disk. */
export function prepareDataFolder(folder: string): Outcome<null, "folder-unwritable" | "disk-full"> {
  try {
    makeFolder(join(folder, "run"), 0o750);
    const probe = join(folder, "run", `probe-${process.pid}`);
    writeFileSync(probe, "probe");
    rmSync(probe);
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize < FREE_MIN_BYTES ? full(folder, bavail * bsize) : { ok: true, value: null };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    if (code === "ENOSPC" || code === "EDQUOT") return full(folder, 0);
    if (!UNWRITABLE.has(code)) throw error;
    return refuse(
      "folder-unwritable",
      `DALABA_DATA: ${folder} cannot be written (${code}); give this user the right, or set it to another folder`,
      { folder },
    );
  }
}

function full(folder: string, freeBytes: number) {
  const mebibytes = Math.floor(freeBytes / 1024 / 1024);
  return refuse(
    "disk-full",
    `DALABA_DATA: ${folder} has ${mebibytes} MiB left on its disk; free some (64 MiB at least), or set it to another disk`,
    { folder, freeBytes },
  );
}
