import { randomBytes } from "node:crypto";
import { ACTS, type Grant, type SiteScope } from "@dalaba/core";
import { readCredentials } from "@dalaba/protocol";
import type { OpenAPIHono } from "@hono/zod-openapi";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { LiveBroadcast } from "./air/ipc";
import { airSocketPath } from "./air/socket-path";
import { AirClient } from "./air-link";
import { FakeAir } from "./air-link/fake-air.test-support";
import { StoredFeed } from "./feed/stored-feed";
import type { AppEnv } from "./http/env";
import { httpSide } from "./http/http-side";
import { silentLog } from "./log";
import { Passwords } from "./people/passwords";
import { hashOf, newSecret } from "./people/secrets";
import { type SoundSide, soundSide } from "./sound-side";
import { openTestTown, type TestTown, TOWN } from "./town-store.test-support";
import { TroubleBoard } from "./trouble";

const BOOT = "boot-token-for-tests-0123456789abcdef";

let town: TestTown;
let air: FakeAir;
let link: AirClient;
let sound: SoundSide;
let app: OpenAPIHono<AppEnv>;
let troubles: TroubleBoard;

beforeEach(async () => {
  town = await openTestTown();
  troubles = new TroubleBoard();
  air = new FakeAir(airSocketPath(town.folder));
  await air.start();
  link = new AirClient({ path: airSocketPath(town.folder), instance: "test", log: silentLog });
  const { store, clock } = town;
  const feed = new StoredFeed(store);
  const parts = { store, clock, log: silentLog, air: link, feed, troubles };
  const settings = { host: "0.0.0.0", dataFolder: town.folder, mqttUrl: null, mqttPort: 1883 };
  sound = soundSide({ ...parts, settings, ring: town.ring, httpPort: () => 8080 });
  app = httpSide({
    ...parts,
    settings: { shown: [], bootToken: BOOT },
    passwords: new Passwords(),
    sound: sound.groups,
    online: sound.online,
    broadcast: sound.broadcast,
    urls: () => ({ http: "http://console.test", talk: "", mqtt: "", clock: "" }),
    checkReplies: true,
  });
  await sound.start();
  await vi.waitFor(() => expect(air.asked("state")).toHaveLength(1));
});
afterEach(async () => {
  await sound.stop();
  await link.close();
  await air.stop();
  town.close();
});

async function call(
  method: string,
  path: string,
  token: string,
  body?: unknown,
  headers: Record<string, string> = {},
) {
  const json = body !== undefined && typeof body !== "string" && !(body instanceof Uint8Array);
  const response = await app.request(`/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      host: "town.example:8080",
      ...(json ? { "content-type": "application/json" } : {}),
      ...headers,
    },
    ...(body === undefined
      ? {}
      : { body: json ? JSON.stringify(body) : (body as string | Uint8Array<ArrayBuffer>) }),
  });
  const text = await response.text();
  const parsed = (response.headers.get("content-type") ?? "").includes("json") ? JSON.parse(text) : text;
  return { status: response.status, body: parsed, headers: response.headers };
}

/** A token of an operator with that role at that site. */
function someone(role: Grant["role"], site: string, more: Partial<Grant> = {}): string {
  const { store, clock } = town;
  const id = `o-${randomBytes(4).toString("hex")}`;
  store.operators.add({ id, name: id, displayName: id, passwordHash: null, room: null }, clock.ms);
  store.operators.grant(id, { role, site: site as SiteScope, maxPriority: 68, permissions: [], ...more });
  const secret = newSecret();
  const scope = { acts: ACTS, sites: null, maxPriority: 79, permissions: ["emergency" as const] };
  const row = { id: `t-${id}`, name: "test", operator: id, hash: hashOf(secret), scope };
  store.tokens.add({ ...row, expiresAtMs: clock.ms + 3_600_000 }, clock.ms);
  return secret;
}

const talk = (more: object = {}) => ({ kind: "talk", to: ["site:east"], ...more });

describe("opening a talk", () => {
  it("grants a ticket for exactly the speakers meant, and writes it down", async () => {
    const east = someone("operator", "east");
    const { status, body } = await call("POST", "/talks", east, talk({ why: "test", chime: "two-tone" }));
    expect(status).toBe(201);
    expect(body).toMatchObject({ targets: 2, offline: 2, priority: 60, class: "talk" });
    expect(body.url).toBe(`ws://town.example:8081/talk?ticket=${body.ticket}`);
    const ticket = air.asked("ticket.put")[0]?.ticket;
    expect(ticket).toMatchObject({
      broadcast: body.broadcast,
      speakers: ["east-1", "east-2"],
      group: "s-east",
      to: "site:east",
      chime: "two-tone",
      maxMs: 1_800_000,
      actor: { kind: "token" },
      allowedOrigins: expect.arrayContaining(["http://town.example:8080"]),
    });
    expect(ticket?.ticket).toMatch(/^[0-9a-f]{32}$/);
    const [row] = town.store.audit.list({}).items;
    expect(row).toMatchObject({
      act: "talk",
      object: `broadcast:${body.broadcast}`,
      why: "test",
      result: "ok",
    });
    expect(JSON.stringify(row)).not.toContain(body.ticket);
  });

  it("names no group for a set that is none, and one for all", async () => {
    await call("POST", "/talks", BOOT, talk({ to: ["east-1", "west-1+east-2"] }));
    await call("POST", "/talks", BOOT, talk({ to: ["speaker:east-1"] }));
    expect(air.asked("ticket.put").map(({ ticket }) => ticket.group)).toEqual(["all", undefined]);
  });

  it("takes the priority from role and room, never from the caller", async () => {
    const priority = async (token: string, more = {}) =>
      (await call("POST", "/talks", token, talk(more))).body.priority;
    expect(await priority(someone("operator", "east"))).toBe(60);
    expect(await priority(someone("supervisor", "town"))).toBe(68);
    expect(await priority(someone("operator", "town"), { room: "centre" })).toBe(64);
    expect(await priority(someone("operator", "town"), { priority: 77 })).toBe(60);
  });

  it("refuses what is outside, and names the speakers there", async () => {
    const { status, body } = await call("POST", "/talks", someone("operator", "east"), talk({ to: ["all"] }));
    expect(status).toBe(403);
    expect(body).toMatchObject({
      code: "outside-your-sites",
      params: { sites: ["west"], speakers: ["west-1"] },
    });
    expect(air.asked("ticket.put")).toEqual([]);
    const [row] = town.store.audit.list({}).items;
    expect(row).toMatchObject({ act: "openTalk", result: "outside-your-sites" });
  });

  const CASES: readonly [string, string, Grant["role"], Partial<Grant>, object][] = [
    ["a viewer", "not-allowed", "viewer", {}, {}],
    ["an unknown target", "target-unknown", "operator", {}, { to: ["site:north"] }],
    ["a malformed target", "target-malformed", "operator", {}, { to: ["site:"] }],
    ["too high a file", "priority-too-high", "operator", {}, { kind: "play", priority: 70 }],
    ["an emergency without the permission", "not-allowed", "operator", {}, { emergency: true }],
    [
      "an emergency by number alone",
      "emergency-not-stated",
      "operator",
      { permissions: ["emergency"] },
      { kind: "play", priority: 90 },
    ],
    ["a night without a reason", "why-needed", "supervisor", {}, { night: "yes" }],
    ["a wide night by an operator", "not-allowed", "operator", {}, { night: "wide", why: "x" }],
    ["a room outside", "room-not-yours", "operator", {}, { room: "centre" }],
    ["a room that is none", "room-unknown", "operator", {}, { room: "attic" }],
  ];
  for (const [what, code, role, more, request] of CASES)
    it(`refuses ${what}`, async () => {
      const { body } = await call("POST", "/talks", someone(role, "east", more), talk(request));
      expect(body.code).toBe(code);
      expect(air.asked("ticket.put")).toEqual([]);
    });

  it("lets who holds the permission speak in an emergency, above any alert of a program", async () => {
    const token = someone("operator", "east", { permissions: ["emergency"] });
    const spoken = await call("POST", "/talks", token, talk({ emergency: true }));
    expect(spoken.body).toMatchObject({ priority: 90, class: "talk" });
    const played = await call(
      "POST",
      "/talks",
      token,
      talk({ kind: "play", emergency: true, priority: 100 }),
    );
    expect(played.body).toMatchObject({ priority: 100, class: "evacuation" });
    const music = await call("POST", "/talks", token, talk({ kind: "play", priority: 10 }));
    expect(music.body).toMatchObject({ priority: 10, class: "music" });
  });

  it("says that air is away, and that it does not listen", async () => {
    air.answers["ticket.put"] = () => ({ refused: "air-starting" });
    expect((await call("POST", "/talks", BOOT, talk())).body.code).toBe("air-starting");
    await air.stop();
    await vi.waitFor(() => expect(link.peer).toBeNull());
    expect(await call("POST", "/talks", BOOT, talk())).toMatchObject({
      status: 503,
      body: { code: "air-starting" },
    });
  });
});

describe("stopping", () => {
  const live = (broadcast: string, speakers: string[], priority = 60) =>
    ({
      broadcast,
      priority,
      phase: "on-air",
      actor: { kind: "operator", id: "someone", name: "x" },
      speakers: speakers.map((id) => ({ id, state: "sounding", why: "", holder: "", predicted: "sounding" })),
      kind: "talk",
      class: "talk",
      room: null,
      why: null,
      to: "x",
      startedAtUtcMs: 1,
      t0Us: 1,
      frames: 1,
    }) as LiveBroadcast;

  it("stops what was only just opened, before the store has heard of it, and takes an unused ticket back", async () => {
    const east = someone("operator", "east");
    const { body } = await call("POST", "/talks", east, talk());
    air.answers.stop = ({ broadcasts }) => ({
      stopped: [...(broadcasts as string[])].map((broadcast) => ({ broadcast })),
      notFound: [],
      refused: [],
    });
    const other = someone("operator", "west");
    expect((await call("POST", `/broadcasts/${body.broadcast}/stop`, other)).body.code).toBe(
      "outside-your-sites",
    );
    const stopped = await call("POST", `/broadcasts/${body.broadcast}/stop`, east);
    expect(stopped.body).toEqual({ stopped: [body.broadcast] });
    expect(air.asked("stop")[0]).toMatchObject({
      broadcasts: [body.broadcast],
      priority: 60,
      by: { kind: "token" },
    });
    expect(air.asked("ticket.drop")[0]?.ticket).toBe(body.ticket);
    expect(town.store.audit.list({}).items[0]).toMatchObject({
      act: "stop",
      object: `broadcast:${body.broadcast}`,
    });
  });

  it("says so when nothing is left to stop, or never was", async () => {
    const { body } = await call("POST", "/talks", BOOT, talk());
    air.answers["ticket.drop"] = () => ({ dropped: false });
    expect((await call("POST", `/broadcasts/${body.broadcast}/stop`, BOOT)).body.code).toBe(
      "broadcast-ended",
    );
    expect((await call("POST", "/broadcasts/00000000000000ff/stop", BOOT)).body.code).toBe(
      "broadcast-unknown",
    );
  });

  it("stops everything within one's rights, and says what it left", async () => {
    air.answers.onair = () => ({
      broadcasts: [
        live("00000000000000e1", ["east-1"]),
        live("00000000000000a1", ["east-1", "west-1"]),
        live("00000000000000e2", ["east-1"], 90),
      ],
    });
    air.answers.stop = ({ broadcasts }) => ({
      stopped: [...(broadcasts as string[])].map((broadcast) => ({ broadcast })),
      notFound: [],
      refused: [],
    });
    const { body } = await call("POST", "/broadcasts/stop", someone("operator", "east"), { all: true });
    expect(body).toEqual({
      stopped: ["00000000000000e1"],
      refused: [
        { broadcast: "00000000000000a1", code: "outside-your-sites" },
        { broadcast: "00000000000000e2", code: "not-allowed" },
      ],
    });
    const all = await call("POST", "/broadcasts/stop", BOOT, { all: true });
    expect(all.body.stopped).toHaveLength(3);
    expect((await call("POST", "/broadcasts/stop", someone("viewer", "town"), { all: true })).status).toBe(
      403,
    );
  });

  it("shows who is on air to whoever sees a speaker of it, and of the speakers only those", async () => {
    air.answers.onair = () => ({
      broadcasts: [live("00000000000000a1", ["east-1", "west-1"]), live("00000000000000b1", ["west-1"])],
    });
    const { body } = await call("GET", "/onair", someone("viewer", "east"));
    expect(body.items).toMatchObject([
      { broadcast: "00000000000000a1", targets: 2, accepted: 2, sounding: ["east-1"] },
    ]);
    const { body: listed } = await call("GET", "/speakers?site=east", BOOT);
    expect(listed.items[0]).toMatchObject({ id: "east-1", sounding: ["00000000000000a1"] });
  });
});

describe("speakers", () => {
  const online = (speaker: string, at = town.clock.ms) =>
    air.say({ type: "presence", speaker, online: true, bootId: "00000000000000aa", at, why: "heartbeat" });

  it("are listed with the age of what is known, of one's sites, page by page", async () => {
    online("east-1");
    await vi.waitFor(() => expect(sound.online("east-1")).toBe(true));
    const first = await call("GET", "/speakers?limit=1", BOOT);
    expect(first.body).toMatchObject({
      items: [
        {
          id: "east-1",
          online: true,
          lastSeen: new Date(town.clock.ms).toISOString(),
          lat: 23.03,
          zones: ["market"],
          sounding: [],
          credentialsVersion: 0,
        },
      ],
      next: "east-1",
    });
    const rest = await call("GET", "/speakers?limit=2&after=east-1", BOOT);
    expect(rest.body.items.map(({ id }: { id: string }) => id)).toEqual(["east-2", "west-1"]);
    expect(rest.body.next).toBeNull();
    const ids = async (query: string, token = BOOT) =>
      (await call("GET", `/speakers?${query}`, token)).body.items.map(({ id }: { id: string }) => id);
    expect(await ids("online=true")).toEqual(["east-1"]);
    expect(await ids("online=false&limit=2")).toEqual(["east-2", "west-1"]);
    expect(await ids("zone=market")).toEqual(["east-1", "west-1"]);
    expect(await ids("", someone("viewer", "west"))).toEqual(["west-1"]);
    expect((await call("GET", "/speakers?site=north", BOOT)).body.code).toBe("site-unknown");
    town.clock.ms += 61_000;
    expect(await ids("online=true")).toEqual([]);
    const shown = await call("GET", "/speakers/east-1", BOOT);
    expect(shown.body).toMatchObject({ id: "east-1", online: false, status: null, telemetry: null });
  });

  it("tell of themselves in the event feed, each to who may see them", async () => {
    online("east-1");
    online("west-1");
    const told = async (who: Parameters<typeof call>[2]): Promise<{ kind: string }[]> => {
      const { body } = await call("GET", "/events?after=0", who);
      return body.items.filter(({ kind }: { kind: string }) => kind === "speaker-online");
    };
    await vi.waitFor(async () => expect(await told(BOOT)).toHaveLength(2));
    expect(await told(someone("viewer", "east"))).toMatchObject([{ subject: "east-1", site: "east" }]);
  });

  it("get credentials that name where to join, by technicians of their site alone", async () => {
    const east = someone("technician", "east");
    const added = await call("POST", "/speakers", east, {
      site: "east",
      name: "新",
      at: { lat: 23, lon: 113 },
      count: 2,
    });
    expect(added.status).toBe(201);
    expect(added.body.credentials.map(({ id }: { id: string }) => id)).toEqual(["east-001", "east-002"]);
    const read = readCredentials(added.body.credentials[0]);
    expect(read).toMatchObject({
      ok: true,
      credentials: {
        mqttUrl: "mqtt://town.example:1883",
        clockUrl: "udp://town.example:1884",
        httpUrl: "http://town.example:8080",
      },
    });
    const elsewhere = { site: "west", name: "新", at: { lat: 23, lon: 113 } };
    expect((await call("POST", "/speakers", east, elsewhere)).body.code).toBe("outside-your-sites");
    expect((await call("POST", "/speakers", BOOT, { ...elsewhere, id: "west-1" })).body.code).toBe(
      "speaker-exists",
    );
    expect((await call("POST", "/speakers/credentials", east, { to: ["all"] })).body.code).toBe(
      "outside-your-sites",
    );
    const rotated = await call("POST", "/speakers/credentials", east, { to: ["site:east"] });
    expect(rotated.body.credentials).toHaveLength(4);
  });

  it("are disabled, enabled and removed at once", async () => {
    await call("POST", "/speakers/credentials", BOOT, { to: ["all"] });
    expect((await call("POST", "/speakers/east-1/disable", BOOT)).status).toBe(204);
    expect(air.asked("speakers.put").at(-1)?.groups).toBeDefined();
    expect(air.asked("speakers.put").flatMap(({ speakers }) => speakers)).toContainEqual(
      expect.objectContaining({ id: "east-1", disabled: true }),
    );
    expect((await call("POST", "/talks", BOOT, talk())).body.targets).toBe(1);
    expect((await call("POST", "/speakers/east-1/enable", BOOT)).status).toBe(204);
    expect((await call("DELETE", "/speakers/east-1", BOOT)).status).toBe(204);
    expect(air.asked("speakers.remove")[0]?.ids).toEqual(["east-1"]);
    expect((await call("GET", "/speakers/east-1", BOOT)).body.code).toBe("speaker-unknown");
  });
});

describe("the town", () => {
  const yaml = { "content-type": "text/yaml" };

  it("goes out as a file that, read back, changes nothing", async () => {
    const file = await call("GET", "/town", BOOT);
    expect(file.headers.get("content-type")).toContain("text/yaml");
    const plan = await call("POST", "/town/plan?prune=true", BOOT, file.body, yaml);
    expect(plan.body).toEqual({ changes: [], added: 0, changed: 0, removed: 0, warnings: [] });
  });

  it("is planned and applied, with its audit row, and reaches air", async () => {
    await call("POST", "/speakers/credentials", BOOT, { to: ["all"] });
    const wanted = townFile().replace("东村1号", "东村喇叭").replace("levelDb: -6", "levelDb: -9");
    const plan = await call("POST", "/town/plan", BOOT, wanted, yaml);
    expect(plan.body).toMatchObject({
      added: 0,
      changed: 2,
      changes: [{ op: "change", kind: "speaker", id: "east-1" }, {}],
    });
    expect(town.store.speakers.get("east-1")?.name).toBe("东村1号");
    expect((await call("POST", "/town/apply", BOOT, wanted, yaml)).body.changed).toBe(2);
    expect(town.store.speakers.get("east-1")?.name).toBe("东村喇叭");
    expect(town.store.audit.list({}).items[0]).toMatchObject({ act: "town-apply", detail: { changed: 2 } });
    expect(
      air
        .asked("documents.put")
        .at(-1)
        ?.documents.map(({ topic }) => topic),
    ).toEqual(["pa/d/west-1/cfg"]);
    const rows = town.store.audit.list({}).items.length;
    await call("POST", "/town/apply", BOOT, wanted, yaml);
    expect(town.store.audit.list({}).items).toHaveLength(rows);
  });

  it("names every fault by line and column, and changes nothing", async () => {
    const { status, body } = await call("POST", "/town/apply", BOOT, `${townFile()}  - { id: x y }\n`, yaml);
    expect(status).toBe(422);
    expect(body).toMatchObject({ code: "town-invalid" });
    expect(body.params.faults[0]).toMatchObject({
      line: expect.any(Number),
      column: expect.any(Number),
      cure: expect.any(String),
    });
  });

  it("comes as CSV in GB18030 too, and only the village it is about is asked for", async () => {
    const row = Uint8Array.from([
      ...Buffer.from("id,name,site,lat,lon\r\neast-9,"),
      ...[0xb6, 0xab, 0xb4, 0xe5],
      ...Buffer.from(",east,23.1,113.3\r\n"),
    ]);
    const csv = { "content-type": "text/csv" };
    const east = someone("admin", "east");
    expect((await call("POST", "/town/apply", east, row, csv)).body.code).toBe("coordinates-missing");
    const applied = await call("POST", "/town/apply?coordinates=gcj02", east, row, csv);
    expect(applied.body).toMatchObject({
      added: 1,
      changes: [{ op: "add", kind: "speaker", id: "east-9", name: "东村" }],
    });
    const elsewhere = "id,name,site,lat,lon\nx,X,west,23,113\n";
    expect((await call("POST", "/town/apply?coordinates=wgs84", east, elsewhere, csv)).body.code).toBe(
      "outside-your-sites",
    );
  });

  it("is listed by site, room, zone and camera to who may see each", async () => {
    const west = someone("viewer", "west");
    const ids = async (path: string, token: string) =>
      (await call("GET", path, token)).body.items.map(({ id }: { id: string }) => id);
    expect(await ids("/sites", BOOT)).toEqual(["east", "town", "west"]);
    expect(await ids("/sites", west)).toEqual(["west"]);
    expect(await ids("/rooms", west)).toEqual([]);
    expect(await ids("/cameras", west)).toEqual([]);
    expect(await ids("/cameras", BOOT)).toEqual(["gate"]);
    expect(await ids("/cameras?site=east", BOOT)).toEqual(["gate"]);
    expect(await ids("/cameras?site=west", BOOT)).toEqual([]);
    expect((await call("GET", "/cameras?site=north", BOOT)).body.code).toBe("site-unknown");
    expect((await call("GET", "/zones", west)).body.items).toMatchObject([
      { id: "market", speakers: ["west-1"] },
    ]);
    const paged = await call("GET", "/sites?limit=2", BOOT);
    expect(paged.body.next).toBe("town");
    expect(await ids("/sites?limit=2&after=town", BOOT)).toEqual(["west"]);
    expect((await call("GET", "/sites", BOOT)).body.items[0].timeZone).toBe("Asia/Shanghai");
  });

  it("answers what an expression means", async () => {
    const { body } = await call("POST", "/targets/resolve", BOOT, { to: ["zone:market"] });
    expect(body).toMatchObject({
      group: "z-market",
      speakers: [{ id: "east-1", online: false }, { id: "west-1" }],
    });
    const east = someone("viewer", "east");
    expect((await call("POST", "/targets/resolve", east, { to: ["all"] })).body.code).toBe(
      "outside-your-sites",
    );
  });
});

describe("the broker's files", () => {
  it("hold every enabled speaker with its rights, where they are to lie, and are audited", async () => {
    await call("POST", "/speakers/credentials", BOOT, { to: ["all"] });
    await call("POST", "/speakers/west-1/disable", BOOT);
    const { body } = await call("GET", "/broker/mosquitto?folder=/srv/my%20broker", BOOT);
    expect(body.files["dalaba.conf"]).toContain("acl_file /srv/my broker/dalaba.acl");
    expect(body.files["dalaba.passwd"]).toMatch(/^east-1:\$7\$101\$/m);
    expect(body.files["dalaba.passwd"]).not.toContain("west-1");
    expect(body.files["dalaba.acl"]).toContain("user east-1\ntopic read pa/keys\ntopic read pa/g/all/cmd\n");
    expect(body.files["dalaba.env"]).toContain("DALABA_MQTT_URL=mqtt://dalaba-controller:");
    expect(town.store.audit.list({}).items[0]).toMatchObject({ act: "broker-export" });
    expect((await call("GET", "/broker/mosquitto", someone("admin", "east"))).body.code).toBe(
      "outside-your-sites",
    );
    expect((await call("GET", "/broker/mosquitto?folder=/a%0Aallow_anonymous%20true", BOOT)).status).toBe(
      400,
    );
  });
});

describe("what the town is told of itself", () => {
  it("the root key on this machine is a trouble that does not keep anyone from speaking", () => {
    expect(troubles.all()).toMatchObject([{ code: "root-not-ejected", grave: false }]);
    expect(troubles.ready()).toBe(true);
  });
});

function townFile(): string {
  return `version: 1
coordinates: wgs84
sites: ${JSON.stringify(TOWN.sites)}
rooms: ${JSON.stringify(TOWN.rooms)}
zones: ${JSON.stringify(TOWN.zones)}
cameras: ${JSON.stringify(TOWN.cameras)}
speakers:
  - { id: east-1, name: 东村1号, site: east, at: [23.03, 113.47], zones: [market] }
  - { id: east-2, name: 东村2号, site: east, at: [23.08, 113.47], delayClass: wan }
  - { id: west-1, name: 西村1号, site: west, at: [23.03, 113.41], zones: [market], levelDb: -6 }
`;
}
