import { type CameraReply, routes } from "@dalaba/api";
import { expect } from "vitest";
import { type Case, holdContract } from "./contract.test-support";
import type { FakeController } from "./fake-controller.test-support";
import { speakers } from "./fixtures.test-support";

const cameras: CameraReply[] = [
  {
    ...{ id: "cam-1", name: "东村广场球机", site: "dongcun", lat: 23.03, lon: 113.47 },
    ...{ bearing: null, fieldOfView: null },
  },
  { id: "cam-2", name: "西村路口", site: "xicun", lat: 23.04, lon: 113.48, bearing: 90, fieldOfView: 60 },
  { id: "cam-3", name: "码头", site: "matou", lat: 23.05, lon: 113.49, bearing: 270, fieldOfView: null },
];
const sites = [
  { id: "matou", name: "码头", parent: "dongcun", timeZone: "Asia/Shanghai" },
  { id: "dongcun", name: "东村", parent: "town", timeZone: "Asia/Shanghai" },
  { id: "town", name: "镇", parent: null, timeZone: "Asia/Shanghai" },
];
const heard = {
  surroundings: {
    ...{ temperatureC: 20, humidityPercent: 70, metresPerSecond: 343.2, ambientDb: 50, speechDbPerKm: 5.6 },
    air: [],
  },
  arrivals: [
    { speaker: "hl-dongcun-01", name: "东村1号", metres: 34.3, travelMs: 100, levelDb: 77.1 },
    { speaker: "hl-dongcun-02", name: "东村码头", metres: 343.2, travelMs: 1_000, levelDb: 55.4 },
  ],
};
const town = (controller: FakeController) =>
  controller
    .on(routes.places.listCameras, { items: cameras, next: null })
    .on(routes.places.listSites, { items: sites, next: null })
    .on(routes.speakers.listSpeakers, { items: speakers, next: null })
    .on(routes.acoustics.listHeard, heard);

const cases: Case[] = [
  { name: "camera-ls", args: ["camera", "ls"], given: town },
  {
    name: "camera-ls-site",
    args: ["camera", "ls", "--site", "东村"],
    given: (c) =>
      town(c).on(routes.places.listCameras, {
        items: cameras.filter(({ site }) => site !== "xicun"),
        next: null,
      }),
    after: (c, _, { stdout }) => {
      // Which sites lie in it the controller knows.
      expect(c.of(routes.places.listCameras)[0]?.query).toMatchObject({ site: "dongcun" });
      for (const [id, listed] of [
        ["cam-1", true],
        ["cam-2", false],
        ["cam-3", true],
      ] as const)
        expect(stdout.includes(id)).toBe(listed);
    },
  },
  {
    name: "camera-ls-none",
    args: ["camera", "ls"],
    given: (c) => c.on(routes.places.listCameras, { items: [], next: null }),
  },
  {
    name: "camera-show",
    args: ["camera", "show", "near:东村广场球机"],
    given: (c) =>
      town(c).on(routes.targets.resolveTargets, {
        speakers: [{ id: "hl-dongcun-01", name: "东村1号", online: true }],
      }),
    after(c) {
      expect(c.of(routes.acoustics.listHeard)[0]?.query).toEqual({ lat: "23.03", lon: "113.47" });
      expect(c.of(routes.targets.resolveTargets)[0]?.body).toEqual({ to: ["near:cam-1"] });
    },
  },
  {
    name: "camera-show-silent",
    args: ["camera", "show", "cam-3"],
    given: (c) =>
      town(c)
        .on(routes.acoustics.listHeard, { ...heard, arrivals: [] })
        .refuse(routes.targets.resolveTargets, "target-empty", "near:cam-3: the town has no enabled speaker"),
  },
  {
    name: "camera-show-unknown",
    args: ["camera", "show", "cam-4"],
    given: (c) =>
      town(c).refuse(routes.targets.resolveTargets, "target-unknown", "no camera cam-4; did you mean cam-1?"),
  },
];

holdContract("cameras", cases);
