import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { SpeakerId } from "@dalaba/core";
import { is } from "drizzle-orm";
import { CasingCache } from "drizzle-orm/casing";
import { getTableConfig, SQLiteTable } from "drizzle-orm/sqlite-core";
import { describe, expect, it } from "vitest";
import { migrationsModule } from "../embed-migrations.mjs";
import { loadClient } from "./client";
import { MIGRATIONS } from "./generated/migrations";
import * as schema from "./schema";
import { CLIENTS, keys, mustOpen, NOW, temporaryFolder } from "./testing.test-support";

const FIXTURE = join(import.meta.dirname, "../testdata/store-v1.sql");

/** A receipt's bytes as SPEC 5.1 has them; signature and MAC are nobody's affair here. */
const KEPT = Buffer.concat([
  Buffer.from("c203001b0123456789abcdef0000000000000004", "hex"),
  Buffer.from('{"x":1,"endMediaTime":48000}'),
  Buffer.alloc(80),
]);

describe("the migrations", () => {
  it("in the bundle are those of the folder (node embed-migrations.mjs)", () => {
    expect(readFileSync(join(import.meta.dirname, "generated/migrations.ts"), "utf8")).toBe(
      migrationsModule(),
    );
  });

  it("are numbered without a gap", () => {
    expect(MIGRATIONS.map(({ name }) => name.slice(0, 4))).toEqual(
      MIGRATIONS.map((_, index) => String(index).padStart(4, "0")),
    );
  });

  it("make exactly the columns that the schema states (pnpm --filter @dalaba/store migration)", async () => {
    const file = join(temporaryFolder(), "dalaba.db");
    (await mustOpen("libsql", file)).close();
    const sqlite = (await loadClient(false))!.open(file, { readOnly: true, busyTimeoutMs: 1 });
    const casing = new CasingCache("snake_case");
    const tables = Object.values(schema)
      .filter((one) => is(one, SQLiteTable))
      .map((one) => getTableConfig(one));
    for (const table of tables) {
      const real = sqlite
        .prepare(`SELECT name, lower(type), "notnull" FROM pragma_table_info('${table.name}') ORDER BY name`)
        .raw()
        .all();
      const stated = table.columns
        .map((column) => [casing.getColumnCasing(column), column.getSQLType(), column.notNull ? 1 : 0])
        .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));
      expect([table.name, real]).toEqual([table.name, stated]);
    }
    const names = sqlite
      .prepare(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
      )
      .raw()
      .all();
    expect(names.flat()).toEqual([...tables.map(({ name }) => name), "migration"].sort());
    sqlite.close();
  });
});

describe.each(CLIENTS)("a store of version 1 (%s)", (client) => {
  it("opens, is brought up to date, and has lost nothing", async () => {
    const file = join(temporaryFolder(), "dalaba.db");
    const sqlite = (await loadClient(client === "better-sqlite3"))!.open(file, {
      readOnly: false,
      busyTimeoutMs: 1,
    });
    sqlite.exec(readFileSync(FIXTURE, "utf8"));
    sqlite.exec(`UPDATE broadcast_speaker SET receipt = X'${KEPT.toString("hex")}' WHERE speaker = 'd-1'`);
    sqlite.close();
    const store = await mustOpen(client, file);
    expect(store.schemaVersion).toBe(MIGRATIONS.length);
    expect(store.speakers.list({}).items.map(({ id, zones }) => [id, zones])).toEqual([
      ["d-1", ["river"]],
      ["d-2", []],
      ["x-1", ["river"]],
    ]);
    expect(store.speakers.credentials("d-1")).toMatchObject({ ...keys(1), version: 1 });
    expect(store.status.get("d-1")?.status).toEqual({ firmware: "sim" });
    expect(store.operators.byName("ann")?.grants).toHaveLength(2);
    expect(store.tokens.use(new Uint8Array(32).fill(7), "192.0.2.1", NOW)).toMatchObject({
      operator: "ann",
      token: { id: "token-1" },
    });
    expect(store.sessions.use(new Uint8Array(32).fill(8), NOW)?.actor.room?.id).toBe("centre");
    expect(store.sessions.useLink(new Uint8Array(32).fill(9), NOW)).toBe("ann");
    expect(store.sessions.attempt("name:bo")).toEqual({ tries: 3, lastTryAtMs: NOW });
    expect(store.broadcasts.get("00000000000000a1")).toMatchObject({
      why: "河堤有人",
      targets: 2,
      frames: 50,
      repeats: null,
      clip: null,
    });
    expect(store.clips.list({}).items).toEqual([]);
    expect(store.broadcasts.result("00000000000000a1", "d-1")).toMatchObject({
      played: 50,
      plannedAtUs: 81_000,
    });
    // Its receipt is the first of what may become several: its boot and its end were read from its bytes.
    expect(store.broadcasts.receiptBytes("00000000000000a1", "d-1")).toEqual(new Uint8Array(KEPT));
    const played = (): number | null | undefined =>
      store.broadcasts.result("00000000000000a1", "d-1")?.played;
    const receive = (bootId: string, firstMediaTime: number, frames: number): void =>
      store.broadcasts.receipt("00000000000000a1", {
        ...{
          speaker: "d-1" as SpeakerId,
          bootId,
          counter: 5,
          raw: "",
          clockErrorUs: 5,
          receiptVerified: true,
        },
        ...{ firstSampleAtUs: firstMediaTime === 0 ? 81_000 : 9_000_000, firstMediaTime, played: frames },
        ...{ endMediaTime: firstMediaTime + frames * 960, concealed: 0, late: 0, missing: 0 },
        ...{ endedBecause: "finished", receiptAtMs: NOW + 9_000 },
      });
    receive("00000000000000b2", 47_040, 10);
    expect(played()).toBe(50);
    receive("00000000000000c3", 48_000, 10);
    expect(played()).toBe(60);
    receive("0123456789abcdef", 0, 49);
    expect(played()).toBe(59);
    expect(store.audit.verify()).toBeNull();
    expect(store.audit.list({}).items).toHaveLength(2);
    expect(store.events.since(0).events).toHaveLength(1);
    expect(store.documents.get("pa/keys")?.version).toBe(5);
    expect(store.counters.next("order", 0)).toBe(NOW * 1000 + 1);
    expect(store.journal.position("air")).toEqual({ segment: 1, offset: 99 });
    expect(store.settings.get("retention")).toEqual({ events: 10_000 });
    store.close();
  });
});
