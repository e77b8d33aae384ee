import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { routes } from "@dalaba/api";
import { expect } from "vitest";
import { type Case, holdContract } from "./contract.test-support";
import type { FakeController } from "./fake-controller.test-support";
import * as town from "./fixtures.test-support";
import type { Desk } from "./run-cli.test-support";

const found = (c: FakeController): FakeController =>
  c.on(routes.speakers.showSpeaker, { ...town.speakerDetail(), id: "hl-xicun-01", disabled: true });

const put = (desk: Desk, name: string, text: string): void => writeFileSync(join(desk.folder, name), text);

const add = ["speaker", "add", "--site", "dongcun", "--name", "东村码头", "--at", "23.0312,113.4721"];

const cases: Case[] = [
  {
    name: "speaker-add",
    args: [...add, "--count", "2", "--out", "pier.jsonl"],
    given: (c) =>
      c.on(routes.places.listSites, town.page(town.sites)).on(routes.speakers.addSpeakers, {
        credentials: [town.credentials("dongcun-01"), town.credentials("dongcun-02")],
      }),
    after(c, desk) {
      expect(c.of(routes.speakers.addSpeakers)[0]?.body).toEqual({
        ...{ site: "dongcun", name: "东村码头", at: { lat: 23.0312, lon: 113.4721 } },
        ...{ count: 2, delayClass: "lan" },
      });
      const file = join(desk.folder, "pier.jsonl");
      const lines = readFileSync(file, "utf8").trimEnd().split("\n");
      expect(lines.map((line) => JSON.parse(line))).toEqual([
        town.credentials("dongcun-01"),
        town.credentials("dongcun-02"),
      ]);
      // Secrets of speakers: their owner's alone.
      expect(statSync(file).mode & 0o777).toBe(0o600);
    },
  },
  {
    name: "speaker-add-outside",
    args: [...add, "--out", "pier.jsonl"],
    given: (c) =>
      c
        .on(routes.places.listSites, town.page(town.sites))
        .refuse(routes.speakers.addSpeakers, "outside-your-sites", "dongcun is not yours", {
          sites: ["dongcun"],
        }),
    // A file is made before anything is asked for, and goes again when nothing came.
    after: (_, desk) => expect(readdirSync(desk.folder)).toEqual([]),
  },
  {
    name: "speaker-add-file-exists",
    args: [...add, "--out", "pier.jsonl"],
    given(c, desk) {
      put(desk, "pier.jsonl", "precious");
      c.on(routes.places.listSites, town.page(town.sites));
    },
    after(c, desk) {
      expect(readFileSync(join(desk.folder, "pier.jsonl"), "utf8")).toBe("precious");
      expect(c.of(routes.speakers.addSpeakers)).toEqual([]);
    },
  },
  {
    name: "speaker-add-no-such-folder",
    only: "json",
    args: [...add, "--out", "nowhere/pier.jsonl"],
    given: (c) => c.on(routes.places.listSites, town.page(town.sites)),
    after: (c) => expect(c.of(routes.speakers.addSpeakers)).toEqual([]),
  },
  {
    name: "speaker-rotate",
    only: "json",
    args: ["speaker", "rotate", "hl-dongcun-01+site:xicun", "东村码头", "--out", "new.jsonl"],
    given: (c) =>
      c.on(routes.speakers.rotateCredentials, {
        credentials: Array.from({ length: 6 }, (_, i) => town.credentials(`s-${i}`)),
      }),
    after: (c) =>
      expect(c.asked[0]?.body).toEqual({
        to: ["speaker:hl-dongcun-01", "site:xicun", "speaker:东村码头"],
      }),
  },
  {
    // Targets know enabled speakers alone, so a disabled one must be found otherwise.
    name: "speaker-enable",
    only: "json",
    args: ["speaker", "enable", "hl-xicun-01"],
    given: (c) => found(c).on(routes.speakers.enableSpeaker, undefined),
    after: (c) => expect(c.asked.map(({ route }) => route)).toEqual(["showSpeaker", "enableSpeaker"]),
  },
  {
    name: "speaker-disable",
    args: ["speaker", "disable", "West gate"],
    given: (c) =>
      c
        .on(routes.speakers.listSpeakers, town.page(town.speakers))
        .on(routes.speakers.disableSpeaker, undefined),
    after: (c) => expect(c.asked.at(-1)?.params).toEqual({ id: "hl-xicun-01" }),
  },
  {
    name: "speaker-rm",
    only: "json",
    args: ["speaker", "rm", "speaker:hl-xicun-01"],
    given: (c) => found(c).on(routes.speakers.removeSpeaker, undefined),
  },
  {
    name: "town-plan",
    args: ["town", "apply", "town.yaml", "--dry-run"],
    given(c, desk) {
      put(desk, "town.yaml", "version: 1\n");
      c.on(routes.town.planTown, town.plan);
    },
    after(c) {
      expect(c.asked).toHaveLength(1);
      expect(c.asked[0]).toMatchObject({ body: "version: 1\n", query: {} });
      expect(c.asked[0]?.headers["content-type"]).toBe("text/yaml");
    },
  },
  {
    name: "town-apply",
    args: ["town", "apply", "s.CSV", "--kind", "speakers", "--coordinates", "gcj02", "--encoding", "gb18030"],
    given(c, desk) {
      put(desk, "s.CSV", "id,name\n");
      c.on(routes.town.planTown, town.plan).on(routes.town.applyTown, town.plan);
    },
    after(c) {
      expect(c.asked.map(({ route }) => route)).toEqual(["planTown", "applyTown"]);
      for (const { query, headers } of c.asked) {
        expect(query).toEqual({ kind: "speakers", coordinates: "gcj02", encoding: "gb18030" });
        expect(headers["content-type"]).toBe("text/csv");
      }
    },
  },
  {
    name: "town-apply-nothing",
    only: "json",
    args: ["town", "apply", "town.geojson", "--prune"],
    given(c, desk) {
      put(desk, "town.geojson", "{}");
      c.on(routes.town.planTown, town.nothingPlanned);
    },
    after: (c) => expect(c.asked[0]?.query).toEqual({ prune: "true" }),
  },
  {
    name: "town-apply-faults",
    args: ["town", "apply", "speakers.csv"],
    given(c, desk) {
      put(desk, "speakers.csv", "id,name\n");
      c.refuse(routes.town.planTown, "town-invalid", "2 faults", {
        faults: [
          {
            ...{ line: 7, column: 3, code: "bad-number", where: "lat", detail: '"北纬23" is no number' },
            cure: "write decimal degrees, such as 23.0312",
          },
          {
            line: 9,
            column: 1,
            code: "duplicate",
            where: "id",
            detail: "a-1 stands in line 4 too",
            cure: "",
          },
        ],
      });
    },
  },
  {
    name: "town-apply-missing-file",
    args: ["town", "apply", "nowhere.yaml"],
    after: (c) => expect(c.asked).toEqual([]),
  },
  {
    name: "town-apply-unknown-kind",
    only: "json",
    args: ["town", "apply", "town.xlsx"],
    after: (c) => expect(c.asked).toEqual([]),
  },
  {
    name: "town-export",
    args: ["town", "export", "--coordinates", "gcj02"],
    given: (c) =>
      c.raw(routes.town.exportTown, (_, response) =>
        response.writeHead(200, { "content-type": "text/yaml" }).end("version: 1\nsites:\n  - 化龙镇\n"),
      ),
    after: (c) => expect(c.asked[0]?.query).toEqual({ coordinates: "gcj02" }),
  },
  {
    name: "broker-export",
    args: ["broker", "export", "mosquitto", "--out", "broker"],
    given: (c) =>
      c.on(routes.broker.exportMosquitto, {
        files: { "dalaba.conf": "listener 1883\n", "dalaba.passwd": "x:y\n", "README.txt": "1. ...\n" },
      }),
    after(c, desk) {
      const folder = join(desk.folder, "broker");
      expect(c.asked[0]?.query).toEqual({ folder });
      expect(readFileSync(join(folder, "dalaba.conf"), "utf8")).toBe("listener 1883\n");
      expect(statSync(join(folder, "dalaba.passwd")).mode & 0o777).toBe(0o600);
      expect(statSync(folder).mode & 0o777).toBe(0o700);
    },
  },
  {
    name: "broker-export-strange-file",
    only: "json",
    args: ["broker", "export", "mosquitto", "--out", "broker"],
    given: (c) => c.on(routes.broker.exportMosquitto, { files: { "../.profile": "rm -rf" } }),
    after: (_, desk) => expect(readdirSync(desk.folder)).toEqual([]),
  },
];

holdContract("the town and its speakers", cases);
