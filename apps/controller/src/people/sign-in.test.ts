import { describe, expect, it } from "vitest";
import { grant, type TestSide, testSide } from "../http/http-side.test-support";
import { makeLink } from "./sign-in-link";

const PASSWORD = "correct horse battery";

async function signIn(side: TestSide, body: unknown): Promise<Response> {
  return side.request("POST", "~/session", { json: body });
}

function cookieOf(response: Response): string {
  return (response.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
}

const changing = { "x-dalaba": "1", origin: "http://localhost", host: "localhost" };

describe("signing in", () => {
  it("gives a cookie that no script can read, and the person behind it", async () => {
    const side = await testSide();
    await side.person("lin", [grant("operator", "east")], PASSWORD);
    const answer = await signIn(side, { user: "lin", password: PASSWORD });
    expect(answer.status).toBe(200);
    const cookie = answer.headers.get("set-cookie") ?? "";
    expect(cookie).toMatch(/HttpOnly; SameSite=Strict/);
    expect(cookie).not.toMatch(/Secure/);
    const me = await side.request("GET", "~/session", { headers: { cookie: cookieOf(answer) } });
    expect(await me.json()).toMatchObject({
      operator: { name: "lin" },
      by: "session",
      grants: [{ role: "operator", site: "east", maxPriority: 60 }],
      csrf: { header: "x-dalaba", value: "1" },
    });
  });

  it("marks the cookie secure when the page came over HTTPS", async () => {
    const side = await testSide();
    await side.person("lin", [], PASSWORD);
    const answer = await side.request("POST", "~/session", {
      json: { user: "lin", password: PASSWORD },
      headers: { origin: "https://console.test" },
    });
    expect(answer.headers.get("set-cookie")).toMatch(/; Secure/);
  });

  it("answers a wrong password, an unknown name and a disabled person alike", async () => {
    const side = await testSide();
    await side.person("lin", [], PASSWORD);
    await side.person("wang", [], PASSWORD);
    side.store.operators.change("o-wang", { disabled: true });
    const answers = [];
    for (const user of ["lin", "nobody", "wang"]) {
      const password = user === "lin" ? "wrong password" : PASSWORD;
      const answer = await signIn(side, { user, password });
      const { request: _, ...problem } = (await answer.json()) as Record<string, unknown>;
      answers.push({ status: answer.status, problem });
    }
    expect(answers[0]?.status).toBe(401);
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
  });

  it("slows tries down, says for how long, and forgets after a success", async () => {
    const side = await testSide();
    await side.person("lin", [], PASSWORD);
    for (let i = 0; i < 5; i++) await signIn(side, { user: "lin", password: "guess number 1" });
    const slowed = await signIn(side, { user: "lin", password: PASSWORD });
    expect(slowed.status).toBe(429);
    expect(await slowed.json()).toMatchObject({ code: "sign-in-slowed", params: { waitSeconds: 5 } });
    expect(slowed.headers.get("retry-after")).toBe("5");
    side.clock.ms += 5_000;
    expect((await signIn(side, { user: "lin", password: PASSWORD })).status).toBe(200);
    expect(side.store.sessions.attempt("name:lin@unknown")).toBeUndefined();
  });

  it("counts tries sent at once, before their passwords are looked at", async () => {
    const side = await testSide();
    await side.person("lin", [], PASSWORD);
    const all = await Promise.all(
      Array.from({ length: 12 }, () => signIn(side, { user: "lin", password: "guess number 1" })),
    );
    expect(all.filter(({ status }) => status === 401)).toHaveLength(5);
    expect(all.filter(({ status }) => status === 429)).toHaveLength(7);
  });

  it("buys no guesses at another's password by signing in with one's own", async () => {
    const side = await testSide();
    await side.person("lin", [], PASSWORD);
    for (let i = 0; i < 20; i++) await signIn(side, { user: `guessed-${i}`, password: "guess number 1" });
    expect((await signIn(side, { user: "lin", password: PASSWORD })).status).toBe(429);
    side.clock.ms += 5_000;
    expect((await signIn(side, { user: "lin", password: PASSWORD })).status).toBe(200);
    expect((await signIn(side, { user: "guessed-21", password: "guess number 1" })).status).toBe(429);
  });

  it("keeps the count of tries in the store, so that a restart forgives nothing", async () => {
    const side = await testSide();
    await signIn(side, { user: "lin", password: "guess number 1" });
    expect(side.store.sessions.attempt("name:lin@unknown")).toMatchObject({ tries: 1 });
  });

  it("spends a link once, and only within its hour", async () => {
    const side = await testSide();
    const id = await side.person("lin", []);
    const link = makeLink(side.store, id, side.clock.ms);
    const old = makeLink(side.store, id, side.clock.ms - 3_600_001);
    expect((await signIn(side, { link: link.secret })).status).toBe(200);
    const again = await signIn(side, { link: link.secret });
    expect(again.status).toBe(401);
    expect(await again.json()).toMatchObject({ code: "link-spent" });
    expect((await signIn(side, { link: old.secret })).status).toBe(401);
  });

  it("gives a bearer token to who asks for one, and revokes it at sign-out", async () => {
    const side = await testSide();
    await side.person("lin", [grant("viewer", "east")], PASSWORD);
    const answer = await signIn(side, { user: "lin", password: PASSWORD, token: true });
    expect(answer.headers.get("set-cookie")).toBeNull();
    const { token } = (await answer.json()) as { token: string };
    expect((await side.request("GET", "~/session", { token })).status).toBe(200);
    expect((await side.request("DELETE", "~/session", { token })).status).toBe(204);
    const gone = await side.request("GET", "~/session", { token });
    expect(await gone.json()).toMatchObject({ status: 401, code: "token-unknown" });
  });

  it("seats a person only in a room of their own sites", async () => {
    const side = await testSide();
    await side.person("lin", [grant("operator", "east")], PASSWORD);
    const own = await signIn(side, { user: "lin", password: PASSWORD, room: "east-room" });
    const me = await side.request("GET", "~/session", { headers: { cookie: cookieOf(own) } });
    expect(await me.json()).toMatchObject({ room: { id: "east-room", kind: "village" } });
    const centre = await signIn(side, { user: "lin", password: PASSWORD, room: "centre" });
    expect(await centre.json()).toMatchObject({ status: 403, code: "room-not-yours" });
    const nowhere = await signIn(side, { user: "lin", password: PASSWORD, room: "moon" });
    expect(await nowhere.json()).toMatchObject({ status: 404, code: "room-unknown" });
  });
});

describe("sessions", () => {
  it("end after twelve idle hours, seven days at the latest, and at once when asked", async () => {
    const side = await testSide();
    await side.person("lin", [], PASSWORD);
    const cookie = cookieOf(await signIn(side, { user: "lin", password: PASSWORD }));
    const alive = async () =>
      (await side.request("GET", "~/session", { headers: { cookie } })).status === 200;
    for (let hours = 0; hours < 6 * 24; hours += 11) {
      side.clock.ms += 11 * 3_600_000;
      expect(await alive()).toBe(true);
    }
    side.clock.ms += 12 * 3_600_000 + 1;
    expect(await alive()).toBe(false);

    const second = cookieOf(await signIn(side, { user: "lin", password: PASSWORD }));
    for (let i = 0; i < 17; i++) {
      side.clock.ms += 10 * 3_600_000;
      await side.request("GET", "~/session", { headers: { cookie: second } });
    }
    const old = await side.request("GET", "~/session", { headers: { cookie: second } });
    expect(old.status).toBe(401);

    const third = cookieOf(await signIn(side, { user: "lin", password: PASSWORD }));
    const headers = { cookie: third, ...changing };
    expect((await side.request("DELETE", "~/session", { headers })).status).toBe(204);
    expect((await side.request("GET", "~/session", { headers })).status).toBe(401);
  });

  it("are listed, one's own marked, and ended by who may", async () => {
    const side = await testSide();
    await side.person("lin", [grant("operator", "east")], PASSWORD);
    await side.person("boss", [grant("admin", "*", 79)], PASSWORD);
    await side.person("wang", [grant("operator", "west")], PASSWORD);
    const lin = cookieOf(await signIn(side, { user: "lin", password: PASSWORD }));
    const boss = cookieOf(await signIn(side, { user: "boss", password: PASSWORD }));
    const wang = cookieOf(await signIn(side, { user: "wang", password: PASSWORD }));
    const list = async (cookie: string) => {
      const answer = await side.request("GET", "~/sessions", { headers: { cookie } });
      return ((await answer.json()) as { items: { id: string; operator: string; current: boolean }[] }).items;
    };
    expect(await list(lin)).toMatchObject([{ operator: "o-lin", current: true }]);
    expect(await list(boss)).toHaveLength(3);
    const [mine] = await list(lin);
    const foreign = await side.request("DELETE", `~/sessions/${mine?.id}`, {
      headers: { cookie: wang, ...changing },
    });
    expect(foreign.status).toBe(403);
    const ended = await side.request("DELETE", `~/sessions/${mine?.id}`, {
      headers: { cookie: boss, ...changing },
    });
    expect(ended.status).toBe(204);
    expect((await side.request("GET", "~/session", { headers: { cookie: lin } })).status).toBe(401);
  });

  it("with a cookie, a change needs our header and our origin", async () => {
    const side = await testSide();
    await side.person("lin", [], PASSWORD);
    const cookie = cookieOf(await signIn(side, { user: "lin", password: PASSWORD }));
    const attempts: Record<string, string>[] = [
      { cookie },
      { cookie, ...changing, origin: "http://evil.example" },
      { cookie, ...changing, origin: "null" },
      { cookie, "x-dalaba": "1", "sec-fetch-site": "same-site" },
    ];
    for (const headers of attempts) {
      const answer = await side.request("DELETE", "~/session", { headers });
      expect(await answer.json()).toMatchObject({ status: 403, code: "cross-site" });
    }
    expect((await side.request("DELETE", "~/session", { headers: { cookie, ...changing } })).status).toBe(
      204,
    );
  });
});
