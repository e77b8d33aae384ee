import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { type Refusal, refuse } from "@dalaba/core";
import { assembleStore } from "./assemble-store";
import { type LoadedClient, loadClient, type SqliteConnection } from "./client";
import { connect } from "./database";
import { type StoreFault, storeFault } from "./faults";
import { MIGRATIONS } from "./generated/migrations";
import { checkVersion, migrate } from "./migrate";
import type { OpenedStore, OpenStore } from "./store";

const BUSY_TIMEOUT_MS = 5_000;

/**
 * Opens the store, making folder and file where they are missing, and brings it up to this program's schema.
 * Never throws for what the outside did: `disk-full`, `folder-unwritable`, `store-locked`, `store-damaged`,
 * `store-newer`, `sqlite-missing`.
 */
export async function openStore(options: OpenStore): Promise<OpenedStore> {
  const client = await loadClient(options.native ?? process.env.DALABA_NATIVE !== "0");
  if (client === null)
    return refuse("sqlite-missing", "neither better-sqlite3 nor libsql loads on this machine");
  let sqlite: SqliteConnection | undefined;
  try {
    sqlite = openFile(client, options);
    const connection = connect(sqlite);
    const migrated =
      options.readOnly === true
        ? checkVersion(connection, MIGRATIONS)
        : migrate(connection, MIGRATIONS, options.nowMs);
    if (!migrated.ok) {
      sqlite.close();
      return migrated;
    }
    return { ok: true, value: assembleStore(connection, options, client.name, migrated.version) };
  } catch (error) {
    closeQuietly(sqlite);
    return refusalOf(error, options.file);
  }
}

function openFile(client: LoadedClient, options: OpenStore): SqliteConnection {
  const readOnly = options.readOnly === true;
  const busyTimeoutMs = options.busyTimeoutMs ?? BUSY_TIMEOUT_MS;
  if (options.file !== ":memory:" && !readOnly)
    mkdirSync(dirname(options.file), { recursive: true, mode: 0o750 });
  const sqlite = client.open(options.file, { readOnly, busyTimeoutMs });
  // libsql takes no timeout at opening; the pragma serves both.
  sqlite.pragma(`busy_timeout = ${Math.trunc(busyTimeoutMs)}`);
  if (readOnly) sqlite.pragma("query_only = ON");
  else {
    // Readers (a report's worker) and the writer do not wait for each other.
    sqlite.pragma("journal_mode = WAL");
    // FULL: every commit reaches the disk before it is answered. With NORMAL a power cut may undo the last commits of
    // a WAL, and an audit row or an ingested journal line that was acknowledged must not vanish. What must be fast
    // (the audio path) never writes here, and receipts arrive as one transaction, not one each.
    sqlite.pragma("synchronous = FULL");
    sqlite.pragma("foreign_keys = ON");
  }
  return sqlite;
}

function refusalOf(error: unknown, file: string): Refusal<StoreFault> {
  const fault = storeFault(error);
  if (fault === undefined) throw error;
  return refuse(fault, `${file}: ${error instanceof Error ? error.message : String(error)}`, { file });
}

function closeQuietly(sqlite: SqliteConnection | undefined): void {
  try {
    sqlite?.close();
  } catch {
    // The first error is the one to report.
  }
}
