import type { AuditEntry } from "@dalaba/core";
import { describe, expect, it } from "vitest";
import { loadClient } from "../client";
import { connect } from "../database";
import { MIGRATIONS } from "../generated/migrations";
import { migrate } from "../migrate";
import { allPages, applyDocument, CLIENTS, mustOpen, NOW } from "../testing.test-support";
import { auditRepository } from "./audit";

const entry = (act: string, fields: Partial<AuditEntry> = {}): AuditEntry => ({
  atMs: NOW,
  actor: "operator:ann",
  room: null,
  address: "192.0.2.1",
  act,
  object: "speaker:d-1",
  why: null,
  result: "ok",
  detail: { b: 1, a: [null, "值班"] },
  ...fields,
});

describe.each(CLIENTS)("the audit in the store (%s)", (client) => {
  it("chains rows and shows them newest first, filtered and page by page", async () => {
    const store = await mustOpen(client);
    for (const act of ["talk", "stop", "talk"]) store.audit.append(entry(act));
    store.audit.append(entry("play", { actor: "token:t", atMs: NOW + 10, object: "broadcast:1" }));
    expect(store.audit.verify()).toBeNull();
    expect(allPages((request) => store.audit.list(request)).map(({ seq }) => seq)).toEqual([4, 3, 2, 1]);
    expect(store.audit.list({ act: "talk" }).items.map(({ seq }) => seq)).toEqual([3, 1]);
    expect(store.audit.list({ actor: "token:t" }).items).toHaveLength(1);
    expect(store.audit.list({ object: "broadcast:1" }).items).toHaveLength(1);
    expect(store.audit.list({ fromMs: NOW + 1 }).items.map(({ seq }) => seq)).toEqual([4]);
    expect(store.audit.list({ toMs: NOW + 1 }).items).toHaveLength(3);
    expect(store.audit.list({ after: "nonsense" }).items).toEqual([]);
    expect(store.audit.list({ limit: 1 }).items[0]?.detail).toEqual({ a: [null, "值班"], b: 1 });
  });

  it("stands or falls with the act it tells of", async () => {
    const store = await mustOpen(client);
    applyDocument(store);
    expect(store.audited(entry("speaker-disable"), () => store.speakers.disable("d-1", true, NOW))).toBe(
      true,
    );
    const failing = () =>
      store.audited(entry("speaker-remove"), () => {
        store.speakers.remove("d-2");
        throw new Error("half-way");
      });
    expect(failing).toThrow("half-way");
    expect(store.speakers.get("d-2")).toBeDefined();
    const brokenRow = () =>
      store.audited({ ...entry("x"), atMs: null as never }, () => store.speakers.remove("d-2"));
    expect(brokenRow).toThrow();
    expect(store.speakers.get("d-2")).toBeDefined();
    store.audited(
      (removed) => entry("speaker-remove", { result: removed ? "ok" : "speaker-unknown" }),
      () => store.speakers.remove("no"),
    );
    expect(store.audit.list({}).items.map(({ act, result }) => [act, result])).toEqual([
      ["speaker-remove", "speaker-unknown"],
      ["speaker-disable", "ok"],
    ]);
    expect(store.audit.verify()).toBeNull();
  });

  it("cannot be rewritten through this store, and a rewriting behind its back is found", async () => {
    const sqlite = (await loadClient(client === "better-sqlite3"))!.open(":memory:", {
      readOnly: false,
      busyTimeoutMs: 1,
    });
    const connection = connect(sqlite);
    migrate(connection, MIGRATIONS, NOW);
    const audit = auditRepository(connection);
    for (let i = 0; i < 5; i++) audit.append(entry("talk"));
    expect(() => sqlite.exec("UPDATE audit SET why = 'x' WHERE seq = 3")).toThrow("append-only");
    expect(() => sqlite.exec("DELETE FROM audit WHERE seq = 5")).toThrow("append-only");
    sqlite.exec("DROP TRIGGER audit_no_update; UPDATE audit SET why = 'x' WHERE seq = 3");
    expect(audit.verify()).toMatchObject({ seq: 3 });
    sqlite.close();
  });
});
