import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EVENT_KINDS } from "../camera-event/camera-event";
import { asId, type CameraId, type OperatorId, type SiteId, type ZoneId } from "../model";
import { dryRunLink } from "./dry-run-link";
import { type Held, judgeLink, type LinkContext } from "./judge-link";
import { HARMLESS_KINDS, type Happening, LINK_PRIORITY, type Link, type LinkSounded } from "./link";

const MINUTE = 60_000;
/** 2027-01-15 16:00:00 in Shanghai. */
const NOW = 1_800_000_000_000;
const CAMERA = asId<CameraId>("cam-1");
const ZONE = asId<ZoneId>("heti");

const anyEvent: Link["when"] = {
  ...{
    sources: [],
    kinds: [],
    cameras: [],
    sites: [],
    zonesInView: [],
    objects: [],
    leastScore: 0,
    hours: [],
  },
};
const sound = {
  armedBy: asId<OperatorId>("admin"),
  steps: [
    { announcement: "please-move", afterMs: 0 },
    { announcement: "move-now", afterMs: 3 * MINUTE },
  ],
  ...{ priority: 40, coolDownMs: 10 * MINUTE },
};
const link: Link = {
  id: "parking",
  title: "停车",
  enabled: true,
  when: anyEvent,
  suggest: ["please-move"],
  sound,
};
const parked: Happening = {
  ...{ id: "h1", source: "hik", camera: CAMERA, sites: [asId<SiteId>("dongcun")], timeZone: "Asia/Shanghai" },
  ...{
    zones: [ZONE],
    kind: "illegal-parking",
    zoneInView: "fire lane",
    object: "car",
    score: 0.9,
    open: true,
  },
};
const context: LinkContext = { paused: false, quietHours: [], mostPerHour: 6, sounded: [] };
const said = (step: number, agoMs: number, more: Partial<LinkSounded> = {}): LinkSounded => ({
  ...{ link: "parking", happening: "h1", camera: CAMERA, zones: [ZONE], step, atUtcMs: NOW - agoMs, ...more },
});

describe("what an administrator armed", () => {
  it("sounds at once, and says when it will ask again", () => {
    expect(judgeLink(link, parked, context, NOW)).toEqual({
      suggest: ["please-move"],
      sound: { announcement: "please-move", priority: 40, step: 0 },
      held: null,
      wakeAtUtcMs: NOW + 3 * MINUTE,
    });
  });

  it("sounds its next step while the event persists, each step once", () => {
    const after = (...sounded: LinkSounded[]) => judgeLink(link, parked, { ...context, sounded }, NOW);
    expect(after(said(0, 2 * MINUTE))).toMatchObject({ held: "too-early", wakeAtUtcMs: NOW + MINUTE });
    expect(after(said(0, 3 * MINUTE))).toMatchObject({ sound: { announcement: "move-now", step: 1 } });
    expect(after(said(0, 9 * MINUTE), said(1, 6 * MINUTE))).toMatchObject({ held: "said-already" });
  });

  it.each<[Held, Partial<Link>, Partial<Happening>, Partial<LinkContext>]>([
    ["recognition", {}, { kind: "recognition" }, {}],
    ["not-armed", { sound: null }, {}, {}],
    ["not-harmless", {}, { kind: "gathering" }, {}],
    ["paused", {}, {}, { paused: true }],
    ["quiet-hours", {}, {}, { quietHours: [{ from: "15:00:00", to: "17:00:00" }] }],
    ["over", {}, { open: false }, { sounded: [said(0, 4 * MINUTE)] }],
    ["cool-down", {}, {}, { sounded: [said(0, 9 * MINUTE, { happening: "h0" })] }],
    ["hourly-limit", {}, {}, { mostPerHour: 0 }],
    ["hourly-limit", {}, {}, { mostPerHour: 1, sounded: [said(0, 59 * MINUTE, { link: "other" })] }],
  ])("is held: %s", (held, linkPart, happeningPart, contextPart) => {
    const verdict = judgeLink(
      { ...link, ...linkPart },
      { ...parked, ...happeningPart },
      { ...context, ...contextPart },
      NOW,
    );
    expect(verdict).toMatchObject({ sound: null, held, suggest: ["please-move"] });
  });

  it("is not held by what happened elsewhere, or long ago", () => {
    const sounded = [
      said(0, MINUTE, { happening: "h0", camera: asId<CameraId>("cam-2"), zones: [asId<ZoneId>("other")] }),
      said(0, 61 * MINUTE, { happening: "h-1" }),
    ];
    expect(judgeLink(link, parked, { ...context, mostPerHour: 1, sounded }, NOW)?.held).toBeNull();
  });
});

describe("a link speaks of", () => {
  it.each<[string, Partial<Link["when"]>, boolean]>([
    ["everything when it states nothing", {}, true],
    ["its kinds", { kinds: ["illegal-parking"] }, true],
    ["no other kind", { kinds: ["motion"] }, false],
    ["no other source", { sources: ["frigate"] }, false],
    ["no other camera", { cameras: [asId("cam-2")] }, false],
    ["its sites", { sites: [asId("dongcun")] }, true],
    ["no other zone in view", { zonesInView: ["gate"] }, false],
    ["no other object", { objects: ["person"] }, false],
    ["scores that suffice", { leastScore: 0.9 }, true],
    ["no lesser score", { leastScore: 0.91 }, false],
    ["its hours, by the site's clock", { hours: [{ from: "15:59:00", to: "16:01:00" }] }, true],
    ["no other hour", { hours: [{ from: "16:01:00", to: "15:59:00" }] }, false],
  ])("%s", (_, when, matches) => {
    const verdict = judgeLink({ ...link, when: { ...anyEvent, ...when } }, parked, context, NOW);
    expect(verdict !== null).toBe(matches);
  });

  it("nothing while it is switched off", () => {
    expect(judgeLink({ ...link, enabled: false }, parked, context, NOW)).toBeNull();
  });
});

describe("tried on past happenings", () => {
  const past = (id: string, fromMinute: number, forMinutes: number) => ({
    ...parked,
    ...{ id, beganUtcMs: NOW + fromMinute * MINUTE, endedUtcMs: NOW + (fromMinute + forMinutes) * MINUTE },
  });

  it("it escalates, cools down and comes to its limit as it would have", () => {
    const rehearsal = dryRunLink(
      link,
      [past("long", 0, 5), past("soon", 8, 1), past("later", 30, 1), past("full", 45, 1)],
      { ...context, mostPerHour: 3 },
    );
    expect(
      rehearsal.map(({ happening, atUtcMs, sound, held }) => [
        ...[happening, (atUtcMs - NOW) / MINUTE, sound?.step ?? held],
      ]),
    ).toEqual([
      ["long", 0, 0],
      ["long", 3, 1],
      ["soon", 8, "cool-down"],
      ["later", 30, 0],
      ["full", 45, "hourly-limit"],
    ]);
  });

  it("nothing is sounded twice by 2,000 at one instant, and all are told of", () => {
    const storm = Array.from({ length: 2000 }, (_, i) => past(`h${i}`, 0, 1));
    const rehearsal = dryRunLink(link, storm, context);
    expect(rehearsal).toHaveLength(2000);
    expect(rehearsal.filter(({ sound: act }) => act !== null)).toHaveLength(1);
  });
});

it("whatever is armed: only harmless kinds sound, never above the cap, never while paused, a step once", () => {
  const kinds = fc.constantFrom(...EVENT_KINDS);
  const report = fc.record({
    id: fc.constantFrom("a", "b"),
    kind: kinds,
    ms: fc.nat(4 * MINUTE),
    open: fc.boolean(),
  });
  const armed = fc.record({ priority: fc.nat(255), coolDownMs: fc.nat(MINUTE) });
  fc.assert(
    fc.property(armed, fc.boolean(), fc.nat(8), fc.array(report), (arm, paused, mostPerHour, reports) => {
      const eager: Link = { ...link, sound: { ...sound, ...arm } };
      const sounded: LinkSounded[] = [];
      let nowMs = NOW;
      for (const { id, kind, ms, open } of reports) {
        nowMs += ms;
        const verdict = judgeLink(
          eager,
          { ...parked, id, kind, open },
          { ...context, paused, mostPerHour, sounded },
          nowMs,
        );
        expect(verdict?.suggest).toEqual(["please-move"]);
        expect((verdict?.sound === null) === (verdict?.held !== null)).toBe(true);
        if (!verdict?.sound) continue;
        expect(paused).toBe(false);
        expect(HARMLESS_KINDS.has(kind)).toBe(true);
        expect(verdict.sound.priority).toBeLessThanOrEqual(LINK_PRIORITY);
        expect(sounded.some((each) => each.happening === id && each.step === verdict.sound?.step)).toBe(
          false,
        );
        sounded.push(said(verdict.sound.step, NOW - nowMs, { happening: id }));
        const lately = sounded.filter(({ atUtcMs }) => atUtcMs > nowMs - 60 * MINUTE);
        expect(lately.length).toBeLessThanOrEqual(mostPerHour);
      }
    }),
  );
});
