import { EMPTY_TOWN, fromWgs84, type Outcome, type Town, type TownFault } from "@dalaba/core";
import { describe, expect, it } from "vitest";
import { readImport, type TownImport, type WantedTown } from "./read-import";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
/** 东村,喇叭一号 ... in GB18030, made with iconv: TextEncoder writes UTF-8 alone. */
const GB18030_ROW = Uint8Array.from([
  ...bytes("id,name,site,lat,lon\r\neast-1,"),
  ...[0xb6, 0xab, 0xb4, 0xe5, 0xc0, 0xae, 0xb0, 0xc8],
  ...bytes(",east,23.1,113.3\r\n"),
]);

function read(text: string | Uint8Array, more: Partial<TownImport> = {}, current: Town = EMPTY_TOWN) {
  return readImport(current, {
    media: "text/csv",
    bytes: typeof text === "string" ? bytes(text) : text,
    coordinates: "wgs84",
    ...more,
  });
}

function faults(outcome: Outcome<WantedTown>): readonly Partial<TownFault>[] {
  if (outcome.ok) throw new Error("expected a refusal");
  return ((outcome.params?.faults ?? []) as TownFault[]).map(({ code, line, column, where }) => ({
    code,
    line,
    column,
    where,
  }));
}

describe("a table", () => {
  it("becomes speakers, with a comma, a semicolon or a tab, in English or Chinese, in any order", () => {
    const tables = [
      "id,name,site,lat,lon,zones,audibleMetres\neast-1,东村喇叭,east,23.1,113.3,market;school,300\n",
      "名称;编号;区域;经度;纬度;分区;可听距离\n东村喇叭;east-1;east;113.3;23.1;school market;300\n",
      "ID\tName\tSite\tLAT\tLON\tzones\taudiblemetres\r\neast-1\t东村喇叭\teast\t23.1\t113.3\tmarket、school\t300\r\n",
    ];
    for (const table of tables) {
      const outcome = read(table);
      expect(outcome.ok && outcome.value.town.speakers).toEqual([
        {
          id: "east-1",
          name: "东村喇叭",
          site: "east",
          place: { lat: 23.1, lon: 113.3 },
          delayClass: "lan",
          levelDb: 0,
          bearing: null,
          audibleMetres: 300,
          hardware: null,
          zones: ["market", "school"],
        },
      ]);
    }
  });

  it("is read as UTF-8 with and without a mark, as GB18030, and as Excel's Unicode text", () => {
    const table = "id,name,site,lat,lon\neast-1,东村喇叭,east,23.1,113.3\n";
    const utf16 = Uint8Array.from([0xff, 0xfe, ...new Uint8Array(Buffer.from(table, "utf16le"))]);
    for (const encoded of [bytes(table), bytes(`\ufeff${table}`), GB18030_ROW, utf16]) {
      const outcome = read(encoded);
      expect(outcome.ok && outcome.value.town.speakers[0]).toMatchObject({ id: "east-1", name: "东村喇叭" });
    }
  });

  it("believes an encoding that is named, and refuses bytes that are not in it", () => {
    const wrong = read(bytes("id,name,site,lat,lon\na,东村,east,1,1\n"), { encoding: "gb18030" });
    expect(wrong.ok && wrong.value.town.speakers[0]?.name).not.toBe("东村");
    expect(read(GB18030_ROW, { encoding: "utf-8" })).toMatchObject({ code: "encoding-unknown" });
    expect(read(Uint8Array.from([0xff, 0xff, 0x80]))).toMatchObject({ code: "encoding-unknown" });
  });

  it("converts the system that the import names, and asks for one when none is", () => {
    const place = { lat: 23.1, lon: 113.3 };
    const { lat, lon } = fromWgs84(place, "gcj02");
    const outcome = read(`id,name,site,lat,lon\na,A,east,${lat},${lon}\n`, { coordinates: "gcj02" });
    const got = outcome.ok ? outcome.value.town.speakers[0]?.place : undefined;
    expect(got?.lat).toBeCloseTo(place.lat, 6);
    expect(got?.lon).toBeCloseTo(place.lon, 6);
    expect(read("id,name,site,lat,lon\n", { coordinates: undefined })).toMatchObject({
      code: "coordinates-missing",
    });
  });

  it("names every bad cell by line and column, line breaks inside quotes counted", () => {
    const table = [
      "id,name,site,lat,lon,audibleMetres",
      'east 1,"two',
      'lines",east,23.1,113.3,',
      "",
      "east-2,B,east,n/a,113.3,9000",
      "east-3,,east,23.1,200,",
    ].join("\n");
    expect(faults(read(table))).toEqual([
      { code: "town-field-invalid", line: 2, column: 1, where: "speakers[0].id" },
      { code: "town-field-invalid", line: 2, column: 2, where: "speakers[0].name" },
      { code: "town-field-invalid", line: 5, column: 4, where: "speakers[1].at[0]" },
      { code: "town-field-invalid", line: 5, column: 6, where: "speakers[1].audibleMetres" },
      { code: "town-field-invalid", line: 6, column: 2, where: "speakers[2].name" },
      { code: "town-field-invalid", line: 6, column: 5, where: "speakers[2].at[1]" },
    ]);
  });

  it("refuses unknown, repeated and missing columns, rows that are too long, and a quote that stays open", () => {
    expect(faults(read("id,nmae,site,lat,lon,lat\n"))).toEqual([
      { code: "town-column-missing", line: 1, column: 1, where: "name" },
      { code: "town-column-unknown", line: 1, column: 2, where: "nmae" },
      { code: "town-column-unknown", line: 1, column: 6, where: "lat" },
    ]);
    expect(faults(read("id,name,site,lat,lon\na,A,east,1,1,extra\n"))).toEqual([
      { code: "town-row-invalid", line: 2, column: 6, where: "column 6" },
    ]);
    expect(faults(read('id,name,site,lat,lon\na,"A,east,1,1\n'))).toMatchObject([{ code: "town-csv-quote" }]);
    expect(faults(read(""))).toMatchObject([{ code: "town-column-missing" }]);
  });

  it("speaks of its own kind alone: the rest of the town stays as it is", () => {
    const current = {
      ...EMPTY_TOWN,
      sites: [{ id: "east", name: "East", parent: null, timeZone: "UTC" }],
    } as unknown as Town;
    const outcome = read(
      "id,name,site\nhall,Hall,east\n",
      { kind: "rooms", coordinates: undefined },
      current,
    );
    expect(outcome.ok && outcome.value.town).toEqual({
      ...current,
      rooms: [{ id: "hall", name: "Hall", site: "east", kind: "village" }],
    });
  });
});

describe("a town file", () => {
  const town =
    "version: 1\ncoordinates: wgs84\nsites:\n  - { id: east, name: 东村, timeZone: Asia/Shanghai }\n";
  const yaml = (text: string, more: Partial<TownImport> = {}) =>
    read(text, { media: "text/yaml", coordinates: undefined, ...more });

  it("is read, with its faults at their lines", () => {
    const good = yaml(town);
    expect(good.ok && good.value.town.sites).toMatchObject([{ id: "east", name: "东村" }]);
    expect(
      faults(yaml(`${town}speakers:\n  - { id: a b, name: A, site: east, at: [23, 113], colour: red }\n`)),
    ).toEqual([
      { code: "town-field-invalid", line: 6, column: 11, where: "speakers[0].id" },
      { code: "town-unknown-key", line: 6, column: 60, where: "speakers[0].colour" },
    ]);
  });

  it("says where it is no YAML", () => {
    expect(faults(yaml("version: 1\nsites: [\n"))).toMatchObject([{ code: "town-syntax", line: 3 }]);
    expect(faults(yaml("version: 1\nversion: 1\n"))).toMatchObject([
      { code: "town-syntax", line: 2, column: 1 },
    ]);
    expect(yaml("just text")).toMatchObject({ code: "town-invalid" });
  });

  it("does not grow without bound by aliases", () => {
    const bomb = ["a: &a [x,x,x,x,x,x,x,x,x]"];
    for (let i = 0; i < 8; i++)
      bomb.push(
        `b${i}: &b${i} [${Array(9)
          .fill(i === 0 ? "*a" : `*b${i - 1}`)
          .join(",")}]`,
      );
    expect(faults(yaml(bomb.join("\n")))).toMatchObject([{ code: "town-syntax" }]);
  });

  it("may be told its system", () => {
    const text = `${town}speakers:\n  - { id: a, name: A, site: east, at: [23.1, 113.3] }\n`;
    const shifted = yaml(text, { coordinates: "bd09" });
    expect(shifted.ok && shifted.value.town.speakers[0]?.place.lat).not.toBeCloseTo(23.1, 4);
  });
});

describe("a map export", () => {
  const geo = (features: unknown, more: Partial<TownImport> = {}) =>
    read(JSON.stringify({ type: "FeatureCollection", features }, null, 1), {
      media: "application/geo+json",
      ...more,
    });
  const point = (properties: unknown, coordinates: unknown = [113.3, 23.1]) => ({
    type: "Feature",
    geometry: { type: "Point", coordinates },
    properties,
  });

  it("becomes speakers or cameras; empty properties count as absent", () => {
    const outcome = geo([point({ id: "a", name: "A", site: "east", hardware: null, bearing: "" })]);
    expect(outcome.ok && outcome.value.town.speakers).toMatchObject([
      { id: "a", place: { lat: 23.1, lon: 113.3 }, hardware: null },
    ]);
    const cameras = geo([{ ...point({ name: "C", site: "east" }), id: "c" }], { kind: "cameras" });
    expect(cameras.ok && cameras.value.town.cameras).toMatchObject([{ id: "c" }]);
  });

  it("names what is wrong by its line", () => {
    const outcome = geo([point({ id: "a", name: "A", site: "east" }, [213.3, 23.1]), { type: "Feature" }]);
    expect(faults(outcome)).toMatchObject([{ code: "town-field-invalid", where: "features[1].geometry" }]);
    expect(faults(geo([point({ id: "a", name: "A", site: "east" }, [213.3, 23.1])]))).toMatchObject([
      { where: "speakers[0].at[1]", line: 9 },
    ]);
    expect(faults(read("{\n a}", { media: "application/geo+json" }))).toMatchObject([
      { code: "town-syntax", line: 2, column: 2 },
    ]);
    expect(faults(read("[]", { media: "application/geo+json" }))).toMatchObject([
      { code: "town-field-invalid" },
    ]);
    expect(geo([], { kind: "rooms" })).toMatchObject({ code: "kind-without-place" });
  });
});
