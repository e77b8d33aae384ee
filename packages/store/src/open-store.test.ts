import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadClient } from "./client";
import { connect } from "./database";
import { storeFault } from "./faults";
import { MIGRATIONS } from "./generated/migrations";
import { migrate } from "./migrate";
import { openStore } from "./open-store";
import {
  applyDocument,
  CLIENTS,
  mustOpen,
  NOW,
  open,
  sealer,
  temporaryFolder,
  unwrap,
} from "./testing.test-support";

describe.each(CLIENTS)("opening the store with %s", (client) => {
  it("makes folder and file, says which client serves, and finds everything again", async () => {
    const file = join(temporaryFolder(), "deep", "er", "dalaba.db");
    const first = await mustOpen(client, file);
    expect(first.client).toBe(client);
    expect(first.schemaVersion).toBe(MIGRATIONS.length);
    applyDocument(first);
    first.close();
    const second = await mustOpen(client, file);
    expect(second.speakers.count()).toBe(3);
    second.close();
  });

  it("writes through to the disk at every commit, waits for locks and heeds foreign keys", async () => {
    const file = join(temporaryFolder(), "dalaba.db");
    (await mustOpen(client, file)).close();
    const loaded = await loadClient(client === "better-sqlite3");
    const raw = loaded!.open(file, { readOnly: false, busyTimeoutMs: 1 });
    expect(raw.prepare("PRAGMA journal_mode").raw().all()).toEqual([["wal"]]);
    raw.close();
    const store = await mustOpen(client, file);
    expect(() => store.tx(() => store.speakers.add({ ...speaker, site: "nowhere" as never }, NOW))).toThrow();
    store.close();
  });

  it("refuses a store that a newer program has changed", async () => {
    const file = join(temporaryFolder(), "dalaba.db");
    (await mustOpen(client, file)).close();
    const raw = (await loadClient(client === "better-sqlite3"))!.open(file, {
      readOnly: false,
      busyTimeoutMs: 1,
    });
    const later = [...MIGRATIONS, { name: "9999_later", sql: "CREATE TABLE later (id integer)" }];
    expect(migrate(connect(raw), later, NOW)).toMatchObject({ ok: true, version: MIGRATIONS.length + 1 });
    raw.close();
    expect(await open(client, file)).toMatchObject({
      ok: false,
      code: "store-newer",
      params: { program: MIGRATIONS.length },
    });
    expect(await open(client, file, { readOnly: true })).toMatchObject({ ok: false, code: "store-newer" });
  });

  it("refuses a store with another history, and leaves it as it is", async () => {
    const file = join(temporaryFolder(), "dalaba.db");
    const raw = (await loadClient(client === "better-sqlite3"))!.open(file, {
      readOnly: false,
      busyTimeoutMs: 1,
    });
    migrate(connect(raw), [{ name: "0000_other", sql: "CREATE TABLE other (id integer)" }], NOW);
    raw.close();
    expect(await open(client, file)).toMatchObject({ ok: false, code: "store-damaged" });
  });

  it("applies migrations all or not at all", async () => {
    const file = join(temporaryFolder(), "dalaba.db");
    const raw = (await loadClient(client === "better-sqlite3"))!.open(file, {
      readOnly: false,
      busyTimeoutMs: 1,
    });
    const broken = [
      { name: "0000_a", sql: "CREATE TABLE a (id integer)" },
      { name: "0001_b", sql: "CREATE TABLE nonsense (" },
    ];
    expect(() => migrate(connect(raw), broken, NOW)).toThrow();
    expect(raw.prepare("SELECT name FROM sqlite_master").raw().all()).toEqual([]);
    raw.close();
    expect((await open(client, file)).ok).toBe(true);
  });

  it("names what the outside did: damaged, unwritable, locked, full", async () => {
    const folder = temporaryFolder();
    writeFileSync(
      join(folder, "damaged.db"),
      "this is no database, however long one looks at it ".repeat(200),
    );
    expect(await open(client, join(folder, "damaged.db"))).toMatchObject({
      ok: false,
      code: "store-damaged",
    });

    writeFileSync(join(folder, "a-file"), "");
    expect(await open(client, join(folder, "a-file", "dalaba.db"))).toMatchObject({
      ok: false,
      code: "folder-unwritable",
    });
    mkdirSync(join(folder, "a-folder.db"));
    expect(await open(client, join(folder, "a-folder.db"))).toMatchObject({
      ok: false,
      code: "folder-unwritable",
    });

    const file = join(folder, "dalaba.db");
    (await mustOpen(client, file)).close();
    const other = (await loadClient(client === "better-sqlite3"))!.open(file, {
      readOnly: false,
      busyTimeoutMs: 1,
    });
    other.exec("BEGIN IMMEDIATE");
    expect(await open(client, file, { busyTimeoutMs: 50 })).toMatchObject({
      ok: false,
      code: "store-locked",
    });
    other.exec("COMMIT");
    other.close();
    expect((await open(client, file)).ok).toBe(true);
  });

  it("tells a full disk from a mistake of ours, and loses nothing that was committed", async () => {
    const raw = (await loadClient(client === "better-sqlite3"))!.open(":memory:", {
      readOnly: false,
      busyTimeoutMs: 1,
    });
    const connection = connect(raw);
    raw.exec("CREATE TABLE t (a)");
    raw.exec("INSERT INTO t VALUES ('kept')");
    raw.exec("PRAGMA max_page_count = 3");
    const fill = () => connection.tx(() => raw.prepare("INSERT INTO t VALUES (zeroblob(100000))").run());
    expect(storeFault(thrownBy(fill))).toBe("disk-full");
    expect(storeFault(thrownBy(() => raw.exec("SELECT nonsense")))).toBeUndefined();
    expect(raw.prepare("SELECT a FROM t").raw().all()).toEqual([["kept"]]);
    connection.tx(() => raw.exec("INSERT INTO t VALUES ('again')"));
    raw.close();
  });

  it("reads beside the controller without being able to change anything", async () => {
    const file = join(temporaryFolder(), "dalaba.db");
    const writer = await mustOpen(client, file);
    applyDocument(writer);
    const reader = await mustOpen(client, file, { readOnly: true });
    writer.tx(() => expect(reader.speakers.count()).toBe(3));
    expect(() => reader.speakers.remove("d-1")).toThrow();
    reader.close();
    writer.close();
  });
});

describe("the two clients", () => {
  it("make the same schema, and read each other's files", async () => {
    const schemas = [];
    for (const client of CLIENTS) {
      const file = join(temporaryFolder(), "dalaba.db");
      const store = await mustOpen(client, file);
      applyDocument(store);
      store.close();
      for (const reader of CLIENTS) {
        const again = await mustOpen(reader, file);
        expect(again.town.current().speakers).toHaveLength(3);
        again.close();
      }
      const raw = (await loadClient(client === "better-sqlite3"))!.open(file, {
        readOnly: true,
        busyTimeoutMs: 1,
      });
      schemas.push(raw.prepare("SELECT type, name, sql FROM sqlite_master ORDER BY name").raw().all());
      raw.close();
    }
    expect(schemas[0]).toEqual(schemas.at(-1));
  });

  it("serve by choice: without native add-ons libsql is taken", async () => {
    expect((await loadClient(false))?.name).toBe("libsql");
    const before = process.env.DALABA_NATIVE;
    process.env.DALABA_NATIVE = "0";
    try {
      expect(unwrap(await openStore({ file: ":memory:", sealer, nowMs: NOW })).client).toBe("libsql");
    } finally {
      if (before === undefined) delete process.env.DALABA_NATIVE;
      else process.env.DALABA_NATIVE = before;
    }
  });
});

const speaker = {
  id: "s" as never,
  name: "s",
  site: "dongcun" as never,
  place: { lat: 0, lon: 0 },
  delayClass: "lan" as const,
  levelDb: 0,
  bearing: null,
  audibleMetres: 250,
  hardware: null,
};

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}
