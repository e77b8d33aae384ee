import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { API_PREFIX } from "@dalaba/api";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { BOOT_TOKEN, type TestSide, testSide } from "./http-side.test-support";
import { type HttpServer, listen } from "./server";

const token = BOOT_TOKEN;

async function problem(response: Response): Promise<Record<string, unknown>> {
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  return (await response.json()) as Record<string, unknown>;
}

describe("what strangers and mistakes are answered", () => {
  it("names the next step in every refusal, and the request in header and body", async () => {
    const side = await testSide();
    const answer = await side.request("GET", "~/speakers");
    const body = await problem(answer);
    expect(body).toMatchObject({ status: 401, code: "not-signed-in", params: {} });
    expect(body.next).toMatch(/dalaba login/);
    expect(body.request).toBe(answer.headers.get("x-request-id"));
    expect(answer.headers.get("www-authenticate")).toMatch(/^Bearer/);
  });

  it("knows an unknown address from a wrong method", async () => {
    const side = await testSide();
    expect(await problem(await side.request("GET", "~/nothing"))).toMatchObject({ code: "no-such-route" });
    const wrong = await side.request("PUT", "~/speakers/e1", { token, json: {} });
    expect(await problem(wrong)).toMatchObject({ code: "method-not-allowed" });
    expect(wrong.headers.get("allow")).toBe("GET, PATCH, DELETE");
  });

  it("tells broken JSON, a wrong kind of body and wrong fields apart", async () => {
    const side = await testSide();
    const send = (options: object) => side.request("POST", "~/tokens", { token, ...options });
    const json = { "content-type": "application/json" };
    expect(await problem(await send({ headers: json, body: "{" }))).toMatchObject({ code: "bad-json" });
    expect(await problem(await send({ headers: { "content-type": "text/plain" }, body: "x" }))).toMatchObject(
      {
        status: 415,
        code: "unsupported-media",
        params: { accepted: ["application/json"] },
      },
    );
    expect(await problem(await send({ json: { name: "", acts: ["fly"] } }))).toMatchObject({
      code: "bad-request",
      params: { issues: [{ where: "json.name" }, { where: "json.acts.0" }] },
    });
    expect(await problem(await side.request("GET", "~/tokens?limit=0", { token }))).toMatchObject({
      code: "bad-request",
    });
  });

  it("reads no more of a body than the route allows", async () => {
    const side = await testSide();
    const large = JSON.stringify({ name: "x".repeat(1024 * 1024), acts: ["see"] });
    const headers = { "content-type": "application/json", "content-length": String(large.length) };
    const answer = await side.request("POST", "~/tokens", { token, headers, body: large });
    expect(await problem(answer)).toMatchObject({ status: 413, params: { limitBytes: 1024 * 1024 } });
    const town = await side.request("POST", "~/town/plan", {
      token,
      headers: { "content-type": "text/csv" },
      body: "x".repeat(2 * 1024 * 1024),
    });
    expect(town.status).not.toBe(413);
  });

  it("sends no answer that a page elsewhere could frame, script or guess at", async () => {
    const side = await testSide();
    const { headers } = await side.request("GET", "/");
    expect(headers.get("content-security-policy")).toMatch(/default-src 'none'/);
    expect(headers.get("content-security-policy")).not.toMatch(/'unsafe-/);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("x-frame-options")).toBe("DENY");
    expect(headers.get("access-control-allow-origin")).toBeNull();
  });

  it("turns our own faults into a coded answer that gives nothing away", async () => {
    const side = await testSide();
    const logged: object[] = [];
    const log = { debug() {}, info() {}, warn() {}, error: (fields: object) => void logged.push(fields) };
    const broken = await testSide({ log, urls: () => unusable() });
    const answer = await broken.request("GET", "~/status", { token });
    const body = await problem(answer);
    expect(body).toMatchObject({ status: 500, code: "our-fault" });
    expect(JSON.stringify(body)).not.toMatch(/secret inner detail/);
    expect(logged).toMatchObject([{ request: body.request, route: `${API_PREFIX}/status` }]);
    expect((await side.request("GET", "/healthz")).status).toBe(200);
  });

  it("gives up on a handler that hangs, with a code", async () => {
    const never = new Promise<never>(() => {});
    const side = await testSide({ handlerTimeoutMs: 20, air: { peer: null, ask: () => never } });
    const answer = await side.request("GET", "/metrics", { token });
    expect(await problem(answer)).toMatchObject({ status: 503, code: "request-timeout" });
  });

  it("answers any garbage with a status below 500", async () => {
    const side = await testSide();
    const method = fc.constantFrom("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "BREW");
    const segment = fc.oneof(
      fc.constantFrom(
        "speakers",
        "operators",
        "tokens",
        "session",
        "events",
        "broadcasts",
        "stop",
        "..",
        "%",
      ),
      fc.string({ maxLength: 12 }).map((text) => encodeURIComponent(text.replace(/[\ud800-\udfff]/g, ""))),
    );
    await fc.assert(
      fc.asyncProperty(
        method,
        fc.array(segment, { maxLength: 4 }),
        fc.string({ maxLength: 20 }),
        fc.json(),
        async (verb, path, query, body) => {
          const mayHaveBody = verb !== "GET" && verb !== "HEAD";
          const answer = await side.app.request(
            `${API_PREFIX}/${path.join("/")}?${encodeURI(query.replace(/[\ud800-\udfff]/g, ""))}`,
            {
              method: verb,
              headers: {
                authorization: `Bearer ${token}`,
                "content-type": "application/json",
                cookie: query.replace(/[^\x20-\x7e]/g, ""),
              },
              ...(mayHaveBody ? { body } : {}),
            },
          );
          // 503 is what the routes without air answer in this test.
          expect(answer.status === 503 || answer.status < 500).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("the listener", () => {
  let open: HttpServer | null = null;
  afterEach(async () => {
    await open?.close();
    open = null;
  });

  async function serve(side: TestSide): Promise<HttpServer> {
    const listening = await listen(side.app, { host: "127.0.0.1", port: 0 });
    if (!listening.ok) throw new Error(listening.detail);
    open = listening.value;
    return listening.value;
  }

  it("says which setting to change when its port is taken", async () => {
    const side = await testSide();
    const { port } = await serve(side);
    expect(await listen(side.app, { host: "127.0.0.1", port })).toMatchObject({
      ok: false,
      code: "port-taken",
      params: { setting: "DALABA_HTTP_PORT", port },
    });
    expect(await listen(side.app, { host: "192.0.2.1", port: 0 })).toMatchObject({
      code: "address-unusable",
      params: { setting: "DALABA_HOST" },
    });
  });

  it("survives bytes that are no HTTP", async () => {
    const side = await testSide();
    const { port } = await serve(side);
    await new Promise<void>((resolve) => {
      const socket = connect(port, "127.0.0.1", () => socket.write("\u0000\u0001 garbage\r\n\r\n"));
      socket.resume();
      socket.on("error", () => {});
      socket.on("close", () => resolve());
    });
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
  });

  it("closes while an event stream is open", async () => {
    const side = await testSide();
    const { port, close } = await serve(side);
    const opened = await new Promise<{ ended: Promise<void> }>((resolve) => {
      const headers = { authorization: `Bearer ${token}`, accept: "text/event-stream" };
      const url = `http://127.0.0.1:${port}${API_PREFIX}/events`;
      const call = httpRequest(url, { headers }, (response) => {
        const ended = new Promise<void>((done) => response.on("close", () => done()));
        response.once("data", () => resolve({ ended }));
      });
      call.on("error", () => {});
      call.end();
    });
    await close();
    await opened.ended;
    open = null;
  });
});

function unusable(): never {
  throw new Error("secret inner detail");
}
