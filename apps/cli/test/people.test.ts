import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { routes } from "@dalaba/api";
import { expect } from "vitest";
import { type Case, holdContract } from "./contract.test-support";
import type { FakeController } from "./fake-controller.test-support";
import * as town from "./fixtures.test-support";
import type { Desk } from "./run-cli.test-support";

const [li] = town.operators as [(typeof town.operators)[number]];
const everyone = (c: FakeController): FakeController =>
  c
    .on(routes.operators.listOperators, town.page(town.operators))
    .on(routes.places.listSites, town.page(town.sites));
const saved = (desk: Desk): string => join(desk.folder, "config", "dalaba", "cli.json");
const signedIn = { operator: { id: "o_1", name: "li", displayName: "李红" }, expiresAtMs: town.AT_MS };
/** Without a token of their own: what `login` keeps is what counts. */
const stranger = { DALABA_TOKEN: "" };

const cases: Case[] = [
  {
    name: "login",
    args: ["login", "--user", "li", "--password-stdin", "--room", "room-dongcun"],
    run: { input: "correct horse battery\n", env: stranger },
    given: (c) => c.on(routes.session.signIn, { ...signedIn, token: "secret-token" }),
    after(c, desk, result) {
      expect(c.asked[0]?.body).toEqual({
        ...{ user: "li", password: "correct horse battery", token: true, room: "room-dongcun" },
      });
      expect(c.asked[0]?.headers.authorization).toBeUndefined();
      expect(JSON.parse(readFileSync(saved(desk), "utf8"))).toEqual({
        ...{ url: c.url, token: "secret-token", user: "li" },
      });
      expect(statSync(saved(desk)).mode & 0o777).toBe(0o600);
      expect(result.stdout + result.stderr).not.toContain("secret-token");
    },
  },
  {
    name: "login-refused",
    only: "json",
    args: ["login", "--user", "li", "--password-stdin"],
    run: { input: "wrong" },
    given: (c) => c.refuse(routes.session.signIn, "sign-in-refused", "name or password is wrong"),
  },
  {
    name: "login-slowed",
    args: ["login", "--user", "li", "--password-stdin"],
    run: { input: "wrong" },
    given: (c) => c.refuse(routes.session.signIn, "sign-in-slowed", "too many tries", { waitSeconds: 7 }),
  },
  {
    name: "login-without-password",
    only: "json",
    args: ["login", "--user", "li"],
    after: (c) => expect(c.asked).toEqual([]),
  },
  { name: "login-empty-password", only: "json", args: ["login", "--user", "li", "--password-stdin"] },
  { name: "login-neither", only: "json", args: ["login"] },
  // What it does over HTTPS is held by apps/demo/test/https.test.ts, with a real authority.
  { name: "trust-plain-http", only: "json", args: ["trust"], after: (c) => expect(c.asked).toEqual([]) },
  {
    name: "logout-of-nothing",
    only: "json",
    args: ["logout"],
    after: (c) => expect(c.asked).toEqual([]),
  },
  {
    name: "whoami",
    args: ["whoami"],
    given: (c) =>
      c.on(routes.session.me, {
        operator: signedIn.operator,
        room: { id: "room-dongcun", name: "东村值班室", site: "dongcun", kind: "village" },
        ...{ grants: town.operators.flatMap(({ grants }) => grants), by: "token", expiresAtMs: town.AT_MS },
        mustSetPassword: false,
        csrf: { header: "x-dalaba", value: "1" },
      }),
  },
  {
    name: "whoami-not-signed-in",
    only: "json",
    args: ["whoami"],
    run: { env: stranger },
    given: (c) => c.refuse(routes.session.me, "not-signed-in", "me needs someone signed in"),
  },
  {
    name: "user-add",
    args: ["user", "add", "li", "--display", "李红", "--room", "room-dongcun"],
    given: (c) => c.on(routes.operators.addOperator, { operator: li, link: town.signInLink }),
    after: (c) =>
      expect(c.asked[0]?.body).toEqual({
        name: "li",
        displayName: "李红",
        room: "room-dongcun",
        grants: [],
      }),
  },
  {
    name: "user-add-with-password",
    only: "json",
    args: ["user", "add", "li", "--password-stdin"],
    run: { input: "a long password\r\n" },
    given: (c) => c.on(routes.operators.addOperator, { operator: li, link: null }),
    after: (c) => expect(c.asked[0]?.body).toEqual({ name: "li", password: "a long password", grants: [] }),
  },
  {
    name: "user-add-exists",
    args: ["user", "add", "li"],
    given: (c) => c.refuse(routes.operators.addOperator, "operator-exists", "li", { name: "li" }),
  },
  { name: "user-ls", args: ["user", "ls"], given: everyone },
  {
    name: "user-ls-empty",
    args: ["user", "ls"],
    given: (c) => c.on(routes.operators.listOperators, town.page([])),
  },
  {
    name: "user-set",
    only: "json",
    args: ["user", "set", "li", "--disable", "--room", "-"],
    given: (c) => c.on(routes.operators.changeOperator, { ...li, disabled: true, room: null }),
    after: (c) =>
      expect(c.asked[0]).toMatchObject({ params: { id: "li" }, body: { room: null, disabled: true } }),
  },
  {
    name: "user-rm",
    only: "json",
    args: ["user", "rm", "li"],
    given: (c) => c.on(routes.operators.removeOperator, undefined),
  },
  {
    name: "user-rm-last-admin",
    only: "json",
    args: ["user", "rm", "admin"],
    given: (c) => c.refuse(routes.operators.removeOperator, "last-admin", "admin is the last one"),
  },
  {
    name: "user-reset",
    args: ["user", "reset", "li"],
    given: (c) => c.on(routes.operators.setPassword, { link: town.signInLink, endedSessions: 2 }),
  },
  {
    name: "user-reset-to-password",
    only: "json",
    args: ["user", "reset", "li", "--password-stdin"],
    run: { input: "another long one" },
    given: (c) => c.on(routes.operators.setPassword, { link: null, endedSessions: 0 }),
    after: (c) => expect(c.asked[0]?.body).toEqual({ password: "another long one" }),
  },
  {
    name: "role-add",
    only: "json",
    args: ["role", "add", "li", "operator", "--site", "东村", "--max-priority", "50", "--emergency"],
    given: (c) => everyone(c).on(routes.operators.setGrants, li),
    after: (c) =>
      expect(c.asked.at(-1)).toMatchObject({
        params: { id: "o_1" },
        body: {
          grants: [
            { role: "viewer", site: "xicun", maxPriority: 0, permissions: [] },
            { role: "operator", site: "dongcun", maxPriority: 50, permissions: ["emergency"] },
          ],
        },
      }),
  },
  {
    name: "role-add-unknown-user",
    only: "json",
    args: ["role", "add", "lii", "operator", "--site", "dongcun"],
    given: everyone,
  },
  {
    name: "role-rm",
    only: "json",
    args: ["role", "rm", "li", "viewer", "--site", "xicun"],
    given: (c) => everyone(c).on(routes.operators.setGrants, { ...li, grants: li.grants.slice(0, 1) }),
    after: (c) =>
      expect(c.asked.at(-1)?.body).toEqual({
        grants: [{ role: "operator", site: "dongcun", maxPriority: 60, permissions: [] }],
      }),
  },
  {
    name: "role-rm-not-held",
    args: ["role", "rm", "li", "admin", "--site", "xicun"],
    given: everyone,
  },
  {
    name: "role-reset",
    only: "json",
    args: ["role", "reset", "li"],
    given: (c) => everyone(c).on(routes.operators.setGrants, { ...li, grants: [] }),
    after: (c) => expect(c.asked.at(-1)?.body).toEqual({ grants: [] }),
  },
  {
    name: "role-ls",
    args: ["role", "ls"],
    given: (c) =>
      c.on(
        routes.roles.listRoles,
        town.page([
          { role: "viewer", acts: ["see"], maxPriority: 0 },
          { role: "operator", acts: ["see", "hear", "talk", "play", "stop"], maxPriority: 64 },
        ]),
      ),
  },
  { name: "role-ls-of-user", args: ["role", "ls", "chen"], given: everyone },
  {
    name: "token-add",
    args: [
      "token",
      "add",
      "school-bell",
      "--act",
      "play",
      "--act",
      "see",
      "--site",
      "dongcun",
      "--days",
      "30",
    ],
    given: (c) => everyone(c).on(routes.tokens.addToken, { ...town.token, token: "shown-once" }),
    after: (c) =>
      expect(c.asked.at(-1)?.body).toEqual({
        ...{ name: "school-bell", acts: ["play", "see"], sites: ["dongcun"], permissions: [] },
        expiresInDays: 30,
      }),
  },
  {
    name: "token-ls",
    args: ["token", "ls"],
    given: (c) =>
      c.on(
        routes.tokens.listTokens,
        town.page([
          town.token,
          { ...town.token, id: "t_2", sites: null, revokedAtMs: town.AT_MS, lastUsedAtMs: town.AT_MS },
          { ...town.token, id: "t_3", expiresAtMs: 1_000 },
        ]),
      ),
  },
  {
    name: "token-ls-empty",
    only: "json",
    args: ["token", "ls"],
    given: (c) => c.on(routes.tokens.listTokens, town.page([])),
  },
  {
    name: "token-rm",
    only: "json",
    args: ["token", "rm", "t_1"],
    given: (c) => c.on(routes.tokens.revokeToken, undefined),
  },
  {
    name: "token-reset",
    only: "json",
    args: ["token", "reset", "t_1"],
    given: (c) =>
      c
        .on(
          routes.tokens.listTokens,
          town.page([{ ...town.token, expiresAtMs: town.AT_MS + 30 * 86_400_000 }]),
        )
        .on(routes.tokens.addToken, { ...town.token, id: "t_2", token: "shown-once" })
        .on(routes.tokens.revokeToken, undefined),
    after(c) {
      expect(c.asked.map(({ route }) => route)).toEqual(["listTokens", "addToken", "revokeToken"]);
      expect(c.asked[1]?.body).toEqual({
        ...{
          name: "school-bell",
          acts: ["play"],
          sites: ["dongcun"],
          maxPriority: 40,
          permissions: [],
        },
        ...{ expiresInDays: 30, operator: "o_1" },
      });
      expect(c.asked[2]?.params).toEqual({ id: "t_1" });
    },
  },
  {
    name: "token-reset-unknown",
    only: "json",
    args: ["token", "reset", "t_9"],
    given: (c) => c.on(routes.tokens.listTokens, town.page([town.token])),
  },
  {
    name: "session-ls",
    args: ["session", "ls", "--user", "li"],
    given: (c) => c.on(routes.sessions.listSessions, town.page([town.session])),
    after: (c) => expect(c.asked[0]?.query).toEqual({ limit: "500", operator: "li" }),
  },
  {
    name: "session-ls-empty",
    only: "json",
    args: ["session", "ls"],
    given: (c) => c.on(routes.sessions.listSessions, town.page([])),
  },
  {
    name: "session-rm",
    only: "json",
    args: ["session", "rm", "s_1"],
    given: (c) => c.on(routes.sessions.endSession, undefined),
  },
  {
    name: "session-rm-unknown",
    only: "json",
    args: ["session", "rm", "s_9"],
    given: (c) => c.refuse(routes.sessions.endSession, "session-unknown", "no living session s_9"),
  },
];

holdContract("people", cases);
