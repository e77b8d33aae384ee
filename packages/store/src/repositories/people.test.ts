import { createHash } from "node:crypto";
import { asId, EVERYWHERE, type Grant, type SiteId, type TokenScope } from "@dalaba/core";
import { describe, expect, it } from "vitest";
import { allPages, applyDocument, CLIENTS, mustOpen, NOW } from "../testing.test-support";

const hash = (text: string) => new Uint8Array(createHash("sha256").update(text).digest());
const person = (id: string, room: string | null = null) => ({
  id,
  name: `${id}.name`,
  displayName: id,
  passwordHash: "$argon2id$x",
  room,
});
const grant = (site: string, fields: Partial<Grant> = {}): Grant => ({
  role: "operator",
  site: site === "*" ? EVERYWHERE : asId<SiteId>(site),
  maxPriority: 60,
  permissions: [],
  ...fields,
});
const scope: TokenScope = {
  acts: ["see", "play"],
  sites: [asId<SiteId>("dongcun")],
  maxPriority: 40,
  permissions: [],
};

async function peopled(client: (typeof CLIENTS)[number]) {
  const store = await mustOpen(client);
  applyDocument(store);
  for (const id of ["ann", "bo", "chen"])
    store.operators.add(person(id, id === "ann" ? "centre" : null), NOW);
  return store;
}

describe.each(CLIENTS)("people in the store (%s)", (client) => {
  it("are unique by id and by name, and listed without their password hashes", async () => {
    const store = await peopled(client);
    expect(store.operators.count()).toBe(3);
    expect(store.operators.add(person("ann"), NOW)).toMatchObject({ ok: false, code: "operator-exists" });
    expect(store.operators.add({ ...person("dora"), name: "ann.name" }, NOW)).toMatchObject({
      ok: false,
      code: "operator-exists",
    });
    expect(allPages((request) => store.operators.list(request)).map(({ id }) => id)).toEqual([
      "ann",
      "bo",
      "chen",
    ]);
    expect(JSON.stringify(store.operators.list({}))).not.toContain("argon2id");
    expect(store.operators.byName("bo.name")).toMatchObject({ id: "bo", hasPassword: true, grants: [] });
    expect(store.operators.byName("BO.name")).toBeUndefined();
    expect(store.operators.passwordHash("bo")).toBe("$argon2id$x");
    expect(store.operators.passwordHash("no")).toBeUndefined();
    expect(store.operators.setPassword("bo", null, NOW)).toBe(true);
    expect(store.operators.passwordHash("bo")).toBeNull();
    expect(store.operators.change("bo", { displayName: "波", room: "dongcun-room" })).toBe(true);
    expect(store.operators.get("bo")).toMatchObject({
      displayName: "波",
      room: "dongcun-room",
      hasPassword: false,
    });
    expect(store.operators.change("no", {})).toBe(false);
    expect(store.operators.remove("bo")).toBe(true);
    expect(store.operators.count()).toBe(2);
  });

  it("hold grants by site and role, which make them actors", async () => {
    const store = await peopled(client);
    expect(store.operators.grant("ann", grant("dongcun"))).toEqual({ ok: true });
    expect(
      store.operators.grant("ann", grant("dongcun", { maxPriority: 64, permissions: ["emergency"] })),
    ).toEqual({ ok: true });
    expect(store.operators.grant("ann", grant("*", { role: "viewer", maxPriority: 0 }))).toEqual({
      ok: true,
    });
    expect(store.operators.grant("ann", grant("nowhere"))).toMatchObject({ ok: false, code: "site-unknown" });
    expect(store.operators.actor("ann", "centre")).toEqual({
      operator: "ann",
      name: "ann.name",
      room: { id: "centre", name: "镇指挥中心", site: "hualong", kind: "centre" },
      grants: [
        grant("*", { role: "viewer", maxPriority: 0 }),
        grant("dongcun", { maxPriority: 64, permissions: ["emergency"] }),
      ],
      token: null,
    });
    expect(store.operators.actor("ann", "no-such-room")?.room).toBeNull();
    expect(store.operators.revoke("ann", "dongcun", "operator")).toBe(true);
    expect(store.operators.revoke("ann", "dongcun", "operator")).toBe(false);
    store.operators.change("ann", { disabled: true });
    expect(store.operators.actor("ann", null)).toBeUndefined();
    expect(store.operators.actor("no", null)).toBeUndefined();
  });

  it("use tokens until they expire, are revoked, or their owner is gone", async () => {
    const store = await peopled(client);
    const add = (id: string, operator: string) =>
      store.tokens.add(
        { id, name: `token ${id}`, operator, hash: hash(id), scope, expiresAtMs: NOW + 1_000 },
        NOW,
      );
    for (const [id, operator] of [
      ["t1", "ann"],
      ["t2", "ann"],
      ["t3", "bo"],
    ] as const)
      add(id, operator);
    expect(store.tokens.use(hash("t1"), "192.0.2.1", NOW + 1)).toMatchObject({
      operator: "ann",
      room: null,
      token: { id: "t1", scope, expiresAtMs: NOW + 1_000 },
    });
    expect(store.tokens.get("t1")).toMatchObject({ lastUsedAtMs: NOW + 1, lastUsedAddress: "192.0.2.1" });
    store.tokens.use(hash("t1"), "192.0.2.2", NOW + 500);
    expect(store.tokens.get("t1")?.lastUsedAtMs).toBe(NOW + 1);
    expect(store.tokens.use(hash("t1"), "-", NOW + 1_000)).toBeUndefined();
    expect(store.tokens.use(hash("guess"), "-", NOW)).toBeUndefined();
    expect(store.tokens.revoke("t1", NOW)).toBe(true);
    expect(store.tokens.revoke("t1", NOW)).toBe(false);
    expect(store.tokens.use(hash("t1"), "-", NOW)).toBeUndefined();
    expect(allPages((request) => store.tokens.list(request)).map(({ id }) => id)).toEqual(["t1", "t2", "t3"]);
    expect(store.tokens.list({ operator: "bo" }).items).toHaveLength(1);
    expect(JSON.stringify(store.tokens.list({}))).not.toContain("hash");
    store.operators.change("bo", { disabled: true });
    expect(store.tokens.use(hash("t3"), "-", NOW)).toBeUndefined();
    expect(store.tokens.revokeAllOf("ann", NOW)).toBe(1);
    store.operators.remove("ann");
    expect(store.tokens.get("t2")).toBeUndefined();
  });

  it("keep sessions until they end or expire, each with its room", async () => {
    const store = await peopled(client);
    const start = (id: string, operator: string, room: string | null) =>
      store.sessions.start(
        {
          id,
          hash: hash(id),
          operator,
          room,
          expiresAtMs: NOW + 3_600_000,
          address: "192.0.2.9",
          agent: "test",
        },
        NOW,
      );
    start("s1", "ann", "dongcun-room");
    start("s2", "ann", null);
    start("s3", "bo", null);
    expect(store.sessions.use(hash("s1"), NOW + 1)).toMatchObject({
      session: { id: "s1", lastSeenAtMs: NOW },
      actor: { operator: "ann", room: { id: "dongcun-room" } },
    });
    expect(store.sessions.use(hash("s1"), NOW + 60_000)?.session.lastSeenAtMs).toBe(NOW + 60_000);
    expect(store.sessions.get("s1")?.lastSeenAtMs).toBe(NOW + 60_000);
    expect(store.sessions.seat("s1", "centre")).toBe(true);
    expect(store.sessions.use(hash("s1"), NOW)?.actor.room?.kind).toBe("centre");
    expect(store.sessions.use(hash("s1"), NOW + 3_600_000)).toBeUndefined();
    expect(store.sessions.extend("s1", NOW + 7_200_000)).toBe(true);
    expect(store.sessions.use(hash("s1"), NOW + 3_600_000)).toBeDefined();
    expect(store.sessions.endAllOf("ann", "password-changed", NOW, "s1")).toBe(1);
    expect(store.sessions.use(hash("s2"), NOW)).toBeUndefined();
    expect(store.sessions.get("s2")).toMatchObject({ endedAtMs: NOW, endedBecause: "password-changed" });
    expect(store.sessions.end("s3", "signed-out", NOW)).toBe(true);
    expect(store.sessions.end("s3", "again", NOW)).toBe(false);
    expect(store.sessions.list({ livingAtMs: NOW }).items.map(({ id }) => id)).toEqual(["s1"]);
    expect(allPages((request) => store.sessions.list({ ...request, operator: "ann" }))).toHaveLength(2);
    expect(JSON.stringify(store.sessions.list({}))).not.toContain("hash");
    expect(store.sessions.prune(NOW + 1)).toBe(2);
    store.operators.change("ann", { disabled: true });
    expect(store.sessions.use(hash("s1"), NOW)).toBeUndefined();
  });

  it("spend a sign-in link once", async () => {
    const store = await peopled(client);
    store.sessions.addLink({ hash: hash("link"), operator: "ann", expiresAtMs: NOW + 100 }, NOW);
    store.sessions.addLink({ hash: hash("late"), operator: "ann", expiresAtMs: NOW + 100 }, NOW);
    expect(store.sessions.useLink(hash("guess"), NOW)).toBeUndefined();
    expect(store.sessions.useLink(hash("link"), NOW + 1)).toBe("ann");
    expect(store.sessions.useLink(hash("link"), NOW + 2)).toBeUndefined();
    expect(store.sessions.useLink(hash("late"), NOW + 100)).toBeUndefined();
  });

  it("remember failed sign-ins until they are forgotten", async () => {
    const store = await peopled(client);
    expect(store.sessions.attempt("name:ann")).toBeUndefined();
    store.sessions.saveAttempt("name:ann", { tries: 1 }, NOW);
    store.sessions.saveAttempt("name:ann", { tries: 2 }, NOW);
    expect(store.sessions.attempt("name:ann")).toEqual({ tries: 2 });
    store.sessions.saveAttempt("name:ann", null, NOW);
    expect(store.sessions.attempt("name:ann")).toBeUndefined();
  });
});
