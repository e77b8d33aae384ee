import { allRoutes } from "@dalaba/api";
import { type CameraId, PERMISSIONS, type SiteId, type SpeakerId } from "@dalaba/core";
import type { NewClipVersion } from "@dalaba/store";
import { beforeEach, describe, expect, it } from "vitest";
import {
  BOOT_TOKEN,
  grant,
  type RequestOptions,
  realSound,
  type TestSide,
  testSide,
} from "./http-side.test-support";

/*
 * Who may use which route. `e` is a place, speaker or broadcast of the village where everyone but the admin has their
 * grant, `w` one of the other village. A route that is not in this table fails the test below.
 */
type Who = "viewer" | "operator" | "supervisor" | "technician" | "village-admin" | "admin";
const EVERYONE: readonly Who[] = ["viewer", "operator", "supervisor", "technician", "village-admin", "admin"];
const SPEAKING: readonly Who[] = ["operator", "supervisor", "village-admin", "admin"];
const ADMIN: readonly Who[] = ["village-admin", "admin"];
const TECHNICAL: readonly Who[] = ["technician", "village-admin", "admin"];

interface Row {
  readonly may: readonly Who[] | "public";
  /** The request for something in that village; `whole`: nothing less than the installation is meant. */
  readonly at: (village: "e" | "w") => RequestOptions & { readonly path?: string; readonly search?: string };
  readonly object: "none" | "village" | "whole";
}

const none = (may: Row["may"], request: RequestOptions & { path?: string; search?: string } = {}): Row => ({
  may,
  at: () => request,
  object: "none",
});
const whole = (may: Row["may"], request: RequestOptions & { path?: string } = {}): Row => ({
  may,
  at: () => request,
  object: "whole",
});
const village = (may: Row["may"], at: Row["at"]): Row => ({ may, at, object: "village" });
const speaker = (v: string) => ({ path: `${v}1` });
const broadcast = (v: string) => ({ path: v === "e" ? "e".repeat(16) : "b".repeat(16) });
const site = (v: string) => (v === "e" ? "east" : "west");
const to = (v: string) => [`speaker:${v}1`];
/** Where the village's speaker stands. */
const placeOf = (v: string) => `?lat=25.${v === "e" ? 1 : 2}&lon=102.${v === "e" ? 7 : 8}`;
const clip = (v: string) => ({ path: `c-${(v === "e" ? "e" : "b").repeat(12)}` });
const announcement = (v: string) => ({ path: `a${v === "e" ? "e" : "b"}`.repeat(8) });
const schedule = (v: string) => ({ path: `c${v === "e" ? "e" : "b"}`.repeat(8) });
const incident = (v: string) => ({ path: `d${v === "e" ? "e" : "b"}`.repeat(8) });
const said = { title: "t", parts: [{ pauseMs: 20 }] };
const due = (v: string) => ({
  ...{ title: "t", announcement: announcement("e").path, to: to(v), zone: "UTC" },
  starts: "2026-12-01T07:00:00",
});
const room = (v: string) => ({
  headers: { "content-type": "text/yaml" },
  body: `version: 1\ncoordinates: wgs84\nrooms: [{ id: new-${v}, name: n, site: ${site(v)} }]\n`,
});

export const RIGHTS: Readonly<Record<string, Row>> = {
  signIn: none("public", { json: { user: "nobody", password: "wrong password" } }),
  alive: none("public"),
  ready: none("public"),
  me: none(EVERYONE),
  showSetup: none(EVERYONE),
  signOut: none(EVERYONE),
  listSessions: none(EVERYONE),
  endSession: none(EVERYONE, { path: "s-none" }),
  listOperators: none(ADMIN),
  addOperator: none(ADMIN, { json: { name: "new", grants: [] } }),
  changeOperator: none(ADMIN, { path: "o-nobody", json: {} }),
  removeOperator: none(ADMIN, { path: "o-nobody" }),
  setPassword: none(ADMIN, { path: "o-spare", json: { password: "a long password" } }),
  setGrants: none(ADMIN, { path: "o-nobody", json: { grants: [] } }),
  makeSignInLink: whole(ADMIN, { json: {} }),
  listRoles: none(EVERYONE),
  listTokens: none(EVERYONE),
  addToken: none(EVERYONE, { json: { name: "t", acts: ["see"], maxPriority: 0 } }),
  revokeToken: none(EVERYONE, { path: "t-none" }),
  listSites: none(EVERYONE),
  listRooms: none(EVERYONE),
  listZones: none(EVERYONE),
  listCameras: none(EVERYONE),
  listListeningPoints: none(EVERYONE),
  listMaps: none(EVERYONE),
  readMap: village(EVERYONE, (v) => ({ path: `${v}-map` })),
  readMapTile: village(EVERYONE, (v) => ({ path: `${v}-map` })),
  listSpeakers: none(EVERYONE),
  showSpeaker: village(EVERYONE, speaker),
  listenSpeaker: village(SPEAKING, speaker),
  explainSpeaker: village(EVERYONE, speaker),
  testSpeaker: village(TECHNICAL, speaker),
  addSpeakers: village(TECHNICAL, (v) => ({ json: { site: site(v), name: "n", at: { lat: 25, lon: 102 } } })),
  rotateCredentials: village(TECHNICAL, (v) => ({ json: { to: to(v) } })),
  disableSpeaker: village(TECHNICAL, speaker),
  tuneSpeaker: village(TECHNICAL, (v) => ({ ...speaker(v), json: { levelDb: -3 } })),
  enableSpeaker: village(TECHNICAL, speaker),
  removeSpeaker: village(TECHNICAL, speaker),
  planTown: village(ADMIN, room),
  applyTown: village(ADMIN, room),
  exportTown: whole(EVERYONE),
  resolveTargets: village(EVERYONE, (v) => ({ json: { to: to(v) } })),
  planOverlap: village(EVERYONE, (v) => ({ json: { to: to(v) } })),
  listHeard: village(EVERYONE, (v) => ({ search: placeOf(v) })),
  hear: village(SPEAKING, (v) => ({ search: placeOf(v) })),
  preflightTalk: village(SPEAKING, (v) => ({ json: { kind: "talk", to: to(v) } })),
  addUpload: none(SPEAKING, { json: { name: "a.wav", bytes: 10 } }),
  showUpload: none(SPEAKING, { path: "u-000000000000" }),
  sendUploadPart: none(SPEAKING, {
    path: "u-000000000000",
    search: "?offset=0",
    headers: { "content-type": "application/octet-stream" },
    body: "x",
  }),
  removeUpload: none(SPEAKING, { path: "u-000000000000" }),
  listClips: none(EVERYONE),
  addClip: village(SPEAKING, (v) => ({ json: { upload: "u-000000000000", title: "t", site: site(v) } })),
  showClip: village(EVERYONE, clip),
  changeClip: village(SPEAKING, (v) => ({ ...clip(v), json: { title: "t" } })),
  removeClip: village(SPEAKING, clip),
  restoreClip: village(SPEAKING, clip),
  listClipVersions: village(EVERYONE, clip),
  addClipVersion: village(SPEAKING, (v) => ({ ...clip(v), json: { upload: "u-000000000000" } })),
  readClip: village(EVERYONE, clip),
  play: village(SPEAKING, (v) => ({ json: { to: to(v), parts: [{ pauseMs: 20 }] } })),
  showLexicon: none(EVERYONE),
  setLexicon: whole(SPEAKING, { json: { zh: {}, yue: {} } }),
  previewSpeech: none(SPEAKING, { json: { say: "x" } }),
  listAnnouncements: none(EVERYONE),
  addAnnouncement: village(SPEAKING, (v) => ({ json: { ...said, site: site(v) } })),
  showAnnouncement: none(EVERYONE, { path: announcement("e").path }),
  changeAnnouncement: village(SPEAKING, (v) => ({ ...announcement(v), json: said })),
  removeAnnouncement: village(SPEAKING, announcement),
  restoreAnnouncement: village(SPEAKING, announcement),
  listSchedules: none(EVERYONE),
  addSchedule: village(SPEAKING, (v) => ({ json: due(v) })),
  dryRunSchedules: none(EVERYONE),
  exportSchedules: none(EVERYONE),
  importSchedules: village(SPEAKING, (v) => ({
    search: `?announcement=${announcement("e").path}&to=speaker:${v}1`,
    headers: { "content-type": "text/calendar" },
    body: "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20261122T120000Z\r\nDTSTART:20261201T070000\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
  })),
  showSchedule: none(EVERYONE, { path: schedule("e").path }),
  changeSchedule: village(SPEAKING, (v) => ({ ...schedule(v), json: { ...due(v), revision: 1 } })),
  removeSchedule: village(SPEAKING, schedule),
  listOccurrences: none(EVERYONE),
  showQuietHours: none(EVERYONE),
  setQuietHours: whole(SPEAKING, { json: { hours: [] } }),
  listCalendars: none(EVERYONE),
  putCalendar: whole(SPEAKING, {
    path: "cn",
    json: { id: "cn", title: "c", years: [2026], holidays: {}, workdays: {} },
  }),
  removeCalendar: whole(SPEAKING, { path: "none" }),
  listIncidents: none(EVERYONE),
  openIncident: village(SPEAKING, (v) => ({ json: { camera: `${v}-cam` } })),
  countIncidents: none(EVERYONE),
  showIncident: village(EVERYONE, incident),
  acknowledgeIncident: village(SPEAKING, (v) => ({ ...incident(v), json: {} })),
  noteIncident: village(SPEAKING, (v) => ({ ...incident(v), json: { text: "n" } })),
  handOverIncident: village(SPEAKING, (v) => ({ ...incident(v), json: { room: "centre" } })),
  closeIncident: village(SPEAKING, (v) => ({ ...incident(v), json: {} })),
  reopenIncident: village(SPEAKING, (v) => ({ ...incident(v), json: {} })),
  listCameraEvents: none(EVERYONE),
  readPicture: village(EVERYONE, (v) => ({ path: `${v}-cam` })),
  showPictureSource: village(ADMIN, (v) => ({ path: `${v}-cam` })),
  setPictureSource: village(ADMIN, (v) => ({ path: `${v}-cam`, json: { url: "http://10.0.0.7/snap.jpg" } })),
  removePictureSource: village(ADMIN, (v) => ({ path: `${v}-cam` })),
  readSnapshot: village(EVERYONE, incident),
  listLinks: none(EVERYONE),
  addLink: whole(ADMIN, { json: { title: "t" } }),
  testLink: none(EVERYONE, { json: { link: { title: "t" } } }),
  showLinkLimits: none(EVERYONE),
  setLinkLimits: whole(ADMIN, { json: { paused: true, mostPerHour: 1 } }),
  showLink: none(EVERYONE, { path: "0".repeat(16) }),
  dryRunLink: none(EVERYONE, { path: "0".repeat(16) }),
  changeLink: whole(ADMIN, { path: "0".repeat(16), json: { title: "t", revision: 1 } }),
  removeLink: whole(ADMIN, { path: "0".repeat(16) }),
  listEventSources: none(TECHNICAL),
  addEventSource: whole(ADMIN, { json: { id: "s", kind: "webhook", name: "n" } }),
  changeEventSource: whole(ADMIN, { path: "s", json: {} }),
  removeEventSource: whole(ADMIN, { path: "s" }),
  showLatency: none(EVERYONE),
  openTalk: village(SPEAKING, (v) => ({ json: { kind: "talk", to: to(v) } })),
  listBroadcasts: none(EVERYONE),
  showBroadcast: village(EVERYONE, broadcast),
  listBroadcastSpeakers: village(EVERYONE, broadcast),
  showResult: village(EVERYONE, broadcast),
  playRecording: village(SPEAKING, broadcast),
  repeatBroadcast: village(SPEAKING, (v) => ({ ...broadcast(v), json: {} })),
  stopBroadcast: village(SPEAKING, broadcast),
  stopAll: none(SPEAKING, { json: { all: true } }),
  listOnAir: none(EVERYONE),
  followEvents: none(EVERYONE),
  listAudit: whole(["supervisor", "village-admin", "admin"]),
  showStatus: none(EVERYONE),
  showConfig: whole(ADMIN),
  exportMosquitto: whole(ADMIN),
  showRetention: whole(ADMIN),
  sweep: whole(ADMIN),
  metrics: whole(TECHNICAL),
  openapi: none(EVERYONE),
};

const clipVersion = (): NewClipVersion => ({
  ...{ sha256: "0".repeat(64), bytes: 1, durationMs: 20, beforeLufs: -20, afterLufs: -16, truePeakDb: -1 },
  ...{ sound: "speech", waveform: new Uint8Array(400) },
  source: { name: "a.wav", format: "wav", bytes: 1, sha256: "0".repeat(64) },
  by: { kind: "operator", id: "o-spare", name: "spare" },
});

describe("rights, over every route of the contract", () => {
  let side: TestSide;
  const ids = {} as Record<Who, string>;

  beforeEach(async () => {
    side = await testSide(realSound);
    await side.person("spare", []);
    for (const who of EVERYONE) {
      const role = who === "village-admin" ? "admin" : who;
      const priority = role === "viewer" || role === "technician" ? 0 : 68;
      const where = who === "admin" ? "*" : "east";
      ids[who] = await side.person(who, [{ ...grant(role, where, priority), permissions: PERMISSIONS }]);
    }
    for (const [id, where, by] of [
      ["e".repeat(16), "east", "e1"],
      ["b".repeat(16), "west", "w1"],
    ] as const)
      side.store.broadcasts.start({
        id,
        kind: "talk",
        priority: 60,
        class: "talk",
        actor: { kind: "operator", id: "o-spare", name: "spare" },
        room: null,
        why: null,
        to: `site:${where}`,
        speakers: [{ id: by as SpeakerId, delayClass: "lan" }],
        sites: [where as SiteId],
        issued: 1,
        startedAtMs: side.clock.ms,
        codec: "opus",
        chime: "none",
        gainDb: 0,
        t0Us: 0,
        m0: 0,
        delayUs: { lan: 80_000, wan: 400_000 },
      });
    for (const [village, where] of [
      ["e", "east"],
      ["w", "west"],
    ] as const)
      side.store.clips.add(
        { id: clip(village).path, title: where, language: null, site: where as SiteId },
        clipVersion(),
        side.clock.ms,
      );
    for (const [village, where] of [
      ["e", "east"],
      ["w", "west"],
    ] as const) {
      side.store.incidents.add({
        ...{
          id: incident(village).path,
          kind: "fire",
          camera: `${village}-cam` as CameraId,
          site: where as SiteId,
        },
        ...{ state: "open", outcome: null, room: null, owner: null, link: null, suggest: [], events: 1 },
        ...{ openedAtMs: 1, heardAtMs: 1, acknowledgedAtMs: null, talkedDownAtMs: null, closedAtMs: null },
      });
      const { path: id } = announcement(village);
      side.store.announcements.add({ id, title: "t", site: where as SiteId, document: said }, side.clock.ms);
      side.store.schedules.put({
        ...{ id: schedule(village).path, revision: 1, document: due(village), changedAtMs: side.clock.ms },
        ...{ actorId: "o-spare", actorName: "spare" },
      });
    }
  });

  async function send(name: string, at: "e" | "w", token: string | null) {
    const route = allRoutes().find((one) => one.name === name);
    const row = RIGHTS[name];
    if (!route || !row) throw new Error(name);
    const { path, search = "", ...options } = row.at(at);
    // A token of its own for each request: one of the routes revokes it.
    const response = await side.request(
      route.method.toUpperCase(),
      route.path.replace("{id}", path ?? "none").replace("{name}", "at") + search,
      { ...options, ...(token === null ? {} : { token }) },
    );
    const json = /json/.test(response.headers.get("content-type") ?? "");
    const body = (json ? await response.json() : {}) as { code?: string };
    return { status: response.status, code: body.code ?? null };
  }

  it("every route of the OpenAPI document declares a right and stands in the table", async () => {
    const answer = await side.request("GET", "/api/openapi.json", { token: BOOT_TOKEN });
    const document = (await answer.json()) as {
      paths: Record<string, Record<string, Record<string, unknown>>>;
    };
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
    expect(operations.filter((operation) => operation["x-right"] === undefined)).toEqual([]);
    expect(operations.map((operation) => operation.operationId).sort()).toEqual(Object.keys(RIGHTS).sort());
  });

  it.each(Object.keys(RIGHTS))("%s: nobody without signing in, unless it is public", async (name) => {
    const { status, code } = await send(name, "e", null);
    if (RIGHTS[name]?.may === "public") expect(code === null || code === "sign-in-refused").toBe(true);
    else expect({ status, code }).toEqual({ status: 401, code: "not-signed-in" });
  });

  const rows = Object.entries(RIGHTS).filter(([, { may }]) => may !== "public");

  it.each(rows)(
    "%s: only whose role holds it, and only at their own sites",
    async (name, { may, object }) => {
      for (const who of EVERYONE) {
        const token = () => side.tokenOf(ids[who]);
        const granted = (may as readonly Who[]).includes(who);
        const here = await send(name, "e", token());
        const there = await send(name, "w", token());
        const elsewhere = object !== "none" && who !== "admin";
        const told = { who, here: here.code, there: there.code };
        if (!granted) {
          expect([here.status, there.status], JSON.stringify(told)).toEqual([403, 403]);
          expect(["not-allowed", "outside-your-sites"], JSON.stringify(told)).toContain(here.code);
          continue;
        }
        if (elsewhere) expect(there, who).toEqual({ status: 403, code: "outside-your-sites" });
        const outsideAll = elsewhere && object === "whole";
        if (outsideAll) expect(here, who).toEqual({ status: 403, code: "outside-your-sites" });
        else if (granted && !isToken(name))
          expect([401, 403], JSON.stringify(told)).not.toContain(here.status);
      }
    },
  );

  /** Refused to every token, whoever holds it: tokens make no tokens. */
  function isToken(name: string): boolean {
    return name === "addToken";
  }

  it("nobody without grants gets past a door that asks for an act", async () => {
    for (const [name, { may }] of rows) {
      const { status } = await send(name, "e", side.tokenOf("o-spare"));
      if (may !== EVERYONE) expect(status, name).toBe(403);
    }
  });
});
