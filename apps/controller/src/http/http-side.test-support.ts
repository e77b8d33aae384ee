import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { API_PREFIX, type RouteSpec, routes } from "@dalaba/api";
import { ACTS, type Grant, planTown, readTown, refuse, type SiteScope } from "@dalaba/core";
import { openStore, type Store } from "@dalaba/store";
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { AirLink } from "../air-link";
import { StoredFeed } from "../feed/stored-feed";
import { KeyFolder } from "../keys";
import { silentLog } from "../log";
import { Passwords } from "../people/passwords";
import { hashOf, newSecret } from "../people/secrets";
import { soundSide } from "../sound-side";
import { TroubleBoard } from "../trouble";
import type { AppEnv } from "./env";
import { type HttpSideParts, httpSide, type SoundGroups } from "./http-side";

export const BOOT_TOKEN = "boot-token-for-tests-0123456789abcdef";

/** A clock that a test moves. */
export class TestClock {
  ms = Date.parse("2026-11-22T12:00:00Z");
  nowMs(): number {
    return this.ms;
  }
}

const PLAIN_SEALER = { seal: (plain: Uint8Array) => plain, unseal: (sealed: Uint8Array) => sealed };

/** Two villages under a town, a speaker in each, rooms in each and in the centre. */
const TOWN = {
  version: 1,
  coordinates: "wgs84",
  sites: [
    { id: "town", name: "镇", timeZone: "Asia/Shanghai" },
    { id: "east", name: "东村", parent: "town" },
    { id: "west", name: "西村", parent: "town" },
  ],
  rooms: [
    { id: "centre", name: "指挥中心", site: "town", kind: "centre" },
    { id: "east-room", name: "东村值班室", site: "east", kind: "village" },
  ],
  zones: [],
  speakers: [
    { id: "e1", name: "东村一", site: "east", at: [25.1, 102.7] },
    { id: "w1", name: "西村一", site: "west", at: [25.2, 102.8] },
  ],
  cameras: [
    { id: "e-cam", name: "东村路口", site: "east", at: [25.1, 102.7] },
    { id: "w-cam", name: "西村路口", site: "west", at: [25.2, 102.8] },
  ],
  maps: [
    { id: "e-map", name: "东村", site: "east", kind: "geojson", path: "e.geojson", coordinates: "wgs84" },
    { id: "w-map", name: "西村", site: "west", kind: "geojson", path: "w.geojson", coordinates: "wgs84" },
  ],
};

/** Groups that answer every route alike: for tests of what happens before a handler. */
export function pendingSound(): SoundGroups {
  const answer = () => refuse("air-unreachable", "no air in this test");
  const group = (specs: Readonly<Record<string, RouteSpec>>) =>
    Object.fromEntries(Object.keys(specs).map((name) => [name, answer]));
  const { places, maps, speakers, town, targets, talks, broadcasts, onAir, broker, acoustics } = routes;
  const { uploads, clips, plays, speech, announcements, schedules, calendars, retention } = routes;
  const { incidents, cameraEvents, links, eventSources, pictures } = routes;
  const cameras = { incidents, cameraEvents, links, eventSources, pictures };
  const calm = { places, maps, speakers, town, targets, talks, broadcasts, onAir, broker, acoustics };
  const stored = { uploads, clips, plays, speech, announcements, schedules, calendars, retention };
  const groups = { ...calm, ...stored, ...cameras };
  return Object.fromEntries(
    Object.entries(groups).map(([name, specs]) => [name, group(specs)]),
  ) as unknown as SoundGroups;
}

/** The real handlers before an `air` that listens and answers nothing. */
export function realSound(
  { store, clock, feed, troubles }: Made,
  more: { readonly simPort?: number } = {},
): Partial<HttpSideParts> {
  const folder = mkdtempSync(join(tmpdir(), "dalaba-http-"));
  const ring = new KeyFolder(folder).open({ speakersExist: false });
  rmSync(folder, { recursive: true, force: true });
  if (!ring.ok) throw new Error(ring.detail);
  const air: AirLink = {
    peer: { pid: 1, clockId: "0".repeat(16), ports: { mqtt: 1, clock: 2, talk: 3 } },
    ask: () => Promise.resolve(refuse("air-unreachable", "no air in this test")),
    onEvent: () => () => {},
    onPeer: () => () => {},
    close: () => Promise.resolve(),
  };
  const sound = soundSide({
    ...{ store, clock, feed, troubles, air, ring: ring.value, log: silentLog },
    settings: { host: "127.0.0.1", dataFolder: folder, mqttUrl: null, mqttPort: 0, ...more },
    httpPort: () => 8080,
  });
  return {
    sound: sound.groups,
    doors: sound.doors,
    air,
    broadcast: (id) => sound.broadcast(id),
    online: (id) => sound.online(id),
  };
}

export interface TestSide {
  readonly app: OpenAPIHono<AppEnv>;
  readonly store: Store;
  readonly clock: TestClock;
  readonly feed: StoredFeed;
  readonly troubles: TroubleBoard;
  /** An operator with that password and those grants; answers the id. */
  person(name: string, grants: readonly Grant[], password?: string): Promise<string>;
  /** A bearer token of an operator, everything in scope. */
  tokenOf(operator: string): string;
  request(method: string, path: string, options?: RequestOptions): Promise<Response>;
}

export interface RequestOptions {
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly body?: string;
}

export const grant = (role: Grant["role"], site: string, maxPriority = 60): Grant => ({
  role,
  site: site as SiteScope,
  maxPriority,
  permissions: [],
});

type Made = Pick<HttpSideParts, "store" | "clock" | "feed" | "troubles">;

/** The HTTP side over a store in memory. `more` replaces parts, made from the store and its fellows where need be. */
export async function testSide(
  more: Partial<HttpSideParts> | ((made: Made) => Partial<HttpSideParts>) = {},
): Promise<TestSide> {
  const clock = new TestClock();
  const opened = await openStore({ file: ":memory:", sealer: PLAIN_SEALER, nowMs: clock.ms });
  if (!opened.ok) throw new Error(opened.detail);
  const store = opened.value;
  const town = readTown(TOWN);
  if (!town.ok) throw new Error(town.detail);
  const planned = planTown(store.town.current(), town.value, { prune: false });
  if (!planned.ok) throw new Error(planned.detail);
  store.town.apply(planned.value, clock.ms);
  const feed = new StoredFeed(store);
  const troubles = new TroubleBoard();
  const passwords = new Passwords();
  const app = httpSide({
    ...{ store, clock, feed, troubles, passwords },
    log: silentLog,
    settings: { shown: [], bootToken: BOOT_TOKEN },
    air: { peer: null, ask: () => Promise.resolve(refuse("air-unreachable", "no air in this test")) },
    sound: pendingSound(),
    online: () => false,
    urls: () => ({ http: "http://console.test", talk: "", mqtt: "", clock: "" }),
    broadcast: (id) => store.broadcasts.get(id),
    checkReplies: true,
    ...(typeof more === "function" ? more({ store, clock, feed, troubles }) : more),
  });
  const side: TestSide = {
    ...{ app, store, clock, feed, troubles },
    async person(name, grants, password) {
      const id = `o-${name}`;
      const hashed = password === undefined ? null : await passwords.hash(password);
      const passwordHash = hashed?.ok ? hashed.value : null;
      store.operators.add({ id, name, displayName: name, passwordHash, room: null }, clock.ms);
      for (const each of grants) store.operators.grant(id, each);
      return id;
    },
    tokenOf(operator) {
      const secret = newSecret();
      const scope = { acts: ACTS, sites: null, maxPriority: 79, permissions: ["emergency" as const] };
      const row = {
        id: `t-${randomBytes(4).toString("hex")}`,
        name: "test",
        operator,
        hash: hashOf(secret),
        scope,
      };
      store.tokens.add({ ...row, expiresAtMs: clock.ms + 3_600_000 }, clock.ms);
      return secret;
    },
    async request(method, path, { token, headers = {}, json, body } = {}) {
      const sent: Record<string, string> = { ...headers };
      if (token !== undefined) sent.authorization = `Bearer ${token}`;
      if (json !== undefined) sent["content-type"] ??= "application/json";
      const text = json === undefined ? body : JSON.stringify(json);
      // `~/session` is `/api/v1/session`.
      return app.request(path.replace(/^~/, API_PREFIX), {
        method,
        headers: sent,
        ...(text === undefined ? {} : { body: text }),
      });
    },
  };
  return side;
}
