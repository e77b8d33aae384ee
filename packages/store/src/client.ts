import type Database from "better-sqlite3";
import type { StoreClient } from "./store";

/** The part of better-sqlite3's interface that both clients have and that this package uses. */
export type SqliteConnection = Pick<Database.Database, "prepare" | "exec" | "pragma" | "close">;

export interface LoadedClient {
  readonly name: StoreClient;
  open(
    file: string,
    options: { readonly readOnly: boolean; readonly busyTimeoutMs: number },
  ): SqliteConnection;
}

type DatabaseClass = new (file: string, options: Database.Options) => SqliteConnection;

/**
 * Loads better-sqlite3 where it loads, else libsql, which has the same interface (packages.md 1). A compiled add-on
 * can be there and still not load (another Node, another libc), so each is tried on an empty database.
 * Answers null where neither loads.
 */
export async function loadClient(native: boolean): Promise<LoadedClient | null> {
  const preferred = native ? await tryClient("better-sqlite3", () => import("better-sqlite3")) : null;
  return preferred ?? tryClient("libsql", () => import("libsql"));
}

async function tryClient(name: StoreClient, load: () => Promise<unknown>): Promise<LoadedClient | null> {
  try {
    const { default: Client } = (await load()) as { default: DatabaseClass };
    new Client(":memory:", {}).close();
    return {
      name,
      open(file, { readOnly, busyTimeoutMs }) {
        try {
          return new Client(file, { readonly: readOnly, timeout: busyTimeoutMs });
        } catch (error) {
          throw withCode(error);
        }
      },
    };
  } catch {
    return null;
  }
}

/** libsql 0.5 hides SQLite's result code (sqlite.org/rescode.html) of a failed open at the end of its message. */
function withCode(error: unknown): unknown {
  const found = error instanceof Error ? /ConnectionFailed\(".*: (\d+)"\)/.exec(error.message) : null;
  const code = found === null ? undefined : OPEN_CODES.get(Number(found[1]) & 0xff);
  return code === undefined ? error : Object.assign(error as Error, { code });
}

const OPEN_CODES: ReadonlyMap<number, string> = new Map([
  [3, "SQLITE_PERM"],
  [5, "SQLITE_BUSY"],
  [6, "SQLITE_LOCKED"],
  [8, "SQLITE_READONLY"],
  [10, "SQLITE_IOERR"],
  [11, "SQLITE_CORRUPT"],
  [13, "SQLITE_FULL"],
  [14, "SQLITE_CANTOPEN"],
  [23, "SQLITE_AUTH"],
  [26, "SQLITE_NOTADB"],
]);
