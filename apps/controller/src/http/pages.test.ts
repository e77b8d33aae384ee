import { describe, expect, it } from "vitest";
import { makeLink } from "../people/sign-in-link";
import { BOOT_TOKEN, grant, type TestSide, testSide } from "./http-side.test-support";

const PASSWORD = "correct horse battery";
const form = {
  "content-type": "application/x-www-form-urlencoded",
  origin: "http://town.test",
  host: "town.test",
};

const post = (side: TestSide, path: string, fields: Record<string, string>, headers = {}) =>
  side.request("POST", path, {
    headers: { ...form, ...headers },
    body: new URLSearchParams(fields).toString(),
  });

const cookieOf = (answer: Response) => (answer.headers.get("set-cookie") ?? "").split(";")[0] ?? "";

describe("the pages before the console", () => {
  it("sign in and out by plain forms, Chinese first", async () => {
    const side = await testSide();
    await side.person("林", [grant("viewer", "east")], PASSWORD);
    const front = await (await side.request("GET", "/")).text();
    expect(front.indexOf("登录")).toBeLessThan(front.indexOf("Sign in"));
    expect(front).not.toMatch(/<script|style=/);
    const wrong = await post(side, "/sign-in", { user: "林", password: "guess number 1" });
    expect(wrong.status).toBe(401);
    expect(await wrong.text()).toContain("用户名或密码错误");
    const right = await post(side, "/sign-in", { user: "林", password: PASSWORD });
    expect(right.status).toBe(303);
    expect(right.headers.get("location")).toBe("/");
    const cookie = cookieOf(right);
    const mine = await (await side.request("GET", "/", { headers: { cookie } })).text();
    expect(mine).toContain("林");
    expect(mine).toMatch(/<dd>0 \/ 1 /);
    const out = await post(side, "/sign-out", {}, { cookie });
    expect(out.headers.get("location")).toBe("/sign-in");
    expect((await side.request("GET", "~/session", { headers: { cookie } })).status).toBe(401);
  });

  it("spend a link when its button is pressed, never by being looked at", async () => {
    const side = await testSide();
    const id = await side.person("lin", []);
    const { secret } = makeLink(side.store, id, side.clock.ms);
    for (let i = 0; i < 3; i++)
      expect((await side.request("GET", `/sign-in?link=${secret}`)).status).toBe(200);
    const entered = await post(side, "/sign-in", { link: secret });
    expect(entered.headers.get("location")).toBe("/password");
    const cookie = cookieOf(entered);
    const page = await (await side.request("GET", "/password", { headers: { cookie } })).text();
    expect(page).not.toContain('name="current"');
    const set = await post(side, "/password", { password: "a new password" }, { cookie });
    expect(set.headers.get("location")).toBe("/");
    expect((await post(side, "/sign-in", { user: "lin", password: "a new password" })).status).toBe(303);
    expect((await post(side, "/sign-in", { link: secret })).status).toBe(401);
  });

  it("take no form from another site, and write no markup that came from outside", async () => {
    const side = await testSide();
    await side.person("lin", [], PASSWORD);
    const fields = { user: "lin", password: PASSWORD };
    for (const headers of [
      { origin: "http://evil.test" },
      { origin: "null" },
      { "sec-fetch-site": "cross-site" },
    ])
      expect((await post(side, "/sign-in", fields, headers)).status).toBe(403);
    const page = await (
      await side.request("GET", `/sign-in?link=${encodeURIComponent('"><script>x</script>')}`)
    ).text();
    expect(page).not.toContain("<script>");
    const large = await post(side, "/sign-in", { user: "x".repeat(20_000), password: "x" });
    expect(large.status).toBe(413);
  });
});

describe("health and metrics", () => {
  it("are ready when nothing grave hangs on the board, and tell strangers no details", async () => {
    const side = await testSide();
    expect(await (await side.request("GET", "/readyz")).json()).toEqual({ ready: true, problems: [] });
    side.troubles.hang("broker", { code: "broker-rights-open", detail: "pa/keys on broker.example passes" });
    side.troubles.hang("root", { code: "root-not-ejected", detail: "the root key lies here", grave: false });
    const answer = await side.request("GET", "/readyz");
    expect(answer.status).toBe(503);
    const told = await answer.text();
    expect(JSON.parse(told)).toMatchObject({ ready: false, problems: [{ code: "broker-rights-open" }] });
    expect(told).not.toContain("broker.example");
    const status = await side.request("GET", "~/status", { token: BOOT_TOKEN });
    expect(await status.json()).toMatchObject({
      ready: false,
      problems: [
        { code: "broker-rights-open", detail: "pa/keys on broker.example passes" },
        { code: "root-not-ejected" },
      ],
      speakers: { total: 2, online: 0, disabled: 0 },
    });
    side.troubles.clear("broker");
    expect((await side.request("GET", "/readyz")).status).toBe(200);
  });

  it("give metrics to a token that may read them", async () => {
    const stats = { framesSent: 7 };
    const side = await testSide({
      air: { peer: null, ask: async () => ({ ok: true, value: { stats } }) as never },
    });
    const scraper = side.tokenOf(await side.person("scraper", [grant("technician", "town", 0)]));
    await side.request("GET", "~/speakers/e1", { token: BOOT_TOKEN });
    const answer = await side.request("GET", "/metrics", { token: scraper });
    expect(answer.headers.get("content-type")).toMatch(/^text\/plain/);
    const text = await answer.text();
    expect(text).toMatch(/^dalaba_air_frames_sent 7$/m);
    expect(text).toMatch(/^dalaba_air_up 1$/m);
    expect(text).toMatch(/^dalaba_speakers 2$/m);
    expect(text).toMatch(/dalaba_http_answers_total\{route="\/api\/v1\/speakers\/:id",status="503"\} 1/);
    expect((await side.request("GET", "/metrics")).status).toBe(401);
  });
});
