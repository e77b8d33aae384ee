import { describe, expect, it } from "vitest";
import { makeLink } from "../people/sign-in-link";
import { BOOT_TOKEN, grant, type TestSide, testSide } from "./http-side.test-support";

const PASSWORD = "correct horse battery";
const changing = { "x-dalaba": "1" };

async function json<T = Record<string, unknown>>(answer: Response): Promise<T> {
  return (await answer.json()) as T;
}

async function cookieFor(side: TestSide, body: object): Promise<string> {
  const answer = await side.request("POST", "~/session", { json: body });
  return (answer.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
}

const audit = (side: TestSide) => side.store.audit.list({ limit: 50 }).items;

describe("operators", () => {
  it("are added with grants, or entered by a link when they have no password", async () => {
    const side = await testSide();
    const added = await side.request("POST", "~/operators", {
      token: BOOT_TOKEN,
      json: { name: "林主任", room: "east-room", grants: [{ role: "operator", site: "east" }] },
    });
    expect(added.status).toBe(201);
    const { operator, link } = await json<{ operator: { id: string }; link: { signInLink: string } }>(added);
    expect(operator).toMatchObject({
      name: "林主任",
      hasPassword: false,
      grants: [{ role: "operator", site: "east", maxPriority: 64, permissions: [] }],
    });
    expect(link.signInLink).toMatch(/^http:\/\/console\.test\/sign-in\?link=/);
    const secret = new URL(link.signInLink).searchParams.get("link");
    const headers = { cookie: await cookieFor(side, { link: secret }) };
    expect(await json(await side.request("GET", "~/session", { headers }))).toMatchObject({
      operator: { name: "林主任" },
      room: { id: "east-room" },
    });
    expect(audit(side)[1]).toMatchObject({
      act: "operator-add",
      object: `operator:${operator.id}`,
      result: "ok",
    });

    const again = await side.request("POST", "~/operators", { token: BOOT_TOKEN, json: { name: "林主任" } });
    expect(await json(again)).toMatchObject({ status: 409, code: "operator-exists" });
  });

  it("are given nothing that the giver does not hold", async () => {
    const side = await testSide();
    const village = side.tokenOf(await side.person("village", [grant("admin", "east", 60)]));
    const give = async (given: object) =>
      (
        await json(
          await side.request("POST", "~/operators", { token: village, json: { name: "x", grants: [given] } }),
        )
      ).code;
    expect(await give({ role: "viewer", site: "west" })).toBe("outside-your-sites");
    expect(await give({ role: "admin", site: "*" })).toBe("outside-your-sites");
    expect(await give({ role: "operator", site: "east", maxPriority: 64 })).toBe("priority-too-high");
    expect(await give({ role: "operator", site: "east", maxPriority: 60, permissions: ["emergency"] })).toBe(
      "not-allowed",
    );
    expect(await give({ role: "viewer", site: "nowhere" })).toBe("site-unknown");
    expect(await give({ role: "operator", site: "east", maxPriority: 60 })).toBeUndefined();
    expect(side.store.operators.count()).toBe(2);
  });

  it("above one's own reach are neither changed, reset, removed nor entered", async () => {
    const side = await testSide();
    await side.person("boss", [grant("admin", "town", 68)], PASSWORD);
    const village = side.tokenOf(await side.person("village", [grant("admin", "east", 60)]));
    const attempts: [string, string, object?][] = [
      ["PATCH", "~/operators/boss", { disabled: true }],
      ["DELETE", "~/operators/boss"],
      ["POST", "~/operators/boss/password", { password: "a new password" }],
      ["POST", "~/operators/boss/password", {}],
      ["PUT", "~/operators/boss/grants", { grants: [] }],
      ["POST", "~/sign-in-links", { operator: "boss" }],
      ["POST", "~/tokens", { name: "t", acts: ["see"], operator: "boss" }],
    ];
    for (const [method, path, body] of attempts) {
      const answer = await side.request(method, path, { token: village, ...(body ? { json: body } : {}) });
      expect(answer.status, `${method} ${path}`).toBe(403);
    }
    expect(
      audit(side).some(({ result, act }) => result === "outside-your-sites" && act === "changeOperator"),
    ).toBe(true);
  });

  it("lose their sessions and tokens at once when they are disabled", async () => {
    const side = await testSide();
    const id = await side.person("lin", [grant("operator", "east")], PASSWORD);
    const cookie = await cookieFor(side, { user: "lin", password: PASSWORD });
    const token = side.tokenOf(id);
    await side.request("PATCH", "~/operators/lin", { token: BOOT_TOKEN, json: { disabled: true } });
    expect((await side.request("GET", "~/session", { headers: { cookie } })).status).toBe(401);
    expect((await side.request("GET", "~/session", { token })).status).toBe(401);
    await side.request("PATCH", "~/operators/lin", { token: BOOT_TOKEN, json: { disabled: false } });
    expect((await side.request("GET", "~/session", { headers: { cookie } })).status).toBe(401);
  });

  it("keep one admin of the whole installation", async () => {
    const side = await testSide();
    await side.person("only", [grant("admin", "*", 79)]);
    const attempts: [string, string, object?][] = [
      ["PATCH", "~/operators/only", { disabled: true }],
      ["DELETE", "~/operators/only"],
      ["PUT", "~/operators/only/grants", { grants: [{ role: "viewer", site: "*" }] }],
    ];
    const answers = async () => {
      const statuses = [];
      for (const [method, path, body] of attempts) {
        const answer = await side.request(method, path, {
          token: BOOT_TOKEN,
          ...(body ? { json: body } : {}),
        });
        statuses.push(answer.status);
      }
      return statuses;
    };
    expect(await answers()).toEqual([409, 409, 409]);
    await side.person("other", [grant("admin", "*", 79)]);
    expect((await answers())[0]).toBe(200);
  });
});

describe("passwords", () => {
  it("of one's own need the one before, and end every other session", async () => {
    const side = await testSide();
    await side.person("lin", [], PASSWORD);
    const here = await cookieFor(side, { user: "lin", password: PASSWORD });
    const there = await cookieFor(side, { user: "lin", password: PASSWORD });
    const set = (cookie: string, body: object) =>
      side.request("POST", "~/operators/lin/password", { headers: { cookie, ...changing }, json: body });
    const wrong = await set(here, { password: "another password", current: "guess number 1" });
    expect(await json(wrong)).toMatchObject({ status: 403, code: "password-wrong" });
    expect((await set(here, { password: "another password" })).status).toBe(403);
    const right = await set(here, { password: "another password", current: PASSWORD });
    expect(await json(right)).toEqual({ link: null, endedSessions: 1 });
    expect((await side.request("GET", "~/session", { headers: { cookie: here } })).status).toBe(200);
    expect((await side.request("GET", "~/session", { headers: { cookie: there } })).status).toBe(401);
    expect(
      (await side.request("POST", "~/session", { json: { user: "lin", password: PASSWORD } })).status,
    ).toBe(401);
  });

  it("may be set without the old one by who came by a link, for a quarter of an hour", async () => {
    const side = await testSide();
    const id = await side.person("lin", [], PASSWORD);
    const cookie = await cookieFor(side, { link: makeLink(side.store, id, side.clock.ms).secret });
    const set = (password: string) =>
      side.request("POST", "~/operators/lin/password", {
        headers: { cookie, ...changing },
        json: { password },
      });
    expect((await set("another password")).status).toBe(200);
    side.clock.ms += 15 * 60_000 + 1;
    expect((await set("a third password")).status).toBe(403);
  });

  it("are not set by a token for its own owner, and not by themselves left out", async () => {
    const side = await testSide();
    const token = side.tokenOf(await side.person("lin", [grant("operator", "east")], PASSWORD));
    const body = { password: "another password", current: PASSWORD };
    const answer = await side.request("POST", "~/operators/lin/password", { token, json: body });
    expect(answer.status).toBe(403);
    const short = await side.request("POST", "~/operators/lin/password", {
      token: BOOT_TOKEN,
      json: { password: "short" },
    });
    expect(short.status).toBe(400);
  });
});

describe("API tokens", () => {
  it("hold no more than their maker, end, and are shown with their last use", async () => {
    const side = await testSide();
    await side.person("lin", [grant("operator", "east", 60)], PASSWORD);
    const cookie = await cookieFor(side, { user: "lin", password: PASSWORD });
    const make = (body: object) =>
      side.request("POST", "~/tokens", { headers: { cookie, ...changing }, json: { name: "door", ...body } });
    expect((await json(await make({ acts: ["manage-speakers"] }))).code).toBe("not-allowed");
    expect((await json(await make({ acts: ["talk"], sites: ["west"] }))).code).toBe("outside-your-sites");
    expect((await json(await make({ acts: ["talk"], maxPriority: 64 }))).code).toBe("priority-too-high");
    const made = await make({ acts: ["see"], sites: ["east"], expiresInDays: 1 });
    expect(made.status).toBe(201);
    const { id, token } = await json<{ id: string; token: string }>(made);
    expect((await side.request("GET", "~/speakers/e1", { token })).status).not.toBe(401);
    expect(
      await json(await side.request("POST", "~/talks", { token, json: { kind: "talk", to: ["all"] } })),
    ).toMatchObject({ code: "not-allowed" });
    const listed = await json<{ items: object[] }>(
      await side.request("GET", "~/tokens", { headers: { cookie } }),
    );
    expect(listed.items).toMatchObject([
      { id, name: "door", acts: ["see"], lastUsedAtMs: side.clock.ms, maxPriority: 60 },
    ]);
    expect(JSON.stringify(listed)).not.toContain(token);
    side.clock.ms += 24 * 3_600_000;
    expect((await json(await side.request("GET", "~/status", { token }))).code).toBe("token-unknown");
  });

  it("are made by a person who signed in from a program, within their own rights, and are not sign-ins", async () => {
    const side = await testSide();
    const id = await side.person("lin", [grant("operator", "east", 60)], PASSWORD);
    const link = makeLink(side.store, id, side.clock.ms).secret;
    const make = (token: string, body: object) =>
      side.request("POST", "~/tokens", { token, json: { name: "door", acts: ["see"], ...body } });
    for (const who of [{ user: "lin", password: PASSWORD }, { link }]) {
      const signedIn = await side.request("POST", "~/session", { json: { ...who, token: true } });
      const { token } = await json<{ token: string }>(signedIn);
      expect((await json(await make(token, { acts: ["manage-speakers"] }))).code).toBe("not-allowed");
      expect((await json(await make(token, { acts: ["talk"], maxPriority: 61 }))).code).toBe(
        "priority-too-high",
      );
      const made = await json<{ id: string; token: string }>(await make(token, {}));
      expect(audit(side)[0]).toMatchObject({
        act: "token-add",
        actor: `operator:${id}`,
        object: `token:${made.id}`,
      });
      expect((await json(await make(made.token, {}))).code).toBe("not-allowed");
      const { items } = await json<{ items: { name: string; signIn: boolean }[] }>(
        await side.request("GET", "~/tokens", { token }),
      );
      expect(items).toContainEqual(expect.objectContaining({ name: "door", signIn: false }));
      expect(items).toContainEqual(expect.objectContaining({ name: "login from unknown", signIn: true }));
      const gone = await side.request("DELETE", `~/tokens/${made.id}`, { token });
      expect(gone.status).toBe(204);
    }
  });

  it("of a sign-in end when the password is set anew, but for the one that set it; those made stay", async () => {
    const side = await testSide();
    await side.person("lin", [grant("operator", "east")], PASSWORD);
    await side.person("boss", [grant("admin", "*", 79)], PASSWORD);
    const signIn = async (user: string) =>
      (
        await json<{ token: string }>(
          await side.request("POST", "~/session", { json: { user, password: PASSWORD, token: true } }),
        )
      ).token;
    const [lin, boss, other] = [await signIn("lin"), await signIn("boss"), await signIn("boss")];
    const made = await json<{ token: string }>(
      await side.request("POST", "~/tokens", { token: lin, json: { name: "door", acts: ["see"] } }),
    );
    const set = (user: string) =>
      side.request("POST", `~/operators/${user}/password`, {
        token: boss,
        json: { password: "another password" },
      });
    expect(await json(await set("lin"))).toMatchObject({ endedSessions: 1 });
    const status = async (token: string) => (await side.request("GET", "~/session", { token })).status;
    expect([await status(lin), await status(made.token), await status(boss)]).toEqual([401, 200, 200]);
    expect(await json(await set("boss"))).toMatchObject({ endedSessions: 1 });
    expect([await status(boss), await status(other)]).toEqual([200, 401]);
  });

  it("make no tokens, and belong to someone", async () => {
    const side = await testSide();
    const token = side.tokenOf(await side.person("boss", [grant("admin", "*", 79)]));
    const body = { name: "t", acts: ["see"] };
    expect((await json(await side.request("POST", "~/tokens", { token, json: body }))).code).toBe(
      "not-allowed",
    );
    const boot = await side.request("POST", "~/tokens", { token: BOOT_TOKEN, json: body });
    expect((await json(boot)).code).toBe("needs-person");
    const named = await side.request("POST", "~/tokens", {
      token: BOOT_TOKEN,
      json: { ...body, operator: "boss" },
    });
    expect(named.status).toBe(201);
  });
});

describe("the audit", () => {
  it("keeps every act on people in one chain, with who, from where and on whom, and no secret", async () => {
    const side = await testSide();
    const added = await side.request("POST", "~/operators", {
      token: BOOT_TOKEN,
      json: { name: "lin", password: PASSWORD, grants: [{ role: "viewer", site: "east" }] },
    });
    expect(added.status).toBe(201);
    const cookie = await cookieFor(side, { user: "lin", password: PASSWORD });
    await side.request("POST", "~/session", { json: { user: "lin", password: "guess number 1" } });
    await side.request("PUT", "~/operators/lin/grants", { token: BOOT_TOKEN, json: { grants: [] } });
    await side.request("DELETE", "~/session", { headers: { cookie, ...changing } });
    await side.request("DELETE", "~/operators/lin", { token: BOOT_TOKEN });
    const rows = audit(side);
    expect(rows.map(({ act, result }) => `${act} ${result}`).reverse()).toEqual([
      "operator-add ok",
      "sign-in ok",
      "sign-in sign-in-refused",
      "grants-set ok",
      "sign-out ok",
      "operator-remove ok",
    ]);
    expect(rows[0]).toMatchObject({ actor: "system", address: "unknown" });
    expect(side.store.audit.verify()).toBeNull();
    expect(JSON.stringify(rows)).not.toMatch(/correct horse|guess number|argon2/);
    const listed = await side.request("GET", "~/audit?act=grants-set", { token: BOOT_TOKEN });
    expect(await json(listed)).toMatchObject({ items: [{ act: "grants-set", seq: 4 }], next: null });
  });

  it("keeps a refused attempt once a minute, however often it is made", async () => {
    const side = await testSide();
    const token = side.tokenOf(await side.person("lin", [grant("viewer", "east")]));
    const attempt = () => side.request("POST", "~/operators", { token, json: { name: "x" } });
    for (let i = 0; i < 20; i++) await attempt();
    expect(audit(side)).toMatchObject([
      { act: "addOperator", result: "not-allowed", detail: { name: "lin" } },
    ]);
    side.clock.ms += 60_000;
    await attempt();
    expect(audit(side)).toHaveLength(2);
  });
});
