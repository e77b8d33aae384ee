import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { routes } from "@dalaba/api";
import { expect } from "vitest";
import { type Case, holdContract } from "./contract.test-support";
import * as town from "./fixtures.test-support";

const cases: Case[] = [
  {
    name: "ls",
    args: ["ls"],
    only: "json",
    given: (c) => c.on(routes.speakers.listSpeakers, town.page(town.speakers)),
    after: (c) => expect(c.asked[0]?.headers.authorization).toBe("Bearer token-of-the-test"),
  },
  {
    name: "ls",
    args: ["ls"],
    only: "text",
    given: (c) => c.on(routes.speakers.listSpeakers, town.page(town.agedSpeakers())),
  },
  {
    name: "ls-page-by-page",
    args: ["ls", "--offline"],
    only: "json",
    given: (c) =>
      c.on(routes.speakers.listSpeakers, ({ query }) => {
        const at = query.after === undefined ? 0 : Number(query.after);
        return { items: town.speakers.slice(at, at + 1), next: at < 2 ? String(at + 1) : null };
      }),
    after: (c) => expect(c.asked).toHaveLength(3),
  },
  {
    name: "ls-empty",
    only: "text",
    args: ["ls"],
    given: (c) => c.on(routes.speakers.listSpeakers, town.page([])),
  },
  {
    name: "ls-nobody-offline",
    only: "text",
    args: ["ls", "--offline"],
    given: (c) => c.on(routes.speakers.listSpeakers, town.page(town.agedSpeakers().slice(0, 1))),
  },
  {
    name: "ls-site-by-name",
    args: ["ls", "--site", "东村", "--zone", "river"],
    only: "json",
    given: (c) =>
      c
        .on(routes.places.listSites, town.page(town.sites))
        .on(routes.places.listZones, town.page(town.zones))
        .on(routes.speakers.listSpeakers, town.page(town.speakers.slice(0, 1))),
    after: (c) =>
      expect(c.of(routes.speakers.listSpeakers)[0]?.query).toMatchObject({ site: "dongcun", zone: "river" }),
  },
  {
    name: "ls-unknown-site",
    args: ["ls", "--site", "dongcum"],
    given: (c) =>
      c
        .on(routes.places.listSites, town.page(town.sites))
        .refuse(
          routes.targets.resolveTargets,
          "target-unknown",
          "site:dongcum: no such target; the nearest: site:dongcun, site:xicun",
          { term: "site:dongcum", nearest: ["site:dongcun", "site:xicun"] },
        ),
  },
  {
    name: "ls-sites",
    args: ["ls", "sites"],
    given: (c) => c.on(routes.places.listSites, town.page(town.sites)),
  },
  {
    name: "ls-zones",
    args: ["ls", "zones"],
    given: (c) => c.on(routes.places.listZones, town.page(town.zones)),
  },
  {
    name: "ls-rooms-empty",
    only: "text",
    args: ["ls", "rooms"],
    given: (c) => c.on(routes.places.listRooms, town.page([])),
  },
  {
    name: "ls-cameras",
    args: ["ls", "cameras"],
    given: (c) =>
      c.on(
        routes.places.listCameras,
        town.page([
          {
            ...{ id: "cam-1", name: "村口", site: "dongcun", lat: 23.03, lon: 113.47 },
            ...{ bearing: 90, fieldOfView: 60 },
          },
        ]),
      ),
  },
  {
    name: "show-speaker",
    args: ["show", "hl-dongcun-01"],
    only: "text",
    given: (c) => c.on(routes.speakers.showSpeaker, town.speakerDetail()),
  },
  {
    name: "show-speaker",
    args: ["show", "东村1号"],
    only: "json",
    given: (c) =>
      c
        .on(routes.speakers.listSpeakers, town.page(town.speakers))
        .on(routes.speakers.showSpeaker, { ...town.speakerDetail(), lastSeen: "2026-05-01T07:59:42.000Z" }),
    after: (c) => expect(c.of(routes.speakers.showSpeaker)[0]?.params).toEqual({ id: "hl-dongcun-01" }),
  },
  {
    name: "show-disabled-speaker",
    args: ["show", "speaker:hl-xicun-01"],
    only: "text",
    given: (c) =>
      c.on(routes.speakers.showSpeaker, {
        ...{ ...town.speakerDetail(), ...town.speakers[2], lastSeen: null },
        ...{ status: null, statusAtMs: null, telemetry: null, telemetryAtMs: null },
      }),
  },
  {
    name: "show-unknown-speaker",
    only: "json",
    args: ["show", "hl-dongcun-0l"],
    given: (c) =>
      c
        .refuse(routes.speakers.showSpeaker, "speaker-unknown", "no speaker hl-dongcun-0l")
        .on(routes.speakers.listSpeakers, town.page(town.speakers))
        .refuse(
          routes.targets.resolveTargets,
          "target-unknown",
          "speaker:hl-dongcun-0l: no such target; the nearest: speaker:hl-dongcun-01, speaker:hl-dongcun-02",
          {
            term: "speaker:hl-dongcun-0l",
            nearest: ["speaker:hl-dongcun-01", "speaker:hl-dongcun-02"],
          },
        ),
  },
  {
    name: "show-ambiguous-name",
    args: ["show", "东村"],
    given: (c) =>
      c.on(routes.speakers.listSpeakers, town.page(town.speakers.map((each) => ({ ...each, name: "东村" })))),
  },
  {
    name: "show-broadcast",
    args: ["show", town.BROADCAST],
    given: (c) =>
      c
        .on(routes.broadcasts.showBroadcast, town.broadcast)
        .on(routes.broadcasts.listBroadcastSpeakers, town.page(town.broadcastSpeakers)),
  },
  {
    name: "show-broadcast-all",
    args: ["show", town.BROADCAST, "--all"],
    only: "text",
    given: (c) =>
      c
        .on(routes.broadcasts.showBroadcast, { ...town.broadcast, why: null, room: null, recorded: false })
        .on(routes.broadcasts.listBroadcastSpeakers, town.page(town.broadcastSpeakers)),
  },
  {
    name: "show-broadcast-on-air",
    args: ["show", town.BROADCAST],
    only: "text",
    given: (c) =>
      c
        .on(routes.broadcasts.showBroadcast, {
          ...{ ...town.broadcast, endedAtMs: null, endedBecause: null, durationMs: null, settledAtMs: null },
          ...{ result: null, recorded: false },
        })
        .on(
          routes.broadcasts.listBroadcastSpeakers,
          town.page([{ ...town.broadcastSpeakers[0]!, verdict: null, played: null, expected: null }]),
        ),
  },
  { name: "status", args: ["status"], given: (c) => c.on(routes.status.showStatus, town.status) },
  {
    name: "config",
    args: ["config"],
    given: (c) =>
      c.on(
        routes.config.showConfig,
        town.page([
          { name: "DALABA_HTTP_PORT", value: "8080", origin: "default", meaning: "API and pages" },
          { name: "DALABA_ADMIN_PASSWORD", value: "****", origin: "env", meaning: "first start only" },
        ]),
      ),
  },
  { name: "onair", args: ["onair"], given: (c) => c.on(routes.onAir.listOnAir, town.page([town.onAir])) },
  {
    name: "onair-empty",
    only: "text",
    args: ["onair"],
    given: (c) => c.on(routes.onAir.listOnAir, town.page([])),
  },
  {
    name: "history",
    args: ["history", "--limit", "2"],
    given: (c) =>
      c.on(
        routes.broadcasts.listBroadcasts,
        town.page([
          {
            ...town.broadcast,
            id: "0000000000000001",
            result: null,
            durationMs: 754_000,
            endedBecause: null,
          },
          town.broadcast,
        ]),
      ),
    after: (c) => expect(c.asked[0]?.query).toEqual({ limit: "2" }),
  },
  {
    name: "history-empty",
    only: "text",
    args: ["history"],
    given: (c) => c.on(routes.broadcasts.listBroadcasts, town.page([])),
  },
  {
    name: "history-narrowed",
    args: ["history", "--kind", "play", "--since", "2026-05-01", "--speaker", "hl-dongcun-01"],
    given: (c) =>
      c
        .on(routes.speakers.showSpeaker, town.speakerDetail())
        .on(routes.broadcasts.listBroadcasts, town.page([])),
    after: (c) =>
      expect(c.of(routes.broadcasts.listBroadcasts)[0]?.query).toEqual({
        ...{ limit: "20", kind: "play", speaker: "hl-dongcun-01", since: String(Date.UTC(2026, 4, 1)) },
      }),
  },
  {
    name: "recording",
    args: ["recording", town.BROADCAST, "--out", "said.opus"],
    given: (c) =>
      c.raw(routes.broadcasts.playRecording, (_, response) => {
        response.writeHead(200, { "content-type": "audio/ogg" });
        response.write("OggS");
        response.end(" and so on");
      }),
    after(_, desk) {
      const file = join(desk.folder, "said.opus");
      expect(readFileSync(file, "utf8")).toBe("OggS and so on");
      expect(statSync(file).mode & 0o777).toBe(0o600);
    },
  },
  {
    name: "recording-none",
    args: ["recording", town.BROADCAST],
    given: (c) =>
      c.refuse(routes.broadcasts.playRecording, "no-recording", `${town.BROADCAST} has no recording`),
  },
  {
    name: "events",
    args: ["events", "--after", "1200"],
    given: (c) => c.on(routes.events.followEvents, { items: town.events, next: "1202" }),
    after: (c) => expect(c.asked[0]?.query).toEqual({ after: "1200", limit: "100" }),
  },
  {
    name: "events-none",
    only: "text",
    args: ["events", "--after", "1202"],
    given: (c) => c.on(routes.events.followEvents, { items: [], next: "1202" }),
  },
  {
    name: "audit",
    args: ["audit", "--act", "talk"],
    given: (c) => c.on(routes.audit.listAudit, town.page([town.auditRow])),
    after: (c) => expect(c.asked[0]?.query).toEqual({ act: "talk", limit: "50" }),
  },
  {
    name: "audit-not-allowed",
    only: "json",
    args: ["audit"],
    given: (c) =>
      c.refuse(routes.audit.listAudit, "not-allowed", "viewer may not see-audit", { act: "see-audit" }),
  },
];

holdContract("looking", cases);
