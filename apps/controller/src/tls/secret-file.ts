import { chmodSync, closeSync, fsyncSync, openSync, renameSync, statSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { accept, type Outcome, refuse } from "@dalaba/core";
import { makeFolder } from "../supervisor/make-folder";

const OTHERS = 0o077;

/** Writes whole or not at all, readable by its owner alone, and waits until it is on disk. */
export function writeSecretFile(path: string, text: string): Outcome<undefined, "folder-unwritable"> {
  const fresh = `${path}.${process.pid}`;
  try {
    makeFolder(dirname(path), 0o700);
    const file = openSync(fresh, "w", 0o600);
    try {
      writeSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(fresh, path);
    return accept(undefined);
  } catch (error) {
    return refuse("folder-unwritable", `${path}: ${(error as NodeJS.ErrnoException).code}`, { file: path });
  }
}

/** Takes from others the right to read it; true when they had it until now. */
export function closeToOthers(path: string): boolean {
  const open = (statSync(path).mode & OTHERS) !== 0;
  if (open) chmodSync(path, 0o600);
  return open;
}
