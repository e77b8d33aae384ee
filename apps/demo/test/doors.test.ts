import { createSocket } from "node:dgram";
import { Agent, request } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { isErrorCode, type TalkReply } from "@dalaba/api";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Seeded } from "./seeded.test-support";
import { pause, startTown, type Town, until } from "./town.test-support";
import { silentFrame, Uplink } from "./uplink.test-support";
import { writeTone } from "./voice.test-support";

/** What strangers and broken programs send to the doors: HTTP, the talk uplink, MQTT, the clock (targets.md R2, R6). */

const SPEAKERS = 2;
const REQUESTS = 1_000;

describe("the doors", () => {
  let town: Town;

  const openTalk = (): Promise<TalkReply> =>
    town.api<TalkReply>("POST", "/talks", { kind: "talk", to: ["all"] });
  const stands = async (): Promise<void> => {
    expect((await fetch(`${town.url}/healthz`)).status).toBe(200);
    expect(await town.pidOf("air")).toBe(town.ports.airPid);
    expect(await town.pidOf("controller")).toBe(town.ports.controllerPid);
  };

  beforeAll(async () => {
    town = await startTown({ speakers: SPEAKERS });
  }, 90_000);
  afterAll(() => town?.stop(), 30_000);

  test("a ticket opens one talk, and the second who shows it does not disturb the first", async () => {
    const ticket = await openTalk();
    const first = new Uplink(ticket);
    await first.opened();
    first.send('{"type":"start","source":"file"}');
    const speaking = first.speak(25);
    const second = new Uplink(ticket);
    expect(await second.closed).toBe(1008);
    expect(second.error).toBe("uplink-ticket");
    await speaking;
    first.send('{"type":"end"}');
    await until("the first ends", () => first.ended !== undefined);
    expect(first.ended).toBe("finished");
  });

  test.each([
    ["a made-up ticket", "/talk?ticket=0123456789abcdef0123456789abcdef"],
    ["no ticket", "/talk"],
    ["a very long ticket", `/talk?ticket=${"a".repeat(8_000)}`],
    ["another path", "/talks?ticket=0123456789abcdef0123456789abcdef"],
    ["a path that is no URL", "//[/talk"],
  ])("%s opens nothing", async (_what, path) => {
    const uplink = new Uplink({ url: `ws://127.0.0.1:${town.ports.air}${path}` });
    await uplink.closed;
    expect(uplink.said.every(({ type }) => type === "error")).toBe(true);
  });

  test("a page of another origin may not use a ticket, and does not spoil it", async () => {
    const ticket = await openTalk();
    const evil = new Uplink(ticket, { origin: "https://evil.example" });
    await evil.closed;
    expect(evil.error).toBe("uplink-origin");
    const own = new Uplink(ticket);
    await own.opened();
    own.send('{"type":"start","source":"mic"}');
    await until("the talk is open", () => own.said.some(({ type }) => type === "ready"));
    own.socket.terminate();
  });

  const chance = new Seeded(4);
  const started = '{"type":"start","source":"mic"}';
  test.each<[string, (string | Uint8Array)[], string | undefined]>([
    ["random bytes", [started, chance.bytes(200)], "uplink-bad-frame"],
    ["a frame that is too short", [started, Uint8Array.of(1, 0, 0)], "uplink-bad-frame"],
    [
      "a frame of another kind of Opus",
      [started, Buffer.concat([silentFrame(0).subarray(0, 16), Buffer.of(0, 1)])],
      "uplink-bad-frame",
    ],
    ["text that is no JSON", ["hello"], "uplink-bad-message"],
    ["an unknown message", ['{"type":"sudo"}'], "uplink-bad-message"],
    ["JSON without end", [`{"type":${"[".repeat(900)}`], "uplink-bad-message"],
    ["a start without a source", ['{"type":"start"}'], "uplink-bad-message"],
    ["a frame far ahead of its time", [started, silentFrame(0), silentFrame(60_000)], "uplink-too-early"],
    [
      "more frames than time has",
      [started, ...Array.from({ length: 400 }, (_, i) => silentFrame(i))],
      undefined,
    ],
    ["a message of 3 KB", [started, chance.bytes(3_000)], undefined],
    ["a message of 2 MB", [started, chance.bytes(2_000_000)], undefined],
  ])("%s ends that uplink and nothing else", async (_what, messages, code) => {
    const uplink = new Uplink(await openTalk());
    await uplink.opened();
    for (const message of messages) uplink.send(message);
    await uplink.closed;
    if (code !== undefined) expect(uplink.error).toBe(code);
    await stands();
  });

  test("damaged frames by the hundred are refused one by one", async () => {
    for (let i = 0; i < 100; i++) {
      const uplink = new Uplink(await openTalk());
      await uplink.opened();
      uplink.send(started);
      uplink.send(i % 2 === 0 ? chance.flipped(silentFrame(0)) : chance.bytes(1 + chance.int(1_500)));
      uplink.send('{"type":"end"}');
      await uplink.closed;
    }
    await until("nothing is on air", async () => {
      const { items } = await town.api<{ items: unknown[] }>("GET", "/onair");
      return items.length === 0;
    });
    await stands();
  }, 60_000);

  test("a thousand damaged requests get coded answers", async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 4 });
    const answers = await Promise.all(
      Array.from({ length: REQUESTS }, (_, i) => send(agent, town, damagedRequest(new Seeded(1_000 + i)))),
    );
    agent.destroy();
    for (const { what, status, code, media } of answers) {
      if (status === 0 || (status < 400 && status >= 200)) continue;
      expect(status, what).not.toBe(500);
      // Without a body answer HEAD, and Node's own HTTP parser before we are asked.
      if (media === "") expect(what.startsWith("HEAD") || [400, 431].includes(status), what).toBe(true);
      else expect(isErrorCode(code) && code !== "our-fault", `${what}: ${status} ${code}`).toBe(true);
    }
    // Most were understood well enough to be refused by us.
    expect(answers.filter(({ code }) => isErrorCode(code)).length).toBeGreaterThan(REQUESTS / 3);
    await stands();
  }, 120_000);

  test("garbage at every port is dropped", async () => {
    const { http, air, mqtt, clock } = town.ports;
    const sockets = [http, air, mqtt].flatMap((port) =>
      Array.from({ length: 40 }, async (_, i) => {
        const own = new Seeded(port + i);
        const socket = connect(port, "127.0.0.1");
        socket.on("error", () => undefined);
        socket.write(own.bytes(own.int(4_000) + 1));
        await pause(200);
        socket.destroy();
      }),
    );
    const udp = createSocket("udp4");
    for (let i = 0; i < 1_000; i++) udp.send(chance.bytes(i % 200), clock, "127.0.0.1");
    await Promise.all(sockets);
    udp.close();
    await stands();
  });

  test("a town that was treated so still plays", async () => {
    const tone = writeTone(join(town.folder, "tone.wav"), 1);
    const { json } = await town.cli(["play", tone, "--to", "all", "--json"]);
    expect(json).toMatchObject({ targets: SPEAKERS, played: SPEAKERS });
  });
});

interface DamagedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

interface Answer {
  readonly what: string;
  /** 0: the connection was ended without an answer. */
  readonly status: number;
  readonly code: string;
  readonly media: string;
}

const SOUND_REQUESTS: readonly (readonly [string, string, unknown?])[] = [
  ["POST", "/talks", { kind: "play", to: ["all"], priority: 40, chime: "two-tone", why: "test", waitMs: 5 }],
  ["POST", "/targets/resolve", { to: ["near:23.03,113.47:500+zone:river", "site:east"] }],
  [
    "POST",
    "/speakers",
    { site: "nowhere", name: "x", at: { lat: 23, lon: 113 }, count: 2, delayClass: "lan" },
  ],
  ["POST", "/speakers/credentials", { to: ["speaker:sp-404"] }],
  ["POST", "/operators", { name: "x", displayName: "y", grants: [{ role: "viewer", site: "east" }] }],
  ["PUT", "/operators/nobody/grants", { grants: [{ role: "operator", site: "*", maxPriority: 60 }] }],
  ["POST", "/tokens", { name: "t", acts: ["see"], sites: ["east"], expiresInDays: 3 }],
  ["POST", "/session", { link: "0123456789abcdef0123456789abcdef" }],
  ["POST", "/broadcasts/0123456789abcdef/stop"],
  ["GET", "/broadcasts?limit=5&since=1&until=2&kind=talk"],
  ["GET", "/broadcasts/0123456789abcdef/result?wait=1"],
  ["GET", "/speakers?limit=2&after=sp-001&online=true"],
  ["GET", "/events?after=3"],
  ["GET", "/audit?limit=5&actor=system"],
  ["POST", "/town/plan?kind=speakers&coordinates=gcj02", "id,name,site,lat,lon\na,b,east,23,113\n"],
];
const ODD_VALUES: readonly unknown[] = [
  null,
  -1,
  1e308,
  9_007_199_254_740_991,
  "",
  "\u0000",
  "啊".repeat(2_000),
  [],
  {},
  [[[[[]]]]],
  true,
  "__proto__",
  { __proto__: { admin: true } },
  ["all", "all"],
  "site:east+",
  "near:NaN,NaN",
  "../../etc/passwd",
];
const ODD_PARTS = [
  "%00",
  "%2e%2e",
  "..",
  "%ff",
  "a".repeat(3_000),
  "'%20OR%201=1--",
  "{id}",
  "%F0%9F%94%8A",
  "",
];

/** A sound request with one or two things wrong with it. */
function damagedRequest(chance: Seeded): DamagedRequest {
  const [method, path, body] = chance.of(SOUND_REQUESTS);
  const csv = typeof body === "string";
  const request = {
    method,
    path: `/api/v1${path}`,
    headers: { "content-type": csv ? "text/csv" : "application/json" } as Record<string, string>,
    body: (body === undefined ? Buffer.alloc(0) : Buffer.from(csv ? body : JSON.stringify(body))) as Buffer,
  };
  const damage = (): void => {
    switch (chance.int(7)) {
      case 0:
        if (request.body.length > 0) request.body = chance.flipped(request.body);
        break;
      case 1:
        request.body = Buffer.from(JSON.stringify(withOddValue(chance, csv ? {} : (body ?? {}))));
        break;
      case 2:
        request.method = chance.of(["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "TRACE"]);
        break;
      case 3:
        request.path = request.path.replace(/[^/?=&]+$/, () => chance.of(ODD_PARTS));
        break;
      case 4:
        request.path += `${request.path.includes("?") ? "&" : "?"}limit=${chance.of(["-1", "1e9", "x", "%00", ""])}`;
        break;
      case 5:
        request.headers["content-type"] = chance.of([
          "text/plain",
          "multipart/form-data",
          "application/xml",
          "",
          "x",
        ]);
        break;
      default:
        request.body = chance.bytes(chance.int(3_000));
    }
  };
  damage();
  if (chance.int(2) === 0) damage();
  return request;
}

function withOddValue(chance: Seeded, body: unknown): unknown {
  if (body === null || typeof body !== "object" || chance.int(4) === 0) return chance.of(ODD_VALUES);
  const copy: Record<string, unknown> = { ...(body as object) };
  const names = Object.keys(copy);
  const name = names.length === 0 ? "x" : chance.of(names);
  copy[name] = chance.int(3) === 0 ? withOddValue(chance, copy[name]) : chance.of(ODD_VALUES);
  return copy;
}

function send(agent: Agent, town: Town, damaged: DamagedRequest): Promise<Answer> {
  const { method, path, body } = damaged;
  const headers = {
    ...damaged.headers,
    authorization: `Bearer ${town.token}`,
    "content-length": body.length,
  };
  const what = `${method} ${path.slice(0, 120)} ${body.toString("utf8").slice(0, 200)}`;
  return new Promise((resolve) => {
    const gone = (): void => resolve({ what, status: 0, code: "", media: "" });
    const asked = request(
      { agent, host: "127.0.0.1", port: town.ports.http, method, path, headers },
      (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("error", gone);
        response.on("end", () => {
          const text = Buffer.concat(parts).toString("utf8");
          // HEAD is answered without a body.
          const media = text === "" ? "" : (response.headers["content-type"] ?? "");
          const code = media.includes("problem+json") ? (JSON.parse(text) as { code: string }).code : "";
          resolve({ what, status: response.statusCode ?? 0, code, media });
        });
      },
    );
    asked.on("error", gone);
    asked.end(body);
  });
}
