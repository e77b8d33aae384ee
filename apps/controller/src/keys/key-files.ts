import {
  chmodSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { accept, type Outcome, refuse } from "@dalaba/core";
import { fromHex, toHex } from "@dalaba/protocol";

/** Length in bytes of every key file's content: an Ed25519 seed or an AES-256 key, written as hex. */
const KEY_BYTES = 32;
const OTHERS = 0o077;

export type KeyFileCode = "keys-damaged" | "keys-unreadable" | "folder-unwritable";

/** Reads one key. `value` is undefined when there is no such file; `opened` says that others could read it until now. */
export function readKeyFile(
  folder: string,
  name: string,
): Outcome<{ readonly key: Uint8Array; readonly opened: boolean } | undefined, KeyFileCode> {
  const path = join(folder, name);
  try {
    const opened = (statSync(path).mode & OTHERS) !== 0;
    if (opened) chmodSync(path, 0o600);
    const key = fromHex(readFileSync(path, "utf8").trim());
    if (key?.length !== KEY_BYTES)
      return refuse("keys-damaged", `${path} is not ${KEY_BYTES * 2} hex digits`, { file: path });
    return accept({ key, opened });
  } catch (error) {
    if (codeOf(error) === "ENOENT") return accept(undefined);
    return refuse("keys-unreadable", `${path}: ${messageOf(error)}`, { file: path });
  }
}

/** Writes a key that did not exist, readable by its owner alone, and waits until it is on disk. */
export function writeKeyFile(folder: string, name: string, key: Uint8Array): Outcome<undefined, KeyFileCode> {
  const path = join(folder, name);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // wx: a key that is already there is never overwritten, whoever else starts at the same moment.
    const file = openSync(path, "wx", 0o600);
    try {
      writeSync(file, `${toHex(key)}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    return accept(undefined);
  } catch (error) {
    return refuse("folder-unwritable", `${path}: ${messageOf(error)}`, { file: path });
  }
}

function codeOf(error: unknown): unknown {
  return (error as NodeJS.ErrnoException).code;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
