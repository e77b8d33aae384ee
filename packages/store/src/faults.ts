/** What can go wrong with the file below us, as docs/errors.md names it. */
export const STORE_FAULTS = [
  "disk-full",
  "disk-failing",
  "folder-unwritable",
  "store-locked",
  "store-damaged",
  "store-newer",
  "sqlite-missing",
] as const;
export type StoreFault = (typeof STORE_FAULTS)[number];

/** SQLite's result codes (sqlite.org/rescode.html) and Node's, as both clients spell them: the first that begins so. */
const BY_CODE: readonly (readonly [string, StoreFault])[] = [
  ["SQLITE_FULL", "disk-full"],
  ["ENOSPC", "disk-full"],
  ["EDQUOT", "disk-full"],
  ["SQLITE_BUSY", "store-locked"],
  ["SQLITE_LOCKED", "store-locked"],
  ["SQLITE_CANTOPEN", "folder-unwritable"],
  ["SQLITE_READONLY", "folder-unwritable"],
  ["SQLITE_PERM", "folder-unwritable"],
  ["SQLITE_AUTH", "folder-unwritable"],
  ["EACCES", "folder-unwritable"],
  ["EPERM", "folder-unwritable"],
  ["EROFS", "folder-unwritable"],
  ["ENOTDIR", "folder-unwritable"],
  ["EEXIST", "folder-unwritable"],
  ["EISDIR", "folder-unwritable"],
  ["SQLITE_CORRUPT", "store-damaged"],
  ["SQLITE_NOTADB", "store-damaged"],
  // A read or write that the disk refused half-way, also while the last blocks are being given away.
  ["SQLITE_IOERR", "disk-failing"],
  ["EIO", "disk-failing"],
];

/** For what is only noted by the way: a full disk must not keep anyone from acting, least of all from stopping. */
export function noteIfPossible(write: () => void): void {
  try {
    write();
  } catch (error) {
    if (storeFault(error) === undefined) throw error;
  }
}

/**
 * Names the outside cause of an exception from the store; undefined when it is our own mistake. Repositories throw
 * what SQLite throws: whoever drives them tells a full disk from a bug with this.
 */
export function storeFault(error: unknown): StoreFault | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    const code = (at as { code?: unknown }).code;
    if (typeof code !== "string") continue;
    const found = BY_CODE.find(([prefix]) => code.startsWith(prefix));
    if (found !== undefined) return found[1];
  }
  return undefined;
}
