import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BOOT_TOKEN, grant, testSide } from "./http-side.test-support";

describe("the console's page and files", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "dalaba-console-"));
    mkdirSync(join(folder, "assets"));
    writeFileSync(join(folder, "index.html"), "<!doctype html><title>console</title>");
    writeFileSync(join(folder, "assets/main-AB12.js"), `console.log(1);${"/* long */".repeat(50)}`);
    writeFileSync(join(folder, "secret.txt"), "not for you");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const side = () =>
    testSide({
      console: { consoleFolder: folder },
      urls: () => ({ http: "https://town.test:8080", talk: "wss://town.test:8081", mqtt: "", clock: "" }),
    });

  it("answers every address of a page with the page, signed in or not", async () => {
    const console = await side();
    for (const path of ["/", "/sign-in?link=x", "/history/0123456789abcdef", "/nothing"]) {
      const answer = await console.request("GET", path, { headers: { accept: "text/html" } });
      expect([path, answer.status, answer.headers.get("cache-control")]).toEqual([path, 200, "no-cache"]);
      expect(await answer.text()).toContain("<title>console");
    }
    expect((await console.request("GET", "~/nothing", { headers: { accept: "text/html" } })).status).toBe(
      404,
    );
    expect((await console.request("GET", "/nothing", { headers: { accept: "image/png" } })).status).toBe(404);
  });

  it("lets the page reach its own controller and the uplink, under the name the browser used, and nobody else", async () => {
    const console = await side();
    const answer = await console.request("GET", "/", { headers: { host: "10.0.0.7:8080" } });
    const policy = answer.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("connect-src 'self' wss://10.0.0.7:8081;");
    expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'|\*|http:/);
    const strange = await console.request("GET", "/", { headers: { host: "x; script-src *" } });
    expect(strange.headers.get("content-security-policy")).toContain(
      "connect-src 'self' wss://town.test:8081;",
    );
    const api = await console.request("GET", "~/speakers", { token: BOOT_TOKEN });
    expect(api.headers.get("content-security-policy")).toMatch(/^default-src 'none'/);
  });

  it("gives files that may be kept for ever, packed where the browser can unpack", async () => {
    const console = await side();
    const plain = await console.request("GET", "/assets/main-AB12.js");
    expect(plain.headers.get("cache-control")).toMatch(/immutable/);
    expect(plain.headers.get("content-type")).toMatch(/^text\/javascript/);
    const text = await plain.text();
    const packed = await console.request("GET", "/assets/main-AB12.js", {
      headers: { "accept-encoding": "gzip, br" },
    });
    expect(packed.headers.get("content-encoding")).toBe("gzip");
    expect((await packed.arrayBuffer()).byteLength).toBeLessThan(text.length);
  });

  it("gives nothing beside them, whatever is asked for", async () => {
    const console = await side();
    for (const name of ["..%2fsecret.txt", "%2e%2e%2findex.html", "main-AB12.ts", "nothing.js", "a%00.js"]) {
      const answer = await console.request("GET", `/assets/${name}`, { headers: { accept: "*/*" } });
      expect([name, answer.status]).toEqual([name, 404]);
    }
  });

  it("says how to build it when nobody did", async () => {
    rmSync(join(folder, "index.html"));
    const answer = await (await side()).request("GET", "/");
    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain("npm run build");
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
