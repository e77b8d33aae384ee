import { hkdfSync, randomBytes } from "node:crypto";
import { accept, type Outcome, refuse } from "@dalaba/core";
import { publicKeyOf } from "@dalaba/protocol/node";
import type { Sealer } from "@dalaba/store";
import { type KeyFileCode, readKeyFile, writeKeyFile } from "./key-files";
import { KEY_TABLE, type KeyRow, keyFileName, ROOT_FILE, SEAL_FILE } from "./key-table";
import { sealWith } from "./sealer";

export type KeysCode = "keys-missing" | KeyFileCode;

/** The controller's own keys. Stream, command and emergency seeds are read by `air` and its signer, not from here. */
export interface KeyRing {
  /** undefined once the root has been moved out of this machine. */
  readonly rootSeed: Uint8Array | undefined;
  readonly rootPublicKey: Uint8Array;
  readonly publicKeys: readonly (KeyRow & { readonly publicKey: Uint8Array })[];
  /** Files that others could read until this start; they are 0600 again, but whoever read them has them. */
  readonly openedFiles: readonly string[];
  /** True when this start made the keys. */
  readonly created: boolean;
  /** A secret of this installation's, 32 bytes, for a purpose named by `info`. */
  derive(info: string): Uint8Array;
}

/**
 * The folder `$DALABA_DATA/keys`. The store needs `sealer` before the keys may be made, and the keys may only be made
 * when the store has no speakers; so this is built first, then the store is opened, then `open` is called.
 */
export class KeyFolder {
  readonly sealer: Sealer;
  private readonly folder: string;
  private sealKey: Uint8Array | undefined;

  constructor(folder: string) {
    this.folder = folder;
    this.sealer = sealWith(() => {
      if (!this.sealKey) throw new Error("the seal key is used before the key folder was opened");
      return this.sealKey;
    });
  }

  /**
   * Reads the keys; makes what is missing when no speaker depends on it yet.
   * `keys-missing`: speakers exist that trust a root which is not here; new keys would silence all of them.
   */
  open(input: { readonly speakersExist: boolean }): Outcome<KeyRing, KeysCode> {
    const found = new Map<string, Uint8Array>();
    const openedFiles: string[] = [];
    const missing: string[] = [];
    for (const name of [ROOT_FILE, SEAL_FILE, ...KEY_TABLE.map(keyFileName)]) {
      const read = readKeyFile(this.folder, name);
      if (!read.ok) return read;
      if (read.value === undefined) missing.push(name);
      else {
        found.set(name, read.value.key);
        if (read.value.opened) openedFiles.push(name);
      }
    }
    if (missing.length > 0 && input.speakersExist)
      return refuse("keys-missing", `${this.folder} lacks ${missing.join(", ")}`, {
        folder: this.folder,
        missing,
      });
    for (const name of missing) {
      const key = randomBytes(32);
      const written = writeKeyFile(this.folder, name, key);
      if (!written.ok) return written;
      found.set(name, key);
    }
    this.sealKey = found.get(SEAL_FILE) as Uint8Array;
    return accept(ringOf(found, openedFiles, missing.length > 0));
  }
}

function ringOf(found: ReadonlyMap<string, Uint8Array>, openedFiles: string[], created: boolean): KeyRing {
  const seedOf = (name: string): Uint8Array => found.get(name) as Uint8Array;
  const seal = seedOf(SEAL_FILE);
  return {
    rootSeed: seedOf(ROOT_FILE),
    rootPublicKey: publicKeyOf(seedOf(ROOT_FILE)),
    publicKeys: KEY_TABLE.map((row) => ({ ...row, publicKey: publicKeyOf(seedOf(keyFileName(row))) })),
    openedFiles,
    created,
    derive: (info) => new Uint8Array(hkdfSync("sha256", seal, new Uint8Array(0), info, 32)),
  };
}
