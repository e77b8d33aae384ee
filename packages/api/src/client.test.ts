import { describe, expect, expectTypeOf, it } from "vitest";
import { createClient } from "./client";
import { PROBLEM_MEDIA, problemOf } from "./contract/problem-of";
import { routes } from "./routes";

function answering(answer: (url: string, init: RequestInit) => Response | Promise<Response>) {
  const calls: { url: string; init: RequestInit }[] = [];
  const send = async (url: string | URL | Request, init: RequestInit = {}) => {
    calls.push({ url: String(url), init });
    return answer(String(url), init);
  };
  return { calls, client: createClient({ baseUrl: "http://town.test", token: "secret", fetch: send }) };
}

const json = (value: unknown, status = 200) =>
  new Response(JSON.stringify(value), { status, headers: { "content-type": "application/json" } });

describe("the typed client", () => {
  it("fills path, query and body, and carries token and header", async () => {
    const { calls, client } = answering(() => json({ items: [], next: null }));
    await client.call(routes.speakers.listSpeakers, { query: { site: "east", after: undefined } });
    await client.call(routes.speakers.disableSpeaker, { params: { id: "e/1" } });
    await client.call(routes.targets.resolveTargets, { body: { to: ["all"] } });
    expect(calls.map(({ url }) => url)).toEqual([
      "http://town.test/api/v1/speakers?site=east",
      "http://town.test/api/v1/speakers/e%2F1/disable",
      "http://town.test/api/v1/targets/resolve",
    ]);
    expect(calls[0]?.init.headers).toMatchObject({ authorization: "Bearer secret", "x-dalaba": "1" });
    expect(calls[2]?.init.body).toBe('{"to":["all"]}');
  });

  it("gives the reply the route declares", async () => {
    const { client } = answering(() => json({ speakers: [{ id: "e1", name: "一", online: true }] }));
    const answer = await client.call(routes.targets.resolveTargets, { body: { to: ["all"] } });
    if (!answer.ok) throw new Error(answer.problem.code);
    expectTypeOf(answer.value.speakers).items.toEqualTypeOf<{ id: string; name: string; online: boolean }>();
    expect(answer.value.speakers).toHaveLength(1);
  });

  it("gives a refusal as a problem, never as an exception", async () => {
    const problem = problemOf("outside-your-sites", "talk: west", { sites: ["west"] });
    const { client } = answering(
      () =>
        new Response(JSON.stringify(problem), { status: 403, headers: { "content-type": PROBLEM_MEDIA } }),
    );
    const answer = await client.call(routes.onAir.listOnAir);
    expect(answer).toMatchObject({ ok: false, status: 403, problem: { params: { sites: ["west"] } } });
  });

  it("knows a dead controller from something else at its address", async () => {
    const dead = answering(() => {
      throw new TypeError("fetch failed", { cause: new Error("connect ECONNREFUSED 127.0.0.1:8080") });
    });
    expect(await dead.client.call(routes.health.alive)).toMatchObject({
      status: 0,
      problem: { code: "controller-unreachable", detail: expect.stringContaining("ECONNREFUSED") },
    });
    const proxy = answering(() => new Response("<html>Bad gateway</html>", { status: 502 }));
    expect(await proxy.client.call(routes.health.alive)).toMatchObject({
      status: 502,
      problem: { code: "not-a-controller" },
    });
  });

  it("hands over a stream unread", async () => {
    const { client, calls } = answering(
      () => new Response("OggS", { headers: { "content-type": "audio/ogg" } }),
    );
    const answer = await client.open(routes.broadcasts.playRecording, { params: { id: "0123456789abcdef" } });
    expect(answer.ok && (await answer.value.text())).toBe("OggS");
    expect(calls[0]?.url).toMatch(/0123456789abcdef\/recording$/);
  });

  it("leaves an abort to who asked for it", async () => {
    const { client } = answering((_, init) => {
      throw init.signal?.reason;
    });
    const call = client.call(routes.health.alive, {}, AbortSignal.abort(new Error("enough")));
    await expect(call).rejects.toThrow("enough");
  });
});
