import type {
  CameraEventReply,
  EventSourceReply,
  IncidentDetailReply,
  IncidentReply,
  LinkReply,
} from "@dalaba/api";
import { Webhook } from "standardwebhooks";
import { beforeEach, describe, expect, it } from "vitest";
import { BOOT_TOKEN, grant, realSound, type TestSide, testSide } from "./http-side.test-support";

const HELP = { id: "press-1", camera: "e-cam", kind: "help-call" };

describe("signed events and what becomes of them", () => {
  let side: TestSide;
  let secret: string;
  let admin: string;
  let lin: string;

  const ask = async <T>(method: string, path: string, json?: unknown, token = admin): Promise<T> => {
    const answer = await side.request(method, path, { token, ...(json === undefined ? {} : { json }) });
    const body = (answer.status === 204 ? {} : await answer.json()) as T & { status?: number };
    if (answer.status >= 300 && body.status === undefined) throw new Error(`${answer.status}`);
    return body;
  };
  let message = 0;
  /** Signed by the specification's own library, with the test's time. */
  const send = async (
    body: unknown,
    more: { id?: string; key?: string; atMs?: number; source?: string } = {},
  ) => {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const id = more.id ?? `msg-${message++}`;
    const at = new Date(more.atMs ?? side.clock.ms);
    const headers = {
      "webhook-id": id,
      "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
      "webhook-signature": new Webhook(more.key ?? secret).sign(id, at, text),
    };
    const answer = await side.request("POST", `/hooks/${more.source ?? "help"}`, { headers, body: text });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  const open = async (body: object = HELP): Promise<string> => String((await send(body)).body.incident);

  beforeEach(async () => {
    side = await testSide(realSound);
    admin = BOOT_TOKEN;
    lin = side.tokenOf(await side.person("lin", [grant("operator", "east")]));
    const made = await ask<{ secret: string }>("POST", "~/event-sources", {
      id: "help",
      kind: "webhook",
      name: "求助",
    });
    secret = made.secret;
  });

  it("a help call opens an incident although no link says so", async () => {
    const { status, body } = await send(HELP);
    expect(status).toBe(202);
    expect(body).toMatchObject({ news: "begin" });
    const found = await ask<IncidentDetailReply>("GET", `~/incidents/${body.incident}`);
    expect(found).toMatchObject({
      ...{ kind: "help-call", camera: "e-cam", cameraName: "东村路口", site: "east", state: "open" },
      ...{ room: "east-room", owner: null, link: null, events: 1, lat: 25.1, firstWordMs: null },
    });
    expect(found.timeline.map(({ act }) => act)).toEqual(["opened"]);
    expect(found.happenings).toMatchObject([{ id: body.event, source: "help", reports: 1 }]);
    const feed = await ask<{ items: { kind: string; site: string }[] }>("GET", "~/events?limit=100");
    expect(feed.items.filter(({ kind }) => kind === "incident-changed")).toMatchObject([{ site: "east" }]);
  });

  it("what is not a matter for somebody is kept, and opens nothing", async () => {
    const { body } = await send({ ...HELP, kind: "motion" });
    expect(body).toMatchObject({ news: "begin", incident: null });
    const { items } = await ask<{ items: CameraEventReply[] }>("GET", "~/camera-events?camera=e-cam");
    expect(items).toMatchObject([{ kind: "motion", incident: null }]);
  });

  it("repeats are one incident, and a message that comes twice is answered as the first time", async () => {
    const first = await send(HELP, { id: "one" });
    expect(await send(HELP, { id: "one" })).toEqual({
      status: 200,
      body: { ...first.body, news: "repeated" },
    });
    const second = await send({ ...HELP, id: "press-2" });
    expect(second.body.incident).toBe(first.body.incident);
    expect(await ask("GET", `~/incidents/${first.body.incident}`)).toMatchObject({ events: 2 });
    side.clock.ms += 11 * 60_000;
    expect((await send({ ...HELP, id: "press-3" })).body.incident).not.toBe(first.body.incident);
  });

  it("an event lasts until its end, and what is reported on is counted", async () => {
    const start = await send({ ...HELP, state: "start" });
    await send({ ...HELP, state: "update" });
    side.clock.ms += 5_000;
    expect((await send({ ...HELP, state: "end" })).body).toMatchObject({
      news: "ended",
      event: start.body.event,
    });
    const { items } = await ask<{ items: CameraEventReply[] }>("GET", "~/camera-events");
    expect(items).toMatchObject([{ reports: 2, endedAtMs: side.clock.ms }]);
    expect((await send({ ...HELP, id: "never", state: "end" })).body).toEqual({
      ...{ event: null, news: "unknown-end", incident: null },
    });
  });

  it("nobody unsigned, late, or under another key gets in", async () => {
    const codeOf = async (more: object, body: unknown = HELP) => (await send(body, more)).body.code;
    expect(await codeOf({ key: "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=" })).toBe(
      "signature-wrong",
    );
    expect(await codeOf({ atMs: side.clock.ms - 301_000 })).toBe("signature-late");
    expect(await codeOf({ atMs: side.clock.ms + 301_000 })).toBe("signature-late");
    expect(await codeOf({ source: "nobody" })).toBe("signature-wrong");
    const bare = await side.request("POST", "/hooks/help", { body: JSON.stringify(HELP) });
    expect(await bare.json()).toMatchObject({ status: 401, code: "signature-missing" });
    const at = new Date(side.clock.ms);
    const signed = new Webhook(secret).sign("m", at, JSON.stringify(HELP));
    const headers = {
      ...{ "webhook-id": "m", "webhook-timestamp": String(Math.floor(at.getTime() / 1000)) },
      "webhook-signature": `v1,AAAA ${signed}`,
    };
    const tampered = await side.request("POST", "/hooks/help", {
      headers,
      body: JSON.stringify({ ...HELP, id: "x" }),
    });
    expect(await tampered.json()).toMatchObject({ code: "signature-wrong" });
    const two = await side.request("POST", "/hooks/help", { headers, body: JSON.stringify(HELP) });
    expect(two.status).toBe(202);
  });

  it("rubbish is answered with a code, and a source's health tells", async () => {
    expect((await send("{")).body).toMatchObject({ status: 400, code: "event-malformed" });
    expect((await send({ ...HELP, kind: "alien" })).body).toMatchObject({ code: "event-malformed" });
    expect((await send({ ...HELP, camera: "Nr. 7" })).body).toMatchObject({
      status: 404,
      code: "camera-unknown",
    });
    expect((await send(`"${"x".repeat(70_000)}"`)).body).toMatchObject({
      status: 413,
      code: "event-too-large",
    });
    const { items } = await ask<{ items: EventSourceReply[] }>("GET", "~/event-sources");
    expect(items).toMatchObject([{ health: "waiting", refused: 3, unknownChannels: ["Nr. 7"] }]);
    await ask("PATCH", "~/event-sources/help", { channels: { "Nr. 7": "e-cam" } });
    expect((await send({ ...HELP, camera: "Nr. 7" })).body).toMatchObject({ news: "begin" });
    const after = await ask<{ items: EventSourceReply[] }>("GET", "~/event-sources");
    expect(after.items).toMatchObject([{ health: "ok", received: 1, unknownChannels: [] }]);
    await ask("PATCH", "~/event-sources/help", { enabled: false });
    expect((await send(HELP)).body).toMatchObject({ status: 409, code: "source-off" });
    const { secret: other } = await ask<{ secret: string }>("PATCH", "~/event-sources/help", {
      rotate: true,
    });
    expect((await send(HELP)).body).toMatchObject({ code: "signature-wrong" });
    secret = other;
    expect((await send(HELP)).body).toMatchObject({ code: "source-off" });
  });

  it("people take, note, hand over and close it, and the timeline says who", async () => {
    const id = await open();
    const chen = side.tokenOf(await side.person("chen", [grant("operator", "*")]));
    const taken = await ask<IncidentDetailReply>("POST", `~/incidents/${id}/acknowledge`, {}, lin);
    expect(taken).toMatchObject({ state: "acknowledged", owner: { name: "lin" } });
    expect(await ask("POST", `~/incidents/${id}/acknowledge`, {}, chen)).toMatchObject({
      ...{ code: "incident-taken", params: { owner: "lin" } },
    });
    await ask("POST", `~/incidents/${id}/notes`, { text: "老人摔倒" }, lin);
    await ask("POST", `~/incidents/${id}/hand-over`, { room: "centre", note: "请镇里派人" }, lin);
    await ask("POST", `~/incidents/${id}/acknowledge`, {}, chen);
    const closed = await ask<IncidentDetailReply>(
      "POST",
      `~/incidents/${id}/close`,
      { outcome: "resolved" },
      chen,
    );
    expect(closed.timeline.map(({ act, actor }) => [act, actor])).toEqual([
      ["opened", null],
      ["acknowledge", "lin"],
      ["note", "lin"],
      ["hand-over", "lin"],
      ["acknowledge", "chen"],
      ["close", "chen"],
    ]);
    expect(await ask("POST", `~/incidents/${id}/close`, { outcome: "false-alarm" }, chen)).toMatchObject({
      code: "incident-closed",
    });
    expect(await ask("POST", `~/incidents/${id}/reopen`, {}, chen)).toMatchObject({ state: "acknowledged" });
    expect(await ask("POST", `~/incidents/${id}/hand-over`, { room: "nowhere" }, chen)).toMatchObject({
      code: "room-unknown",
    });
    const audit = await ask<{ items: { act: string }[] }>("GET", "~/audit?limit=100");
    expect(audit.items.map(({ act }) => act)).toEqual(
      expect.arrayContaining([
        "incident-acknowledge",
        "incident-note",
        "incident-hand-over",
        "incident-close",
      ]),
    );
  });

  it("lists what one may see, newest first, by state", async () => {
    const east = await open();
    side.clock.ms += 1_000;
    const west = await open({ ...HELP, camera: "w-cam" });
    const list = async (query: string, token = admin) =>
      (await ask<{ items: IncidentReply[] }>("GET", `~/incidents${query}`, undefined, token)).items.map(
        ({ id }) => id,
      );
    expect(await list("")).toEqual([west, east]);
    expect(await list("", lin)).toEqual([east]);
    expect(await list("?site=west")).toEqual([west]);
    await ask("POST", `~/incidents/${east}/acknowledge`, {}, lin);
    expect(await list("?state=open")).toEqual([west]);
    expect(await list("?state=open,acknowledged")).toEqual([west, east]);
    expect(await ask("GET", "~/incidents/counts")).toEqual({ open: 1, acknowledged: 1, closed: 0 });
    expect(await ask("GET", "~/incidents?state=lost")).toMatchObject({ code: "bad-request" });
    const page = await ask<{ items: IncidentReply[]; next: string }>("GET", "~/incidents?limit=1");
    expect(await list(`?limit=1&after=${page.next}`)).toEqual([east]);
  });

  it("is opened by hand for what a person sees", async () => {
    const made = await ask<IncidentDetailReply>(
      "POST",
      "~/incidents",
      { camera: "e-cam", note: "偷车" },
      lin,
    );
    expect(made).toMatchObject({ state: "acknowledged", owner: { name: "lin" }, kind: "other", events: 0 });
    expect(await ask("POST", "~/incidents", { camera: "w-cam" }, lin)).toMatchObject({
      code: "outside-your-sites",
    });
    expect(await ask("POST", "~/incidents", { camera: "no-cam" }, lin)).toMatchObject({
      code: "camera-unknown",
    });
  });

  it("a link is written, tried on the past, and changed by one person at a time", async () => {
    await send({ ...HELP, kind: "illegal-parking" });
    const said = { title: "请挪车", site: null, parts: [{ pauseMs: 20 }] };
    const { id: announcement } = await ask<{ id: string }>("POST", "~/announcements", said);
    const link = {
      ...{ title: "停车", when: { kinds: ["illegal-parking"], cameras: ["e-cam"] }, suggest: [announcement] },
      sound: { steps: [{ announcement }] },
    };
    const tried = await ask<{ items: object[] }>("POST", "~/links/dry-run", { link });
    expect(tried.items).toMatchObject([
      { camera: "e-cam", sound: { announcement, priority: 45, step: 0 }, held: null },
    ]);
    const made = await ask<LinkReply>("POST", "~/links", link);
    expect(made).toMatchObject({ revision: 1, sound: { armedBy: expect.any(String), coolDownMs: 300_000 } });
    expect(await ask("PUT", `~/links/${made.id}`, { ...link, enabled: false, revision: 1 })).toMatchObject({
      revision: 2,
      enabled: false,
    });
    expect(await ask("PUT", `~/links/${made.id}`, { ...link, revision: 1 })).toMatchObject({
      code: "link-changed",
    });
    const harmful = { ...link, when: { kinds: ["recognition"] } };
    expect(await ask("POST", "~/links", harmful)).toMatchObject({ status: 422, code: "link-not-harmless" });
    const nothing = { ...link, suggest: ["0".repeat(16)] };
    expect(await ask("POST", "~/links", nothing)).toMatchObject({ code: "announcement-unknown" });
    expect(await ask("DELETE", `~/announcements/${announcement}`)).toMatchObject({
      code: "announcement-in-use",
    });
    expect(await ask("PUT", "~/links/limits", { paused: true, mostPerHour: 3 })).toEqual({
      ...{ paused: true, mostPerHour: 3 },
    });
    expect(
      (await ask<{ items: { held: string }[] }>("GET", `~/links/${made.id}/dry-run`)).items,
    ).toMatchObject([{ held: "paused" }]);
    expect(await ask("DELETE", `~/links/${made.id}`)).toEqual({});
    expect(await ask("GET", `~/links/${made.id}`)).toMatchObject({ code: "link-unknown" });
  });

  it("a talk about an incident needs one that is there, and one's own", async () => {
    const talk = { kind: "talk", to: ["near:e-cam"], incident: "0".repeat(16) };
    expect(await ask("POST", "~/talks", talk, lin)).toMatchObject({ code: "incident-unknown" });
    const west = await open({ ...HELP, camera: "w-cam" });
    expect(await ask("POST", "~/talks", { ...talk, incident: west }, lin)).toMatchObject({
      code: "outside-your-sites",
    });
  });

  it("a storm of 10,000 events loses none and stays in pages", async () => {
    for (let i = 0; i < 10_000; i++) {
      side.clock.ms += 1;
      await send({ ...HELP, id: `p${i}`, camera: i % 2 === 0 ? "e-cam" : "w-cam" });
    }
    const { items } = await ask<{ items: IncidentReply[] }>("GET", "~/incidents");
    expect(items.map(({ events }) => events)).toEqual([5_000, 5_000]);
    const page = await ask<{ items: object[]; next: string | null }>("GET", "~/camera-events?limit=500");
    expect(page.items).toHaveLength(500);
    expect(page.next).not.toBeNull();
  }, 180_000);
});
