import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "@dalaba/store";
import { describe, expect, it } from "vitest";
import { StoredFeed } from "../feed/stored-feed";
import { Passwords } from "../people/passwords";
import { grant, testSide } from "./http-side.test-support";

const Database = createRequire(import.meta.url)("libsql") as new (
  file: string,
) => { exec(sql: string): void; close(): void };
const PASSWORD = "correct horse battery";
const PLAIN_SEALER = { seal: (plain: Uint8Array) => plain, unseal: (sealed: Uint8Array) => sealed };

describe("while nothing can be written", () => {
  it("whoever is signed in stays signed in and may stop; acts that need the audit say why not", async () => {
    const folder = mkdtempSync(join(tmpdir(), "dalaba-unwritable-"));
    const file = join(folder, "dalaba.sqlite");
    const opened = await openStore({ file, sealer: PLAIN_SEALER, nowMs: 1, busyTimeoutMs: 1, native: false });
    if (!opened.ok) throw new Error(opened.detail);
    const store = opened.value;
    const side = await testSide({ store, feed: new StoredFeed(store) });
    const hashed = await new Passwords().hash(PASSWORD);
    if (!hashed.ok) throw new Error(hashed.detail);
    const row = { id: "o-lin", name: "lin", displayName: "lin", passwordHash: hashed.value, room: null };
    store.operators.add(row, side.clock.ms);
    store.operators.grant("o-lin", grant("admin", "*", 79));
    const signedIn = await side.request("POST", "~/session", { json: { user: "lin", password: PASSWORD } });
    const cookie = (signedIn.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
    const headers = { cookie, "x-dalaba": "1" };
    side.clock.ms += 10 * 60_000;

    // Another connection (of the same library: POSIX locks are one per process) holds the lock; as on a full disk, every
    // write fails.
    const other = new Database(file);
    other.exec("BEGIN IMMEDIATE");
    expect((await side.request("GET", "~/session", { headers })).status).toBe(200);
    const stopped = await side.request("POST", "~/broadcasts/stop", { headers, json: { all: true } });
    expect(await stopped.json()).toMatchObject({ code: "air-unreachable" });
    const added = await side.request("POST", "~/operators", {
      headers,
      json: { name: "wang", password: PASSWORD },
    });
    expect(await added.json()).toMatchObject({ code: "store-locked" });
    other.exec("ROLLBACK");
    expect(store.operators.byName("wang")).toBeUndefined();
    expect(store.audit.verify()).toBeNull();
    other.close();
    store.close();
    rmSync(folder, { recursive: true, force: true });
  });
});
