import type Database from "better-sqlite3";
import { BetterSQLiteSession } from "drizzle-orm/better-sqlite3/session";
import { BaseSQLiteDatabase, SQLiteSyncDialect } from "drizzle-orm/sqlite-core";
import type { SqliteConnection } from "./client";

/** The query builder every repository uses; its types stay inside this package. */
export type Db = BaseSQLiteDatabase<"sync", Database.RunResult, Record<string, never>>;

/** One open connection: the builder, and transactions that nest. */
export interface Connection {
  readonly db: Db;
  readonly sqlite: SqliteConnection;
  tx<T>(work: () => T): T;
}

/**
 * Puts drizzle on a connection of either client. drizzle's own `drizzle()` imports better-sqlite3 by name, so the
 * database is built from its session and dialect instead.
 */
export function connect(sqlite: SqliteConnection): Connection {
  const dialect = new SQLiteSyncDialect({ casing: "snake_case" });
  const session = new BetterSQLiteSession<Record<string, never>, Record<string, never>>(
    sqlite as Database.Database,
    dialect,
    undefined,
  );
  const db: Db = new BaseSQLiteDatabase("sync", dialect, session, undefined);
  return { db, sqlite, tx: transactions(sqlite) };
}

function transactions(sqlite: SqliteConnection): Connection["tx"] {
  let depth = 0;
  return (work) => {
    const savepoint = `level_${depth}`;
    // IMMEDIATE: take the write lock now, where busy_timeout can wait for it, and not in the middle.
    sqlite.exec(depth === 0 ? "BEGIN IMMEDIATE" : `SAVEPOINT ${savepoint}`);
    depth++;
    try {
      const result = work();
      if (isThenable(result)) throw new Error("a transaction cannot wait: do the work before or after it");
      sqlite.exec(depth === 1 ? "COMMIT" : `RELEASE ${savepoint}`);
      return result;
    } catch (error) {
      undo(sqlite, depth === 1 ? "ROLLBACK" : `ROLLBACK TO ${savepoint}; RELEASE ${savepoint}`);
      throw error;
    } finally {
      depth--;
    }
  };
}

/** SQLite has already rolled back by itself after some faults (a full disk); the first error is the one to hear of. */
function undo(sqlite: SqliteConnection, statement: string): void {
  try {
    sqlite.exec(statement);
  } catch {
    // Nothing is left to undo.
  }
}

function isThenable(value: unknown): boolean {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}
