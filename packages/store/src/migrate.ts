import { createHash } from "node:crypto";
import type { Refusal } from "@dalaba/core";
import type { Connection } from "./database";

export interface Migration {
  /** `0000_first`: they are applied in the order of their names. */
  readonly name: string;
  readonly sql: string;
}

/** Which migrations this file has had; outside the schema, because it stands before it. */
const RECORD = `CREATE TABLE IF NOT EXISTS migration (
  position INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  hash TEXT NOT NULL,
  applied_at_ms INTEGER NOT NULL
)`;

/**
 * Brings the file up to this program's schema in one transaction: all of them or none. Refuses a file that a newer
 * program has changed (`store-newer`), and one whose history is not ours (`store-damaged`).
 */
export function migrate(
  connection: Connection,
  migrations: readonly Migration[],
  nowMs: number,
): { readonly ok: true; readonly version: number } | Refusal<"store-newer" | "store-damaged"> {
  const { sqlite } = connection;
  // A rebuilt table drops and renames: with foreign keys on that would delete its children. Checked again below.
  sqlite.pragma("foreign_keys = OFF");
  try {
    return connection.tx(() => {
      sqlite.exec(RECORD);
      const had = appliedMigrations(connection);
      const problem = compare(had, migrations);
      if (problem !== null) return problem;
      const record = sqlite.prepare("INSERT INTO migration VALUES (?, ?, ?, ?)");
      for (const [position, migration] of migrations.entries()) {
        if (position < had.length) continue;
        for (const statement of migration.sql.split("--> statement-breakpoint")) sqlite.exec(statement);
        record.run(position, migration.name, hashOf(migration), nowMs);
      }
      const broken = sqlite.prepare("PRAGMA foreign_key_check").raw().all();
      if (broken.length > 0) throw new Error(`a migration left ${broken.length} rows that refer to nothing`);
      return { ok: true, version: migrations.length };
    });
  } finally {
    sqlite.pragma("foreign_keys = ON");
  }
}

/** The same questions without changing anything, for a read-only connection. */
export function checkVersion(
  connection: Connection,
  migrations: readonly Migration[],
): { readonly ok: true; readonly version: number } | Refusal<"store-newer" | "store-damaged"> {
  const had = appliedMigrations(connection);
  return (
    compare(had, migrations) ??
    (had.length === migrations.length
      ? { ok: true, version: had.length }
      : {
          ok: false,
          code: "store-damaged",
          detail: "the store was not yet brought up to date by the controller",
        })
  );
}

function appliedMigrations(connection: Connection): readonly { name: string; hash: string }[] {
  const rows = connection.sqlite.prepare("SELECT name, hash FROM migration ORDER BY position").raw().all();
  return (rows as [string, string][]).map(([name, hash]) => ({ name, hash }));
}

function compare(
  had: readonly { name: string; hash: string }[],
  migrations: readonly Migration[],
): Refusal<"store-newer" | "store-damaged"> | null {
  for (const [position, { name, hash }] of had.entries()) {
    const ours = migrations[position];
    if (ours === undefined)
      return {
        ok: false,
        code: "store-newer",
        detail: `the store is at version ${had.length}, this program knows ${migrations.length}`,
        params: { store: had.length, program: migrations.length },
      };
    if (ours.name !== name || hashOf(ours) !== hash)
      return {
        ok: false,
        code: "store-damaged",
        detail: `the store had a migration ${name} that is not this program's`,
      };
  }
  return null;
}

function hashOf(migration: Migration): string {
  return createHash("sha256").update(migration.sql).digest("hex");
}
