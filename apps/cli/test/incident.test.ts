import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type EventSourceReply,
  type IncidentDetailReply,
  type IncidentReply,
  type LinkReply,
  routes,
} from "@dalaba/api";
import { expect } from "vitest";
import { type Case, holdContract } from "./contract.test-support";
import type { FakeController } from "./fake-controller.test-support";
import * as town from "./fixtures.test-support";

const I = "00000000000000dd";
const E = "00000000000000ee";
const A = "00000000000000aa";
const L = "00000000000000ff";

const incident: IncidentReply = {
  ...{ id: I, kind: "help-call", camera: "cam-1", cameraName: "东村广场球机", site: "dongcun" },
  ...{ state: "open", outcome: null, room: "dongcun-room", owner: null, link: null, openedAtMs: town.AT_MS },
  ...{ heardAtMs: town.AT_MS, acknowledgedAtMs: null, talkedDownAtMs: null, closedAtMs: null, events: 2 },
  firstWordMs: null,
};
const closed: IncidentReply = {
  ...incident,
  ...{ id: "00000000000000d1", kind: "illegal-parking", state: "closed", outcome: "false-alarm" },
  ...{ owner: { id: "o-li", name: "li" }, firstWordMs: 1_840, events: 1, closedAtMs: town.AT_MS },
};
const detail: IncidentDetailReply = {
  ...incident,
  ...{ state: "acknowledged", owner: { id: "o-li", name: "li" }, lat: 23.03, lon: 113.47 },
  suggest: [{ id: A, title: "请放下自行车" }],
  timeline: [
    { atMs: town.AT_MS, act: "opened", actor: null, detail: { event: E, source: "help-points" } },
    { atMs: town.AT_MS + 4_000, act: "acknowledge", actor: "li", detail: {} },
    { atMs: town.AT_MS + 9_000, act: "note", actor: "li", detail: { note: "老人摔倒" } },
  ],
  happenings: [
    {
      ...{
        id: E,
        source: "help-points",
        camera: "cam-1",
        site: "dongcun",
        kind: "help-call",
        zoneInView: null,
      },
      ...{ object: "person", score: null, atMs: town.AT_MS, atArrival: false, beganAtMs: town.AT_MS },
      ...{ heardAtMs: town.AT_MS, endedAtMs: town.AT_MS, reports: 2, incident: I },
    },
  ],
  picture: true,
  snapshots: ["at"],
  broadcasts: [],
};
const cameras = [
  {
    ...{ id: "cam-1", name: "东村广场球机", site: "dongcun", lat: 23.03, lon: 113.47 },
    ...{ bearing: null, fieldOfView: null },
  },
];
const link: LinkReply = {
  ...{
    id: L,
    revision: 2,
    title: "违停劝离",
    enabled: true,
    suggest: [A],
    changedAtMs: town.AT_MS,
    changedBy: "li",
  },
  when: {
    ...{
      sources: [],
      kinds: ["illegal-parking"],
      cameras: ["cam-1"],
      sites: [],
      zonesInView: [],
      objects: [],
    },
    ...{ leastScore: 0, hours: [] },
  },
  sound: {
    ...{ steps: [{ announcement: A, afterMs: 30_000 }], priority: 45, coolDownMs: 300_000, armedBy: "o-li" },
  },
};
const rehearsed = {
  items: [
    {
      ...{ event: E, camera: "cam-1", kind: "illegal-parking" as const, atMs: town.AT_MS },
      ...{ sound: { announcement: A, priority: 45, step: 0 }, held: null },
    },
    {
      ...{ event: E, camera: "cam-1", kind: "illegal-parking" as const, atMs: town.AT_MS + 60_000 },
      ...{ sound: null, held: "cool-down" },
    },
  ],
  next: null,
};
const source: EventSourceReply = {
  ...{ id: "help-points", kind: "webhook", name: "一键求助", enabled: true, url: null, prefix: null },
  ...{ channels: {}, changedAtMs: town.AT_MS, health: "ok", trouble: null, lastEventAtMs: town.AT_MS },
  ...{ received: 12, refused: 1, unknownChannels: ["7"] },
};
const frigate: EventSourceReply = {
  ...source,
  ...{ id: "frigate", kind: "frigate", name: "Frigate", url: "mqtt://10.0.0.5", prefix: "frigate" },
  ...{ health: "trouble", trouble: "source-unreachable", lastEventAtMs: null, received: 0, refused: 0 },
  unknownChannels: [],
};
const sources = (c: FakeController) =>
  c.on(routes.eventSources.listEventSources, { items: [source, frigate], next: null });
const limits = { paused: false, mostPerHour: 12 };

const cases: Case[] = [
  {
    name: "incident-ls",
    args: ["incident", "ls"],
    given: (c) => c.on(routes.incidents.listIncidents, town.page([incident, closed])),
  },
  {
    name: "incident-ls-open",
    args: ["incident", "ls", "--state", "open", "--state", "acknowledged", "--limit", "1"],
    given: (c) => c.on(routes.incidents.listIncidents, { items: [incident], next: I }),
    after: (c) =>
      expect(c.of(routes.incidents.listIncidents)[0]?.query).toEqual({
        state: "open,acknowledged",
        limit: "1",
      }),
  },
  {
    name: "incident-ls-none",
    args: ["incident", "ls"],
    given: (c) => c.on(routes.incidents.listIncidents, town.page([])),
  },
  {
    name: "incident-show",
    args: ["incident", "show", I],
    given: (c) => c.on(routes.incidents.showIncident, detail),
  },
  {
    name: "incident-unknown",
    args: ["incident", "show", I],
    given: (c) =>
      c.refuse(routes.incidents.showIncident, "incident-unknown", `no incident ${I}`, { incident: I }),
  },
  {
    name: "incident-ack-taken",
    args: ["incident", "ack", I],
    given: (c) =>
      c.refuse(routes.incidents.acknowledgeIncident, "incident-taken", `陈 has taken ${I}`, { owner: "陈" }),
  },
  {
    name: "incident-close",
    args: ["incident", "close", I, "--outcome", "false-alarm", "--note", "树影"],
    given: (c) =>
      c.on(routes.incidents.closeIncident, { ...detail, state: "closed", outcome: "false-alarm" }),
    after: (c) =>
      expect(c.of(routes.incidents.closeIncident)[0]?.body).toEqual({ outcome: "false-alarm", note: "树影" }),
  },
  {
    name: "incident-hand-over",
    only: "json",
    args: ["incident", "hand-over", I, "--room", "centre"],
    given: (c) =>
      c.on(routes.incidents.handOverIncident, { ...detail, room: "centre", state: "open", owner: null }),
  },
  {
    name: "incident-open",
    only: "text",
    args: ["incident", "open", "东村广场球机", "--note", "有人偷自行车"],
    given: (c) =>
      c
        .on(routes.places.listCameras, { items: cameras, next: null })
        .on(routes.incidents.openIncident, detail),
    after: (c) =>
      expect(c.of(routes.incidents.openIncident)[0]?.body).toEqual({ camera: "cam-1", note: "有人偷自行车" }),
  },
  {
    name: "link-ls",
    args: ["link", "ls"],
    given: (c) =>
      c
        .on(routes.links.listLinks, { items: [link, { ...link, enabled: false, sound: null }], next: null })
        .on(routes.links.showLinkLimits, { ...limits, paused: true }),
  },
  {
    name: "link-test",
    args: ["link", "test", L, "--days", "30"],
    given: (c) => c.on(routes.links.dryRunLink, rehearsed),
    after: (c) => expect(c.of(routes.links.dryRunLink)[0]?.query).toEqual({ days: "30" }),
  },
  {
    name: "link-set",
    args: ["link", "set", "parking.json"],
    given(c, desk) {
      writeFileSync(join(desk.folder, "parking.json"), JSON.stringify(link));
      c.on(routes.links.changeLink, link);
    },
    after: (c) =>
      expect(c.of(routes.links.changeLink)[0]?.body).toMatchObject({ revision: 2, title: "违停劝离" }),
  },
  {
    name: "link-set-harmful",
    args: ["link", "set", "fire.json"],
    given(c, desk) {
      const { id: _, revision: _r, ...fresh } = link;
      const fire = { ...fresh, when: { ...link.when, kinds: ["fire"] } };
      writeFileSync(join(desk.folder, "fire.json"), JSON.stringify(fire));
      c.refuse(routes.links.addLink, "link-not-harmless", "fire never sounds by itself", { kinds: ["fire"] });
    },
  },
  {
    name: "link-set-wrong",
    args: ["link", "set", "wrong.json"],
    given: (_, desk) => writeFileSync(join(desk.folder, "wrong.json"), `{"title":""}`),
  },
  {
    name: "link-pause",
    args: ["link", "pause"],
    given: (c) =>
      c.on(routes.links.showLinkLimits, limits).on(routes.links.setLinkLimits, { ...limits, paused: true }),
    after: (c) => expect(c.of(routes.links.setLinkLimits)[0]?.body).toEqual({ ...limits, paused: true }),
  },
  { name: "source-ls", args: ["source", "ls"], given: sources },
  {
    name: "source-add",
    args: ["source", "add", "help-points", "--kind", "webhook", "--name", "一键求助"],
    given: (c) =>
      c.on(routes.eventSources.addEventSource, {
        source: { ...source, health: "waiting", received: 0, unknownChannels: [] },
        secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
      }),
  },
  {
    name: "source-map",
    args: ["source", "map", "frigate", "front_door", "cam-1"],
    given: (c) =>
      sources(c)
        .on(routes.places.listCameras, { items: cameras, next: null })
        .on(routes.eventSources.changeEventSource, { source: frigate, secret: null }),
    after: (c) =>
      expect(c.of(routes.eventSources.changeEventSource)[0]?.body).toEqual({
        channels: { front_door: "cam-1" },
      }),
  },
];

holdContract("incidents, links and sources", cases);
