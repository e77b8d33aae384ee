import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { Outcome } from "../outcome";
import { distanceMetres } from "../place";
import { countPlan, diffTown, planLines } from "./diff-town";
import { townJsonSchema } from "./document";
import { plannedSites, planTown } from "./plan-town";
import { readTown } from "./read-town";
import { EMPTY_TOWN, type Locate, type Town, type TownFault } from "./town";
import { applyPlan } from "./town-plan";
import { townDocument, townYaml } from "./write-town";

const DOCUMENT = {
  version: 1,
  coordinates: "wgs84",
  sites: [
    { id: "hualong", name: "化龙镇", timeZone: "Asia/Shanghai" },
    { id: "dongcun", name: "东村", parent: "hualong" },
  ],
  rooms: [{ id: "centre", name: "镇指挥中心", site: "hualong", kind: "centre" }],
  zones: [
    { id: "river", name: "河堤", site: "hualong" },
    { id: "school", name: "学校", site: "dongcun" },
  ],
  speakers: [
    {
      id: "d-1",
      name: "东村1号",
      site: "dongcun",
      at: [23.03, 113.47],
      zones: ["school", "river", "school"],
    },
    {
      id: "d-2",
      name: "no",
      site: "dongcun",
      at: [23.031, 113.471],
      delayClass: "wan",
      levelDb: -3,
      bearing: 90,
      audibleMetres: 300,
      hardware: "IP horn 30 W",
    },
  ],
  cameras: [
    { id: "cam-1", name: "球机", site: "dongcun", at: [23.03, 113.47], bearing: 10, fieldOfView: 70 },
  ],
  listeningPoints: [
    { id: "lp-1", name: "东村广场", site: "dongcun", at: [23.0305, 113.4705], kind: "square", weight: 3 },
    { id: "lp-2", name: "村口站", site: "dongcun", at: [23.0315, 113.4705], kind: "stop" },
  ],
};
/** Stands in for the YAML reader: the line is the depth-first number of the member's top list and index. */
const locate: Locate = (path) =>
  path.length === 0
    ? { line: 1, column: 1 }
    : path.length > 3
      ? undefined
      : { line: 10 + path.length, column: Number(path[1] ?? 0) + 1 };

function read(document: unknown): Town {
  const town = readTown(document);
  if (!town.ok) throw new Error(town.detail);
  return town.value;
}
const faults = (result: Outcome<unknown>): readonly TownFault[] =>
  result.ok ? [] : ((result.params?.faults ?? []) as TownFault[]);
const codes = (result: Outcome<unknown>) => faults(result).map(({ code, where }) => `${code} ${where}`);
const without = (name: string) =>
  Object.fromEntries(Object.entries(DOCUMENT).filter(([key]) => key !== name));

describe("the town document", () => {
  it("fills in defaults, sorts zones, and keeps the file's order", () => {
    const town = read(DOCUMENT);
    expect(town.sites[1]).toEqual({ id: "dongcun", name: "东村", parent: "hualong", timeZone: null });
    expect(town.speakers[0]).toEqual({
      id: "d-1",
      name: "东村1号",
      site: "dongcun",
      place: { lat: 23.03, lon: 113.47 },
      delayClass: "lan",
      levelDb: 0,
      bearing: null,
      audibleMetres: 250,
      hardware: null,
      zones: ["river", "school"],
    });
    expect(town.listeningPoints[1]).toEqual({
      ...{ id: "lp-2", name: "村口站", site: "dongcun", kind: "stop", weight: 1 },
      place: { lat: 23.0315, lon: 113.4705 },
    });
    expect(read({ version: 1, coordinates: "bd09" })).toEqual(EMPTY_TOWN);
  });

  it("converts positions of the system it names", () => {
    const wgs84 = read(DOCUMENT).speakers[0]!.place;
    for (const coordinates of ["gcj02", "bd09"] as const) {
      const converted = read({ ...DOCUMENT, coordinates }).speakers[0]!.place;
      expect(distanceMetres(converted, wgs84)).toBeGreaterThan(300);
      expect(
        distanceMetres(read(townDocument(read(DOCUMENT), coordinates)).speakers[0]!.place, wgs84),
      ).toBeLessThan(0.1);
    }
  });

  const refused: [string, unknown, string[]][] = [
    ["no object", 7, ["town-field-invalid the document"]],
    ["nothing", null, ["town-field-invalid the document"]],
    ["no version", without("version"), ["town-version version"]],
    ["another version", { ...DOCUMENT, version: 2 }, ["town-version version"]],
    ["no coordinate system", without("coordinates"), ["town-field-invalid coordinates"]],
    [
      "another coordinate system",
      { ...DOCUMENT, coordinates: "cgcs2000" },
      ["town-field-invalid coordinates"],
    ],
    ["links", { ...DOCUMENT, links: [] }, ["town-later-version links"]],
    [
      "schedules and a slip",
      { ...DOCUMENT, schedules: [], speaker: [] },
      ["town-later-version schedules", "town-unknown-key speaker"],
    ],
    [
      "an unknown key in a speaker",
      { ...DOCUMENT, speakers: [{ ...DOCUMENT.speakers[0], level: 3 }] },
      ["town-unknown-key speakers[0].level"],
    ],
    [
      "a Chinese id",
      { ...DOCUMENT, speakers: [{ ...DOCUMENT.speakers[0], id: "东村" }] },
      ["town-field-invalid speakers[0].id"],
    ],
    [
      "swapped degrees",
      { ...DOCUMENT, speakers: [{ ...DOCUMENT.speakers[0], at: [113.47, 23.03] }] },
      ["town-field-invalid speakers[0].at[0]"],
    ],
    [
      "a name of two lines",
      { ...DOCUMENT, speakers: [{ ...DOCUMENT.speakers[0], name: "a\nb" }] },
      ["town-field-invalid speakers[0].name"],
    ],
    [
      "a time zone of no one",
      { ...DOCUMENT, sites: [{ id: "a", name: "a", timeZone: "Asia/Hualong" }] },
      ["town-field-invalid sites[0].timeZone"],
    ],
    [
      "a listening point of no kind, that counts for nothing",
      { ...DOCUMENT, listeningPoints: [{ id: "p", name: "p", site: "dongcun", at: [1, 2], weight: 0 }] },
      ["town-field-invalid listeningPoints[0].kind", "town-field-invalid listeningPoints[0].weight"],
    ],
    [
      "many at once",
      {
        ...DOCUMENT,
        cameras: [{ id: "c", name: "c", site: "dongcun", at: [1, 2], bearing: 360, fieldOfView: 0 }],
      },
      ["town-field-invalid cameras[0].bearing", "town-field-invalid cameras[0].fieldOfView"],
    ],
  ];
  for (const [name, document, expected] of refused)
    it(`refuses ${name}`, () => {
      const result = readTown(document);
      expect(result).toMatchObject({ ok: false, code: "town-invalid" });
      expect(codes(result)).toEqual(expected);
      for (const fault of faults(result)) expect(fault.cure).not.toBe("");
    });

  it("says line, column and cure, at the nearest place there is", () => {
    const bad = {
      ...DOCUMENT,
      speakers: [DOCUMENT.speakers[0], { ...DOCUMENT.speakers[0], at: [113.47, 23.03] }],
    };
    const result = readTown(bad, locate);
    expect(faults(result)[0]).toMatchObject({ line: 13, column: 2, where: "speakers[1].at[0]" });
    expect(faults(result)[0]?.cure).toContain("swapped");
    expect(result.ok ? "" : result.detail).toMatch(/^line 13, column 2: speakers\[1\]\.at\[0\]: /);
    expect(faults(readTown(bad))[0]).toMatchObject({ line: 0, column: 0 });
  });

  it("shows a hundred faults and counts them all", () => {
    const many = { ...DOCUMENT, speakers: Array.from({ length: 150 }, () => ({})) };
    const result = readTown(many);
    expect(faults(result)).toHaveLength(100);
    expect(result.ok ? 0 : result.params?.count).toBe(600);
  });

  it("has its JSON Schema published (vitest -u writes it)", async () => {
    const schema = `${JSON.stringify(townJsonSchema(), null, 2)}\n`;
    await expect(schema).toMatchFileSnapshot(join(import.meta.dirname, "../../../../docs/town.schema.json"));
  });

  it("is written so that reading it back gives the same town, through YAML too", () => {
    const town = read(DOCUMENT);
    expect(read(townDocument(town))).toEqual(town);
    expect(read(parse(townYaml(townDocument(town))))).toEqual(town);
    const tricky = [
      "yes",
      "null",
      "1e3",
      "a: b",
      "#x",
      "- x",
      "东村, 广场",
      '"',
      "'",
      "{",
      "a b",
      "~",
      "0x1f",
      "2026-01-01",
      "*a",
      "é",
      "＃",
      "𠮷",
    ];
    fc.assert(
      fc.property(
        fc.oneof(fc.constantFrom(...tricky), fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 })),
        (name) => {
          const named = readTown({
            ...DOCUMENT,
            sites: [{ id: "hualong", name, timeZone: "UTC" }, DOCUMENT.sites[1]],
          });
          if (!named.ok) return;
          expect(read(parse(townYaml(townDocument(named.value))))).toEqual(named.value);
        },
      ),
    );
  });
});

describe("the plan of a town file", () => {
  const current = read(DOCUMENT);
  const plan = (document: unknown, prune = false, from = current) =>
    planTown(from, read(document), { prune, locate });
  const must = (document: unknown, prune = false, from = current) => {
    const result = plan(document, prune, from);
    if (!result.ok) throw new Error(result.detail);
    return result.value;
  };

  it("adds everything to an empty town, parents first", () => {
    const reversed = {
      ...DOCUMENT,
      sites: [...DOCUMENT.sites, { id: "a-hamlet", name: "小村", parent: "dongcun" }].reverse(),
    };
    const made = must(reversed, false, EMPTY_TOWN);
    expect(made.sites.add.map(({ id }) => id)).toEqual(["hualong", "dongcun", "a-hamlet"]);
    expect(countPlan(made)).toEqual({ add: 11, change: 0, remove: 0, kept: 0 });
  });

  it("is empty for what is already so, whatever the order", () => {
    const shuffled = { ...DOCUMENT, speakers: [...DOCUMENT.speakers].reverse() };
    expect(countPlan(must(shuffled, true))).toEqual({ add: 0, change: 0, remove: 0, kept: 0 });
    expect(planLines(must(shuffled, true))).toEqual([]);
  });

  it("names each changed field in the words of the file", () => {
    const moved = {
      ...DOCUMENT,
      speakers: [
        { ...DOCUMENT.speakers[0], name: "大喇叭", at: [23.1, 113.47], zones: ["river"] },
        DOCUMENT.speakers[1],
      ],
    };
    expect(planLines(must(moved))).toEqual([
      "~ speaker d-1 大喇叭",
      '    name: "东村1号" -> "大喇叭"',
      '    zones: ["river","school"] -> ["river"]',
      "    at: [23.03,113.47] -> [23.1,113.47]",
    ]);
  });

  it("keeps what the file does not name, and removes it only when asked to prune, children first", () => {
    const less = { version: 1, coordinates: "wgs84", sites: [DOCUMENT.sites[0]] };
    expect(countPlan(must(less))).toEqual({ add: 0, change: 0, remove: 0, kept: 9 });
    expect(planLines(must(less))).toContain("= speaker d-1 东村1号 (not in the file; --prune removes it)");
    const pruned = must(less, true);
    expect(countPlan(pruned)).toEqual({ add: 0, change: 0, remove: 9, kept: 0 });
    const emptied = must({ version: 1, coordinates: "wgs84" }, true);
    expect(emptied.sites.remove.map(({ id }) => id)).toEqual(["dongcun", "hualong"]);
    expect(applyPlan(current, emptied)).toEqual(EMPTY_TOWN);
  });

  const refused: [string, unknown, boolean, string[]][] = [
    [
      "an id twice",
      { ...DOCUMENT, rooms: [DOCUMENT.rooms[0], DOCUMENT.rooms[0]] },
      false,
      ["town-duplicate-id rooms[1].id"],
    ],
    [
      "a speaker on an unknown site",
      { ...DOCUMENT, speakers: [{ ...DOCUMENT.speakers[0], site: "dongcum" }] },
      false,
      ["town-reference-unknown speakers[0].site"],
    ],
    [
      "a listening point on an unknown site",
      { ...DOCUMENT, listeningPoints: [{ ...DOCUMENT.listeningPoints[1], site: "nowhere" }] },
      false,
      ["town-reference-unknown listeningPoints[0].site"],
    ],
    [
      "an unknown zone",
      { ...DOCUMENT, speakers: [{ ...DOCUMENT.speakers[0], zones: ["school", "rivr"] }] },
      false,
      ["town-reference-unknown speakers[0].zones[0]"],
    ],
    [
      "an unknown parent",
      { ...DOCUMENT, sites: [{ id: "x", name: "x", parent: "y" }] },
      false,
      ["town-reference-unknown sites[0].parent"],
    ],
    [
      "what only stands in what is to be pruned",
      { ...DOCUMENT, zones: [] },
      true,
      ["town-reference-unknown speakers[0].zones[0]", "town-reference-unknown speakers[0].zones[1]"],
    ],
    [
      "sites in a circle",
      { ...DOCUMENT, sites: [{ id: "hualong", name: "a", parent: "dongcun" }, DOCUMENT.sites[1]] },
      false,
      ["town-site-cycle sites[0].parent", "town-site-cycle sites[1].parent"],
    ],
    [
      "a site in itself",
      { ...DOCUMENT, sites: [{ id: "hualong", name: "a", parent: "hualong" }] },
      false,
      ["town-site-cycle sites[0].parent"],
    ],
    [
      "a root without a time zone",
      { ...DOCUMENT, sites: [{ id: "new", name: "new" }, ...DOCUMENT.sites] },
      false,
      ["town-time-zone-missing sites[0]"],
    ],
  ];
  for (const [name, document, prune, expected] of refused)
    it(`refuses ${name}`, () => {
      expect(codes(plan(document, prune))).toEqual(expected);
    });

  it("offers the nearest ids for a reference that leads nowhere", () => {
    const [fault] = faults(plan({ ...DOCUMENT, speakers: [{ ...DOCUMENT.speakers[0], site: "dongcum" }] }));
    expect(fault?.cure).toContain("dongcun");
  });

  it("refers to what is already there when nothing is pruned", () => {
    const one = {
      version: 1,
      coordinates: "wgs84",
      speakers: [{ id: "n", name: "n", site: "dongcun", at: [1, 2], zones: ["river"] }],
    };
    expect(countPlan(must(one))).toMatchObject({ add: 1, kept: 10 });
  });

  it("asks for rights at every site it touches, old and new; a site is its parent's affair", () => {
    const touch = (document: object) => plannedSites(current, must({ ...DOCUMENT, ...document }));
    expect(touch({})).toEqual([]);
    expect(touch({ speakers: [{ ...DOCUMENT.speakers[0], site: "hualong" }] })).toEqual([
      "dongcun",
      "hualong",
    ]);
    expect(touch({ speakers: [{ ...DOCUMENT.speakers[0], levelDb: -1 }] })).toEqual(["dongcun"]);
    expect(touch({ sites: [...DOCUMENT.sites, { id: "xicun", name: "西村", parent: "dongcun" }] })).toEqual([
      "dongcun",
    ]);
    expect(touch({ sites: [...DOCUMENT.sites, { id: "other", name: "o", timeZone: "UTC" }] })).toEqual([
      "other",
    ]);
    expect(
      plannedSites(current, must({ version: 1, coordinates: "wgs84", sites: DOCUMENT.sites }, true)),
    ).toEqual(["dongcun", "hualong"]);
  });

  it("counts what stands at new sites for the nearest site above that exists", () => {
    const village = { id: "xicun", name: "西村", parent: "dongcun" };
    const hamlet = { id: "hamlet", name: "小村", parent: "xicun" };
    const speaker = { id: "h-1", name: "h", site: "hamlet", at: [1, 2] };
    const grown = { ...DOCUMENT, sites: [...DOCUMENT.sites, village, hamlet], speakers: [speaker] };
    expect(plannedSites(current, must(grown))).toEqual(["dongcun"]);
    expect(plannedSites(EMPTY_TOWN, must(grown, false, EMPTY_TOWN))).toEqual(["hualong"]);
  });

  it("carried out, gives the wanted town, and planning again finds nothing to do", () => {
    const id = fc.stringMatching(/^[a-d]$/);
    const speakers = fc
      .uniqueArray(
        fc.record({
          id,
          name: fc.constantFrom("x", "y"),
          levelDb: fc.integer({ min: -3, max: 0 }),
          river: fc.boolean(),
        }),
        { selector: (one) => one.id },
      )
      .map((list) =>
        list.map(({ river, ...one }) => ({
          ...one,
          site: "dongcun",
          at: [1, 2],
          zones: river ? ["river"] : [],
        })),
      );
    const town = speakers.map((list) => read({ ...DOCUMENT, speakers: list }));
    fc.assert(
      fc.property(town, town, fc.boolean(), (from, to, prune) => {
        const after = applyPlan(from, diffTown(from, to, { prune }));
        for (const speaker of to.speakers) expect(after.speakers).toContainEqual(speaker);
        if (prune) expect(after.speakers).toHaveLength(to.speakers.length);
        const again = countPlan(diffTown(after, to, { prune }));
        expect([again.add, again.change, again.remove]).toEqual([0, 0, 0]);
      }),
    );
  });
});
